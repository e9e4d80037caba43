import sharp from "sharp";
import type { Encoded } from "../images/fit-picture.ts";
import type { Box } from "../surface.ts";

/** A drawn card and the boxes on it by their colour, in its pixels. */
export type BoxCard = { readonly picture: Encoded; readonly boxes: ReadonlyMap<string, Box> };

/** Places in shares of width and height; each reads differently in every convention. */
const PLACES: readonly (readonly [number, number, number, number])[] = [
  [0.06, 0.12, 0.18, 0.3],
  [0.55, 0.08, 0.35, 0.15],
  [0.3, 0.5, 0.12, 0.4],
  [0.7, 0.6, 0.2, 0.25],
];
const COLOURS = ["red", "green", "blue", "black"];

/** Four rectangles on white; `turn` puts the colours in other places. */
export async function drawBoxCard(widthPx: number, heightPx: number, turn = 0): Promise<BoxCard> {
  const boxes = new Map(
    PLACES.map(([x, y, width, height], i): [string, Box] => [
      COLOURS[(i + turn) % COLOURS.length]!,
      {
        x: Math.round(x * widthPx),
        y: Math.round(y * heightPx),
        width: Math.round(width * widthPx),
        height: Math.round(height * heightPx),
      },
    ]),
  );
  const drawn = [...boxes].map(
    ([colour, b]) =>
      `<rect x="${b.x}" y="${b.y}" width="${b.width}" height="${b.height}" fill="${colour}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="white"/>${drawn.join("")}</svg>`;
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
  return { picture: { bytes, mediaType: "image/jpeg" }, boxes };
}
