import sharp from "sharp";
import { compose, IDENTITY, invert, lookAt, type Pose } from "../../perception/geometry/pose.ts";
import { DIALECTS, type Dialect, poseStamped } from "../../perception/ros/dialect.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import type { ActionProfile, ArmProfile } from "../../perception/ros/profile.ts";
import { hurried } from "./hurried.ts";
import { type FakeBridge, fakeBridge, type Op } from "./ros-bridge.ts";

const BASE_IN_SURFACE: Pose = {
  position: [-0.1, -0.6, -0.05],
  orientation: [0, 0, Math.sin(0.6), Math.cos(0.6)],
};
export const MOUNT: Pose = {
  position: [0.03, -0.05, 0.08],
  orientation: [Math.sin(-0.1), 0, 0, Math.cos(-0.1)],
};
export const HOME: Pose = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const SIZE = { width: 64, height: 48 };
/** Robot time passes in such steps, one a tick of a few milliseconds of ours. */
const STEP_MS = 20;
const TICK_MS = 3;

/** What the robot does wrong; set at any time. */
export type Faults = {
  /** Frames go on with the stamp and picture they had. */
  frozenCamera?: boolean;
  /** Frames go on with the picture they had, under new stamps. */
  hangingCamera?: boolean;
  /** Frames are stamped so many milliseconds ahead of TF. */
  earlyFramesMs?: number;
  /** Frames are stamped so many milliseconds ago, as after a hiccup of the bridge. */
  lateFramesMs?: number;
  blankPhotos?: boolean;
  brokenPhotos?: boolean;
  /** Goals are never heard of. */
  deafMover?: boolean;
  /** Goals are taken, but never end by themselves. */
  stuckMover?: boolean;
  ignoresCancel?: boolean;
  refuses?: string;
  /** Says that it arrived, but has not moved. */
  liesAboutArriving?: boolean;
  /** Shakes by so much. */
  shakesM?: number;
  /** Replaces what goes out on a topic. */
  lies?: Readonly<Record<string, unknown>>;
  /** Services neither answer nor fail. */
  silentSkills?: boolean;
  distortion?: number[];
  /** What goals and calls of the mover come to, besides how they ended. */
  result?: unknown;
};

export type FakeRobot = {
  readonly bridge: FakeBridge;
  readonly profile: ArmProfile;
  readonly faults: Faults;
  /** Camera (optical frame) in the surface frame. */
  camera: Pose;
  /** Robot time now, milliseconds. */
  nowMs: () => number;
  /** Goals as they came, oldest first. */
  readonly goals: { readonly frame: string; readonly pose: Pose }[];
  readonly cancels: string[];
  close(): Promise<void>;
};

/** The simulator's profile, hurried. */
export const quickProfile = async (
  waitMs: number,
  changes: Partial<ActionProfile> = {},
): Promise<ActionProfile> => ({ ...hurried(await loadProfile(), waitMs), ...changes });

