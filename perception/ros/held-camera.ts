import type { CallOptions } from "../call-options.ts";
import { differenceOf } from "../images/alike.ts";
import { photoFrom } from "../images/photo-file.ts";
import { type Photo, type RobotTime, type View, viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { type CameraFeed, cameraFeed } from "./camera-feed.ts";
import type { Frame } from "./camera-frame.ts";
import type { Discovered } from "./discover.ts";
import { type CameraHolder, humanMover } from "./human-mover.ts";
import { qualityOf } from "./photo-checks.ts";
import type { HandProfile } from "./profile.ts";
import type { RobotCamera, RobotCameraOptions } from "./robot-camera.ts";

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
  let reason = "";
  const mover = humanMover({
    holder,
    angles: profile.angles,
    deadlineMs: profile.mover.deadlineMs,
    newest: async (stop) => {
      const { freshWithinMs } = profile.camera;
      return (await feed.nextAfter(undefined, { deadlineMs: freshWithinMs, signal: stop })).stamp;
    },
    complaint: () => reason,
  });

  const photograph = async (view: View, call: CallOptions): Promise<Photo> => {
    const { attempts } = profile.camera;
    reason = "";
    for (let attempt = 1; attempt <= attempts; attempt++) {
      request += 1;
      const arrival = await mover.moveTo({ view }, call);
      if (arrival.kind === "refused") throw refusal(view, arrival.reason);
      call.onStage?.("settling");
      // What the holder saw before they said so may still be on its way.
      const frame = await steadyFrame(feed, profile, arrival.stamp, call);
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
    photograph,
    close: () => feed.close(),
  };
}

/** The first of two consecutive frames that are alike, both taken later than `after`. */
async function steadyFrame(
  feed: CameraFeed,
  profile: HandProfile,
  after: RobotTime,
  { signal }: CallOptions,
): Promise<Frame> {
  const untilMs = performance.now() + profile.camera.freshWithinMs;
  const next = (later: RobotTime) =>
    feed.nextAfter(later, { deadlineMs: Math.max(1, untilMs - performance.now()), signal });
  let frame = await next(after);
  for (;;) {
    const following = await next(frame.stamp);
    // An unreadable frame is no worse here than one that moved.
    const difference = await Promise.all([frame.encoded(), following.encoded()])
      .then(([one, other]) => differenceOf(one, other))
      .catch(() => 0);
    if (difference <= STEADY) return following;
    // Where comparing takes longer than the next picture, one is always there in time.
    if (performance.now() >= untilMs)
      throw new TidyError(
        "view-stale",
        `${profile.topics.image}: the picture was not steady within ${profile.camera.freshWithinMs / 1000} s`,
      );
    frame = following;
  }
}

const refusal = (view: View, why: string): TidyError =>
  new TidyError("view-unavailable", `no photo ${viewName(view)}: ${why}`, {
    details: { refused: true },
  });
