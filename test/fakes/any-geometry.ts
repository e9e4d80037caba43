import fc from "fast-check";
import { type Pose, type Quaternion, toUnit } from "../../perception/geometry/pose.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";

const coordinate = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

/** Any point within two metres. */
export const anyPoint: fc.Arbitrary<Vec3> = fc.tuple(coordinate(2), coordinate(2), coordinate(2));

export const anyRotation: fc.Arbitrary<Quaternion> = fc
  .tuple(coordinate(1), coordinate(1), coordinate(1), coordinate(1))
  .filter((q) => Math.hypot(...q) > 0.1)
  .map(toUnit);

export const anyPose: fc.Arbitrary<Pose> = fc.record({
  position: anyPoint,
  orientation: anyRotation,
});
