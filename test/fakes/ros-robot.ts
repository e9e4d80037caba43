import sharp from "sharp";
import { compose, IDENTITY, invert, lookAt, type Pose } from "../../perception/geometry/pose.ts";
import { DIALECTS, poseStamped } from "../../perception/ros/dialect.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import type { ActionProfile } from "../../perception/ros/profile.ts";
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
};

export type FakeRobot = {
  readonly bridge: FakeBridge;
  readonly profile: ActionProfile;
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

/** The simulator's profile with other waits: `waitMs` for whatever may fail to come. */
export async function quickProfile(
  waitMs: number,
  changes: Partial<ActionProfile> = {},
): Promise<ActionProfile> {
  const profile = await loadProfile();
  return {
    ...profile,
    link: {
      connectWithinMs: 4000,
      heartbeatMs: 200,
      missedHeartbeats: 2,
      retryFromMs: 5,
      retryToMs: 20,
      callWithinMs: waitMs,
    },
    camera: { ...profile.camera, freshWithinMs: waitMs },
    mover: { ...profile.mover, deadlineMs: waitMs, cancelWithinMs: waitMs },
    settle: { ...profile.settle, withinMs: waitMs },
    ...changes,
  };
}

/** A robot of either dialect whose clock is `clockAheadS` ahead of ours. */
export async function fakeRobot({
  clockAheadS = 37,
  waitMs = 4000,
  profile: changes = {},
}: {
  clockAheadS?: number;
  waitMs?: number;
  profile?: Partial<ActionProfile>;
} = {}): Promise<FakeRobot> {
  const bridge = await fakeBridge();
  const profile = await quickProfile(waitMs, { url: bridge.url, ...changes });
  const dialect = DIALECTS[profile.dialect ?? "ros1"];
  const { topics, frames, mover } = profile;
  const photos = { sharp: await picture(false), blank: await picture(true) };
  let nowMs = Math.floor(Date.now()) + clockAheadS * 1000;
  let frozenMs = 0;
  let running: { id: string; target: Pose } | undefined;
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
    const { matrix, distortion } = dialect.cameraInfo;
    publish(topics.cameraInfo, {
      header: dialect.header(frames.optical, stamp(nowMs)),
      ...SIZE,
      [matrix]: [60, 0, 32, 0, 60, 24, 0, 0, 1],
      [distortion]: faults.distortion ?? [0, 0, 0, 0, 0],
    });
  };
  const publishFrame = () => {
    if (!faults.frozenCamera) frozenMs = nowMs;
    publish(topics.image, {
      header: dialect.header(frames.optical, stamp(frozenMs - (faults.lateFramesMs ?? 0))),
      format: "jpeg",
      data: faults.brokenPhotos
        ? photos.sharp.subarray(0, 200)
        : photos[faults.blankPhotos ? "blank" : "sharp"],
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
    running = undefined;
    if (dialect.actions === "topics") {
      const header = dialect.header("", stamp(nowMs));
      publish(`${mover.name}/result`, { header, status: goalState(id, status, text), result: {} });
    } else {
      bridge.send({
        op: "action_result",
        id,
        action: mover.name,
        values: text,
        status,
        result: true,
      });
    }
  };

  const tick = () => {
    nowMs += STEP_MS;
    if (running !== undefined && !faults.stuckMover) {
      if (!faults.liesAboutArriving) robot.camera = running.target;
      end(running.id, dialect.actions === "topics" ? 3 : 4);
    }
    const shake = (faults.shakesM ?? 0) * (Math.floor(nowMs / STEP_MS) % 2);
    const shaken: Pose = compose({ ...IDENTITY, position: [shake, 0, 0] }, robot.camera);
    const tool = compose(invert(BASE_IN_SURFACE), compose(shaken, invert(MOUNT)));
    publish(topics.tf, { transforms: [link(frames.base, frames.commanded, tool)] });
    publishFrame();
    if (dialect.actions === "topics" && !faults.deafMover) publishStatus();
  };

  const take = (id: string, goal: unknown) => {
    const { header, pose } = (goal as { target_pose: { header: { frame_id: string }; pose: Wire } })
      .target_pose;
    const parent = header.frame_id === frames.base ? BASE_IN_SURFACE : IDENTITY;
    const { position: p, orientation: q } = pose;
    const tool: Pose = { position: [p.x, p.y, p.z], orientation: [q.x, q.y, q.z, q.w] };
    robot.goals.push({ frame: header.frame_id, pose: tool });
    if (faults.deafMover) return;
    if (faults.refuses !== undefined) {
      end(id, dialect.actions === "topics" ? 5 : 6, faults.refuses);
      return;
    }
    running = { id, target: compose(compose(parent, tool), MOUNT) };
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
    if (op.op === "call_service" && !faults.silentSkills)
      bridge.send({
        op: "service_response",
        id: op.id,
        service: op.service,
        values: faults.lies?.[op.service as string] ?? { success: true, message: "done" },
        result: true,
      });
    if (op.op !== "publish") return;
    const msg = op.msg as { id: string; goal_id: { id: string }; goal: unknown };
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
