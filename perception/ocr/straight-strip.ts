import type { TiltedRectangle } from "./tilted-rectangle.ts";

/** Height of every strip, pixels: what the recognition model takes. */
export const STRIP_HEIGHT = 48;
const WIDEST_STRIP = 3200;
/** Most points that one pixel of a strip is the mean of, a side. */
const MOST_POINTS = 4;

/** A picture's pixels, red, green, blue, row by row, 0..255. */
export type Pixels = {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
};

/** A strip of text, upright; as `Pixels`. */
export type Strip = Pixels;

/** What lies in a tilted rectangle of a picture, turned upright and `STRIP_HEIGHT` high. */
export function straightStrip(
  picture: Pixels,
  { middle, length, height, angle }: TiltedRectangle,
): Strip {
  const width = Math.max(8, Math.min(WIDEST_STRIP, Math.round((STRIP_HEIGHT * length) / height)));
  const [stepAlong, stepAcross] = [length / width, height / STRIP_HEIGHT];
  const points = Math.max(1, Math.min(MOST_POINTS, Math.round(Math.max(stepAlong, stepAcross))));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const data = new Uint8Array(3 * width * STRIP_HEIGHT);
  const colour = [0, 0, 0];
  for (let y = 0; y < STRIP_HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      colour.fill(0);
      for (let i = 0; i < points * points; i++) {
        const along = (x + ((i % points) + 0.5) / points) * stepAlong - length / 2;
        const across = (y + (Math.floor(i / points) + 0.5) / points) * stepAcross - height / 2;
        addColour(
          colour,
          picture,
          middle[0] + along * c - across * s,
          middle[1] + along * s + across * c,
        );
      }
      for (let k = 0; k < 3; k++) data[3 * (y * width + x) + k] = colour[k]! / points ** 2 + 0.5;
    }
  }
  return { width, height: STRIP_HEIGHT, data };
}

/** The same strip upside down. */
export function upsideDown({ width, height, data }: Strip): Strip {
  const turned = new Uint8Array(data.length);
  const last = width * height - 1;
  for (let i = 0; i <= last; i++) {
    for (let k = 0; k < 3; k++) turned[3 * (last - i) + k] = data[3 * i + k]!;
  }
  return { width, height, data: turned };
}

/** Between the four pixels around a point; beyond the picture, the pixel at its edge. */
function addColour(sum: number[], { width, height, data }: Pixels, x: number, y: number): void {
  const [px, py] = [clamp(x - 0.5, width - 1), clamp(y - 0.5, height - 1)];
  const [left, top] = [Math.floor(px), Math.floor(py)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [fx, fy] = [px - left, py - top];
  for (let k = 0; k < 3; k++) {
    const at = (column: number, row: number) => data[3 * (row * width + column) + k]!;
    const above = at(left, top) * (1 - fx) + at(right, top) * fx;
    const below = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
    sum[k]! += above * (1 - fy) + below * fy;
  }
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));
