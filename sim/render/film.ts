import type { Intrinsics } from "../../perception/geometry/camera.ts";
import { type Pose, rotate } from "../../perception/geometry/pose.ts";
import type { Box } from "../../perception/surface.ts";
import { type Received, receivedLight } from "./light.ts";
import { patternAt } from "./samples.ts";
import type { Stage } from "./stage.ts";
import { type Ground, hitGround } from "./surroundings.ts";
import { type Hit, traceNearest } from "./trace.ts";

/** A camera at a pose, and which of its photo's pixels are wanted. */
export type Shot = {
  readonly camera: Intrinsics;
  readonly pose: Pose;
  /** Whole pixels of the photo. */
  readonly region: Box;
};

/** Owners of pixels that show no object: the table's top, and all beyond it. */
export const TABLE = -1;
export const BEYOND = -2;

/** What the middle of each pixel shows first, and the light there; row by row over `area`. */
export type Film = {
  readonly area: Box;
  /** Index of the object, or TABLE, or BEYOND. */
  readonly owner: Int16Array;
  readonly t: Float64Array;
  readonly triangle: Int32Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** Three a pixel: the flat normal that faces the camera. */
  readonly flat: Float32Array;
  /** Light of this pixel's own few rays: grainy until `smoothLight`. */
  readonly key: Float32Array;
  readonly around: Float32Array;
};

/** Rays of a camera, in the surface frame. */
export type Rays = {
  readonly eye: readonly [number, number, number];
  /** Unit direction through a point of the photo, pixels. */
  readonly through: (u: number, v: number, out: Float64Array) => void;
  /** Angle that one pixel covers, radians. */
  readonly pixelRad: number;
};

export function raysOf({ camera, pose }: Pick<Shot, "camera" | "pose">): Rays {
  const right = rotate(pose.orientation, [1 / camera.fx, 0, 0]);
  const down = rotate(pose.orientation, [0, 1 / camera.fy, 0]);
  const forward = rotate(pose.orientation, [0, 0, 1]);
  return {
    eye: pose.position,
    pixelRad: 1 / camera.fx,
    through: (u, v, out) => {
      const a = u - camera.cx;
      const b = v - camera.cy;
      const x = forward[0] + right[0] * a + down[0] * b;
      const y = forward[1] + right[1] * a + down[1] * b;
      const z = forward[2] + right[2] * a + down[2] * b;
      const s = 1 / Math.sqrt(x * x + y * y + z * z);
      out[0] = x * s;
      out[1] = y * s;
      out[2] = z * s;
    },
  };
}

/** Around a region: what smoothing and edges of its outermost pixels read. */
export const withMargin = (region: Box): Box => ({
  x: region.x - 1,
  y: region.y - 1,
  width: region.width + 3,
  height: region.height + 3,
});

export function emptyFilm(area: Box): Film {
  const count = area.width * area.height;
  return {
    area,
    owner: new Int16Array(count),
    t: new Float64Array(count),
    triangle: new Int32Array(count),
    u: new Float64Array(count),
    v: new Float64Array(count),
    flat: new Float32Array(count * 3),
    key: new Float32Array(count),
    around: new Float32Array(count),
  };
}

/** All pixels of an area, cast and lit. */
export function exposedFilm(stage: Stage, rays: Rays, area: Box): Film {
  const film = emptyFilm(area);
  for (let at = 0; at < area.width * area.height; at++) {
    castPixel(stage, rays, film, at);
    lightPixel(stage, rays, film, at);
  }
  return film;
}

const FAR = 100;
const direction = new Float64Array(3);
const hit: Hit = { t: 0, triangle: 0, u: 0, v: 0 };
const ground: Ground = { t: 0, colour: [0, 0, 0], gloss: 0, shaded: false };
const received: Received = { key: 0, around: 0 };

/** Direction of the ray through the middle of a film's pixel. */
export function pixelDirection(rays: Rays, { area }: Film, at: number, out: Float64Array): void {
  const column = at % area.width;
  const row = (at - column) / area.width;
  rays.through(area.x + column + 0.5, area.y + row + 0.5, out);
}

