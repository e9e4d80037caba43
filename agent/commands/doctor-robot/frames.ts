import type { ArmProfile } from "../../../perception/ros/profile.ts";
import type { TfTree } from "../../../perception/ros/tf-tree.ts";
import { attempt, type Claim, claim } from "./claim.ts";

const CORRECT = "name frames that TF joins (view_frames draws them)";

/** Whether TF joins the frames that the profile names. */
export function frameClaims({ frames, mount }: ArmProfile, tf: TfTree): readonly Claim[] {
  const { surface, base, commanded, optical, scene } = frames;
  const known = (path: string, parent: string, child: string) =>
    attempt(path, CORRECT, () => {
      tf.lookup(parent, child);
      return child;
    });
  return [
    known("frames.commanded", base, commanded),
    mount === undefined
      ? known("frames.optical", commanded, optical)
      : claim("mount", "ok", "the camera is where the profile says in the commanded frame"),
    known("frames.surface", base, surface),
    ...(scene === undefined ? [] : [known("frames.scene", surface, scene)]),
  ];
}
