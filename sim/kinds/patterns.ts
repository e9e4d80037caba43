import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Rgb } from "./kind.ts";

/** `a` where share is 0, `b` where it is 1, clamped outside. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const t = share < 0 ? 0 : share > 1 ? 1 : share;
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** A fixed pseudo-random number, 0 <= x < 1, for each whole-numbered cell and salt. */
export function cellNoise(i: number, j: number, k: number, salt: number): number {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263) ^ Math.imul(k, 2147483629);
  h = Math.imul(h ^ (h >>> 13) ^ Math.imul(salt, 974711), 1274126177);
  h = Math.imul(h ^ (h >>> 16), 2246822519);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

/** Smooth noise, 0..1, that changes over about `size` metres. */
export function noise(point: Vec3, size: number, salt: number): number {
  const x = point[0] / size;
  const y = point[1] / size;
  const z = point[2] / size;
  const i = Math.floor(x);
  const j = Math.floor(y);
  const k = Math.floor(z);
  const u = smoothStep(0, 1, x - i);
  const v = smoothStep(0, 1, y - j);
  const w = smoothStep(0, 1, z - k);
  const row = (dj: number, dk: number) => {
    const a = cellNoise(i, j + dj, k + dk, salt);
    return a + (cellNoise(i + 1, j + dj, k + dk, salt) - a) * u;
  };
  const low = row(0, 0) + (row(1, 0) - row(0, 0)) * v;
  const high = row(0, 1) + (row(1, 1) - row(0, 1)) * v;
  return low + (high - low) * w;
}

/** Angle from `a` to `b` around the z axis, -pi..pi. */
export function turnBetween(a: number, b: number): number {
  const turn = (b - a) / (2 * Math.PI);
  return (turn - Math.floor(turn + 0.5)) * 2 * Math.PI;
}

/** Angle of a point around the z axis, radians from x. */
export const around = (point: Vec3): number => Math.atan2(point[1], point[0]);

/** Distance of a point from the z axis, metres. */
export const fromAxis = (point: Vec3): number =>
  Math.sqrt(point[0] * point[0] + point[1] * point[1]);
