import type { CallOptions } from "../call-options.ts";
import { closeUpPose } from "../geometry/orbit.ts";
import { near, type Pose } from "../geometry/pose.ts";
import { cropAround } from "../images/crop-around.ts";
import { type RobotTime, type View, viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { type ArmParts, cameraInSurface, cameraPlacesAt } from "./arm-parts.ts";
import { cameraFeed } from "./camera-feed.ts";
import type { Discovered } from "./discover.ts";
import { FrozenFrames } from "./frozen-frames.ts";
import { listenToTf } from "./listen-to-tf.ts";
import { moverFor } from "./mover-for.ts";
import { type ArmProfile, anglesOf, isTaught, type PoseProfile } from "./profile.ts";
import type { RobotCamera, RobotCameraOptions } from "./robot-camera.ts";
import { laterOf, millisecondsBetween } from "./robot-time.ts";
import { sameRobot } from "./same-robot.ts";
import { type StampedPose, untilSettled } from "./settle.ts";
import { takePhoto } from "./take-photo.ts";

/** TF comes many times a second: a frame so much later than all of it has a clock of its own. */
const MOST_AHEAD_MS = 5000;

/**
 * A camera that an arm carries and TF follows. Ready when TF, calibration and the camera's pose are
 * known. Rejects with `unreachable`, naming what is missing, or `aborted`.
 */
export async function armCamera(
  { link, dialect, signal, told }: RobotCameraOptions,
  profile: ArmProfile,
  encoding: Discovered["encoding"],
): Promise<RobotCamera> {
  const tf = listenToTf(link, profile, dialect);
  const parts: ArmParts = { link, tf, profile, dialect };
  const frozen = new FrozenFrames((stamp) => cameraPlacesAt(parts, stamp));
  const feed = cameraFeed({
    link,
    profile,
    dialect,
    encoding,
    doubt: (stamp) => aheadOf(tf.newest, stamp),
    onFrame: ({ digest, stamp }) => frozen.note(digest, stamp),
  });
  const mover = moverFor(parts);
  let sceneSharpness: number | undefined;
  const photoParts = { ...parts, feed, frozen, sceneSharpness: () => sceneSharpness };

  const timed = { deadlineMs: profile.link.connectWithinMs, signal };
  await feed.calibration(undefined, timed);
  const settle = { ...profile.settle, withinMs: profile.link.connectWithinMs };
  const posed = isTaught(profile) ? undefined : profile;
  const toldPose = told ?? posed?.scenePose;
  const { surface, scene } = profile.frames;
  const sceneFrame = () => (scene === undefined ? undefined : tf.lookup(surface, scene).pose);
  const look = () => {
    if (toldPose === undefined) sceneFrame();
    return cameraInSurface(parts);
  };
  const here = await untilSettled(link, tf, look, settle, () => true, { signal });
  // Where nothing names the view, it is the one that the camera has when it is connected.
  const scenePose = toldPose ?? sceneFrame() ?? here.pose;
  const isSame = sameRobot(parts);

  /** After a reconnect TF begins anew: what it does not tell yet is no refusal. */
  const untilKnown = (stop: AbortSignal | undefined): Promise<void> =>
    link
      .during<void>(
        (resolve) => {
          const known = () => {
            if (tf.newest !== undefined) resolve();
          };
          const forget = tf.onChange(known);
          known();
          return forget;
        },
        `a transform on ${profile.topics.tf}`,
        { deadlineMs: profile.link.connectWithinMs, signal: stop },
      )
      .catch((cause: unknown) => {
        if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
        throw new TidyError("unreachable", cause.message, { cause });
      });

  /** Brings the camera there and waits until TF shows it at rest. */
  const arrive = async (view: View, call: CallOptions): Promise<StampedPose> => {
    const pose = posed && poseFor(view, posed);
    // A robot that may not move can still photograph what is before it.
    if (view.kind === "scene" && posed !== undefined && !mover.mayBeMoving()) {
      const { toleranceM, toleranceRad } = posed.mover;
      const there = (it: Pose) => near(it, scenePose, toleranceM, toleranceRad);
      if (there(cameraInSurface(parts).pose)) {
        call.onStage?.("settling");
        const seen = () => cameraInSurface(parts);
        return untilSettled(link, tf, seen, profile.settle, there, { signal: call.signal });
      }
    }
    const arrival = await mover.moveTo({ view, ...(pose && { pose }) }, call);
    if (arrival.kind === "refused") throw refusal(view, arrival.reason);
    return { pose: arrival.pose ?? cameraInSurface(parts).pose, stamp: arrival.stamp };
  };

  const poseFor = (view: View, { orbit }: PoseProfile): Pose => {
    if (view.kind === "scene") return scenePose;
    const { position, radiusM } = view.object;
    if (position === undefined || radiusM === undefined)
      throw refusal(view, "nobody knows where it stands");
    return closeUpPose({ position, radiusM }, view.angle, orbit);
  };

  const shoot = async (view: View, seen: RobotTime | undefined, call: CallOptions) => {
    const arrival = await arrive(view, call);
    return takePhoto(photoParts, view, arrival, laterOf(seen, arrival.stamp)!, call);
  };

  const angles = anglesOf(profile);
  return {
    angles,
    async photograph(view, call) {
      await untilKnown(call.signal);
      isSame();
      if (view.kind === "close-up" && !angles.includes(view.angle))
        throw refusal(view, `the robot does not look from the ${view.angle}`);
      // Whatever was seen before this call may be of a surface that has changed since.
      const seen = laterOf(tf.newest, feed.newest());
      const { photo, sharpness } = await shoot(view, seen, call).finally(isSame);
      if (view.kind === "scene") sceneSharpness = sharpness;
      // From where it was taught, the camera sees the neighbours too.
      return isTaught(profile) ? cropAround(photo) : photo;
    },
    close() {
      feed.close();
      mover.close();
    },
  };
}

const refusal = (view: View, why: string): TidyError =>
  new TidyError("view-unavailable", `no photo ${viewName(view)}: ${why}`, {
    details: { refused: true },
  });

function aheadOf(newest: RobotTime | undefined, stamp: RobotTime): string | undefined {
  const aheadMs = newest === undefined ? 0 : millisecondsBetween(newest, stamp);
  if (aheadMs <= MOST_AHEAD_MS) return undefined;
  const seconds = (aheadMs / 1000).toFixed(1);
  return `stamped ${seconds} s ahead of TF: the camera's clock is not the robot's`;
}
