import { near, type Pose } from "../geometry/pose.ts";
import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import type { Timed } from "./deadline.ts";
import type { ArmProfile } from "./profile.ts";
import { compareTimes, millisecondsBetween } from "./robot-time.ts";
import type { RosLink } from "./ros-link.ts";
import type { FoundTransform, TfTree } from "./tf-tree.ts";

/** Where something is, and when by the robot's clock. */
export type StampedPose = { readonly pose: Pose; readonly stamp: RobotTime };

/**
 * Waits until TF shows that `look` has been still for as long as the profile asks, by the stamps of
 * its transforms, and `wanted` holds. Rejects with `deadline`, `unreachable`, `aborted`.
 */
export function untilSettled(
  link: RosLink,
  tf: TfTree,
  look: () => FoundTransform,
  settle: ArmProfile["settle"],
  wanted: (pose: Pose) => boolean,
  timed: Omit<Timed, "deadlineMs">,
): Promise<StampedPose> {
  const window: StampedPose[] = [];
  let problem = "";
  const settledPose = (): StampedPose | undefined => {
    const { pose, stamp } = look();
    if (stamp === undefined) throw new TidyError("view-unavailable", "TF has no camera that moves");
    const last = window.at(-1);
    if (last !== undefined && compareTimes(stamp, last.stamp) <= 0) {
      // The same again, or the robot's clock began anew.
      if (compareTimes(stamp, last.stamp) === 0) return undefined;
      window.length = 0;
    }
    window.push({ pose, stamp });
    while (!near(window[0]!.pose, pose, settle.stillM, settle.stillRad)) window.shift();
    const stillMs = millisecondsBetween(window[0]!.stamp, stamp);
    return stillMs >= settle.forMs && wanted(pose) ? { pose, stamp } : undefined;
  };
  return link.during<StampedPose>(
    (resolve, reject) => {
      const check = () => {
        try {
          const found = settledPose();
          if (found !== undefined) resolve(found);
        } catch (error) {
          if (!(error instanceof TidyError)) throw error;
          problem = ` (${error.message})`;
          if (window.length > 0) reject(error);
        }
      };
      const stop = tf.onChange(check);
      check();
      return stop;
    },
    "waiting for the camera to rest",
    { hint: () => problem, ...timed, deadlineMs: settle.withinMs },
  );
}
