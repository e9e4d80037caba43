import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { type ArmProfile, isHeld, type RobotProfile } from "../../perception/ros/profile.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { ArmDriver } from "./arm-driver.ts";
import { BRIDGE_DIALECTS, type BridgeDialect } from "./bridge-dialect.ts";
import type { BridgeSettings } from "./bridge-settings.ts";
import { CameraArm, type Obstacle } from "./camera-arm.ts";
import { CameraFeed, type Shoot } from "./camera-feed.ts";
import { COMMON_INTERFACES } from "./common-interfaces.ts";
import { RosGraph } from "./graph.ts";
import type { Interfaces } from "./message-types.ts";
import { robotClock } from "./robot-clock.ts";
import { addRosapi } from "./rosapi.ts";
import { rosapiInterfaces } from "./rosapi-interfaces.ts";
import { RosbridgeServer } from "./rosbridge-server.ts";
import { moverInterfaces, serveMover } from "./serve-mover.ts";
import { type Act, addSkills } from "./skills.ts";
import { tellWhereItIs } from "./where-it-is.ts";

/** A surface as the robot knows it: where things stand, never what they are. */
export type StandingBefore = {
  /** What stands on the surface, for collisions and for the hands. */
  readonly obstacles: readonly Obstacle[];
  /** Where the camera is at first: optical frame in the surface frame. */
  readonly sceneCameraPose: Pose;
};

export type SimulatedRobotOptions = StandingBefore & {
  readonly camera: { readonly intrinsics: Intrinsics; readonly shoot: Shoot };
  /** 0 takes a free one, which is the default. */
  readonly port?: number;
  /** Times as fast as a real arm; 1 if not given. */
  readonly speed?: number;
  /** How far the robot's clock is ahead of the host's, seconds. */
  readonly clockOffsetS?: number;
  /** Names, frames, mover and workspace; the profile that ships with the package if not given. */
  readonly profile?: RobotProfile;
  /** What its bridge speaks; the profile's dialect, or else ROS 1. */
  readonly dialect?: BridgeDialect["name"];
  /** Where its bridge is set up otherwise than by default. */
  readonly bridge?: Partial<BridgeSettings>;
  /** Why the camera cannot go to a pose, instead of what an arm would refuse by itself. */
  readonly refusal?: (pose: Pose) => string | undefined;
  /** Something was done to an object; from when this resolves, photos are rendered anew. */
  readonly onAct?: (act: Act) => void | Promise<void>;
  readonly onSay?: (text: string) => void;
  /** The camera has arrived where it was sent: optical frame in the surface frame. */
  readonly onArrive?: (pose: Pose) => void;
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
  /** Brings the camera to a pose, as a hand would: nothing is refused. Resolves when it rests. */
  readonly hold: (pose: Pose) => Promise<void>;
  /** Its topics and services, for more on the same bridge. */
  readonly graph: RosGraph;
  /**
   * Puts another surface before it, which its camera sees from now on. The camera is where the scene
   * photo is taken from; what was under way is stopped, and no picture of before is sent any more.
   */
  readonly put: (surface: StandingBefore) => void;
  /** Kills the bridge, not the robot; `restoreBridge` opens it on the same port again. */
  readonly cutBridge: () => Promise<void>;
  readonly restoreBridge: () => Promise<void>;
  /** Ends it; with patience, what was sent still goes out, and clients have so long to leave. */
  readonly close: (patienceMs?: number) => Promise<void>;
};

/**
 * A robot that is not there, behind a rosbridge on loopback. It knows where things stand, never
 * what they are: what it does not know it cannot give away. Rejects with `unreachable` where the
 * port is taken, `bad-input` where the profile has no workspace.
 */
