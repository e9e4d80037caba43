import type { Box } from "../perception/surface.ts";

/** Whether a box leaves its photo (both in pixels) by more than rounding can. */
export const reachesOut = (
  { x, y, width, height }: Box,
  photo: { readonly widthPx: number; readonly heightPx: number },
): boolean => x + width > photo.widthPx + 1 || y + height > photo.heightPx + 1;
