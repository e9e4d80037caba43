import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { laid } from "../kinds/flat-shapes.ts";
import type { Part } from "../kinds/kind.ts";
import { lathe, type ProfilePoint, slab, surface, tube } from "../kinds/shapes.ts";

/** Corners of a flat shape, counter-clockwise, metres. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** A rectangle around the origin with round corners. */
export function roundedOutline(
  width: number,
  depth: number,
  corner: number,
  perCorner = 3,
): Outline {
  const r = Math.min(corner, width / 2, depth / 2);
  return Array.from({ length: 4 * (perCorner + 1) }, (_, i): readonly [number, number] => {
    const quarter = Math.floor(i / (perCorner + 1));
    const angle = (quarter + (i % (perCorner + 1)) / perCorner) * (Math.PI / 2);
    const aside = quarter === 0 || quarter === 3 ? 1 : -1;
    const ahead = quarter < 2 ? 1 : -1;
    return [
      aside * (width / 2 - r) + r * Math.cos(angle),
      ahead * (depth / 2 - r) + r * Math.sin(angle),
    ];
  });
}

/**
 * A rounded rectangle drawn through levels, bottom first, closed to its middle at both ends. A level
 * given twice makes a hard edge; levels that come down again make it hollow.
 */
export function pillar(
  [width, depth]: readonly [width: number, depth: number],
  corner: number,
  levels: readonly (readonly [inset: number, z: number])[],
  perCorner = 3,
): BufferGeometry {
  const rings = levels.map(([inset, z]) =>
    roundedOutline(
      width - 2 * inset,
      depth - 2 * inset,
      Math.max(corner - inset, 0.0006),
      perCorner,
    ).map(([x, y]): Vec3 => [x, y, z]),
  );
  const middle = ([, z]: readonly [number, number]) => rings[0]!.map((): Vec3 => [0, 0, z]);
  const rows = [middle(levels[0]!), ...rings, middle(levels.at(-1)!)];
  const [around, along] = [rings[0]!.length, rows.length - 1];
  return surface(
    around,
    along,
    (u, v) => rows[Math.round(v * along)]![Math.round(u * around)]!,
    true,
  );
}

/** A box that stands on z = 0 with round upright corners and softened edges above and below. */
export const block = (
  [width, depth, height]: Vec3,
  corner = 0.006,
  edge = 0.0015,
  perCorner = 3,
): BufferGeometry =>
  pillar(
    [width, depth],
    corner,
    [
      [edge, 0],
      [edge, 0],
      [0, edge],
      [0, height - edge],
      [edge, height],
      [edge, height],
    ],
    perCorner,
  );

/** A ring of round wire around z in the plane z = 0. */
export const hoop = (radius: number, wire: number, segments = 24, sides = 6): BufferGeometry => {
  const profile = Array.from({ length: sides + 1 }, (_, k): ProfilePoint => {
    const angle = (2 * Math.PI * (k % sides)) / sides;
    return [radius + wire * Math.cos(angle), wire * Math.sin(angle)];
  });
  return lathe(profile, segments);
};

/** A ring with a wall, flat above and below, from z0 to z1. */
export const collar = (
  inner: number,
  outer: number,
  z0: number,
  z1: number,
  segments = 24,
): BufferGeometry =>
  lathe(
    [
      [inner, z0],
      [outer, z0],
      [outer, z0],
      [outer, z1],
      [outer, z1],
      [inner, z1],
      [inner, z1],
      [inner, z0],
    ],
    segments,
  );

/** A straight round rod. */
export const rod = (from: Vec3, to: Vec3, radius: number, sides = 8): BufferGeometry =>
  tube([from, to], radius, sides);

/** An outline in x and z, as seen from the front, drawn from y0 to y1; star-shaped around its middle. */
export const upright = (outline: Outline, y0: number, y1: number): BufferGeometry =>
  slab(outline, -y1, -y0).rotateX(Math.PI / 2);

/** A part built lying, face up, as it stands with its face to the front; its own y becomes z. */
export const faced = (piece: Part, at: Vec3): Part => laid(piece, { roll: Math.PI / 2, at });

/** The parts moved together: the middle of their footprint at the origin, the lowest point at z = 0. */
export function settled(parts: readonly Part[]): Part[] {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { geometry } of parts) {
    const { array } = geometry.getAttribute("position");
    for (let i = 0; i < array.length; i++) {
      low[i % 3] = Math.min(low[i % 3]!, array[i]!);
      high[i % 3] = Math.max(high[i % 3]!, array[i]!);
    }
  }
  const at: Vec3 = [-(low[0]! + high[0]!) / 2, -(low[1]! + high[1]!) / 2, -low[2]!];
  return parts.map((piece) => laid(piece, { at }));
}
