/** Pixels, y down. */
export type Point = readonly [x: number, y: number];

/** A rectangle that may be tilted: its long side points along `angle` (radians, clockwise from x). */
export type TiltedRectangle = {
  readonly middle: Point;
  readonly length: number;
  readonly height: number;
  readonly angle: number;
};

/**
 * The smallest rectangle around points: one of its sides lies on a side of their convex hull (Freeman
 * and Shapira 1975). A single point gives an empty one.
 */
export function smallestRectangle(points: readonly Point[]): TiltedRectangle {
  const hull = convexHull(points);
  let best: TiltedRectangle | undefined;
  hull.forEach(([x, y], i) => {
    const [nextX, nextY] = hull[(i + 1) % hull.length]!;
    const along = Math.atan2(nextY - y, nextX - x);
    const found = rectangleAlong(hull, along);
    if (best === undefined || found.length * found.height < best.length * best.height) best = found;
  });
  return best!;
}

/** The rectangle's corners, from the upper left one as it is read, clockwise. */
export function cornersOf({ middle: [x, y], length, height, angle }: TiltedRectangle): Point[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([right = 0, down = 0]): Point => {
    const [along, across] = [(right * length) / 2, (down * height) / 2];
    return [x + along * c - across * s, y + along * s + across * c];
  });
}

/** Whether a point lies in the rectangle. */
export function holds({ middle, length, height, angle }: TiltedRectangle, [x, y]: Point): boolean {
  const [dx, dy] = [x - middle[0], y - middle[1]];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return Math.abs(dx * c + dy * s) <= length / 2 && Math.abs(dy * c - dx * s) <= height / 2;
}

function rectangleAlong(points: readonly Point[], along: number): TiltedRectangle {
  const [c, s] = [Math.cos(along), Math.sin(along)];
  const alongs = points.map(([x, y]) => x * c + y * s);
  const acrosses = points.map(([x, y]) => y * c - x * s);
  const [left, right] = [Math.min(...alongs), Math.max(...alongs)];
  const [top, bottom] = [Math.min(...acrosses), Math.max(...acrosses)];
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  const middle: Point = [u * c - v * s, u * s + v * c];
  const [width, height] = [right - left, bottom - top];
  if (width >= height) return { middle, length: width, height, angle: along };
  return { middle, length: height, height: width, angle: along + Math.PI / 2 };
}

/** The corners of the smallest convex shape around points (Andrew 1979), in order. */
function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (from: readonly Point[]) => {
    const kept: Point[] = [];
    for (const point of from) {
      while (kept.length > 1 && turn(kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