export async function startSimulatedRobot(options: SimulatedRobotOptions): Promise<SimulatedRobot> {
  const profile: RobotProfile = options.profile ?? (await loadProfile());
  const { frames, cameraInfo, workspace } = armOf(profile);
  if (workspace === undefined)
    throw new TidyError("bad-input", "the simulated robot's profile has no workspace");
  const speed = options.speed ?? 1;
  const clock = robotClock(options.clockOffsetS ?? 0);
  const dialect = BRIDGE_DIALECTS[options.dialect ?? profile.dialect ?? "ros1"];
  const graph = new RosGraph(
    dialect,
    COMMON_INTERFACES,
    rosapiInterfaces(dialect),
    skillInterfaces(profile),
    moverInterfaces(profile.mover),
  );
  const arm = new CameraArm(options.sceneCameraPose, {
    speed,
    workspace,
    ...(options.refusal && { onlyWhere: options.refusal }),
  });
  let obstacles = options.obstacles;
  const acts: Act[] = [];
  const said: string[] = [];
  let gone = new AbortController();

  const whereabouts = isHeld(profile) ? undefined : tellWhereItIs({ graph, clock, arm, profile });
  whereabouts?.tellFixed(options.sceneCameraPose);
  const feed = new CameraFeed({
    graph,
    clock,
    arm,
    shoot: options.camera.shoot,
    intrinsics: options.camera.intrinsics,
    names: {
      image: profile.topics.image,
      opticalFrame: frames.optical,
      ...(cameraInfo !== undefined && { cameraInfo }),
    },
    onFault: options.onFault ?? (() => {}),
  });
  const driver = new ArmDriver({
    clock,
    arm,
    obstacles: () => obstacles,
    onStart: (target) => feed.prepare(target),
    onRest: (end) => {
      whereabouts?.tell();
      if (end === "arrived") options.onArrive?.(arm.poseAt(clock.nowMs()));
      // After the result: whoever waits for that looks at later frames only.
      queueMicrotask(() => feed.look());
    },
  });
  const mover = serveMover({ graph, clock, arm, driver, frames }, profile.mover);
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
    signal: () => gone.signal,
  });
  const { say } = profile.topics;
  if (say !== undefined) {
    graph.subscribe(say, "std_msgs/String", (message) => {
      said.push(String(message.data));
      options.onSay?.(String(message.data));
    });
  }
  addRosapi(graph, clock, options.bridge);

  const bridge = new RosbridgeServer(graph, clock, options.bridge);
  const close = async (patienceMs?: number) => {
    gone.abort();
    whereabouts?.close();
    mover.close();
    driver.close();
    feed.close();
    await bridge.close(patienceMs);
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
      ...driver.stats,
      frames: feed.frames,
      renders: feed.renders,
      acts: [...acts],
      said: [...said],
    }),
    hold: (pose) => new Promise((resolve) => driver.drive(pose, () => resolve())),
    graph,
    put: (surface) => {
      gone.abort();
      gone = new AbortController();
      driver.stop("another surface is there now");
      obstacles = surface.obstacles;
      arm.place(surface.sceneCameraPose, clock.nowMs());
      feed.forgetSurface();
      whereabouts?.tellFixed(surface.sceneCameraPose);
      whereabouts?.tell();
    },
    cutBridge: () => bridge.close(),
    restoreBridge: async () => {
      await bridge.open(port);
    },
    close,
  };
}

/** Frames, calibration and limits of the arm; a held camera has none, and goes where it is held. */
function armOf(profile: RobotProfile): {
  readonly frames: ArmProfile["frames"];
  readonly cameraInfo?: string;
  readonly workspace?: ArmProfile["workspace"];
} {
  if (!isHeld(profile)) {
    const { frames, topics, workspace } = profile;
    return { frames, cameraInfo: topics.cameraInfo, workspace };
  }
  const everywhere = Number.POSITIVE_INFINITY;
  return {
    frames: { surface: "surface", base: "base_link", commanded: "tool0", optical: "camera" },
    workspace: {
      min: [-everywhere, -everywhere, -everywhere],
      max: [everywhere, everywhere, everywhere],
    },
  };
}

function skillInterfaces({ skills }: RobotProfile): Interfaces {
  const skill =
    "geometry_msgs/PoseStamped target, string label, string text --- bool success, string message";
  const types = Object.values(skills).flatMap((one) => (one === undefined ? [] : [one.type]));
  return { services: Object.fromEntries(types.map((type) => [type, skill])) };
}
