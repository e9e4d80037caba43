import type { CallOptions } from "../call-options.ts";
import { type Calibration, isPinhole } from "../geometry/calibration.ts";
import { project } from "../geometry/camera.ts";
import { aimOf } from "../geometry/orbit.ts";
import { invert, near, type Pose, transform } from "../geometry/pose.ts";
import { photoFrom } from "../images/photo-file.ts";
import { type Rectifier, rectifier } from "../images/rectify.ts";
import { type Photo, type RobotTime, type View, viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { type ArmParts, cameraInSurface } from "./arm-parts.ts";
import type { CameraFeed } from "./camera-feed.ts";
import type { Frame } from "./camera-frame.ts";
import { isRectifiedTopic } from "./camera-info.ts";
import type { FrozenFrames } from "./frozen-frames.ts";
import { qualityOf } from "./photo-checks.ts";
import type { StampedPose } from "./settle.ts";

export type PhotoParts = ArmParts & {
  readonly feed: CameraFeed;
  readonly frozen: FrozenFrames;
  /** Of the last scene photo, where there was one. */
  readonly sceneSharpness: () => number | undefined;
};

type Taken = { readonly photo: Photo; readonly sharpness: number };

/**
 * A photo of the view at which the camera has arrived, from a frame taken strictly later than
 * `after`, with the camera's pose at that frame's stamp. Retaken while unreadable, unsharp, badly
 * exposed, frozen, taken in motion or without the object in it, as often as the profile allows; then
 * `view-unavailable`. No frame in time: `view-stale`.
 */
export async function takePhoto(
  parts: PhotoParts,
  view: View,
  arrival: StampedPose,
  after: RobotTime,
  { signal, onStage }: CallOptions,
): Promise<Taken> {
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
  parts: PhotoParts,
  view: View,
  arrival: StampedPose,
  frame: Frame,
  signal: AbortSignal | undefined,
): Promise<Taken | string> {
  const { settle, camera } = parts.profile;
  const cameraPose = await poseAt(parts, frame.stamp, signal);
  if (!near(cameraPose, arrival.pose, settle.stillM, settle.stillRad)) return "the camera moved";
  if (parts.frozen.isFrozen(frame.digest, cameraPose))
    return "the camera hangs: it sent this very picture from elsewhere";
  try {
    const taken = await rectified(parts, await photoFrom(await frame.encoded(), view), signal);
    const photo = { ...taken, stamp: frame.stamp, cameraPose };
    const reference = view.kind === "scene" ? undefined : parts.sceneSharpness();
    const quality = await qualityOf(photo.bytes, camera, reference);
    if (typeof quality === "string") return quality;
    return isInView(photo) ? { photo, ...quality } : "the object is not in the picture";
  } catch (error) {
    if (error instanceof TidyError && error.code === "bad-input") return error.message;
    throw error;
  }
}

/** The camera's pose at a frame's stamp, as soon as TF encloses it. */
function poseAt(parts: ArmParts, stamp: RobotTime, signal: AbortSignal | undefined): Promise<Pose> {
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
    { deadlineMs: parts.profile.settle.withinMs, signal, hint: () => ` (${problem})` },
  );
}

const rectifiers = new WeakMap<Calibration, Rectifier>();

/** The photo without the lens's distortion, and the pinhole that is left. */
async function rectified(
  { feed, profile }: PhotoParts,
  photo: Photo,
  signal: AbortSignal | undefined,
): Promise<Photo> {
  const timed = { deadlineMs: profile.link.callWithinMs, signal };
  const calibration = await feed.calibration(photo, timed);
  if (isRectifiedTopic(profile.topics.image))
    return { ...photo, intrinsics: calibration.rectified };
  if (isPinhole(calibration)) return { ...photo, intrinsics: calibration.raw };
  const known = rectifiers.get(calibration) ?? rectifier(calibration);
  rectifiers.set(calibration, known);
  const straight = await photoFrom(await known.rectify(photo.bytes), photo.view);
  return { ...straight, intrinsics: known.intrinsics };
}

/** Whether the object's middle lies inside the picture, where anybody knows where it stands. */
function isInView({ view, cameraPose, intrinsics }: Photo): boolean {
  if (view.kind === "scene" || cameraPose === undefined || intrinsics === undefined) return true;
  const { position, radiusM } = view.object;
  if (position === undefined || radiusM === undefined) return true;
  const middle = aimOf({ position, radiusM });
  const pixel = project(intrinsics, transform(invert(cameraPose), middle));
  if (pixel === undefined) return false;
  const [u, v] = pixel;
  return u >= 0 && v >= 0 && u <= intrinsics.widthPx && v <= intrinsics.heightPx;
}
