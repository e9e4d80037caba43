import type { CallOptions } from "../call-options.ts";
import { closeUpPose } from "../geometry/orbit.ts";
import { near, type Pose } from "../geometry/pose.ts";
import { type Photo, type View, viewName } from "../photo.ts";
import type { Robot } from "../robot.ts";
import { VERBS } from "../tidy-action.ts";
import { TidyError } from "../tidy-error.ts";
import { actionMover, cameraInSurface } from "./action-mover.ts";
import { cameraFeed } from "./camera-feed.ts";
import { DIALECTS } from "./dialect.ts";
import { listenToTf } from "./listen-to-tf.ts";
import type { ActionProfile, PoseProfile, RobotProfile } from "./profile.ts";
import { laterOf } from "./robot-time.ts";
import { type LinkState, RosLink } from "./ros-link.ts";
import { type StampedPose, untilSettled } from "./settle.ts";
import { robotSkills } from "./skills.ts";
import { takePhoto } from "./take-photo.ts";
import { checkSimulated } from "./workspace.ts";

export type RosbridgeRobotOptions = {
  /** Instead of the profile's. */
  readonly url?: string;
  readonly profile: RobotProfile;
  /** Where the scene photo is taken from, if not from where the profile or its frame says. */
  readonly scenePose?: Pose;
  /** Ends the connecting; a robot that is connected is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Told when the link drops and when it is back. */
  readonly onState?: (state: LinkState) => void;
};

/**
 * A robot behind a rosbridge, ready: TF, calibration and camera pose are known. Rejects with
 * `unreachable`, naming what is missing, `bad-input` for an address or profile that will not do, or
 * `aborted`. Calls on it reject with `unreachable` while the link is down; what was under way when
 * it dropped is never repeated.
 */
export async function connectRosbridgeRobot(options: RosbridgeRobotOptions): Promise<Robot> {
  const { signal, onState } = options;
  const profile = movedByAction(options.profile);
  const url = options.url ?? profile.url;
  const dialect = DIALECTS[profile.dialect ?? "ros1"];
  const link = new RosLink(url, profile.link);
  checkSimulated(profile, url);
  const tf = listenToTf(link, profile);
  const feed = cameraFeed(link, profile, dialect);
  const parts = { link, tf, profile, dialect };
  const mover = actionMover(parts);
  const skills = robotSkills(parts);
  if (onState !== undefined) link.onState(onState);
  let scenePose: Pose;
  try {
    await link.connect(signal);
    const timed = { deadlineMs: profile.link.connectWithinMs, signal };
    await feed.info(timed);
    const settle = { ...profile.settle, withinMs: profile.link.connectWithinMs };
    const told = options.scenePose ?? profile.scenePose;
    const { surface, scene } = profile.frames;
    const sceneFrame = () => (scene === undefined ? undefined : tf.lookup(surface, scene).pose);
    const look = () => {
      if (told === undefined) sceneFrame();
      return cameraInSurface(parts);
    };
    const here = await untilSettled(link, tf, look, settle, () => true, { signal });
    // Where nothing names the view, it is the one that the camera has when it is connected.
    scenePose = told ?? sceneFrame() ?? here.pose;
  } catch (cause) {
    link.close();
    if (!(cause instanceof TidyError) || cause.code === "aborted" || cause.code === "bad-input")
      throw cause;
    const why = cause.code === "unreachable" ? "" : `${link.place} answers, but not as a robot: `;
    throw new TidyError("unreachable", why + cause.message, { cause });
  }

  /** After a reconnect TF begins anew: what it does not tell yet is no refusal. */
  const untilKnown = (signal: AbortSignal | undefined): Promise<void> =>
    link
      .during<void>(
        (resolve) => {
          const look = () => {
            if (tf.newest !== undefined) resolve();
          };
          const stop = tf.onChange(look);
          look();
          return stop;
        },
        `a transform on ${profile.topics.tf}`,
        { deadlineMs: profile.link.connectWithinMs, signal },
      )
      .catch((cause: unknown) => {
        if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
        throw new TidyError("unreachable", cause.message, { cause });
      });

  /** Brings the camera there and waits until TF shows it at rest. */
  const arrive = async (view: View, call: CallOptions): Promise<StampedPose> => {
    const target = view.kind === "scene" ? scenePose : poseFor(view, profile);
    const { toleranceM, toleranceRad } = profile.mover;
    const there = (pose: Pose) => near(pose, target, toleranceM, toleranceRad);
    // A robot that may not move can still photograph what is before it.
    const stays = view.kind === "scene" && !mover.mayBeMoving();
    if (stays && there(cameraInSurface(parts).pose)) {
      call.onStage?.("settling");
      const look = () => cameraInSurface(parts);
      return untilSettled(link, tf, look, profile.settle, there, { signal: call.signal });
    }
    const arrival = await mover.moveTo(target, call);
    if (arrival.kind === "arrived") return arrival;
    throw new TidyError("view-unavailable", `no photo ${viewName(view)}: ${arrival.reason}`, {
      details: { refused: true },
    });
  };

  const photograph = async (view: View, call: CallOptions): Promise<Photo> => {
    try {
      await untilKnown(call.signal);
      // Whatever was seen before this call may be of a surface that has changed since.
      const seen = laterOf(tf.newest, feed.newest());
      const arrival = await arrive(view, call);
      return await takePhoto(
        { ...parts, feed },
        view,
        arrival,
        laterOf(seen, arrival.stamp)!,
        call,
      );
    } catch (cause) {
      if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
      const message = `no photo ${viewName(view)}: ${cause.message}`;
      throw new TidyError("view-unavailable", message, { details: { refused: true }, cause });
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One arm: what is asked of it is done one after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };

  return {
    abilities: {
      name: profile.name,
      angles: profile.angles,
      skills: VERBS.filter((verb) => skills.has(verb)),
      physical: !profile.simulated,
    },
    photograph: (view, call = {}) => inTurn(() => photograph(view, call)),
    perform: (action, object, call = {}) => inTurn(() => skills.perform(action, object, call)),
    async close() {
      link.close();
      feed.close();
      mover.close();
    },
  };
}

function poseFor(view: View & { kind: "close-up" }, profile: ActionProfile): Pose {
  const { object, angle } = view;
  const cannot = (why: string) =>
    new TidyError("view-unavailable", `no photo ${viewName(view)}: ${why}`, {
      details: { refused: true },
    });
  if (!profile.angles.includes(angle)) throw cannot(`the robot does not look from the ${angle}`);
  const { position, radiusM } = object;
  if (position === undefined || radiusM === undefined) throw cannot("nobody knows where it stands");
  return closeUpPose({ position, radiusM }, angle, profile.orbit);
}

function movedByAction(profile: RobotProfile): ActionProfile {
  const { mover } = profile;
  if (mover.kind === "action") return { ...(profile as PoseProfile), mover };
  throw new TidyError("bad-input", `the mover "${mover.kind}" cannot be connected`);
}
