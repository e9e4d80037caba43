/** A fixed pseudo-random number, 0 <= x < 1, for a cell of a grid. */
export function cell(i: number, j: number, salt: number): number {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263) ^ Math.imul(salt, 974711);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise in the plane, 0..1, changing over one unit. */
export function lattice(x: number, y: number, salt: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const u = x - i;
  const v = y - j;
  const su = u * u * (3 - 2 * u);
  const sv = v * v * (3 - 2 * v);
  const low = cell(i, j, salt) + (cell(i + 1, j, salt) - cell(i, j, salt)) * su;
  const high = cell(i, j + 1, salt) + (cell(i + 1, j + 1, salt) - cell(i, j + 1, salt)) * su;
  return low + (high - low) * sv;
}

/** 1 where detail of `size` metres is well above a pixel's footprint, 0 where it is below it. */
export function sharpness(size: number, footprintM: number): number {
  const share = size / footprintM - 1;
  return share <= 0 ? 0 : share >= 1 ? 1 : share;
}