/** Finds what the pixel shows first. */
export function castPixel(stage: Stage, rays: Rays, film: Film, at: number): void {
  pixelDirection(rays, film, at, direction);
  const owner = nearestThing(stage, rays.eye, direction, 0, hit);
  if (owner < 0) {
    const [ox, oy, oz] = rays.eye;
    const d = direction;
    hitGround(stage.world, ox, oy, oz, d[0]!, d[1]!, d[2]!, rays.pixelRad, ground);
    film.owner[at] = ground.shaded ? TABLE : BEYOND;
    film.t[at] = ground.t;
    film.triangle[at] = 0;
    film.flat[at * 3] = 0;
    film.flat[at * 3 + 1] = 0;
    film.flat[at * 3 + 2] = 1;
    return;
  }
  film.owner[at] = owner;
  film.t[at] = hit.t;
  film.triangle[at] = hit.triangle;
  film.u[at] = hit.u;
  film.v[at] = hit.v;
  const { cos, sin, solid } = stage.things[owner]!;
  const { corners } = solid;
  const c = hit.triangle * 9;
  const fx = corners[c + 4]! * corners[c + 8]! - corners[c + 5]! * corners[c + 7]!;
  const fy = corners[c + 5]! * corners[c + 6]! - corners[c + 3]! * corners[c + 8]!;
  const fz = corners[c + 3]! * corners[c + 7]! - corners[c + 4]! * corners[c + 6]!;
  const wx = cos * fx - sin * fy;
  const wy = sin * fx + cos * fy;
  const size = Math.sqrt(wx * wx + wy * wy + fz * fz) || 1;
  const facing = wx * direction[0]! + wy * direction[1]! + fz * direction[2]! > 0 ? -1 : 1;
  const s = facing / size;
  film.flat[at * 3] = wx * s;
  film.flat[at * 3 + 1] = wy * s;
  film.flat[at * 3 + 2] = fz * s;
}

/** Finds the light that the pixel's first point gets, by this pixel's set of rays. */
export function lightPixel(stage: Stage, rays: Rays, film: Film, at: number): void {
  if (film.owner[at] === BEYOND) return;
  pixelDirection(rays, film, at, direction);
  const { area, flat, t } = film;
  const column = at % area.width;
  const row = (at - column) / area.width;
  const [ox, oy, oz] = rays.eye;
  receivedLight(
    stage,
    ox + direction[0]! * t[at]!,
    oy + direction[1]! * t[at]!,
    oz + direction[2]! * t[at]!,
    flat[at * 3]!,
    flat[at * 3 + 1]!,
    flat[at * 3 + 2]!,
    patternAt(area.x + column, area.y + row),
    received,
  );
  film.key[at] = received.key;
  film.around[at] = received.around;
}

/**
 * Light at a pixel, from all sets of rays: those of the 4 x 4 pixels around it that show the same
 * smooth surface (interleaved sampling, Keller and Heidrich 2001).
 */
export function smoothLight(film: Film, at: number, out: Received): void {
  const { area, owner, flat, t, key, around } = film;
  const width = area.width;
  const own = owner[at]!;
  const nx = flat[at * 3]!;
  const ny = flat[at * 3 + 1]!;
  const nz = flat[at * 3 + 2]!;
  const slack = t[at]! * 0.03;
  let count = 0;
  let keySum = 0;
  let aroundSum = 0;
  for (let row = at - width; row <= at + 2 * width; row += width) {
    for (let q = row - 1; q <= row + 2; q++) {
      if (owner[q] !== own) continue;
      if (nx * flat[q * 3]! + ny * flat[q * 3 + 1]! + nz * flat[q * 3 + 2]! < 0.85) continue;
      if (Math.abs(t[q]! - t[at]!) > slack) continue;
      count++;
      keySum += key[q]!;
      aroundSum += around[q]!;
    }
  }
  out.key = keySum / count;
  out.around = aroundSum / count;
}

/** Index of the thing that a ray meets first beyond a distance, -1 for none; where goes to `found`. */
export function nearestThing(
  { things }: Stage,
  eye: readonly [number, number, number],
  d: Float64Array,
  from: number,
  found: Hit,
): number {
  const dx = d[0]!;
  const dy = d[1]!;
  const dz = d[2]!;
  const sx = eye[0] + dx * from;
  const sy = eye[1] + dy * from;
  const sz = eye[2] + dz * from;
  found.t = FAR;
  let owner = -1;
  for (let i = 0; i < things.length; i++) {
    const thing = things[i]!;
    const vx = thing.centre[0] - sx;
    const vy = thing.centre[1] - sy;
    const vz = thing.centre[2] - sz;
    const along = vx * dx + vy * dy + vz * dz;
    const r2 = thing.radius * thing.radius;
    const v2 = vx * vx + vy * vy + vz * vz;
    if (v2 - along * along > r2 || (along < 0 && v2 > r2)) continue;
    const ox = sx - thing.x;
    const oy = sy - thing.y;
    const { cos, sin } = thing;
    const closer = traceNearest(
      thing.solid,
      cos * ox + sin * oy,
      cos * oy - sin * ox,
      sz,
      cos * dx + sin * dy,
      cos * dy - sin * dx,
      dz,
      found,
    );
    if (closer) owner = i;
  }
  found.t += from;
  return owner;
}
