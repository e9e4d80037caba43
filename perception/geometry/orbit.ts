import type { Angle } from "../photo.ts";
import { lookAt, type Pose } from "./pose.ts";
import { add, type Vec3 } from "./vec3.ts";

/** How far and how steeply the close-ups are taken. */
export type Orbit = {
  /** Distance from the object's middle, in radii of the sphere around it. */
  readonly radii: number;
  /** The camera's distance is kept within these, metres. */
  readonly nearestM: number;
  readonly farthestM: number;
  /** Elevation of the four side views above the surface, radians. */
  readonly elevationRad: number;
};

/** Where a close-up aims: the middle of the object, as far as its radius tells how tall it is. */
export const aimOf = ({
  position,
  radiusM,
}: {
  readonly position: Vec3;
  readonly radiusM: number;
}): Vec3 => add(position, [0, 0, Math.min(radiusM, 0.08) * 0.7]);

/**
 * Camera pose (optical frame in the surface frame) for one of the five angles around an object.
 * Surface frame: x right and y away as seen by the scene camera, z up; so front is -y, left is -x.
 * The top view keeps the back up in the picture.
 */
export function closeUpPose(
  object: { readonly position: Vec3; readonly radiusM: number },
  angle: Angle,
  orbit: Orbit,
): Pose {
  const d = Math.min(orbit.farthestM, Math.max(orbit.nearestM, object.radiusM * orbit.radii));
  const target = aimOf(object);
  const out = Math.cos(orbit.elevationRad) * d;
  const up = Math.sin(orbit.elevationRad) * d;
  const offset: Record<Angle, Vec3> = {
    front: [0, -out, up],
    back: [0, out, up],
    left: [-out, 0, up],
    right: [out, 0, up],
    top: [0, 0, d],
  };
  const upwards: Vec3 = angle === "top" ? [0, 1, 0] : [0, 0, 1];
  return lookAt(add(target, offset[angle]), target, upwards);
}
