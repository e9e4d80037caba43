/** Colours of the top left 2 x 2 pixels, row by row. */
export type BayerPattern = "rggb" | "bggr" | "gbrg" | "grbg";

const CHANNEL: Readonly<Record<string, number>> = { r: 0, g: 1, b: 2 };

/**
 * Red, green, blue from a sensor behind a Bayer mosaic, bilinear: a pixel keeps the colour that it
 * measured, and takes for the others the mean of its nearest neighbours (of the eight around it)
 * that measured them. `width` and `height` are at least 2.
 */
export function demosaic(
  mosaic: Uint8Array,
  width: number,
  height: number,
  pattern: BayerPattern,
): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  const own = [...pattern].map((letter) => CHANNEL[letter]!);
  for (let y = 0; y < height; y++) {
    const inner = y > 0 && y < height - 1;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const to = at * 3;
      const channel = own[(y & 1) * 2 + (x & 1)]!;
      if (!inner || x === 0 || x === width - 1) {
        for (let c = 0; c < 3; c++)
          rgb[to + c] =
            c === channel ? mosaic[at]! : meanAround(mosaic, width, height, own, x, y, c);
        continue;
      }
      const beside = mosaic[at - 1]! + mosaic[at + 1]!;
      const above = mosaic[at - width]! + mosaic[at + width]!;
      rgb[to + channel] = mosaic[at]!;
      if (channel === 1) {
        // What lies left and right of a green pixel is the other colour of its row.
        const inRow = own[(y & 1) * 2 + ((x + 1) & 1)]!;
        rgb[to + inRow] = (beside + 1) >> 1;
        rgb[to + 2 - inRow] = (above + 1) >> 1;
      } else {
        const corners =
          mosaic[at - width - 1]! +
          mosaic[at - width + 1]! +
          mosaic[at + width - 1]! +
          mosaic[at + width + 1]!;
        rgb[to + 1] = (beside + above + 2) >> 2;
        rgb[to + 2 - channel] = (corners + 2) >> 2;
      }
    }
  }
  return rgb;
}

/** At the picture's edge: the mean of those neighbours that there are. */
function meanAround(
  mosaic: Uint8Array,
  width: number,
  height: number,
  own: readonly number[],
  x: number,
  y: number,
  channel: number,
): number {
  let sum = 0;
  let count = 0;
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
      if (own[(ny & 1) * 2 + (nx & 1)] === channel) {
        sum += mosaic[ny * width + nx]!;
        count += 1;
      }
  return Math.round(sum / count);
}
