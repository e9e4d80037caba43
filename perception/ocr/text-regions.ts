import { holds, type Point, smallestRectangle, type TiltedRectangle } from "./tilted-rectangle.ts";

/** Least probability of a pixel that counts as text (PaddleOCR's). */
const TEXT_PIXEL = 0.3;
/** Least mean of a region; lower than PaddleOCR's 0.6, for what is no text is no good reading either. */
const TEXT_REGION = 0.4;
/** The map shows the core of a line: its rectangle grows by this share of area over circumference. */
const GROWTH = 1.5;
/** Thinner than this, in pixels of the map, is no line. */
const LEAST_HEIGHT = 3;
const MOST_REGIONS = 200;

/** How likely each pixel of a picture belongs to text, row by row, 0..1. */
export type TextMap = {
  readonly width: number;
  readonly height: number;
  readonly probability: Float32Array;
};

/** A line of text in a text map, pixels of it. */
export type TextRegion = { readonly rectangle: TiltedRectangle; readonly score: number };

/**
 * The lines in a text map: heaps of touching text pixels, each in its smallest rectangle, grown to where
 * the letters end (Liao et al. 2020, Differentiable Binarization, arXiv 1911.08947).
 */
export function textRegions(map: TextMap): readonly TextRegion[] {
  const regions: TextRegion[] = [];
  for (const outline of heaps(map)) {
    const core = smallestRectangle(outline);
    // Pixels are squares, their middles are points: half a pixel on each side is missing.
    const pixels = { ...core, length: core.length + 1, height: core.height + 1 };
    if (pixels.height < LEAST_HEIGHT) continue;
    const score = meanWithin(map, pixels);
    if (score < TEXT_REGION) continue;
    const { length, height } = pixels;
    const margin = (length * height * GROWTH) / (2 * (length + height));
    const rectangle = { ...pixels, length: length + 2 * margin, height: height + 2 * margin };
    regions.push({ rectangle, score });
  }
  return regions.toSorted((a, b) => b.score - a.score).slice(0, MOST_REGIONS);
}

/** Every heap of touching text pixels, by the first and last pixel of each of its rows. */
function* heaps({ width, height, probability }: TextMap): Generator<readonly Point[]> {
  const seen = new Uint8Array(width * height);
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || probability[start]! <= TEXT_PIXEL) continue;
    const rows = new Map<number, { first: number; last: number }>();
    const open = [start];
    seen[start] = 1;
    while (open.length > 0) {
      const at = open.pop()!;
      const [x, y] = [at % width, Math.floor(at / width)];
      const row = rows.get(y);
      rows.set(y, { first: Math.min(x, row?.first ?? x), last: Math.max(x, row?.last ?? x) });
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen[next] || probability[next]! <= TEXT_PIXEL) continue;
          seen[next] = 1;
          open.push(next);
        }
      }
    }
    yield [...rows].flatMap(([y, { first, last }]): Point[] => [
      [first, y],
      [last, y],
    ]);
  }
}

function meanWithin({ width, height, probability }: TextMap, rectangle: TiltedRectangle): number {
  const [x, y] = rectangle.middle;
  const reach = Math.hypot(rectangle.length, rectangle.height) / 2;
  const from = (middle: number) => Math.max(0, Math.floor(middle - reach));
  const to = (middle: number, most: number) => Math.min(most - 1, Math.ceil(middle + reach));
  let sum = 0;
  let count = 0;
  for (let py = from(y); py <= to(y, height); py++) {
    for (let px = from(x); px <= to(x, width); px++) {
      if (!holds(rectangle, [px, py])) continue;
      sum += probability[py * width + px]!;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
