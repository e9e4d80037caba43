import type { Intrinsics } from "../../perception/geometry/camera.ts";
import { compose, invert, type Pose } from "../../perception/geometry/pose.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import type { ActionProfile } from "../../perception/ros/profile.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { BRIDGE_DIALECTS, type BridgeDialect } from "./bridge-dialect.ts";
import type { BridgeSettings } from "./bridge-settings.ts";
import { CameraArm, type Obstacle, toolOf } from "./camera-arm.ts";
import { CameraFeed, type Shoot } from "./camera-feed.ts";
import { COMMON_INTERFACES } from "./common-interfaces.ts";
import { RosGraph } from "./graph.ts";
import type { Interfaces } from "./message-types.ts";
import { Mover } from "./mover.ts";
import { robotClock, rosTime } from "./robot-clock.ts";
import { addRosapi } from "./rosapi.ts";
import { rosapiInterfaces } from "./rosapi-interfaces.ts";
import { RosbridgeServer } from "./rosbridge-server.ts";
import { type Act, addSkills } from "./skills.ts";
import { BASE_IN_SURFACE, CAMERA_IN_TOOL, tfMessage } from "./transforms.ts";

const TF_EVERY_MS = 40;

export type SimulatedRobotOptions = {
  readonly camera: { readonly intrinsics: Intrinsics; readonly shoot: Shoot };
  /** What stands on the surface, for collisions and for the hands. */
  readonly obstacles: readonly Obstacle[];
  /** Where the camera is at first: optical frame in the surface frame. */
  readonly sceneCameraPose: Pose;
  /** 0 takes a free one, which is the default. */
  readonly port?: number;
  /** Times as fast as a real arm; 1 if not given. */
  readonly speed?: number;
  /** How far the robot's clock is ahead of the host's, seconds. */
  readonly clockOffsetS?: number;
  /** Names, frames and workspace; the profile that ships with the package if not given. */
  readonly profile?: ActionProfile;
  /** What its bridge speaks; the profile's dialect, or else ROS 1. */
  readonly dialect?: BridgeDialect["name"];
  /** Where its bridge is set up otherwise than by default. */
  readonly bridge?: Partial<BridgeSettings>;
  /** Why the camera cannot go to a pose, instead of what an arm would refuse by itself. */
  readonly refusal?: (pose: Pose) => string | undefined;
  /** Something was done to an object; from when this resolves, photos are rendered anew. */
  readonly onAct?: (act: Act) => void | Promise<void>;
  readonly onSay?: (text: string) => void;
  /** The renderer failed; the camera then sends nothing, as a broken one would. */
  readonly onFault?: (error: unknown) => void;
  readonly signal?: AbortSignal;
};

/** What the robot did so far; read by its owner, never on the wire. */
export type SimulatedRobotStats = {
  readonly moves: number;
  readonly arrivals: number;
  readonly refusals: number;
  readonly stops: number;
  readonly frames: number;
  readonly renders: number;
  readonly acts: readonly Act[];
  readonly said: readonly string[];
};

