import type { Box } from "../surface.ts";

/**
 * Lines from the first to the last as they are read: down the page, then along the line, by the direction
 * of the longest. `angle`: radians, clockwise from x; `height` of the letters, pixels.
 */
export function inReadingOrder<
  T extends {
    readonly text: string;
    readonly box: Box;
    readonly angle: number;
    readonly height: number;
  },
>(lines: readonly T[]): readonly T[] {
  // The smallest rectangle of a long line is straight; that of a short word may lie askew.
  const longest = lines.toSorted((a, b) => b.text.length - a.text.length)[0];
  const direction = longest?.angle ?? 0;
  const [c, s] = [Math.cos(direction), Math.sin(direction)];
  const places = lines.map((line) => {
    const [x, y] = [line.box.x + line.box.width / 2, line.box.y + line.box.height / 2];
    return { line, along: x * c + y * s, down: y * c - x * s };
  });
  const rows: (typeof places)[] = [];
  for (const place of places.toSorted((a, b) => a.down - b.down)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (first && place.down - first.down < first.line.height / 2) row.push(place);
    else rows.push([place]);
  }
  return rows.flatMap((row) => row.toSorted((a, b) => a.along - b.along)).map(({ line }) => line);
}
