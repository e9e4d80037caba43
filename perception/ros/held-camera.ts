import type { CallOptions } from "../call-options.ts";
import { differenceOf } from "../images/alike.ts";
import { photoFrom } from "../images/photo-file.ts";
import { type Photo, type RobotTime, type View, viewName } from "../photo.ts";
import type { SceneObject } from "../surface.ts";
import { TidyError } from "../tidy-error.ts";
import { type CameraFeed, cameraFeed, type Frame } from "./camera-feed.ts";
import type { Discovered } from "./discover.ts";
import { qualityOf } from "./photo-checks.ts";
import type { HandProfile } from "./profile.ts";
import type { RobotCamera, RobotCameraOptions } from "./robot-camera.ts";

/**
 * Whoever holds the camera, asked to bring it somewhere: resolves when they are there, or say that
 * they cannot. Rejects with `aborted` when told to stop or nobody answers any more.
 */
export type CameraHolder = (
  request: string,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<"ready" | "cannot">;

const MOST_FRAMES = 10_000;
/** Consecutive pictures of a camera held still differ by no more; hands shake a little. */
const STEADY = 0.03;

/**
 * Any camera on a rosbridge, in a person's hand: no TF, no calibration, no arm. Photos then have no
 * pose and objects no position. It has arrived when its holder says so; a photo is a later frame, alike
 * to the one before it, sharp and well exposed, and not a picture that was there before.
 */
export async function heldCamera(
  { link, dialect, signal }: RobotCameraOptions,
  profile: HandProfile,
  encoding: Discovered["encoding"],
  holder: CameraHolder,
): Promise<RobotCamera> {
  let request = 0;
  const firstSeen = new Map<string, number>();
  const feed = cameraFeed({
    link,
    profile,
    dialect,
    encoding,
    onFrame: ({ digest }) => {
      if (firstSeen.size >= MOST_FRAMES) firstSeen.delete(firstSeen.keys().next().value!);
      if (!firstSeen.has(digest)) firstSeen.set(digest, request);
    },
  });
  const timed = { deadlineMs: profile.link.connectWithinMs, signal };
  await feed.nextAfter(undefined, timed).catch((cause: unknown) => {
    if (!(cause instanceof TidyError) || cause.code !== "view-stale") throw cause;
    throw new TidyError("unreachable", cause.message, { cause });
  });
  let sceneSharpness: number | undefined;

  const photograph = async (view: View, call: CallOptions): Promise<Photo> => {
    const { attempts } = profile.camera;
    let reason = "";
    for (let attempt = 1; attempt <= attempts; attempt++) {
      call.onStage?.("moving");
      request += 1;
      await ask(holder, view, reason, profile.mover.deadlineMs, call.signal);
      call.onStage?.("settling");
      // What the holder saw before they said so may still be on its way.
      const frame = await steadyFrame(feed, profile, feed.newest(), call);
      call.onStage?.("checking");
      // No sensor sends the same bytes twice.
      if (firstSeen.get(frame.digest)! < request) {
        reason = "nothing has moved since the last picture: the camera hangs, or was not moved";
        continue;
      }
      const photo = await photoFrom(await frame.encoded(), view).catch((error: unknown) => {
        if (error instanceof TidyError && error.code === "bad-input") return error.message;
        throw error;
      });
      const quality =
        typeof photo === "string"
          ? photo
          : await qualityOf(
              photo.bytes,
              profile.camera,
              view.kind === "scene" ? undefined : sceneSharpness,
            );
      if (typeof photo !== "string" && typeof quality !== "string") {
        if (view.kind === "scene") sceneSharpness = quality.sharpness;
        return { ...photo, stamp: frame.stamp };
      }
      reason = String(quality);
    }
    throw refusal(view, `${reason} (${attempts} taken)`);
  };

  return {
    angles: profile.angles,
    photograph: (view, call) => {
      if (view.kind === "close-up" && !profile.angles.includes(view.angle))
        throw refusal(view, `nobody is asked to hold the camera to the ${view.angle}`);
      return photograph(view, call);
    },
    close: () => feed.close(),
  };
}

/** Asks the holder, and what was wrong with the last picture; a refusal where they cannot. */
async function ask(
  holder: CameraHolder,
  view: View,
  reason: string,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const late = AbortSignal.timeout(deadlineMs);
  const request = (reason === "" ? "" : `${reason}; once more: `) + requestFor(view);
  const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
  const answer = await holder(request, { signal: stop }).catch((cause: unknown) => {
    if (!late.aborted || signal?.aborted) throw cause;
    throw refusal(view, `nobody held the camera there within ${deadlineMs / 1000} s`);
  });
  if (answer === "cannot") throw refusal(view, "the person who holds the camera cannot go there");
}

/** What the holder is asked, in words. */
export function requestFor(view: View): string {
  if (view.kind === "scene")
    return "hold the camera so that the whole surface is in the picture, from its front";
  const { object, angle } = view;
  const where =
    angle === "top"
      ? "straight above"
      : angle === "front" || angle === "back"
        ? `${angle === "front" ? "before" : "behind"}`
        : `${angle} of`;
  return `hold the camera ${where} ${nameOf(object)} (${angle}, as the scene photo has it), so that it fills the picture`;
}

/** The object's label; where ids count several of a kind, the id and its place in the scene photo. */
function nameOf({ id, label, box }: SceneObject): string {
  const at = `${Math.round(box.x + box.width / 2)}, ${Math.round(box.y + box.height / 2)}`;
  return id === label ? `the ${label}` : `the ${label} (${id}, in the scene photo at ${at})`;
}

/** The first of two consecutive frames that are alike, both taken later than `after`. */
async function steadyFrame(
  feed: CameraFeed,
  profile: HandProfile,
  after: RobotTime | undefined,
  { signal }: CallOptions,
): Promise<Frame> {
  const untilMs = performance.now() + profile.camera.freshWithinMs;
  const next = (later: RobotTime | undefined) =>
    feed.nextAfter(later, { deadlineMs: Math.max(1, untilMs - performance.now()), signal });
  let frame = await next(after);
  for (;;) {
    const following = await next(frame.stamp);
    // An unreadable frame is no worse here than one that moved.
    const difference = await Promise.all([frame.encoded(), following.encoded()])
      .then(([one, other]) => differenceOf(one, other))
      .catch(() => 0);
    if (difference <= STEADY) return following;
    frame = following;
  }
}

const refusal = (view: View, why: string): TidyError =>
  new TidyError("view-unavailable", `no photo ${viewName(view)}: ${why}`, {
    details: { refused: true },
  });
