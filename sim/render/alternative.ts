import { type Intrinsics, project } from "../../perception/geometry/camera.ts";
import { invert, type Pose, transform } from "../../perception/geometry/pose.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Box } from "../../perception/surface.ts";
import type { Material } from "../kinds/kind.ts";
import { colourOf, smoothNormal } from "./appearance.ts";
import { type Comparison, compareSolids } from "./compare-solids.ts";

import type { Drawing } from "./draw.ts";
import {
  castPixel,
  emptyFilm,
  type Film,
  lightPixel,
  pixelDirection,
  type Rays,
  raysOf,
  smoothLight,
  TABLE,
  withMargin,
} from "./film.ts";
import { crossesBox, lightCrosses, type Zone } from "./light.ts";
import { painterOf } from "./painter.ts";
import { patternAt } from "./samples.ts";
import { leastStep } from "./sensor.ts";
import type { Light } from "./shade.ts";
import type { Solid } from "./solid.ts";
import { type Stage, type Thing, withThing } from "./stage.ts";
import { toByte } from "./tone.ts";

/** So many pixels must differ by more than so much for two photos to count as different. */
export const PIXELS_THAT_DIFFER = 25;

/** A photo as drawn, and the part of it on which differences count. */
export type Compared = {
  readonly stage: Stage;
  readonly camera: Intrinsics;
  readonly pose: Pose;
  /** What `drawing` shows. */
  readonly region: Box;
  readonly drawing: Drawing;
  readonly within: Box;
};

/** A photo whose thing is being exchanged, pixel by pixel. */
export type Exchange = {
  readonly after: Stage;
  readonly rays: Rays;
  /** Over `within` with a margin; holds the new first hits where `touched` was asked. */
  readonly film: Film;
  /** Whether anything about the film's pixel may have changed; afterwards it is ready to be painted. */
  readonly touched: (at: number) => boolean;
};

/** Puts `other` in the place of thing `index`, looking only at pixels that the exchange can reach. */
export function exchange(compared: Compared, index: number, other: Thing): Exchange {
  const { stage, drawing, within, camera, pose } = compared;
  const before = stage.things[index]!;
  const comparison = comparedOnce(before, other);
  const zone = comparison.box && inSurface(before, comparison.box);
  const after = withThing(stage, index, other);
  const rays = raysOf({ camera, pose });
  const film = cutFilm(drawing.film, withMargin(within));
  const photo = photoFilm(drawing, within);
  const reach = zone && pixelsOf(zone, camera, pose);
  const { width } = film.area;
  const state = new Uint8Array(film.owner.length);
  const direction = new Float64Array(3);

  const cast = (at: number) => {
    if (state[at]! & CAST) return;
    state[at]! |= CAST;
    const own = photo.owner[at] === index;
    const twin = own ? comparison.twin[photo.triangle[at]!]! : -1;
    const aimed = zone !== undefined && reach !== undefined && inReach(at, film, reach);
    if (!(own && twin < 0) && !(aimed && rayCrosses(rays, film, at, zone, direction))) {
      if (own) film.triangle[at] = twin;
      return;
    }
    castPixel(after, rays, film, at);
    const same =
      film.owner[at] === photo.owner[at] && (!own || (twin >= 0 && film.triangle[at] === twin));
    if (!same) state[at]! |= MOVED;
  };
  const relight = (at: number) => {
    if (state[at]! & LIT) return;
    state[at]! |= LIT;
    if (film.owner[at]! < TABLE) return;
    if (!(state[at]! & MOVED)) {
      if (zone === undefined) return;
      pixelDirection(rays, film, at, direction);
      const t = film.t[at]!;
      const column = at % width;
      const crosses = lightCrosses(
        after,
        zone,
        rays.eye[0] + direction[0]! * t,
        rays.eye[1] + direction[1]! * t,
        rays.eye[2] + direction[2]! * t,
        film.flat[at * 3]!,
        film.flat[at * 3 + 1]!,
        film.flat[at * 3 + 2]!,
        patternAt(film.area.x + column, film.area.y + (at - column) / width),
      );
      if (!crosses) return;
    }
    lightPixel(after, rays, film, at);
    const same = film.key[at] === photo.key[at] && film.around[at] === photo.around[at];
    if (!same || state[at]! & MOVED) state[at]! |= RELIT;
  };
  const touched = (at: number): boolean => {
    let any = 0;
    for (let row = at - width; row <= at + 2 * width; row += width) {
      for (let q = row - 1; q <= row + 2; q++) {
        if ((state[q]! & DONE) !== DONE) {
          cast(q);
          relight(q);
        }
        any |= state[q]!;
      }
    }
    if (any & (MOVED | RELIT)) return true;
    if (photo.owner[at] !== index) return clearAt(stage, photo, at);
    const old = before.solid.materials[before.solid.partOf[photo.triangle[at]!]!]!;
    const now = other.solid.materials[other.solid.partOf[film.triangle[at]!]!]!;
    if ((old.clear ?? 0) > 0 || !sameShine(old, now)) return true;
    const was = colourBefore(compared, before.solid, photo, at);
    const is = paintedAt(other.solid, film, at);
    return (
      Math.abs(was[0] - is[0]) + Math.abs(was[1] - is[1]) + Math.abs(was[2] - is[2]) > COLOUR_SLACK
    );
  };
  return { after, rays, film, touched };
}

