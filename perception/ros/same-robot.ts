import { near, type Pose } from "../geometry/pose.ts";
import { TidyError } from "../tidy-error.ts";
import type { ArmParts } from "./arm-parts.ts";

/** How far a fixed frame may differ from what it was: what floats and rounding leave of it. */
const SAME_M = 1e-3;
const SAME_RAD = 1e-3;

/**
 * Remembers where the robot's fixed frames are, as far as TF tells: the camera in the tool, the base at
 * the surface. What it returns throws `unreachable` once they are elsewhere: after a reconnect another
 * robot may answer at the same address, and what is known of this surface does not hold there.
 */
export function sameRobot({ link, tf, profile }: ArmParts): () => void {
  const { surface, base, commanded, optical } = profile.frames;
  const pairs = [
    [surface, base],
    [commanded, optical],
  ] as const;
  const fixed = (parent: string, child: string): Pose | undefined => {
    try {
      const { pose, stamp } = tf.lookup(parent, child);
      return stamp === undefined ? pose : undefined;
    } catch (error) {
      if (error instanceof TidyError) return undefined;
      throw error;
    }
  };
  const known = pairs.map(([parent, child]) => fixed(parent, child));
  return () => {
    for (const [i, [parent, child]] of pairs.entries()) {
      const [was, is] = [known[i], fixed(parent, child)];
      if (was === undefined || is === undefined || near(was, is, SAME_M, SAME_RAD)) continue;
      const what = `"${child}" is no longer where it was in "${parent}"`;
      throw new TidyError("unreachable", `${link.place} is another robot now: ${what}`);
    }
  };
}
