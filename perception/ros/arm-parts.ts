import { compose, type Pose } from "../geometry/pose.ts";
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

/** Optical frame in the surface frame: now, or at a robot time. Throws `view-unavailable`. */
export function cameraInSurface(
  { profile, tf }: WhereFrom,
  at?: Parameters<TfTree["lookup"]>[2],
): FoundTransform {
  const { surface, commanded, optical } = profile.frames;
  if (profile.mount === undefined) return tf.lookup(surface, optical, at);
  const found = tf.lookup(surface, commanded, at);
  return { ...found, pose: compose(found.pose, profile.mount) };
}