/** A robot of either dialect whose clock is `clockAheadS` ahead of ours. */
export async function fakeRobot({
  clockAheadS = 37,
  waitMs = 4000,
  profile: changes = {},
  speaks,
  taught = new Map(),
}: {
  clockAheadS?: number;
  waitMs?: number;
  profile?: Partial<ActionProfile> | ((profile: ActionProfile) => ArmProfile);
  /** Where the profile does not say it. */
  speaks?: Dialect["name"];
  /** Where joint positions, joined by commas, bring the camera. */
  taught?: ReadonlyMap<string, Pose>;
} = {}): Promise<FakeRobot> {
  const bridge = await fakeBridge();
  const quick = await quickProfile(waitMs, {
    url: bridge.url,
    ...(typeof changes === "function" ? {} : changes),
  });
  const profile: ArmProfile = typeof changes === "function" ? changes(quick) : quick;
  const dialect = DIALECTS[speaks ?? profile.dialect ?? "ros1"];
  const { topics, frames, mover } = profile;
  const photos = { sharp: await picture(false), blank: await picture(true) };
  let nowMs = Math.floor(Date.now()) + clockAheadS * 1000;
  let frozenMs = 0;
  let frame = 0;
  let hanging: Buffer | undefined;
  let joints: readonly number[] | undefined;
  let running: { id: string; target: Pose; call?: Op } | undefined;
  const faults: Faults = {};

  const stamp = (ms: number) => ({
    sec: Math.floor(ms / 1000),
    nanosec: Math.round((ms % 1000) * 1e6),
  });
  const link = (parent: string, child: string, pose: Pose) => {
    const { header, pose: it } = poseStamped(dialect, parent, pose, stamp(nowMs)) as {
      header: unknown;
      pose: { position: unknown; orientation: unknown };
    };
    const transform = { translation: it.position, rotation: it.orientation };
    return { header, child_frame_id: child, transform };
  };
  const publish = (topic: string, msg: unknown) =>
    bridge.publish(topic, faults.lies?.[topic] ?? msg);

  const publishStatic = () =>
    publish(topics.tfStatic, {
      transforms: [
        link(frames.surface, frames.base, BASE_IN_SURFACE),
        link(frames.commanded, frames.optical, MOUNT),
        ...(frames.scene === undefined ? [] : [link(frames.surface, frames.scene, HOME)]),
      ],
    });
  const publishInfo = () => {
    const fields = {
      distortion_model: "plumb_bob",
      D: faults.distortion ?? [0, 0, 0, 0, 0],
      K: [60, 0, 31.5, 0, 60, 23.5, 0, 0, 1],
      R: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      P: [60, 0, 31.5, 0, 0, 60, 23.5, 0, 0, 0, 1, 0],
    };
    const named = Object.entries(fields).map(([key, value]) => [
      dialect.name === "ros2" && key.length === 1 ? key.toLowerCase() : key,
      value,
    ]);
    publish(topics.cameraInfo, {
      header: dialect.header(frames.optical, stamp(nowMs)),
      ...SIZE,
      ...Object.fromEntries(named),
    });
  };
  const publishFrame = () => {
    if (!faults.frozenCamera) frozenMs = nowMs;
    frame += 1;
    const whole = photos[faults.blankPhotos ? "blank" : "sharp"];
    // No two pictures of a sensor are the same; what stands behind a JPEG's end is not looked at.
    const fresh = Buffer.concat([whole, Buffer.from(`frame ${frame}`)]);
    hanging = faults.hangingCamera ? (hanging ?? fresh) : undefined;
    publish(topics.image, {
      header: dialect.header(
        frames.optical,
        stamp(frozenMs - (faults.lateFramesMs ?? 0) + (faults.earlyFramesMs ?? 0)),
      ),
      format: "jpeg",
      data: faults.brokenPhotos ? photos.sharp.subarray(0, 200) : (hanging ?? fresh),
    });
  };
  const publishJoints = () => {
    if (mover.kind !== "joints" || topics.jointStates === undefined || joints === undefined) return;
    publish(topics.jointStates, {
      header: dialect.header("", stamp(nowMs)),
      name: [...mover.joints, "gripper"],
      position: [...joints, 0.04],
      velocity: [],
      effort: [],
    });
  };
  const goalState = (id: string, status: number, text = "") => ({
    goal_id: { id, stamp: dialect.stamp(stamp(nowMs)) },
    status,
    text,
  });
  const publishStatus = () =>
    publish(`${mover.name}/status`, {
      header: dialect.header("", stamp(nowMs)),
      status_list: running === undefined ? [] : [goalState(running.id, 1)],
    });
  const end = (id: string, status: number, text = "") => {
    const call = running?.call;
    running = undefined;
    if (mover.kind === "topic") return;
    if (call !== undefined) {
      const values = faults.result ?? { success: status === 3, message: text };
      bridge.send({ op: "service_response", id, service: call.service, values, result: true });
    } else if (dialect.actions === "topics") {
      const header = dialect.header("", stamp(nowMs));
      publish(`${mover.name}/result`, {
        header,
        status: goalState(id, status, text),
        result: faults.result ?? {},
      });
    } else {
      bridge.send({
        op: "action_result",
        id,
        action: mover.name,
        values: faults.result ?? text,
        status,
        result: true,
      });
    }
  };

  const tick = () => {
    nowMs += STEP_MS;
    if (running !== undefined && !faults.stuckMover) {
      if (!faults.liesAboutArriving) robot.camera = running.target;
      end(running.id, dialect.actions === "topics" || running.call ? 3 : 4);
    }
    const shake = (faults.shakesM ?? 0) * (Math.floor(nowMs / STEP_MS) % 2);
    const shaken: Pose = compose({ ...IDENTITY, position: [shake, 0, 0] }, robot.camera);
    const tool = compose(invert(BASE_IN_SURFACE), compose(shaken, invert(MOUNT)));
    publish(topics.tf, { transforms: [link(frames.base, frames.commanded, tool)] });
    publishFrame();
    publishJoints();
    if (dialect.actions === "topics" && !faults.deafMover) publishStatus();
  };

  const take = (id: string, goal: unknown, call?: Op) => {
    const target = isTrajectory(goal) ? taughtPose(goal) : posed(goal);
    if (faults.deafMover) return;
    if (faults.refuses !== undefined) {
      running = call && { id, target, call };
      end(id, dialect.actions === "topics" ? 5 : 6, faults.refuses);
      return;
    }
    running = { id, target, ...(call && { call }) };
  };
  const posed = (goal: unknown): Pose => {
    const { header, pose } = poseIn(goal);
    const parent = header.frame_id === frames.base ? BASE_IN_SURFACE : IDENTITY;
    const { position: p, orientation: q } = pose;
    const tool: Pose = { position: [p.x, p.y, p.z], orientation: [q.x, q.y, q.z, q.w] };
    robot.goals.push({ frame: header.frame_id, pose: tool });
    return compose(compose(parent, tool), MOUNT);
  };
  const taughtPose = ({ trajectory }: Trajectory): Pose => {
    joints = trajectory.points[0]!.positions;
    const target = taught.get(joints.join()) ?? robot.camera;
    robot.goals.push({ frame: "joints", pose: target });
    return target;
  };
  const cancel = (id: string) => {
    robot.cancels.push(id);
    if (running?.id === id && !faults.ignoresCancel)
      end(id, dialect.actions === "topics" ? 2 : 5, "cancelled");
  };

  bridge.onOp = (op: Op) => {
    if (op.op === "subscribe" && op.topic === topics.tfStatic) publishStatic();
    if (op.op === "subscribe" && op.topic === topics.cameraInfo) publishInfo();
    if (op.op === "send_action_goal") take(op.id as string, op.args);
    if (op.op === "cancel_action_goal") cancel(op.id as string);
    if (op.op === "call_service" && op.service === "/rosapi/topics") {
      bridge.send({ op: "service_response", id: op.id, values: "no rosapi here", result: false });
    } else if (op.op === "call_service" && mover.kind === "service" && op.service === mover.name) {
      take(op.id as string, op.args, op);
    } else if (op.op === "call_service" && !faults.silentSkills)
      bridge.send({
        op: "service_response",
        id: op.id,
        service: op.service,
        values: faults.lies?.[op.service as string] ?? { success: true, message: "done" },
        result: true,
      });
    if (op.op !== "publish") return;
    const msg = op.msg as { id: string; goal_id: { id: string }; goal: unknown };
    if (mover.kind === "topic" && op.topic === mover.name) take("", { target_pose: op.msg });
    if (op.topic === `${mover.name}/goal`) take(msg.goal_id.id, msg.goal);
    if (op.topic === `${mover.name}/cancel`) cancel(msg.id);
  };

  const timer = setInterval(tick, TICK_MS);
  const robot: FakeRobot = {
    bridge,
    profile,
    faults,
    camera: HOME,
    nowMs: () => nowMs,
    goals: [],
    cancels: [],
    async close() {
      clearInterval(timer);
      await bridge.close();
    },
  };
  return robot;
}

type Trajectory = { trajectory: { points: { positions: readonly number[] }[] } };

const isTrajectory = (goal: unknown): goal is Trajectory =>
  typeof goal === "object" && goal !== null && "trajectory" in goal;

/** The one stamped pose in a goal, whatever it is called there. */
function poseIn(goal: unknown): { header: { frame_id: string }; pose: Wire } {
  const found = Object.values(goal as object).find(
    (it) => typeof it === "object" && it !== null && "header" in it && "pose" in it,
  );
  return found as { header: { frame_id: string }; pose: Wire };
}

type Wire = {
  position: { x: number; y: number; z: number };
  orientation: { x: number; y: number; z: number; w: number };
};

async function picture(blank: boolean): Promise<Buffer> {
  const { width, height } = SIZE;
  const data = Buffer.alloc(width * height * 3, 128);
  if (!blank) for (let i = 0; i < data.length; i++) data[i] = (i * 7919) % 256;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/** Resolves once `holds`; looks between the events of this process. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
