import { compose, invert, type Pose } from "../../perception/geometry/pose.ts";
import type { ActionName, Goal, GoalEnd } from "./action-goals.ts";
import { type CameraArm, cameraOf, type Obstacle, toolOf } from "./camera-arm.ts";
import type { RosGraph } from "./graph.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage } from "./ros-message.ts";
import { serveAction } from "./serve-action.ts";
import { BASE_IN_SURFACE, poseStamped, readPose } from "./transforms.ts";

const FEEDBACK_EVERY_MS = 100;

export type MoverOptions = {
  readonly graph: RosGraph;
  readonly clock: RobotClock;
  readonly arm: CameraArm;
  readonly action: ActionName;
  readonly frames: { readonly surface: string; readonly base: string };
  readonly obstacles: () => readonly Obstacle[];
  /** The arm sets off for a camera pose. */
  readonly onStart: (target: Pose) => void;
  /** The arm has come to rest, at its goal or where it was stopped. */
  readonly onRest: () => void;
};

/** What happened to the goals so far. */
export type MoverStats = { moves: number; arrivals: number; refusals: number; stops: number };

type Running = { readonly goal: Goal; readonly frame: string; readonly timers: NodeJS.Timeout[] };

/** Carries out goals for the tool's pose, one at a time: a new goal preempts the one before it. */
export class Mover {
  readonly stats: MoverStats = { moves: 0, arrivals: 0, refusals: 0, stops: 0 };
  readonly #options: MoverOptions;
  readonly #server: { readonly close: () => void };
  #running: Running | undefined;

  constructor(options: MoverOptions) {
    this.#options = options;
    this.#server = serveAction(options.graph, options.clock, options.action, {
      take: (goal) => this.#take(goal),
      cancel: (goal) => {
        if (this.#running?.goal === goal) this.#stop("cancelled");
      },
    });
  }

  close(): void {
    for (const timer of this.#running?.timers ?? []) clearTimeout(timer);
    this.#running = undefined;
    this.#server.close();
  }

  #take(goal: Goal): void {
    const { arm, clock } = this.#options;
    const stamped = goal.goal.target_pose as RosMessage;
    const target = this.#cameraPose(stamped);
    if ("refusal" in target) {
      this.stats.refusals += 1;
      if (target.end === "aborted") goal.accept();
      goal.end(target.end, target.refusal);
      return;
    }
    this.#stop("another goal came");
    goal.accept();
    this.stats.moves += 1;
    const startMs = clock.nowMs();
    const report = () => goal.feedback({ distance_left: arm.distanceLeftAt(clock.nowMs()) });
    const timers = [
      setTimeout(() => this.#arrive(), arm.start(target, startMs) - startMs),
      setInterval(report, FEEDBACK_EVERY_MS),
    ];
    this.#running = { goal, frame: frameOf(stamped), timers };
    report();
    this.#options.onStart(target);
  }

  /** Where the camera is to go, in the surface frame, or why it will not. */
  #cameraPose(stamped: RosMessage): Pose | { refusal: string; end: GoalEnd } {
    const { arm, frames, graph, obstacles } = this.#options;
    const parent = framePose(frames, frameOf(stamped));
    const pose = readPose(stamped.pose as RosMessage);
    if (parent === undefined) return { refusal: "no transform from that frame", end: "rejected" };
    if (pose === undefined) return { refusal: "the pose is not a pose", end: "rejected" };
    const camera = cameraOf(compose(parent, pose));
    const refusal = arm.refusal(camera, obstacles());
    return refusal === undefined ? camera : { refusal, end: graph.dialect.unreachableGoal };
  }

  #arrive(): void {
    const running = this.#running!;
    const { arm, clock } = this.#options;
    const leftMs = arm.restsAt() - clock.nowMs();
    if (leftMs > 0) {
      // Timers may fire a little early; the stamp of arrival must not.
      running.timers.push(setTimeout(() => this.#arrive(), Math.ceil(leftMs)));
      return;
    }
    this.stats.arrivals += 1;
    this.#end(running, "succeeded", "");
  }

  #stop(why: string): void {
    if (this.#running === undefined) return;
    this.#options.arm.stop(this.#options.clock.nowMs());
    this.stats.stops += 1;
    this.#end(this.#running, "stopped", why);
  }

  #end(running: Running, end: GoalEnd, text: string): void {
    const { arm, frames } = this.#options;
    for (const timer of running.timers) clearTimeout(timer);
    this.#running = undefined;
    this.#options.onRest();
    const restsAt = arm.restsAt();
    const parent = framePose(frames, running.frame)!;
    const tool = compose(invert(parent), toolOf(arm.poseAt(restsAt)));
    running.goal.end(end, text, { pose: poseStamped(tool, running.frame, rosTime(restsAt)) });
  }
}

const frameOf = (stamped: RosMessage): string => String((stamped.header as RosMessage).frame_id);

/** A frame that stands still, in the surface frame; `undefined` for any other. */
export function framePose(
  frames: { readonly surface: string; readonly base: string },
  name: string,
): Pose | undefined {
  const bare = name.startsWith("/") ? name.slice(1) : name;
  if (bare === frames.surface) return { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
  return bare === frames.base ? BASE_IN_SURFACE : undefined;
}
