import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Material, Part } from "./kind.ts";
import { cellNoise } from "./patterns.ts";
import { merge, type Placement, place, slab, surface, twoSided } from "./shapes.ts";

/** Shapes of one material as one part. */
export const part = (material: Material, ...geometries: readonly BufferGeometry[]): Part => ({
  geometry: geometries.length === 1 ? geometries[0]! : merge(...geometries),
  material,
});

/** The part turned and moved; its paint goes with it. The placement must not scale. */
export function laid(piece: Part, how: Placement): Part {
  const geometry = place(piece.geometry, how);
  const { paint } = piece.material;
  if (paint === undefined) return { geometry, material: piece.material };
  const back = backFrom(how);
  const [x0, y0, z0] = how.at ?? [0, 0, 0];
  const moved = (point: Vec3, normal: Vec3) =>
    paint(back([point[0] - x0, point[1] - y0, point[2] - z0]), back(normal));
  return { geometry, material: { ...piece.material, paint: moved } };
}

/** A smooth line through the points, `perSpan` steps between each two. */
export function curve(points: readonly Vec3[], perSpan: number): Vec3[] {
  const line: Vec3[] = [];
  for (let k = 0; k < points.length - 1; k++) {
    const [p0, p1] = [points[Math.max(0, k - 1)]!, points[k]!];
    const [p2, p3] = [points[k + 1]!, points[Math.min(points.length - 1, k + 2)]!];
    for (let step = 0; step < perSpan; step++) {
      const t = step / perSpan;
      const axis = (i: 0 | 1 | 2) =>
        0.5 *
        (2 * p1[i] +
          t *
            (p2[i] -
              p0[i] +
              t *
                (2 * p0[i] -
                  5 * p1[i] +
                  4 * p2[i] -
                  p3[i] +
                  t * (3 * p1[i] - p0[i] - 3 * p2[i] + p3[i]))));
      line.push([axis(0), axis(1), axis(2)]);
    }
  }
  line.push(points.at(-1)!);
  return line;
}

/** True where x lies in [from, to). */
export const within = (x: number, from: number, to: number): boolean => x >= from && x < to;

/** True on lines of text: `x`, `z` from the text's upper left corner, z down; ragged right ends. */
export function isText(x: number, z: number, width: number, lineHeight: number): boolean {
  const line = Math.floor(z / lineHeight);
  const ragged = width * (1 - 0.13 * ((line * 5) % 4));
  return x >= 0 && x < ragged && z >= 0 && z - line * lineHeight < lineHeight * 0.45;
}

/** A rectangle with round corners around the middle, counter-clockwise. */
export function roundedRectangle(wide: number, long: number, corner: number): [number, number][] {
  return [0, 1, 2, 3].flatMap((quarter) =>
    [0, 1, 2, 3].map((step): [number, number] => {
      const turn = (quarter + step / 3) * (Math.PI / 2);
      const right = quarter === 0 || quarter === 3 ? 1 : -1;
      const up = quarter < 2 ? 1 : -1;
      return [
        right * (wide / 2 - corner) + corner * Math.cos(turn),
        up * (long / 2 - corner) + corner * Math.sin(turn),
      ];
    }),
  );
}

/** A slab whose outline is drawn in x and z, its thickness from y0 to y1. */
export const upright = (
  outline: readonly (readonly [x: number, z: number])[],
  y0: number,
  y1: number,
): BufferGeometry => place(slab(outline, -y1, -y0), { roll: Math.PI / 2 });

/**
 * True on words in a fat pen: as `isText`, `z` down from the upper left corner; strokes are a fifth of a line
 * thick, so that from close by they read as writing.
 */
export function isHandwriting(
  x: number,
  z: number,
  width: number,
  lineHeight: number,
  salt: number,
): boolean {
  const line = Math.floor(z / lineHeight);
  if (x < 0 || z < 0 || x > width * (1 - 0.35 * cellNoise(line, 0, 0, salt))) return false;
  const u = x / lineHeight + 3 * cellNoise(line, 0, 1, salt);
  const word = Math.floor(u / 2.6);
  if (u / 2.6 - word > 0.84) return false;
  const stroke =
    0.26 * Math.sin(u * 8.5) + 0.13 * Math.sin(u * 5.2 + 9 * cellNoise(word, line, 2, salt));
  return Math.abs(z / lineHeight - line - 0.5 - stroke) < 0.13;
}

/** A sheet of paper, seen from both sides; `at` bends its flat points, x and y from its middle. */
export const leaf = (
  wide: number,
  long: number,
  at: (x: number, y: number) => Vec3,
  across = 8,
  along = 8,
): BufferGeometry =>
  twoSided(
    surface(across, along, (u, v) => at((u - 0.5) * wide, (v - 0.5) * long)),
    0.0006,
  );

/** Undoes the turns of a placement. */
function backFrom({ roll = 0, pitch = 0, yaw = 0 }: Placement): (v: Vec3) => Vec3 {
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  return ([x, y, z]) => {
    const [x1, y1] = [cy * x + sy * y, cy * y - sy * x];
    const [x2, z2] = [cp * x1 - sp * z, sp * x1 + cp * z];
    return [x2, cr * y1 + sr * z2, cr * z2 - sr * y1];
  };
}
