import { AROUND_RAYS, FARTHEST_REACH_M, HEMISPHERE, RAYS, reachOf } from "./samples.ts";
import type { Stage } from "./stage.ts";
import { traceLight } from "./trace.ts";

/** How much light a point gets: of the key light and of its surroundings, each 0..1. */
export type Received = { key: number; around: number };

/** Starts rays a little above the surface, so that it does not shade itself. */
const LIFT_M = 2e-4;
const candidates = new Int32Array(64);

/**
 * Light at a point with a unit normal that faces the camera, by shadow rays of one pattern. The rays
 * of a pattern are the same for every point, so only what stands there makes a difference.
 */
export function receivedLight(
  stage: Stage,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  pattern: number,
  out: Received,
): void {
  const px = x + nx * LIFT_M;
  const py = y + ny * LIFT_M;
  const pz = z + nz * LIFT_M;
  out.key = keyLight(stage, px, py, pz, nx, ny, nz, pattern);
  out.around = surroundings(stage, px, py, pz, nx, ny, nz, pattern);
}

function keyLight(
  { world, things, lightDirections }: Stage,
  px: number,
  py: number,
  pz: number,
  nx: number,
  ny: number,
  nz: number,
  pattern: number,
): number {
  const [lx, ly, lz] = world.light.direction;
  const spread = world.light.radiusRad * 1.05;
  if (nx * lx + ny * ly + nz * lz < -spread) return 0;
  let count = 0;
  for (let i = 0; i < things.length; i++) {
    const { centre, radius } = things[i]!;
    const vx = centre[0] - px;
    const vy = centre[1] - py;
    const vz = centre[2] - pz;
    const along = vx * lx + vy * ly + vz * lz;
    if (along < -radius) continue;
    const reach = radius + (along > 0 ? along : 0) * spread;
    if (vx * vx + vy * vy + vz * vz - along * along > reach * reach) continue;
    candidates[count++] = i;
  }
  let sum = 0;
  for (let k = 0; k < RAYS; k++) {
    // Two opposite rays that agree speak for the other two.
    if (k === 2 && (sum === 0 || sum === 2)) return sum / 2;
    const d = (pattern * RAYS + k) * 3;
    const dx = lightDirections[d]!;
    const dy = lightDirections[d + 1]!;
    const dz = lightDirections[d + 2]!;
    if (nx * dx + ny * dy + nz * dz <= 0) continue;
    let light = 1;
    for (let c = 0; c < count && light > 0; c++) {
      const thing = things[candidates[c]!]!;
      const ox = px - thing.x;
      const oy = py - thing.y;
      light *= traceLight(
        thing.solid,
        thing.cos * ox + thing.sin * oy,
        thing.cos * oy - thing.sin * ox,
        pz,
        thing.lightDirections[d]!,
        thing.lightDirections[d + 1]!,
        thing.lightDirections[d + 2]!,
        10,
      );
    }
    sum += light;
  }
  return sum / RAYS;
}

function surroundings(
  { world, things }: Stage,
  px: number,
  py: number,
  pz: number,
  nx: number,
  ny: number,
  nz: number,
  pattern: number,
): number {
  let count = 0;
  for (let i = 0; i < things.length; i++) {
    const { centre, radius } = things[i]!;
    const vx = centre[0] - px;
    const vy = centre[1] - py;
    const vz = centre[2] - pz;
    const reach = radius + FARTHEST_REACH_M;
    if (vx * vx + vy * vy + vz * vz < reach * reach) candidates[count++] = i;
  }
  const overTable =
    px > -world.table.halfWidthM &&
    px < world.table.halfWidthM &&
    py > -world.table.halfDepthM &&
    py < world.table.halfDepthM;
  const tableNear = overTable && nz < 0.99 && pz < FARTHEST_REACH_M;
  if (count === 0 && !tableNear) return 1;
  frameAround(nx, ny, nz);
  let sum = 0;
  for (let k = 0; k < AROUND_RAYS; k++) {
    const d = (pattern * AROUND_RAYS + k) * 3;
    const h0 = HEMISPHERE[d]!;
    const h1 = HEMISPHERE[d + 1]!;
    const h2 = HEMISPHERE[d + 2]!;
    const dx = axes[0]! * h0 + axes[3]! * h1 + nx * h2;
    const dy = axes[1]! * h0 + axes[4]! * h1 + ny * h2;
    const dz = axes[2]! * h0 + axes[5]! * h1 + nz * h2;
    const most = reachOf(pattern, k);
    if (tableNear && pz + dz * most < 0) continue;
    let light = 1;
    for (let c = 0; c < count && light > 0; c++) {
      const thing = things[candidates[c]!]!;
      const ox = px - thing.x;
      const oy = py - thing.y;
      light *= traceLight(
        thing.solid,
        thing.cos * ox + thing.sin * oy,
        thing.cos * oy - thing.sin * ox,
        pz,
        thing.cos * dx + thing.sin * dy,
        thing.cos * dy - thing.sin * dx,
        dz,
        most,
      );
    }
    sum += light;
  }
  return sum / AROUND_RAYS;
}

