import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import type { Timed } from "./deadline.ts";
import { type CameraInfo, type Dialect, messagesOf, understand } from "./dialect.ts";
import type { ArmProfile } from "./profile.ts";
import { compareTimes } from "./robot-time.ts";
import type { RosLink } from "./ros-link.ts";

/** An encoded picture as the camera sent it, and when it was taken by the robot's clock. */
export type Frame = { readonly bytes: Uint8Array; readonly stamp: RobotTime };

/** The camera's topics. Only the newest frame is kept, and none beyond a lost connection. */
export type CameraFeed = {
  /**
   * The first frame taken strictly later than `after`. Rejects with `view-stale` when none came in
   * time, `unreachable`, `aborted`.
   */
  nextAfter(after: RobotTime, timed: Timed): Promise<Frame>;
  /** Waits for the first calibration. Rejects with `deadline`, `unreachable`, `aborted`. */
  info(timed: Timed): Promise<CameraInfo>;
  /** Stamp of the newest frame on this connection. */
  newest(): RobotTime | undefined;
  close(): void;
};

/** Subscribes to image and calibration, now and after each reconnect. */
export function cameraFeed(link: RosLink, profile: ArmProfile, dialect: Dialect): CameraFeed {
  const messages = messagesOf(dialect);
  const listeners = new Set<() => void>();
  let frame: Frame | undefined;
  let info: CameraInfo | undefined;
  let problem: string | undefined;
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  const stops = [
    link.subscribe(
      {
        topic: profile.topics.image,
        type: dialect.typeOf("msg", "sensor_msgs/CompressedImage"),
        compression: "cbor",
        throttleMs: profile.camera.throttleMs,
        queueLength: 1,
      },
      (message) => {
        const read = understand(messages.compressedImage, message);
        if ("problem" in read) problem = `${profile.topics.image}: ${read.problem}`;
        else frame = read.value;
        changed();
      },
    ),
    // Never cbor: rosbridge sends nothing at all for its fixed-size arrays.
    link.subscribe(
      {
        topic: profile.topics.cameraInfo,
        type: dialect.typeOf("msg", "sensor_msgs/CameraInfo"),
        throttleMs: 1000,
        queueLength: 1,
      },
      (message) => {
        const read = understand(messages.cameraInfo, message);
        if ("problem" in read) problem = `${profile.topics.cameraInfo}: ${read.problem}`;
        else info = read.value;
        changed();
      },
    ),
    link.onState((state) => {
      if (state === "connected") return;
      frame = undefined;
      info = undefined;
      problem = undefined;
    }),
  ];

  const until = <T>(ready: () => T | undefined, name: string, timed: Timed): Promise<T> =>
    link.during<T>(
      (resolve) => {
        const check = () => {
          const value = ready();
          if (value !== undefined) resolve(value);
        };
        listeners.add(check);
        check();
        return () => listeners.delete(check);
      },
      name,
      { ...timed, hint: () => (problem === undefined ? "" : ` (last refused: ${problem})`) },
    );

  return {
    async nextAfter(after, timed) {
      const newer = () => (frame && compareTimes(frame.stamp, after) > 0 ? frame : undefined);
      const name = `a new frame on ${profile.topics.image}`;
      return until(newer, name, timed).catch((cause: unknown) => {
        if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
        const old = frame === undefined ? "" : ", only frames from before the camera arrived";
        throw new TidyError("view-stale", cause.message + old, { cause });
      });
    },
    info: (timed) => until(() => info, `the calibration on ${profile.topics.cameraInfo}`, timed),
    newest: () => frame?.stamp,
    close() {
      for (const stop of stops) stop();
    },
  };
}
