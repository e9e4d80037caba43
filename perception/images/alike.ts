import { greyLevels } from "./grey-levels.ts";

const WIDTH_PX = 32;

/**
 * How much two encoded pictures differ: the mean absolute difference of their grey versions, 32 px
 * wide, 0..1; 1 for pictures of other proportions. A camera's noise makes about 0.01.
 */
export async function differenceOf(one: Uint8Array, other: Uint8Array): Promise<number> {
  const both = await Promise.all([greyLevels(one, WIDTH_PX), greyLevels(other, WIDTH_PX)]);
  const [a, b] = [both[0].levels, both[1].levels];
  if (a.length !== b.length) return 1;
  return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]!), 0) / a.length / 255;
}
