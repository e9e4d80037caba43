import type { Pose } from "../../perception/geometry/pose.ts";
import type { CameraArm, Obstacle } from "./camera-arm.ts";
import type { RobotClock } from "./robot-clock.ts";

/** What was asked of the arm so far, and what became of it. */
export type DriverStats = { moves: number; arrivals: number; refusals: number; stops: number };

/** How a way ends. */
export type WayEnd = "arrived" | "stopped";

/** A way that the arm was sent; stopping one that is over does nothing. */
export type Way = { readonly stop: (why: string) => void };

export type ArmDriverOptions = {
  readonly clock: RobotClock;
  readonly arm: CameraArm;
  readonly obstacles: () => readonly Obstacle[];
  /** The arm sets off for a camera pose. */
  readonly onStart: (target: Pose) => void;
  /** The arm has come to rest, at its goal or where it was stopped. */
  readonly onRest: (end: WayEnd) => void;
};

type Running = { readonly over: (end: WayEnd, why: string) => void; timer: NodeJS.Timeout };

/** Sends the arm on one way at a time: a new one ends the one before it. */
export class ArmDriver {
  readonly stats: DriverStats = { moves: 0, arrivals: 0, refusals: 0, stops: 0 };
  readonly #options: ArmDriverOptions;
  #running: Running | undefined;

  constructor(options: ArmDriverOptions) {
    this.#options = options;
  }

  /** Why the arm will not bring the camera there, or `undefined` where it will. */
  refusal(camera: Pose): string | undefined {
    return this.#options.arm.refusal(camera, this.#options.obstacles());
  }

  /**
   * Sets off for a camera pose (optical frame in the surface frame), slowly enough to be on the way
   * for `leastMs` at speed 1. `over` is called once, when the arm is at rest.
   */
  drive(camera: Pose, over: Running["over"], leastMs = 0): Way {
    this.stop("another goal came");
    const { arm, clock, onStart } = this.#options;
    const startMs = clock.nowMs();
    const arrivesMs = arm.start(camera, startMs, leastMs);
    const timer = setTimeout(() => this.#arrive(running), arrivesMs - startMs);
    const running: Running = { over, timer };
    this.#running = running;
    this.stats.moves += 1;
    onStart(camera);
    return { stop: (why) => this.#running === running && this.stop(why) };
  }

  /** Stops on the spot, if it is on a way. */
  stop(why: string): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#options.arm.stop(this.#options.clock.nowMs());
    this.stats.stops += 1;
    this.#end(running, "stopped", why);
  }

  /** No way ends any more. */
  close(): void {
    clearTimeout(this.#running?.timer);
    this.#running = undefined;
  }

  #arrive(running: Running): void {
    const { arm, clock } = this.#options;
    const leftMs = arm.restsAt() - clock.nowMs();
    if (leftMs > 0) {
      // Timers may fire a little early; the stamp of arrival must not.
      running.timer = setTimeout(() => this.#arrive(running), Math.ceil(leftMs));
      return;
    }
    this.stats.arrivals += 1;
    this.#end(running, "arrived", "");
  }

  #end(running: Running, end: WayEnd, why: string): void {
    clearTimeout(running.timer);
    this.#running = undefined;
    this.#options.onRest(end);
    running.over(end, why);
  }
}