/** Two axes across the normal that `frameAround` was last called with. */
const axes = new Float64Array(6);

/** Any frame around the normal will do (Duff et al. 2017). */
function frameAround(nx: number, ny: number, nz: number): void {
  const sign = nz >= 0 ? 1 : -1;
  const a = -1 / (sign + nz);
  const b = nx * ny * a;
  axes[0] = 1 + sign * nx * nx * a;
  axes[1] = sign * b;
  axes[2] = -sign * nx;
  axes[3] = b;
  axes[4] = sign + ny * ny * a;
  axes[5] = -ny;
}

/** A box along the axes of the surface frame: least x, y, z and greatest. */
export type Zone = readonly [number, number, number, number, number, number];

/** Whether any ray that `receivedLight` casts from here passes through the zone. */
export function lightCrosses(
  { world, lightDirections }: Stage,
  zone: Zone,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  pattern: number,
): boolean {
  const px = x + nx * LIFT_M;
  const py = y + ny * LIFT_M;
  const pz = z + nz * LIFT_M;
  const cx = (zone[0] + zone[3]) / 2 - px;
  const cy = (zone[1] + zone[4]) / 2 - py;
  const cz = (zone[2] + zone[5]) / 2 - pz;
  const hx = (zone[3] - zone[0]) / 2;
  const hy = (zone[4] - zone[1]) / 2;
  const hz = (zone[5] - zone[2]) / 2;
  // Wholly behind the surface: no ray goes there.
  if (nx * cx + ny * cy + nz * cz + Math.abs(nx) * hx + Math.abs(ny) * hy + Math.abs(nz) * hz < 0) {
    return false;
  }
  const radius = Math.sqrt(hx * hx + hy * hy + hz * hz);
  const apart = cx * cx + cy * cy + cz * cz;
  const [lx, ly, lz] = world.light.direction;
  const along = cx * lx + cy * ly + cz * lz;
  const wide = radius + Math.max(0, along) * world.light.radiusRad * 1.05;
  if (along > -radius && apart - along * along < wide * wide) {
    for (let k = 0; k < RAYS; k++) {
      const d = (pattern * RAYS + k) * 3;
      const dx = lightDirections[d]!;
      const dy = lightDirections[d + 1]!;
      const dz = lightDirections[d + 2]!;
      if (crossesBox(cx, cy, cz, hx, hy, hz, dx, dy, dz, 10)) return true;
    }
  }
  const reach = radius + FARTHEST_REACH_M;
  if (apart > reach * reach) return false;
  frameAround(nx, ny, nz);
  for (let k = 0; k < AROUND_RAYS; k++) {
    const d = (pattern * AROUND_RAYS + k) * 3;
    const h0 = HEMISPHERE[d]!;
    const h1 = HEMISPHERE[d + 1]!;
    const h2 = HEMISPHERE[d + 2]!;
    const dx = axes[0]! * h0 + axes[3]! * h1 + nx * h2;
    const dy = axes[1]! * h0 + axes[4]! * h1 + ny * h2;
    const dz = axes[2]! * h0 + axes[5]! * h1 + nz * h2;
    if (crossesBox(cx, cy, cz, hx, hy, hz, dx, dy, dz, reachOf(pattern, k))) return true;
  }
  return false;
}

/** Whether a ray from the origin passes within `most` through the box around (cx, cy, cz). */
export function crossesBox(
  cx: number,
  cy: number,
  cz: number,
  hx: number,
  hy: number,
  hz: number,
  dx: number,
  dy: number,
  dz: number,
  most: number,
): boolean {
  const ix = 1 / (dx === 0 ? 1e-12 : dx);
  const iy = 1 / (dy === 0 ? 1e-12 : dy);
  const iz = 1 / (dz === 0 ? 1e-12 : dz);
  const sx = Math.abs(ix) * hx;
  const sy = Math.abs(iy) * hy;
  const sz = Math.abs(iz) * hz;
  const near = Math.max(cx * ix - sx, cy * iy - sy, cz * iz - sz, 0);
  const far = Math.min(cx * ix + sx, cy * iy + sy, cz * iz + sz, most);
  return near <= far;
}
