import type { CallOptions } from "../call-options.ts";
import type { Intrinsics } from "../geometry/camera.ts";
import { near, type Pose } from "../geometry/pose.ts";
import { photoFrom } from "../images/photo-file.ts";
import { sharpness } from "../images/sharpness.ts";
import { type Photo, type RobotTime, type View, viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { cameraInSurface, type MoverParts } from "./action-mover.ts";
import type { CameraFeed, Frame } from "./camera-feed.ts";
import type { StampedPose } from "./settle.ts";

/** TF comes many times a second; a stamp that it does not reach in this time it never will. */
const TF_WITHIN_MS = 2000;

type Parts = MoverParts & { readonly feed: CameraFeed };

/**
 * A photo of the view at which the camera has arrived, from a frame taken strictly later than
 * `after`, with the camera's pose at that frame's stamp. Retaken while unreadable, unsharp or taken
 * in motion, as often as the profile allows; then `view-unavailable`. No frame in time: `view-stale`.
 */
export async function takePhoto(
  parts: Parts,
  view: View,
  arrival: StampedPose,
  after: RobotTime,
  { signal, onStage }: CallOptions,
): Promise<Photo> {
  const { feed, profile } = parts;
  const { attempts, freshWithinMs } = profile.camera;
  let newest = after;
  let reason = "";
  for (let attempt = 1; attempt <= attempts; attempt++) {
    onStage?.("shooting");
    const frame = await feed.nextAfter(newest, { deadlineMs: freshWithinMs, signal });
    newest = frame.stamp;
    onStage?.("checking");
    const checked = await check(parts, view, arrival, frame, signal);
    if (typeof checked !== "string") return checked;
    reason = checked;
  }
  const message = `no photo ${viewName(view)}: ${reason} (${attempts} taken)`;
  throw new TidyError("view-unavailable", message, { details: { refused: true } });
}

/** The photo, or why another must be taken. */
async function check(
  parts: Parts,
  view: View,
  arrival: StampedPose,
  frame: Frame,
  signal: AbortSignal | undefined,
): Promise<Photo | string> {
  const { settle, camera } = parts.profile;
  const cameraPose = await poseAt(parts, frame.stamp, signal);
  if (!near(cameraPose, arrival.pose, settle.stillM, settle.stillRad)) return "the camera moved";
  try {
    const photo = await photoFrom(frame.bytes, view);
    const sharp = await sharpness(photo.bytes);
    if (sharp < camera.sharpnessFloor) return `unsharp (${sharp.toFixed(1)})`;
    const intrinsics = await calibrationFor(parts, photo, signal);
    return { ...photo, stamp: frame.stamp, cameraPose, intrinsics };
  } catch (error) {
    if (error instanceof TidyError && error.code === "bad-input") return error.message;
    throw error;
  }
}

/** The camera's pose at a frame's stamp, as soon as TF encloses it. */
function poseAt(parts: Parts, stamp: RobotTime, signal: AbortSignal | undefined): Promise<Pose> {
  let problem = "";
  return parts.link.during<Pose>(
    (resolve) => {
      const look = () => {
        try {
          resolve(cameraInSurface(parts, stamp).pose);
        } catch (error) {
          if (!(error instanceof TidyError)) throw error;
          problem = error.message;
        }
      };
      const stop = parts.tf.onChange(look);
      look();
      return stop;
    },
    "the camera's pose at the photo's time",
    { deadlineMs: TF_WITHIN_MS, signal, hint: () => ` (${problem})` },
  );
}

async function calibrationFor(
  { feed, profile }: Parts,
  photo: Photo,
  signal: AbortSignal | undefined,
): Promise<Intrinsics> {
  const timed = { deadlineMs: profile.link.callWithinMs, signal };
  const { distorted, ...intrinsics } = await feed.info(timed);
  const topic = profile.topics.cameraInfo;
  const unusable = (why: string) => new TidyError("view-unavailable", `${topic}: ${why}`);
  if (distorted)
    throw unusable("the lens distorts; give a topic of rectified pictures and its calibration");
  const { widthPx, heightPx } = photo;
  if (intrinsics.widthPx !== widthPx || intrinsics.heightPx !== heightPx)
    throw unusable(
      `calibrated for ${intrinsics.widthPx} x ${intrinsics.heightPx}, but photos are ${widthPx} x ${heightPx}`,
    );
  return intrinsics;
}
