import { z } from "zod";
import { type Calibration, type CameraMatrices, calibrationOf } from "../geometry/calibration.ts";
import { TidyError } from "../tidy-error.ts";

const finite = z.number().refine(Number.isFinite, "is not a number");
const whole = z.number().int().nonnegative();
const zeros = (count: number) => new Array<number>(count).fill(0);

/** ROS 1 writes the matrices in capitals, ROS 2 does not. */
const inCapitals = (message: unknown): unknown =>
  typeof message !== "object" || message === null
    ? message
    : Object.fromEntries(
        Object.entries(message).map(([key, value]) => [
          /^[dkrp]$/.test(key) ? key.toUpperCase() : key,
          value,
        ]),
      );

/** sensor_msgs/CameraInfo of either dialect, but for its header, in its own terms. */
export const cameraInfoFields = z.preprocess(
  inCapitals,
  z
    .object({
      width: whole,
      height: whole,
      distortion_model: z.string().default(""),
      D: z.array(finite).default([]),
      K: z.array(finite).length(9),
      R: z.array(finite).length(9).default(zeros(9)),
      P: z.array(finite).length(12).default(zeros(12)),
      binning_x: whole.default(0),
      binning_y: whole.default(0),
      roi: z
        .object({ x_offset: whole, y_offset: whole, width: whole, height: whole })
        .default({ x_offset: 0, y_offset: 0, width: 0, height: 0 }),
    })
    .transform(
      ({ roi, ...info }): CameraMatrices => ({
        width: info.width,
        height: info.height,
        model: info.distortion_model,
        d: info.D,
        k: info.K,
        r: info.R,
        p: info.P,
        binningX: info.binning_x,
        binningY: info.binning_y,
        region: { x: roi.x_offset, y: roi.y_offset, width: roi.width, height: roi.height },
      }),
    ),
);

/** A camera has a few; more are a mistake or an attack. */
const MOST_KNOWN = 16;
const known = new Map<string, Calibration>();

/** One object for the same numbers, however often they come: what is made of it is made once. */
function theCalibrationOf(info: CameraMatrices): Calibration | undefined {
  const key = JSON.stringify(info);
  const calibration = known.get(key) ?? calibrationOf(info);
  if (calibration === undefined) return undefined;
  known.delete(key);
  known.set(key, calibration);
  for (const oldest of known.keys()) if (known.size > MOST_KNOWN) known.delete(oldest);
  return calibration;
}

/** The same as a calibration of the pictures; refuses one that nobody calibrated. */
export const calibrationFields = cameraInfoFields.transform((info, context) => {
  try {
    const calibration = theCalibrationOf(info);
    if (calibration !== undefined) return calibration;
    context.addIssue({ code: "custom", message: "has no focal length", path: ["K"] });
  } catch (error) {
    if (!(error instanceof TidyError)) throw error;
    context.addIssue({ code: "custom", message: error.message, path: ["D"] });
  }
  return z.NEVER;
});

/**
 * Whether pictures of this topic are rectified already, by the names that image_proc gives them; their
 * CameraInfo still tells of the lens, and only P holds for them.
 */
export const isRectifiedTopic = (topic: string): boolean =>
  /(^|\/)image_rect(_color|_raw)?(\/|$)/.test(topic);
