import type { Pose } from "../../perception/geometry/pose.ts";
import type { World } from "../world.ts";

/** Four bytes drawn evenly sum to a near-Gaussian of this standard deviation. */
const SUM_DEVIATION = Math.sqrt((4 * (256 * 256 - 1)) / 12);

/** A photo is different where a channel steps by more than this, at a noise of `noiseSigma`. */
export const leastStep = (noiseSigma: number): number => 4 * noiseSigma;

/** Adds the camera's noise, fixed by seed, camera pose (to 0.1 mm) and pixel, never by time. */
export function addNoise(
  bytes: Uint8Array,
  { seed, sensor }: Pick<World, "seed" | "sensor">,
  pose: Pose,
  region: { readonly x: number; readonly y: number; readonly width: number },
  photoWidthPx: number,
): void {
  const base = poseHash(seed, pose);
  const scale = sensor.noiseSigma / SUM_DEVIATION;
  for (let i = 0; i < bytes.length; i++) {
    const pixel = (i / 3) | 0;
    const column = pixel % region.width;
    const x = region.x + column;
    const y = region.y + (pixel - column) / region.width;
    const h = scramble(base + ((y * photoWidthPx + x) * 3 + (i % 3)));
    const sum = (h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + (h >>> 24);
    const value = Math.round(bytes[i]! + (sum - 510) * scale);
    bytes[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

function poseHash(seed: number, pose: Pose): number {
  let hash = scramble(seed);
  // A quaternion and its negative are one orientation.
  const sign = pose.orientation[3] < 0 ? -1 : 1;
  for (const number of [...pose.position, ...pose.orientation.map((part) => part * sign)]) {
    hash = scramble(hash ^ Math.round(number * 10_000));
  }
  return hash;
}

/** Mixes 32 bits well (the finaliser of MurmurHash3). */
function scramble(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
