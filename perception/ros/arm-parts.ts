import { compose, type Pose } from "../geometry/pose.ts";
import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import type { Dialect } from "./dialect.ts";
import type { ArmProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
import type { FoundTransform, TfTree } from "./tf-tree.ts";

/** What is needed of a robot whose camera TF follows. */
export type ArmParts<Profile extends ArmProfile = ArmProfile> = {
  readonly link: RosLink;
  readonly tf: TfTree;
  readonly profile: Profile;
  readonly dialect: Dialect;
};

type WhereFrom = Pick<ArmParts, "profile" | "tf">;

/** Optical frame in the commanded frame, as the profile or else TF has it. */
export const mountOf = ({ profile, tf }: WhereFrom): Pose =>
  profile.mount ?? tf.lookup(profile.frames.commanded, profile.frames.optical).pose;

/**
 * Where the camera may have been at a robot time: there as TF has it between its samples, or already
 * where the later sample has it, as an arm may come to rest in between. `undefined`: not known yet.
 */
export function cameraPlacesAt(parts: WhereFrom, at: RobotTime): readonly Pose[] | undefined {
  try {
    const { pose, until } = cameraInSurface(parts, at);
    return until === undefined ? [pose] : [pose, cameraInSurface(parts, until).pose];
  } catch (error) {
    if (!(error instanceof TidyError)) throw error;
    return error.details.tooEarly === true ? [cameraInSurface(parts).pose] : undefined;
  }
}

/** Optical frame in the surface frame: now, or at a robot time. Throws `view-unavailable`. */
export function cameraInSurface({ profile, tf }: WhereFrom, at?: RobotTime): FoundTransform {
  const { surface, commanded, optical } = profile.frames;
  if (profile.mount === undefined) return tf.lookup(surface, optical, at);
  const found = tf.lookup(surface, commanded, at);
  return { ...found, pose: compose(found.pose, profile.mount) };
}
