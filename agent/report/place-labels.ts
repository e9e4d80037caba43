import type { Box } from "../../perception/surface.ts";

/** A label's place in a photo, pixels: `x` and `y` of its top left corner. */
export type PlacedLabel = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
};

/** Height of a label, and width of one of its letters at font size 9, photo pixels. */
export const LABEL_HEIGHT = 12;
const LETTER_WIDTH = 5.4;

/** Puts each label above its box, moved further up while it would cover one placed before. */
export function placeLabels(
  labels: readonly { readonly text: string; readonly box: Box }[],
  photoWidthPx: number,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const { text, box } of labels) {
    const width = text.length * LETTER_WIDTH + 6;
    const x = Math.max(0, Math.min(photoWidthPx - width, box.x + box.width / 2 - width / 2));
    let y = Math.max(0, box.y - LABEL_HEIGHT - 1);
    const covers = (other: PlacedLabel) =>
      Math.abs(other.y - y) < LABEL_HEIGHT && x < other.x + other.width && other.x < x + width;
    while (y >= LABEL_HEIGHT && placed.some(covers)) y -= 2;
    placed.push({ text, x, y, width });
  }
  return placed;
}
