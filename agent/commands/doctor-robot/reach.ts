import { closeUpPose } from "../../../perception/geometry/orbit.ts";
import type { Pose } from "../../../perception/geometry/pose.ts";
import { cameraInSurface, mountOf } from "../../../perception/ros/arm-parts.ts";
import type { ArmProfile, PoseProfile } from "../../../perception/ros/profile.ts";
import type { TfTree } from "../../../perception/ros/tf-tree.ts";
import { moveRefusal, poseRefusal } from "../../../perception/ros/workspace.ts";
import { TidyError } from "../../../perception/tidy-error.ts";
import { attempt, type Claim, claim } from "./claim.ts";

/** Close-ups are tried of a thing of a cup's size on the middle of the surface, its frame's origin. */
const CUP = { position: [0, 0, 0], radiusM: 0.05 } as const;

/** Whether there is a workspace, and the scene photo's place lies in it. */
export function workspaceClaim(profile: ArmProfile, tf: TfTree): Claim {
  const none = poseRefusal(profile, []);
  if (none !== undefined)
    return claim("workspace", "warning", none, "measure it and write it down");
  return attempt("workspace", "correct the box, or move the camera into it", () => {
    const outside = poseRefusal(profile, [["scene camera", scenePlace(profile, tf)]]);
    if (outside !== undefined) throw new Error(outside);
    return "holds the scene photo's place";
  });
}

/** From where a cup in the middle can be looked at, coming from the scene photo's place. */
export function angleClaims(profile: PoseProfile, tf: TfTree): readonly Claim[] {
  const { angles, orbit } = profile;
  // That nothing moves, or that TF lacks a frame, is said where it belongs.
  if (poseRefusal(profile, []) !== undefined) return [];
  const places = knownPlaces(profile, tf);
  if (places === undefined) return [];
  const refusals = angles.flatMap((angle) => {
    const there = closeUpPose(CUP, angle, orbit);
    const why = moveRefusal(profile, places.mount, () => places.scene, there);
    return why === undefined ? [] : [`${angle} (${why})`];
  });
  const about = (state: Claim["state"], found: string, todo?: string) => [
    claim("orbit", state, found, todo, "angles"),
  ];
  if (refusals.length === 0)
    return about("ok", `a cup in the middle can be seen from ${angles.join(", ")}`);
  return about(
    "warning",
    `a cup in the middle cannot be seen from ${refusals.join(", ")}`,
    "widen the workspace where the arm may be, change the orbit, or leave them out of angles",
  );
}

/** Where the scene photo is taken from. Throws `view-unavailable`. */
function scenePlace(profile: ArmProfile, tf: TfTree): Pose {
  const { surface, scene } = profile.frames;
  const told = "scenePose" in profile ? profile.scenePose : undefined;
  if (told !== undefined) return told;
  return scene === undefined
    ? cameraInSurface({ profile, tf }).pose
    : tf.lookup(surface, scene).pose;
}

function knownPlaces(profile: PoseProfile, tf: TfTree) {
  try {
    return { mount: mountOf({ profile, tf }), scene: scenePlace(profile, tf) };
  } catch (error) {
    if (error instanceof TidyError) return undefined;
    throw error;
  }
}
