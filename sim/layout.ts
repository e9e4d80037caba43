import { project } from "../perception/geometry/camera.ts";
import { invert, type Pose, transform } from "../perception/geometry/pose.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import type { Extent } from "./kinds/kind.ts";
import type { Random } from "./random.ts";
import { CAMERA } from "./simulated-lens.ts";

/** Where one thing stands. */
export type Place = {
  readonly position: Vec3;
  readonly yawRad: number;
  readonly extent: Extent;
};

/** Half the width and depth that things are put on, metres. */
const HALF_WIDTH = 0.56;
const HALF_DEPTH = 0.34;
/** Free space between neighbours, metres. */
const GAP = 0.008;
const TRIES = 300;
/** A crowd: of so many places that are free, the one nearest to what already stands is taken. */
export const CROWDED = 12;
/** The first place that is free. */
export const ANYWHERE = 1;
/** Things stay this far inside the scene photo, pixels. */
const MARGIN_PX = 6;
/** Of a thing's outline on the scene photo, so much may lie behind others' outlines. */
const MOST_HIDDEN = 0.75;

/** A table that fills. Reads nothing but extents, which hold every state of a thing. */
export type TableTop = {
  /**
   * Puts a thing down without overlap, wholly inside the scene photo and behind no more than others may
   * stand before it; `undefined` where it finds no room. `choices` is CROWDED or ANYWHERE.
   */
  readonly putDown: (random: Random, extent: Extent, choices: number) => Place | undefined;
};

/** A table with nothing on it. */
export function emptyTable(sceneCameraPose: Pose): TableTop {
  const standing: Room[] = [];
  return {
    putDown: (random, extent, choices) => {
      const found = findRoom(random, extent, standing, sceneCameraPose, choices);
      if (found === undefined) return undefined;
      standing.push(found);
      return { position: found.position, yawRad: found.yawRad, extent };
    },
  };
}

/** Whether things stand clear of each other. */
export function standClear(places: readonly Place[]): boolean {
  const corners = places.map(({ extent, position, yawRad }) => cornersOf(extent, position, yawRad));
  return corners.every((one, i) => corners.every((other, j) => i >= j || !overlap(one, other)));
}

/** A thing's outline on the scene photo, pixels, and how far away it stands. */
type Outline = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly depth: number;
};
type Corners = readonly (readonly [x: number, y: number])[];
type Room = {
  readonly position: Vec3;
  readonly yawRad: number;
  readonly corners: Corners;
  readonly outline: Outline;
};

function findRoom(
  random: Random,
  extent: Extent,
  standing: readonly Room[],
  sceneCameraPose: Pose,
  choices: number,
): Room | undefined {
  let best: Room | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let i = 0; i < TRIES && found < choices; i++) {
    const yawRad = random.between(0, 2 * Math.PI);
    const position: Vec3 = [
      random.between(-HALF_WIDTH, HALF_WIDTH),
      random.between(-HALF_DEPTH, HALF_DEPTH),
      0,
    ];
    const corners = cornersOf(extent, position, yawRad);
    if (standing.some((other) => overlap(corners, other.corners))) continue;
    const outline = outlineOf(corners, extent.heightM, sceneCameraPose);
    if (outline === undefined) continue;
    const outlines = [...standing.map((other) => other.outline), outline];
    if (outlines.some((one) => hiddenShare(one, outlines) > MOST_HIDDEN)) continue;
    found++;
    const distance = standing.reduce(
      (least, other) => Math.min(least, apart(corners, other.corners)),
      Number.POSITIVE_INFINITY,
    );
    if (best === undefined || distance < nearest) {
      best = { position, yawRad, corners, outline };
      nearest = distance;
    }
  }
  return best;
}

function cornersOf(extent: Extent, position: Vec3, yawRad: number): Corners {
  const cos = Math.cos(yawRad);
  const sin = Math.sin(yawRad);
  const { minX, maxX, minY, maxY } = extent;
  const grow = GAP / 2;
  return [
    [minX - grow, minY - grow],
    [maxX + grow, minY - grow],
    [maxX + grow, maxY + grow],
    [minX - grow, maxY + grow],
  ].map(([x, y]) => [position[0] + cos * x! - sin * y!, position[1] + sin * x! + cos * y!]);
}

/** Two rectangles overlap unless one of their sides separates them. */
function overlap(a: Corners, b: Corners): boolean {
  return !separated(a, b) && !separated(b, a);
}

function separated(a: Corners, b: Corners): boolean {
  for (let i = 0; i < 2; i++) {
    const [x0, y0] = a[i]!;
    const [x1, y1] = a[i + 1]!;
    const along = (p: readonly [number, number]) => p[0] * (x1 - x0) + p[1] * (y1 - y0);
    const here = a.map(along);
    const there = b.map(along);
    if (Math.max(...here) < Math.min(...there) || Math.max(...there) < Math.min(...here)) {
      return true;
    }
  }
  return false;
}

function apart(a: Corners, b: Corners): number {
  const middle = (c: Corners) => [(c[0]![0] + c[2]![0]) / 2, (c[0]![1] + c[2]![1]) / 2];
  const [ax, ay] = middle(a);
  const [bx, by] = middle(b);
  return (ax! - bx!) * (ax! - bx!) + (ay! - by!) * (ay! - by!);
}

/** `undefined` where it would not lie wholly inside the photo. */
function outlineOf(corners: Corners, heightM: number, sceneCameraPose: Pose): Outline | undefined {
  const surfaceInCamera = invert(sceneCameraPose);
  const us: number[] = [];
  const vs: number[] = [];
  for (const [x, y] of corners) {
    for (const z of [0, heightM]) {
      const pixel = project(CAMERA, transform(surfaceInCamera, [x, y, z]));
      if (pixel === undefined) return undefined;
      us.push(pixel[0]);
      vs.push(pixel[1]);
    }
  }
  const [left, right] = [Math.min(...us), Math.max(...us)];
  const [top, bottom] = [Math.min(...vs), Math.max(...vs)];
  const inside =
    left > MARGIN_PX &&
    right < CAMERA.widthPx - MARGIN_PX &&
    top > MARGIN_PX &&
    bottom < CAMERA.heightPx - MARGIN_PX;
  return inside ? { left, right, top, bottom, depth: -bottom } : undefined;
}

/** At most: as if nearer outlines were solid and none lay before another. */
function hiddenShare(one: Outline, outlines: readonly Outline[]): number {
  let hidden = 0;
  for (const other of outlines) {
    if (other.depth >= one.depth) continue;
    const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (width > 0 && height > 0) hidden += width * height;
  }
  return hidden / ((one.right - one.left) * (one.bottom - one.top));
}