/**
 * Whether the photo would differ with `other` in the place of thing `index`: at least 25 pixels by more
 * than four standard deviations of the noise. Stops as soon as it knows.
 */
export function wouldDiffer(compared: Compared, index: number, other: Thing): boolean {
  const { stage, drawing, region, within } = compared;
  const { after, rays, film, touched } = exchange(compared, index, other);
  const painter = painterOf(after, rays);
  const width = film.area.width;
  const direction = new Float64Array(3);
  const light = { key: 0, around: 0 };
  const colour: Light = [0, 0, 0];
  const step = leastStep(stage.world.sensor.noiseSigma);
  let count = 0;
  for (const [offsetX, offsetY] of INTERLEAVED) {
    for (let y = offsetY; y < within.height; y += STRIDE) {
      for (let x = offsetX; x < within.width; x += STRIDE) {
        const at = (y + 1) * width + x + 1;
        if (!touched(at)) continue;
        pixelDirection(rays, film, at, direction);
        smoothLight(film, at, light);
        painter.pixel(film, at, direction, light, patternAt(within.x + x, within.y + y), colour);
        const p = ((within.y - region.y + y) * region.width + within.x - region.x + x) * 3;
        const differs =
          Math.abs(toByte(colour[0]) - drawing.plain[p]!) > step ||
          Math.abs(toByte(colour[1]) - drawing.plain[p + 1]!) > step ||
          Math.abs(toByte(colour[2]) - drawing.plain[p + 2]!) > step;
        if (differs && ++count >= PIXELS_THAT_DIFFER) return true;
      }
    }
  }
  return false;
}

const CAST = 1;
const LIT = 2;
const MOVED = 4;
const RELIT = 8;
const DONE = CAST | LIT;

const STRIDE = 8;
/** A coarse grid first, so that what differs is found early. */
const INTERLEAVED = interleaved();

function interleaved(): readonly (readonly [number, number])[] {
  const cells = Array.from({ length: STRIDE * STRIDE }, (_, i) => {
    const x = i % STRIDE;
    const y = (i - x) / STRIDE;
    let rank = 0;
    for (let bit = 1; bit < STRIDE; bit *= 2) {
      rank = rank * 4 + ((((x & bit) / bit) ^ ((y & bit) / bit)) * 2 + (y & bit) / bit);
    }
    return { x, y, rank };
  });
  return cells.sort((a, b) => a.rank - b.rank).map(({ x, y }) => [x, y] as const);
}

const cuts = new WeakMap<Drawing, { readonly within: Box; readonly film: Film }>();

/** The photo's own film over `within` and its margin: the same for all that is compared with it. */
function photoFilm(drawing: Drawing, within: Box): Film {
  const known = cuts.get(drawing);
  if (known?.within === within) return known.film;
  const film = cutFilm(drawing.film, withMargin(within));
  cuts.set(drawing, { within, film });
  return film;
}

function cutFilm(from: Film, area: Box): Film {
  const film = emptyFilm(area);
  for (let row = 0; row < area.height; row++) {
    const start = (area.y - from.area.y + row) * from.area.width + area.x - from.area.x;
    const end = start + area.width;
    const to = row * area.width;
    film.owner.set(from.owner.subarray(start, end), to);
    film.t.set(from.t.subarray(start, end), to);
    film.triangle.set(from.triangle.subarray(start, end), to);
    film.u.set(from.u.subarray(start, end), to);
    film.v.set(from.v.subarray(start, end), to);
    film.flat.set(from.flat.subarray(start * 3, end * 3), to * 3);
    film.key.set(from.key.subarray(start, end), to);
    film.around.set(from.around.subarray(start, end), to);
  }
  return film;
}

const comparisons = new WeakMap<Solid, WeakMap<Solid, Map<number, Comparison>>>();

/** Solids meet again in every photo of an object. */
function comparedOnce(before: Thing, after: Thing): Comparison {
  const sin = after.sin * before.cos - after.cos * before.sin;
  const cos = after.cos * before.cos + after.sin * before.sin;
  const turnRad = Math.abs(sin) < 1e-9 && cos > 0 ? 0 : Math.atan2(sin, cos);
  const withBefore = comparisons.get(before.solid) ?? new WeakMap();
  comparisons.set(before.solid, withBefore);
  const byTurn: Map<number, Comparison> = withBefore.get(after.solid) ?? new Map();
  withBefore.set(after.solid, byTurn);
  const name = Math.round(turnRad * 1e6);
  const known = byTurn.get(name) ?? compareSolids(before.solid, after.solid, turnRad);
  byTurn.set(name, known);
  return known;
}

