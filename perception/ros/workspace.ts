import type { Pose } from "../geometry/pose.ts";
import type { Vec3 } from "../geometry/vec3.ts";
import { TidyError } from "../tidy-error.ts";
import type { ArmProfile, RobotProfile } from "./profile.ts";

/** Hosts that are this machine. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Holds a profile to its word: the simulator's own works on this machine only, since its limits say
 * nothing about a real arm. Throws `bad-input`.
 */
export function checkSimulated(profile: RobotProfile, url: string): void {
  if (!profile.simulated || LOOPBACK.test(new URL(url).hostname)) return;
  throw new TidyError(
    "bad-input",
    `the profile "${profile.name}" is the simulator's and moves nothing on another machine: give the robot's own profile`,
  );
}

/** Why the robot may not go there, or `undefined` where it may. Poses in the surface frame. */
export function poseRefusal(
  profile: ArmProfile,
  poses: readonly (readonly [name: string, pose: Pose])[],
): string | undefined {
  const box = profile.workspace;
  for (const [name, pose] of poses) {
    const numbers = [...pose.position, ...pose.orientation];
    if (!numbers.every(Number.isFinite) || Math.abs(Math.hypot(...pose.orientation) - 1) > 1e-3)
      return `the ${name}'s pose is not a pose`;
    if (box === undefined) continue;
    if (!pose.position.every((value, i) => value >= box.min[i]! && value <= box.max[i]!))
      return `the ${name} would be at ${place(pose.position)}, outside the workspace`;
  }
  if (box === undefined && !profile.simulated)
    return "the profile has no workspace box, and without one nothing moves";
  return undefined;
}

/** Why a skill may not reach for a point of the surface frame, or `undefined` where it may. */
export function targetRefusal(profile: ArmProfile, target: Vec3): string | undefined {
  const box = profile.workspace;
  if (box === undefined)
    return profile.simulated
      ? undefined
      : "the profile has no workspace box, and without one nothing moves";
  // What stands on the surface is reached from above: the box's floor is for the camera.
  const inside = target.every((v, i) => v <= box.max[i]! && (i === 2 || v >= box.min[i]!));
  const lowest = Math.min(box.min[2], -0.05);
  if (inside && target[2] >= lowest) return undefined;
  return `the target at ${place(target)} is outside the workspace`;
}

const place = (point: Vec3): string => `(${point.map((value) => value.toFixed(2)).join(", ")}) m`;
