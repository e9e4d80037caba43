import { add, cross, distance, normalize, scale, subtract, type Vec3 } from "./vec3.ts";

/** Unit quaternion, in ROS order. */
export type Quaternion = readonly [x: number, y: number, z: number, w: number];

/** A frame seen from another: `child` in `parent` maps a child's point p to R p + position. */
export type Pose = { readonly position: Vec3; readonly orientation: Quaternion };

export const IDENTITY: Pose = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };

export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

/** The rotation that a quaternion of any length but 0 stands for. */
export function toUnit([x, y, z, w]: Quaternion): Quaternion {
  const size = Math.hypot(x, y, z, w);
  return [x / size, y / size, z / size, w / size];
}

export const conjugate = (q: Quaternion): Quaternion => [-q[0], -q[1], -q[2], q[3]];

/** The vector `v` turned by `q`: v + 2w(u x v) + 2 u x (u x v), u the vector part of q. */
export function rotate(q: Quaternion, v: Vec3): Vec3 {
  const u: Vec3 = [q[0], q[1], q[2]];
  const t = scale(cross(u, v), 2);
  return add(add(v, scale(t, q[3])), cross(u, t));
}

/** `b` in `a`, then `c` in `b`: gives `c` in `a`. */
export const compose = (a: Pose, b: Pose): Pose => ({
  position: add(a.position, rotate(a.orientation, b.position)),
  orientation: multiply(a.orientation, b.orientation),
});

/** If `pose` is b in a, this is a in b. */
export function invert(pose: Pose): Pose {
  const orientation = conjugate(pose.orientation);
  return { position: scale(rotate(orientation, pose.position), -1), orientation };
}

/** A child's point seen from the parent. */
export const transform = (pose: Pose, point: Vec3): Vec3 =>
  add(pose.position, rotate(pose.orientation, point));

/** Quaternion of the rotation matrix whose columns are the given orthonormal axes (Shepperd 1978). */
export function quaternionFromAxes(x: Vec3, y: Vec3, z: Vec3): Quaternion {
  const trace = x[0] + y[1] + z[2];
  if (trace > 0) {
    const s = Math.sqrt(trace + 1) * 2;
    return [(y[2] - z[1]) / s, (z[0] - x[2]) / s, (x[1] - y[0]) / s, s / 4];
  }
  if (x[0] > y[1] && x[0] > z[2]) {
    const s = Math.sqrt(1 + x[0] - y[1] - z[2]) * 2;
    return [s / 4, (y[0] + x[1]) / s, (z[0] + x[2]) / s, (y[2] - z[1]) / s];
  }
  if (y[1] > z[2]) {
    const s = Math.sqrt(1 + y[1] - x[0] - z[2]) * 2;
    return [(y[0] + x[1]) / s, s / 4, (z[1] + y[2]) / s, (z[0] - x[2]) / s];
  }
  const s = Math.sqrt(1 + z[2] - x[0] - y[1]) * 2;
  return [(z[0] + x[2]) / s, (z[1] + y[2]) / s, s / 4, (x[1] - y[0]) / s];
}

/**
 * Optical camera frame (x right, y down, z forward) at `eye`, looking at `target`, with `up` up in
 * the picture. `up` must not be parallel to the line of sight.
 */
export function lookAt(eye: Vec3, target: Vec3, up: Vec3): Pose {
  const forward = normalize(subtract(target, eye));
  const right = normalize(cross(forward, up));
  const down = cross(forward, right);
  return { position: eye, orientation: quaternionFromAxes(right, down, forward) };
}

/** Angle in radians between two orientations, 0..pi; precise for small ones too. */
export function angleBetween(a: Quaternion, b: Quaternion): number {
  const [x, y, z, w] = multiply(conjugate(a), b);
  return 2 * Math.atan2(Math.sqrt(x * x + y * y + z * z), Math.abs(w));
}

/** Between `a` (share 0) and `b` (share 1): straight, turning the short way (Shoemake 1985). */
export function interpolate(a: Pose, b: Pose, share: number): Pose {
  const position = add(a.position, scale(subtract(b.position, a.position), share));
  const [p, q] = [a.orientation, b.orientation];
  const d = p[0] * q[0] + p[1] * q[1] + p[2] * q[2] + p[3] * q[3];
  const angle = Math.acos(Math.min(1, Math.abs(d)));
  const sin = Math.sin(angle);
  const wa = sin < 1e-6 ? 1 - share : Math.sin((1 - share) * angle) / sin;
  const wb = (sin < 1e-6 ? share : Math.sin(share * angle) / sin) * (d < 0 ? -1 : 1);
  const mixed = (i: 0 | 1 | 2 | 3) => p[i] * wa + q[i] * wb;
  return { position, orientation: toUnit([mixed(0), mixed(1), mixed(2), mixed(3)]) };
}

/** Whether two poses are within so many metres and radians of each other. */
export const near = (a: Pose, b: Pose, metres: number, radians: number): boolean =>
  distance(a.position, b.position) <= metres &&
  angleBetween(a.orientation, b.orientation) <= radians;
