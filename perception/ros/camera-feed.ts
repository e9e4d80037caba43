import type { Calibration } from "../geometry/calibration.ts";
import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { type Frame, readFrame } from "./camera-frame.ts";
import type { Timed } from "./deadline.ts";
import { type Dialect, messagesOf, understand } from "./dialect.ts";
import type { RobotProfile } from "./profile.ts";
import { compareTimes } from "./robot-time.ts";
import type { RosLink } from "./ros-link.ts";

/** The camera's topics. Only the newest frame is kept, and none beyond a lost connection. */
export type CameraFeed = {
  /**
   * The first frame taken strictly later than `after`; without it, the first that comes. Rejects with
   * `view-stale` when none came in time, `unreachable`, `aborted`.
   */
  nextAfter(after: RobotTime | undefined, timed: Timed): Promise<Frame>;
  /**
   * Waits for a calibration: of pictures of that size, or the first of all. Rejects with `deadline`,
   * `unreachable`, `aborted`.
   */
  calibration(
    size: { widthPx: number; heightPx: number } | undefined,
    timed: Timed,
  ): Promise<Calibration>;
  /** Stamp of the newest frame on this connection. */
  newest(): RobotTime | undefined;
  close(): void;
};

export type CameraFeedOptions = {
  readonly link: RosLink;
  readonly profile: RobotProfile;
  readonly dialect: Dialect;
  readonly encoding: "compressed" | "raw";
  /** Why a frame of that stamp cannot be, or `undefined`; it is then passed over. */
  readonly doubt?: (stamp: RobotTime) => string | undefined;
  /** Told of every frame that counts, as it comes. */
  readonly onFrame?: (frame: Frame) => void;
};

/** A camera is calibrated for a few sizes; more are a mistake or an attack. */
const MOST_SIZES = 16;
/** CameraInfo comes with every picture; so many milliseconds apart are enough. */
const INFO_EVERY_MS = 200;

/** Subscribes to image and, where the profile names it, calibration; now and after each reconnect. */
export function cameraFeed(options: CameraFeedOptions): CameraFeed {
  const { link, profile, dialect, encoding, doubt, onFrame } = options;
  const { image } = profile.topics;
  const cameraInfo = "cameraInfo" in profile.topics ? profile.topics.cameraInfo : undefined;
  const messages = messagesOf(dialect);
  const listeners = new Set<() => void>();
  const calibrations = new Map<string, Calibration>();
  let frame: Frame | undefined;
  let problem: string | undefined;
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };
  const take = (taken: Frame) => {
    const doubted = doubt?.(taken.stamp);
    if (doubted !== undefined) {
      problem = `${image}: ${doubted}`;
      return;
    }
    frame = taken;
    onFrame?.(taken);
  };

  const ofType = (type: string) => dialect.typeOf("msg", type);
  const stops = [
    link.subscribe(
      {
        topic: image,
        type: ofType(encoding === "raw" ? "sensor_msgs/Image" : "sensor_msgs/CompressedImage"),
        compression: "cbor",
        throttleMs: profile.camera.throttleMs,
        queueLength: 1,
      },
      (message) => {
        const read = readFrame(messages, encoding, message);
        if ("problem" in read) problem = `${image}: ${read.problem}`;
        else take(read.value);
        changed();
      },
    ),
    link.onState((state) => {
      if (state === "connected") return;
      frame = undefined;
      calibrations.clear();
      problem = undefined;
    }),
  ];
  if (cameraInfo !== undefined)
    stops.push(
      // Never cbor: rosbridge sends nothing at all for its fixed-size arrays.
      link.subscribe(
        {
          topic: cameraInfo,
          type: ofType("sensor_msgs/CameraInfo"),
          throttleMs: INFO_EVERY_MS,
          queueLength: 1,
        },
        (message) => {
          const read = understand(messages.cameraInfo, message);
          if ("problem" in read) problem = `${cameraInfo}: ${read.problem}`;
          else {
            const size = sizeOf(read.value.raw);
            // The newest stands last.
            calibrations.delete(size);
            if (calibrations.size < MOST_SIZES) calibrations.set(size, read.value);
          }
          changed();
        },
      ),
    );

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
      const isNewer = (it: Frame) => after === undefined || compareTimes(it.stamp, after) > 0;
      const newer = () => (frame && isNewer(frame) ? frame : undefined);
      return until(newer, `a new frame on ${image}`, timed).catch((cause: unknown) => {
        if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
        const old = frame === undefined ? "" : ", only frames from before the camera arrived";
        throw new TidyError("view-stale", cause.message + old, { cause });
      });
    },
    calibration(size, timed) {
      const wanted = () =>
        size === undefined ? [...calibrations.values()].at(-1) : calibrations.get(sizeOf(size));
      const of = size === undefined ? "" : ` for ${size.widthPx} x ${size.heightPx}`;
      return until(wanted, `the calibration on ${cameraInfo}${of}`, timed).catch(
        (cause: unknown) => {
          if (calibrations.size === 0 || !(cause instanceof TidyError) || cause.code !== "deadline")
            throw cause;
          const sizes = [...calibrations.keys()].join(", ");
          throw new TidyError(
            "deadline",
            `${cameraInfo} is for pictures of ${sizes}, not${of.slice(4)}`,
            {
              cause,
            },
          );
        },
      );
    },
    newest: () => frame?.stamp,
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** A size in words, the same for the same size. */
export const sizeOf = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }): string =>
  `${widthPx} x ${heightPx}`;
