import type { CallOptions } from "../call-options.ts";
import type { Pose } from "../geometry/pose.ts";
import { type View, viewName } from "../photo.ts";
import type { Robot } from "../robot.ts";
import { VERBS } from "../tidy-action.ts";
import { TidyError } from "../tidy-error.ts";
import { armCamera } from "./arm-camera.ts";
import { expandHeaders } from "./bridge-headers.ts";
import { DIALECTS } from "./dialect.ts";
import { discover } from "./discover.ts";
import { heldCamera } from "./held-camera.ts";
import type { CameraHolder } from "./human-mover.ts";
import { isHeld, type RobotProfile } from "./profile.ts";
import type { RobotCamera } from "./robot-camera.ts";
import { type LinkState, RosLink } from "./ros-link.ts";
import { type RobotSkills, robotSkills } from "./skills.ts";
import { withHands } from "./with-hands.ts";
import { checkSimulated } from "./workspace.ts";

export type RosbridgeRobotOptions = {
  /** Instead of the profile's. */
  readonly url?: string;
  readonly profile: RobotProfile;
  /** Where the scene photo is taken from, if not from where the profile or its frame says. */
  readonly scenePose?: Pose;
  /** Whoever holds the camera, for a profile with the mover `human`. */
  readonly holder?: CameraHolder;
  /** Ends the connecting; a robot that is connected is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Told when the link drops and when it is back. */
  readonly onState?: (state: LinkState) => void;
  /** Told in one line where a robot that was to stop may still be moving. */
  readonly onGoesOn?: (why: string) => void;
};

/**
 * A robot behind a rosbridge, ready: it is known which ROS it speaks, and its camera is there. Rejects
 * with `unreachable`, naming what is missing, `bad-input` for an address or profile that will not do,
 * or `aborted`. Calls on it reject with `unreachable` while the link is down; what was under way when
 * it dropped is never repeated. Closing it stops what is under way, and waits until the robot said
 * that it stopped or its time for that is over.
 */
export async function connectRosbridgeRobot(options: RosbridgeRobotOptions): Promise<Robot> {
  const { profile, signal, holder, scenePose: told } = options;
  const url = options.url ?? profile.url;
  if (isHeld(profile) && holder === undefined)
    throw new TidyError("bad-input", "a camera in hand needs somebody to hold it, at a terminal");
  const link = new RosLink(url, { ...profile.link, headers: expandHeaders(profile.headers) });
  checkSimulated(profile, url);
  if (options.onState !== undefined) link.onState(options.onState);
  let camera: RobotCamera;
  let skills: RobotSkills;
  try {
    await link.connect(signal);
    const deadlineMs = profile.link.connectWithinMs;
    const found = await discover(link, profile, { deadlineMs, signal });
    const dialect = DIALECTS[found.dialect];
    const parts = { link, dialect, signal, told };
    camera = isHeld(profile)
      ? await heldCamera(parts, profile, found.encoding, holder!)
      : await armCamera(parts, profile, found.encoding);
    const ownSkills = robotSkills({ link, profile, dialect });
    skills = isHeld(profile) ? withHands(ownSkills, holder!) : ownSkills;
  } catch (cause) {
    link.close();
    if (!(cause instanceof TidyError) || cause.code === "aborted" || cause.code === "bad-input")
      throw cause;
    const why = cause.code === "unreachable" ? "" : `${link.place} answers, but not as a robot: `;
    throw new TidyError("unreachable", why + cause.message, { cause });
  }

  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  /** One arm: what is asked of it is done one after the other. */
  const inTurn = <T>(call: CallOptions, work: (call: CallOptions) => Promise<T>): Promise<T> => {
    const signals = [closing.signal, ...(call.signal ? [call.signal] : [])];
    const done = last.then(() => work({ ...call, signal: AbortSignal.any(signals) }));
    last = done.catch((error: unknown) => {
      // Whoever ended the call may not wait for what came of that.
      if (error instanceof TidyError && error.code === "aborted" && error.details.mayGoOn)
        options.onGoesOn?.(error.message);
    });
    return done;
  };

  return {
    abilities: {
      name: profile.name,
      angles: camera.angles,
      skills: VERBS.filter((verb) => skills.has(verb)),
      physical: !profile.simulated,
    },
    photograph: (view, call = {}) =>
      inTurn(call, (it) =>
        camera.photograph(view, it).catch((error) => refusedInTime(view, error)),
      ),
    perform: (action, object, call = {}) =>
      inTurn(call, (it) => skills.perform(action, object, it)),
    async close() {
      closing.abort();
      await last;
      camera.close();
      link.close();
    },
  };
}

/** What was not there in time is a view that cannot be had. */
function refusedInTime(view: View, cause: unknown): never {
  if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
  const message = `no photo ${viewName(view)}: ${cause.message}`;
  throw new TidyError("view-unavailable", message, { details: { refused: true }, cause });
}
