import { greyLevels } from "./grey-levels.ts";

const WIDTH_PX = 256;

/**
 * How sharp an encoded picture is: the variance of the Laplacian (4-neighbour kernel, Pech-Pacheco
 * et al. 2000) of its grey version, 256 px wide, levels 0..255. About 0 for a blank or smeared one.
 */
export async function sharpness(bytes: Uint8Array): Promise<number> {
  const { levels, widthPx: width, heightPx: height } = await greyLevels(bytes, WIDTH_PX);
  const at = (x: number, y: number) => levels[y * width + x]!;
  let sum = 0;
  let squares = 0;
  let n = 0;
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += value;
      squares += value * value;
      n += 1;
    }
  return n === 0 ? 0 : squares / n - (sum / n) ** 2;
}
