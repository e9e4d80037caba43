import type { Solid } from "./solid.ts";

/** What two solids share, triangle by triangle, and where they differ. */
export type Comparison = {
  /** For each triangle of the first its twin in the second, -1 for none. */
  readonly twin: Int32Array;
  /** Around all triangles without a twin, first solid's frame; undefined where there is none. */
  readonly box: readonly [number, number, number, number, number, number] | undefined;
};

/** Rounding moves a turned point by no more, metres; and a unit normal by no more. */
const PLACE_SLACK_M = 2e-6;
const NORMAL_SLACK = 1e-3;
const CELL_M = 1e-3;

/**
 * Triangles are twins where corners, normals and clearness agree, the second solid being turned by
 * `turnRad` around z. Unturned they must agree to the last bit.
 */
export function compareSolids(a: Solid, b: Solid, turnRad = 0): Comparison {
  const turned = turnRad === 0 ? b : turnedBy(b, turnRad);
  const twin = new Int32Array(a.partOf.length).fill(-1);
  const byCell = new Map<number, number[]>();
  for (let t = 0; t < turned.partOf.length; t++) {
    const { corners } = turned;
    const cell = cellOf(corners[t * 9]!, corners[t * 9 + 1]!, corners[t * 9 + 2]!);
    const same = byCell.get(cell);
    if (same === undefined) byCell.set(cell, [t]);
    else same.push(t);
  }
  const [place, normal] = turnRad === 0 ? [0, 0] : [PLACE_SLACK_M, NORMAL_SLACK];
  const box = [1e9, 1e9, 1e9, -1e9, -1e9, -1e9] as [number, number, number, number, number, number];
  const taken = new Uint8Array(turned.partOf.length);
  for (let t = 0; t < a.partOf.length; t++) {
    const fits = (other: number) => !taken[other] && agree(a, t, turned, other, place, normal);
    const found = nearby(a, t, byCell, place, fits);
    if (found === undefined) grow(box, a, t);
    else {
      twin[t] = found;
      taken[found] = 1;
    }
  }
  for (let t = 0; t < turned.partOf.length; t++) if (!taken[t]) grow(box, turned, t);
  return { twin, box: box[0] > box[3] ? undefined : box };
}

const cellOf = (x: number, y: number, z: number): number =>
  (Math.floor(x / CELL_M) * 4096 + Math.floor(y / CELL_M)) * 4096 + Math.floor(z / CELL_M);

/** A triangle that fits, from the cells that the first corner may have been rounded into. */
function nearby(
  { corners }: Solid,
  t: number,
  byCell: ReadonlyMap<number, readonly number[]>,
  slack: number,
  fits: (other: number) => boolean,
): number | undefined {
  const [x, y, z] = [corners[t * 9]!, corners[t * 9 + 1]!, corners[t * 9 + 2]!];
  const tried: number[] = [];
  for (let k = 0; k < 8; k++) {
    const off = (bit: number) => (k & bit ? slack : -slack);
    const cell = cellOf(x + off(1), y + off(2), z + off(4));
    if (tried.includes(cell)) continue;
    tried.push(cell);
    const found = byCell.get(cell)?.find(fits);
    if (found !== undefined) return found;
  }
  return undefined;
}

function turnedBy(solid: Solid, turnRad: number): Solid {
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  const turn = <T extends Float64Array | Float32Array>(from: T): T => {
    const to = from.slice() as T;
    for (let i = 0; i < to.length; i += 3) {
      to[i] = cos * from[i]! - sin * from[i + 1]!;
      to[i + 1] = sin * from[i]! + cos * from[i + 1]!;
    }
    return to;
  };
  return { ...solid, corners: turn(solid.corners), normals: turn(solid.normals) };
}

function agree(a: Solid, s: number, b: Solid, t: number, place: number, normal: number): boolean {
  for (let k = 0; k < 9; k++) {
    if (Math.abs(a.corners[s * 9 + k]! - b.corners[t * 9 + k]!) > place) return false;
    if (Math.abs(a.normals[s * 9 + k]! - b.normals[t * 9 + k]!) > normal) return false;
  }
  const clear = (solid: Solid, i: number) => solid.materials[solid.partOf[i]!]!.clear ?? 0;
  return clear(a, s) === clear(b, t);
}

function grow(box: number[], { corners }: Solid, t: number): void {
  for (let corner = 0; corner < 3; corner++) {
    for (let k = 0; k < 3; k++) {
      const at = corners[t * 9 + k]! + (corner === 0 ? 0 : corners[t * 9 + corner * 3 + k]!);
      box[k] = Math.min(box[k]!, at - 1e-5);
      box[k + 3] = Math.max(box[k + 3]!, at + 1e-5);
    }
  }
}