export type SimulatedRobot = {
  readonly url: string;
  readonly port: number;
  readonly stats: () => SimulatedRobotStats;
  /** Kills the bridge, not the robot; `restoreBridge` opens it on the same port again. */
  readonly cutBridge: () => Promise<void>;
  readonly restoreBridge: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * A robot that is not there, behind a rosbridge on loopback. It knows where things stand, never
 * what they are: what it does not know it cannot give away. Rejects with `unreachable` where the
 * port is taken, `bad-input` where the profile has no workspace.
 */
export async function startSimulatedRobot(options: SimulatedRobotOptions): Promise<SimulatedRobot> {
  const profile = options.profile ?? (await loadProfile());
  const { topics, frames, mover: action, workspace } = profile;
  if (workspace === undefined)
    throw new TidyError("bad-input", "the simulated robot's profile has no workspace");
  const speed = options.speed ?? 1;
  const clock = robotClock(options.clockOffsetS ?? 0);
  const dialect = BRIDGE_DIALECTS[options.dialect ?? profile.dialect ?? "ros1"];
  const graph = new RosGraph(
    dialect,
    COMMON_INTERFACES,
    rosapiInterfaces(dialect),
    interfacesOf(profile),
  );
  const arm = new CameraArm(options.sceneCameraPose, {
    speed,
    workspace,
    ...(options.refusal && { onlyWhere: options.refusal }),
  });
  let obstacles = options.obstacles;
  const acts: Act[] = [];
  const said: string[] = [];
  const stopped = new AbortController();

  const tf = graph.advertise(topics.tf, "tf2_msgs/TFMessage");
  const tfStatic = graph.advertise(topics.tfStatic, "tf2_msgs/TFMessage", { latch: true });
  const fixed = [
    { parent: frames.surface, child: frames.base, pose: BASE_IN_SURFACE },
    { parent: frames.commanded, child: frames.optical, pose: CAMERA_IN_TOOL },
    ...(frames.scene === undefined
      ? []
      : [{ parent: frames.surface, child: frames.scene, pose: options.sceneCameraPose }]),
  ];
  tfStatic.publish(tfMessage(fixed, rosTime(clock.nowMs())));
  const publishTf = () => {
    if (!tf.hasListeners()) return;
    const nowMs = clock.nowMs();
    const pose = compose(invert(BASE_IN_SURFACE), toolOf(arm.poseAt(nowMs)));
    const link = { parent: frames.base, child: frames.commanded, pose };
    tf.publish(tfMessage([link], rosTime(nowMs)));
  };
  const tfTimer = setInterval(publishTf, TF_EVERY_MS);

  const feed = new CameraFeed({
    graph,
    clock,
    arm,
    shoot: options.camera.shoot,
    intrinsics: options.camera.intrinsics,
    names: {
      image: topics.image,
      cameraInfo: topics.cameraInfo,
      opticalFrame: frames.optical,
    },
    onFault: options.onFault ?? (() => {}),
  });
  const mover = new Mover({
    graph,
    clock,
    arm,
    action,
    frames,
    obstacles: () => obstacles,
    onStart: (target) => feed.prepare(target),
    onRest: () => {
      publishTf();
      // After the result: whoever waits for that looks at later frames only.
      queueMicrotask(() => feed.look());
    },
  });
  addSkills({
    graph,
    skills: profile.skills,
    frames,
    speed,
    obstacles: () => obstacles,
    onAct: async (act) => {
      acts.push(act);
      if (act.removed) obstacles = obstacles.filter((one) => one.id !== act.objectId);
      await options.onAct?.(act);
      feed.forget();
    },
    signal: stopped.signal,
  });
  if (topics.say !== undefined) {
    graph.subscribe(topics.say, "std_msgs/String", (message) => {
      said.push(String(message.data));
      options.onSay?.(String(message.data));
    });
  }
  addRosapi(graph, clock, options.bridge);

  const bridge = new RosbridgeServer(graph, clock, options.bridge);
  const close = async () => {
    stopped.abort();
    clearInterval(tfTimer);
    mover.close();
    feed.close();
    await bridge.close();
  };
  let port: number;
  try {
    port = await bridge.open(options.port ?? 0);
  } catch (error) {
    await close();
    throw error;
  }
  options.signal?.addEventListener("abort", () => void close(), { once: true });
  if (options.signal?.aborted) await close();
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    stats: () => ({
      ...mover.stats,
      frames: feed.frames,
      renders: feed.renders,
      acts: [...acts],
      said: [...said],
    }),
    cutBridge: () => bridge.close(),
    restoreBridge: async () => {
      await bridge.open(port);
    },
    close,
  };
}

function interfacesOf({ mover, skills }: ActionProfile): Interfaces {
  const skill =
    "geometry_msgs/PoseStamped target, string label, string text --- bool success, string message";
  const move =
    "geometry_msgs/PoseStamped target_pose --- geometry_msgs/PoseStamped pose --- " +
    "float64 distance_left";
  const skillTypes = Object.values(skills).flatMap((one) => (one === undefined ? [] : [one.type]));
  return {
    services: Object.fromEntries(skillTypes.map((type) => [type, skill])),
    actions: { [mover.type]: move },
  };
}
