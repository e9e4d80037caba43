import type { World } from "../world.ts";
import { cell, lattice, sharpness } from "./lattice.ts";

const TABLE_THICKNESS_M = 0.03;
const FLOOR_M = -0.74;
/** The room's walls: half its width, and how far behind and before the table they stand, metres. */
const ROOM = { halfWidth: 2.3, back: 1.9, front: -2.8 } as const;

/** What a ray meets that hits no object. `shaded` is false for what is lit without shadow rays. */
export type Ground = {
  t: number;
  colour: [number, number, number];
  gloss: number;
  shaded: boolean;
};

/** Nearest of table top, table edge, floor and walls along a ray; there always is one. */
export function hitGround(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  pixelRad: number,
  out: Ground,
): void {
  const { halfWidthM: w, halfDepthM: d } = world.table;
  if (dz < 0) {
    const t = -oz / dz;
    const x = ox + dx * t;
    const y = oy + dy * t;
    if (x >= -w && x <= w && y >= -d && y <= d) {
      out.t = t;
      out.shaded = true;
      tableTop(world, x, y, (t * pixelRad) / Math.min(1, Math.sqrt(-dz)), out);
      return;
    }
  }
  out.shaded = false;
  out.gloss = 0;
  if (tableEdge(world, ox, oy, oz, dx, dy, dz, out)) return;
  room(world, ox, oy, oz, dx, dy, dz, out);
}

function tableTop(world: World, x: number, y: number, footprintM: number, out: Ground): void {
  const { material, colour, accent, seed } = world.table;
  let share = 0;
  let brightness = 1;
  if (material === "wood") {
    const plank = Math.floor((y + 2) / 0.135);
    const inPlank = (y + 2) / 0.135 - plank;
    const shift = cell(plank, 3, seed) * 7;
    const bend = lattice(x * 2.2 + shift, y * 9, seed + 1) * 0.05;
    const grain = (y + bend) * 1;
    share =
      0.65 * lattice(x * 3 + shift, grain * 75, seed + 2) * sharpness(0.013, footprintM) +
      0.35 * lattice(x * 11 + shift, grain * 300, seed + 3) * sharpness(0.0033, footprintM);
    brightness = 0.9 + 0.2 * cell(plank, 5, seed);
    const seam = Math.min(inPlank, 1 - inPlank) * 0.135;
    if (seam < 0.0012) brightness *= 1 - 0.45 * sharpness(0.0012, footprintM * 0.5);
    out.gloss = 0.22;
  } else if (material === "laminate") {
    brightness =
      1 +
      0.09 * (lattice(x * 420, y * 420, seed) - 0.5) * sharpness(0.0024, footprintM) +
      0.05 * (lattice(x * 9, y * 9, seed + 1) - 0.5);
    out.gloss = 0.3;
  } else if (material === "stone") {
    const bend = lattice(x * 5, y * 5, seed) - 0.5;
    const vein = lattice(x * 3 + bend, y * 3 - bend, seed + 1) - 0.5;
    const speckle = lattice(x * 260, y * 260, seed + 2) * sharpness(0.0038, footprintM);
    share = Math.max(0, 0.55 - 9 * Math.abs(vein)) + 0.5 * Math.max(0, speckle - 0.55);
    brightness = 0.94 + 0.12 * lattice(x * 8, y * 8, seed + 3);
    out.gloss = 0.4;
  } else {
    const check = 0.06 + 0.05 * cell(1, 1, seed);
    const stripe = (along: number) => {
      const part = along / check - Math.floor(along / check);
      return part < 0.28 ? 0.5 : 0;
    };
    share = stripe(x + 2) + stripe(y + 2);
    const thread = 0.0016;
    const weave =
      ((Math.floor(x / thread) + Math.floor(y / thread)) & 1 ? 0.5 : -0.5) +
      (lattice(x * 900, y * 900, seed) - 0.5);
    brightness =
      1 +
      0.16 * weave * sharpness(thread, footprintM) +
      0.12 * (lattice(x * 14, y * 14, seed + 2) - 0.5);
    out.gloss = 0;
  }
  for (let k = 0; k < 3; k++) {
    out.colour[k] = (colour[k]! + (accent[k]! - colour[k]!) * share) * brightness;
  }
}

function tableEdge(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  out: Ground,
): boolean {
  const { halfWidthM: w, halfDepthM: d, colour } = world.table;
  const toEnd = dy === 0 ? NEVER : ((dy > 0 ? -d : d) - oy) / dy;
  const toSide = dx === 0 ? NEVER : ((dx > 0 ? -w : w) - ox) / dx;
  const hitsEnd = onEdge(oz + dz * toEnd, ox + dx * toEnd, w, toEnd);
  const hitsSide = onEdge(oz + dz * toSide, oy + dy * toSide, d, toSide);
  if (!hitsEnd && !hitsSide) return false;
  const end = hitsEnd && !(hitsSide && toSide < toEnd);
  out.t = end ? toEnd : toSide;
  for (let k = 0; k < 3; k++) out.colour[k] = colour[k]! * (end ? 0.42 : 0.34);
  return true;
}

const NEVER = Number.POSITIVE_INFINITY;

const onEdge = (z: number, across: number, half: number, t: number): boolean =>
  t > 0 && t < NEVER && across >= -half && across <= half && z <= 0 && z >= -TABLE_THICKNESS_M;

function room(
  world: World,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  out: Ground,
): void {
  const toFloor = dz < 0 ? (FLOOR_M - oz) / dz : Number.POSITIVE_INFINITY;
  const toSide =
    dx === 0 ? Number.POSITIVE_INFINITY : ((dx > 0 ? 1 : -1) * ROOM.halfWidth - ox) / dx;
  const toEnd = dy === 0 ? Number.POSITIVE_INFINITY : ((dy > 0 ? ROOM.back : ROOM.front) - oy) / dy;
  const toWall = Math.min(toSide, toEnd);
  out.t = Math.min(toFloor, toWall);
  const x = ox + dx * out.t;
  const y = oy + dy * out.t;
  const z = oz + dz * out.t;
  const { wall, floor } = world.room;
  const seed = world.table.seed;
  if (toFloor < toWall) {
    // Darker under and around the table, and towards the walls: out of focus, so only soft changes.
    const under = Math.max(0, 1 - Math.max(Math.abs(x) / 1.1, Math.abs(y) / 0.9));
    const wallsNear = Math.min(1, (ROOM.back - y) / 0.8, (ROOM.halfWidth - Math.abs(x)) / 0.8);
    const soft = 0.9 + 0.2 * lattice(x * 1.7, y * 1.7, seed + 7);
    const light = 0.8 * (0.55 + 0.45 * wallsNear) * (1 - 0.55 * under) * soft;
    for (let k = 0; k < 3; k++) out.colour[k] = floor[k]! * light;
    return;
  }
  const along = toSide < toEnd ? y : x;
  const height = z - FLOOR_M;
  const board = height < 0.09 ? 0.62 : 1;
  const light =
    0.95 *
    board *
    (0.62 + 0.3 * Math.min(1, height / 1.6)) *
    (0.9 + 0.2 * lattice(along * 0.9, z * 0.9, seed + 11));
  for (let k = 0; k < 3; k++) out.colour[k] = wall[k]! * light;
}
