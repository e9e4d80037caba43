import { overlap } from "../geometry/overlap.ts";
import type { Box } from "../surface.ts";
import type { BoxConvention } from "./endpoint-knowledge.ts";

/** Four numbers as a model wrote them: two corners. */
export type WrittenBox = readonly number[];

type Size = { readonly widthPx: number; readonly heightPx: number };

/** A picture that was sent, and the known boxes on it as the model wrote them. */
export type ReadCard = {
  readonly size: Size;
  readonly pairs: readonly { readonly written: WrittenBox; readonly known: Box }[];
};

/** How far outside the photo a corner may be written before it is nonsense, in photo sizes. */
const SLACK = 0.03;
/** By how much a convention with a free number must lie better than one without. */
const WORTH_A_NUMBER = 0.02;

/**
 * A written box in pixels of a picture sent at `size`, clamped to it; `undefined` where it is
 * nonsense: not four numbers, outside the picture, corners exchanged, less than 2 pixels in either
 * direction.
 */
export function boxFrom(
  written: WrittenBox,
  convention: BoxConvention,
  size: Size,
): Box | undefined {
  if (written.length !== 4) return undefined;
  const [a, b, c, d] = written as [number, number, number, number];
  const [x0, y0, x1, y1] = convention.xFirst ? [a, b, c, d] : [b, a, d, c];
  const [acrossPx, downPx] = writtenSize(convention, size);
  const shares = [x0 / acrossPx, y0 / downPx, x1 / acrossPx, y1 / downPx];
  if (!shares.every((share) => share >= -SLACK && share <= 1 + SLACK)) return undefined;
  const [left, top, right, bottom] = shares.map((s) => Math.min(1, Math.max(0, s))) as [
    number,
    number,
    number,
    number,
  ];
  const { widthPx, heightPx } = size;
  const box = {
    x: left * widthPx,
    y: top * heightPx,
    width: (right - left) * widthPx,
    height: (bottom - top) * heightPx,
  };
  return box.width >= 2 && box.height >= 2 ? box : undefined;
}

/** A box of a picture in pixels of another picture of the same thing. */
export function boxScaled(box: Box, from: Size, to: Size): Box {
  const [x, y] = [to.widthPx / from.widthPx, to.heightPx / from.heightPx];
  return { x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y };
}

/** What the far corner of a picture sent at `size` would be written as. */
function writtenSize({ unit, scaled }: BoxConvention, size: Size): readonly [number, number] {
  if (unit === "thousandths") return [1000, 1000];
  if (unit === "fractions") return [1, 1];
  const { widthPx, heightPx } = size;
  if (scaled === undefined) return [widthPx, heightPx];
  if (scaled.side === "square") return [scaled.toPx, scaled.toPx];
  const side =
    scaled.side === "longest" ? Math.max(widthPx, heightPx) : Math.min(widthPx, heightPx);
  const scale = Math.min(1, scaled.toPx / side);
  return [widthPx * scale, heightPx * scale];
}

/** The one convention under which written boxes lie best on known ones of all cards; mean overlap. */
export function bestConvention(cards: readonly ReadCard[]): {
  readonly convention: BoxConvention;
  readonly overlap: number;
} {
  const rate = (convention: BoxConvention) => {
    const overlaps = cards.flatMap(({ pairs, size }) =>
      pairs.map(({ written, known }) => {
        const box = boxFrom(written, convention, size);
        return box === undefined ? 0 : overlap(box, known);
      }),
    );
    const sum = overlaps.reduce((a, b) => a + b, 0);
    return { convention, overlap: sum / Math.max(1, overlaps.length) };
  };
  const better = (margin: number) => (best: Rated, next: Rated) =>
    next.overlap > best.overlap + margin ? next : best;
  type Rated = ReturnType<typeof rate>;
  // What was asked for comes first: it wins a draw.
  const plain = (["thousandths", "fractions", "pixels"] as const)
    .flatMap((unit) => [true, false].map((xFirst) => rate({ unit, xFirst })))
    .reduce(better(1e-9));
  return [true, false]
    .flatMap((xFirst) => scaledConventions(cards, xFirst))
    .map(rate)
    .reduce(better(WORTH_A_NUMBER), plain);
}

/** Pixels of scaled pictures, each with the size that fits what was written best (least squares). */
function scaledConventions(cards: readonly ReadCard[], xFirst: boolean): readonly BoxConvention[] {
  return (["longest", "shortest", "square"] as const).flatMap((side) => {
    let written = 0;
    let known = 0;
    for (const { size, pairs } of cards) {
      const { widthPx, heightPx } = size;
      const base = {
        longest: [Math.max(widthPx, heightPx), Math.max(widthPx, heightPx)],
        shortest: [Math.min(widthPx, heightPx), Math.min(widthPx, heightPx)],
        square: [widthPx, heightPx],
      }[side] as [number, number];
      for (const pair of pairs) {
        if (pair.written.length !== 4) continue;
        const { x, y, width, height } = pair.known;
        const corners = [x / base[0], y / base[1], (x + width) / base[0], (y + height) / base[1]];
        for (const [i, share] of corners.entries()) {
          written += share * pair.written[xFirst ? i : i ^ 1]!;
          known += share * share;
        }
      }
    }
    const toPx = Math.round(written / known);
    return toPx >= 2 ? [{ unit: "pixels", xFirst, scaled: { side, toPx } } as const] : [];
  });
}
