import { compose, invert, type Pose } from "../geometry/pose.ts";
import { subtract, type Vec3 } from "../geometry/vec3.ts";
import { TidyError } from "../tidy-error.ts";
import type { ArmProfile, RobotProfile } from "./profile.ts";

/** Hosts that are this machine. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const NO_WORKSPACE = "the profile has no workspace box, and without one nothing moves";

/** A box along the axes of the surface frame, metres. */
type Box = { readonly min: Vec3; readonly max: Vec3 };
type Limits = Pick<ArmProfile, "workspace" | "keepOut" | "simulated">;

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
  { workspace, keepOut, simulated }: Limits,
  poses: readonly (readonly [name: string, pose: Pose])[],
): string | undefined {
  for (const [name, pose] of poses) {
    const numbers = [...pose.position, ...pose.orientation];
    if (!numbers.every(Number.isFinite) || Math.abs(Math.hypot(...pose.orientation) - 1) > 1e-3)
      return `the ${name}'s pose is not a pose`;
    const at = `the ${name} would be at ${place(pose.position)}`;
    if (workspace !== undefined && !isInside(workspace, pose.position))
      return `${at}, outside the workspace`;
    const barred = keepOut.find((box) => isInside(box, pose.position));
    if (barred !== undefined) return `${at}, inside "${barred.name}", which is to be kept out of`;
  }
  return workspace === undefined && !simulated ? NO_WORKSPACE : undefined;
}

/**
 * Why the arm may not take its camera from one pose straight to another, or `undefined` where it may:
 * camera and tool are both held to the limits. `mount` is the camera in the commanded frame.
 */
export function moveRefusal(
  limits: Limits,
  mount: Pose,
  from: () => Pose,
  to: Pose,
): string | undefined {
  const toolOf = (camera: Pose) => compose(camera, invert(mount));
  const where = poseRefusal(limits, [
    ["camera", to],
    ["tool", toolOf(to)],
  ]);
  if (where !== undefined || limits.keepOut.length === 0) return where;
  const here = from();
  return (
    pathRefusal(limits, "camera", here.position, to.position) ??
    pathRefusal(limits, "tool", toolOf(here).position, toolOf(to).position)
  );
}

/** Why the straight way between two points of the surface frame is barred, or `undefined`. */
export function pathRefusal(
  { keepOut }: Pick<Limits, "keepOut">,
  name: string,
  from: Vec3,
  to: Vec3,
): string | undefined {
  const barred = keepOut.find((box) => crosses(box, from, to));
  return barred && `the ${name} would pass through "${barred.name}", which is to be kept out of`;
}

/** Why a skill may not reach for a point of the surface frame, or `undefined` where it may. */
export function targetRefusal(
  { workspace, simulated, keepOut }: Limits,
  target: Vec3,
): string | undefined {
  const barred = keepOut.find((box) => isInside(box, target));
  if (barred !== undefined)
    return `the target at ${place(target)} is inside "${barred.name}", which is to be kept out of`;
  if (workspace === undefined) return simulated ? undefined : NO_WORKSPACE;
  // What stands on the surface is reached from above: the box's floor is for the camera.
  const { min, max } = workspace;
  const inside = target.every((v, i) => v <= max[i]! && (i === 2 || v >= min[i]!));
  const lowest = Math.min(min[2], -0.05);
  if (inside && target[2] >= lowest) return undefined;
  return `the target at ${place(target)} is outside the workspace`;
}

const isInside = ({ min, max }: Box, point: Vec3): boolean =>
  point.every((value, i) => value >= min[i]! && value <= max[i]!);

/** Whether the straight line between two points meets the box (Kay and Kajiya 1986: slabs). */
function crosses({ min, max }: Box, from: Vec3, to: Vec3): boolean {
  const along = subtract(to, from);
  let [enter, leave] = [0, 1];
  for (const axis of [0, 1, 2] as const) {
    if (along[axis] === 0) {
      if (from[axis] < min[axis] || from[axis] > max[axis]) return false;
      continue;
    }
    const [a, b] = [(min[axis] - from[axis]) / along[axis], (max[axis] - from[axis]) / along[axis]];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave;
}

const place = (point: Vec3): string => `(${point.map((value) => value.toFixed(2)).join(", ")}) m`;
