import {
  multiply,
  type Pose,
  type Quaternion,
  rotate,
  toUnit,
} from "../../perception/geometry/pose.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";

/**
 * The arm's joints: a gantry along the axes of its base, metres, and a wrist that turns about the
 * base's z, then tilts about x, then spins about the tool's own z, radians.
 */
export const JOINTS = [
  "gantry_x",
  "gantry_y",
  "gantry_z",
  "wrist_pan",
  "wrist_tilt",
  "wrist_spin",
] as const;

/** Positions of the joints, in that order. */
export type JointPositions = readonly number[];

/** How far each wrist joint turns; within it every tool pose has one set of positions. */
const LIMITS: readonly (readonly [number, number])[] = [
  [-Math.PI, Math.PI],
  [0, Math.PI],
  [-Math.PI, Math.PI],
];
const ROUNDING = 1e-6;

/** The tool in the base frame, at these positions. */
export function toolAt(positions: JointPositions): Pose {
  const [x = 0, y = 0, z = 0, pan = 0, tilt = 0, spin = 0] = positions;
  const orientation = multiply(multiply(about(2, pan), about(0, tilt)), about(2, spin));
  return { position: [x, y, z], orientation: toUnit(orientation) };
}

/** The joints' positions for a tool pose in the base frame. Straight up or down, only pan turns. */
export function jointsFor({ position, orientation }: Pose): JointPositions {
  const [xx, xy, xz] = rotate(orientation, [1, 0, 0]);
  const yz = rotate(orientation, [0, 1, 0])[2];
  const [zx, zy, zz] = rotate(orientation, [0, 0, 1]);
  const tilt = Math.atan2(Math.hypot(zx, zy), zz);
  const isUpright = Math.hypot(zx, zy) < 1e-9;
  const pan = isUpright ? Math.atan2(xy, xx) : Math.atan2(zx, -zy);
  return [...position, pan, tilt, isUpright ? 0 : Math.atan2(xz, yz)];
}

/** Which joint cannot go there, in words; `undefined` where each can. */
export function jointProblem(positions: JointPositions): string | undefined {
  if (!positions.every(Number.isFinite)) return "a joint position is no number";
  for (const [i, [low, high]] of LIMITS.entries()) {
    const at = positions[3 + i]!;
    if (at < low - ROUNDING || at > high + ROUNDING)
      return `${JOINTS[3 + i]} turns from ${low.toFixed(2)} to ${high.toFixed(2)} rad`;
  }
  return undefined;
}

function about(axis: 0 | 2, radians: number): Quaternion {
  const unit: Vec3 = axis === 0 ? [1, 0, 0] : [0, 0, 1];
  const s = Math.sin(radians / 2);
  return [unit[0] * s, unit[1] * s, unit[2] * s, Math.cos(radians / 2)];
}
