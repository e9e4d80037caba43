import { overlap } from "../geometry/overlap.ts";
import type { Box } from "../surface.ts";

/** How a model really writes boxes, whatever it was asked: the unit, and whether x comes first. */
export type BoxConvention = {
  readonly unit: "thousandths" | "fractions" | "pixels";
  readonly xFirst: boolean;
};

/** Four numbers as a model wrote them: two corners. */
export type WrittenBox = readonly number[];

type Size = { readonly widthPx: number; readonly heightPx: number };

/** What was asked for comes first: it wins a draw. */
const CONVENTIONS: readonly BoxConvention[] = (
  ["thousandths", "fractions", "pixels"] as const
).flatMap((unit) => [true, false].map((xFirst) => ({ unit, xFirst })));

/** How far outside the photo a corner may be written before it is nonsense, in photo sizes. */
const SLACK = 0.03;

/**
 * A written box in pixels of a photo of `size`, clamped to it; `undefined` where it is nonsense: not
 * four numbers, outside the photo, corners exchanged, less than 2 pixels in either direction.
 */
export function boxFrom(
  written: WrittenBox,
  { unit, xFirst }: BoxConvention,
  { widthPx, heightPx }: Size,
): Box | undefined {
  if (written.length !== 4) return undefined;
  const [a, b, c, d] = written as [number, number, number, number];
  const [x0, y0, x1, y1] = xFirst ? [a, b, c, d] : [b, a, d, c];
  const scale = { thousandths: [1000, 1000], fractions: [1, 1], pixels: [widthPx, heightPx] }[unit];
  const shares = [x0 / scale[0]!, y0 / scale[1]!, x1 / scale[0]!, y1 / scale[1]!];
  if (!shares.every((share) => share >= -SLACK && share <= 1 + SLACK)) return undefined;
  const [left, top, right, bottom] = shares.map((s) => Math.min(1, Math.max(0, s))) as [
    number,
    number,
    number,
    number,
  ];
  const box = {
    x: left * widthPx,
    y: top * heightPx,
    width: (right - left) * widthPx,
    height: (bottom - top) * heightPx,
  };
  return box.width >= 2 && box.height >= 2 ? box : undefined;
}

/** The convention under which written boxes lie best on known ones, and their mean overlap. */
export function bestConvention(
  pairs: readonly { readonly written: WrittenBox; readonly known: Box }[],
  size: Size,
): { readonly convention: BoxConvention; readonly overlap: number } {
  const rated = CONVENTIONS.map((convention) => {
    const overlaps = pairs.map(({ written, known }) => {
      const box = boxFrom(written, convention, size);
      return box === undefined ? 0 : overlap(box, known);
    });
    return { convention, overlap: overlaps.reduce((a, b) => a + b, 0) / Math.max(1, pairs.length) };
  });
  return rated.reduce((best, next) => (next.overlap > best.overlap + 1e-9 ? next : best));
}