/** The space around a thing's own box, in which the exchange changes what stands there. */
function inSurface(thing: Thing, box: readonly number[]): Zone {
  const [x0, y0, z0, x1, y1, z1] = box as Zone;
  const xs: number[] = [];
  const ys: number[] = [];
  for (const x of [x0, x1]) {
    for (const y of [y0, y1]) {
      xs.push(thing.x + thing.cos * x - thing.sin * y);
      ys.push(thing.y + thing.sin * x + thing.cos * y);
    }
  }
  return [Math.min(...xs), Math.min(...ys), z0, Math.max(...xs), Math.max(...ys), z1];
}

/** Least and greatest column and row of pixels whose rays may pass through the zone. */
function pixelsOf(zone: Zone, camera: Intrinsics, pose: Pose): readonly number[] {
  const surfaceInCamera = invert(pose);
  const range = [1e9, 1e9, -1e9, -1e9];
  for (const x of [zone[0], zone[3]]) {
    for (const y of [zone[1], zone[4]]) {
      for (const z of [zone[2], zone[5]]) {
        const inCamera = transform(surfaceInCamera, [x, y, z]);
        const pixel = inCamera[2] < 0.01 ? undefined : project(camera, inCamera);
        if (pixel === undefined) return [-1e9, -1e9, 1e9, 1e9];
        range[0] = Math.min(range[0]!, pixel[0] - 1);
        range[1] = Math.min(range[1]!, pixel[1] - 1);
        range[2] = Math.max(range[2]!, pixel[0] + 1);
        range[3] = Math.max(range[3]!, pixel[1] + 1);
      }
    }
  }
  return range;
}

function inReach(at: number, { area }: Film, reach: readonly number[]): boolean {
  const column = at % area.width;
  const x = area.x + column;
  const y = area.y + (at - column) / area.width;
  return x >= reach[0]! && y >= reach[1]! && x <= reach[2]! && y <= reach[3]!;
}

function rayCrosses(rays: Rays, film: Film, at: number, zone: Zone, d: Float64Array): boolean {
  pixelDirection(rays, film, at, d);
  return crossesBox(
    (zone[0] + zone[3]) / 2 - rays.eye[0],
    (zone[1] + zone[4]) / 2 - rays.eye[1],
    (zone[2] + zone[5]) / 2 - rays.eye[2],
    (zone[3] - zone[0]) / 2,
    (zone[4] - zone[1]) / 2,
    (zone[5] - zone[2]) / 2,
    d[0]!,
    d[1]!,
    d[2]!,
    100,
  );
}

/** Through a clear wall the pixel may show what its first hit does not tell. */
function clearAt({ things }: Stage, film: Film, at: number): boolean {
  const owner = film.owner[at]!;
  if (owner < 0) return false;
  const { solid } = things[owner]!;
  return (solid.materials[solid.partOf[film.triangle[at]!]!]!.clear ?? 0) > 0;
}

const sameShine = (a: Material, b: Material): boolean =>
  sameNumbers(a.emission ?? NONE, b.emission ?? NONE) &&
  (a.gloss ?? 0) === (b.gloss ?? 0) &&
  (a.glare ?? 0) === (b.glare ?? 0);

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a[0] === b[0] && a[1] === b[1] && a[2] === b[2];

const NONE: readonly number[] = [0, 0, 0];
/** No pixel changes by as much as counts, if the colour changes by less. */
const COLOUR_SLACK = 3e-4;

const paintMemos = new WeakMap<Drawing, Float64Array>();

/** Colours of a drawing are asked for again with each alternative. */
function colourBefore({ drawing }: Compared, solid: Solid, photo: Film, at: number): Vec3 {
  const { area, owner } = drawing.film;
  const memo = paintMemos.get(drawing) ?? new Float64Array(owner.length * 3).fill(-1);
  paintMemos.set(drawing, memo);
  const column = at % photo.area.width;
  const row = (at - column) / photo.area.width;
  const m = ((photo.area.y - area.y + row) * area.width + photo.area.x - area.x + column) * 3;
  if (memo[m] === -1) memo.set(paintedAt(solid, photo, at), m);
  return [memo[m]!, memo[m + 1]!, memo[m + 2]!];
}

function paintedAt(solid: Solid, film: Film, at: number): Vec3 {
  const triangle = film.triangle[at]!;
  const material = solid.materials[solid.partOf[triangle]!]!;
  if (material.paint === undefined) return material.colour;
  const [u, v] = [film.u[at]!, film.v[at]!];
  return colourOf(material, solid, triangle, u, v, smoothNormal(solid, triangle, u, v));
}
