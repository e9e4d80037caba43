import type { Random } from "../random.ts";
import type { Rgb } from "./kind.ts";

/** Crayons are blunt: half a line's width, metres. */
const HALF_WIDTH = 0.0029;

type Point = readonly [x: number, y: number];

/** A line of one wax crayon. */
export type Stroke = { readonly colour: Rgb; readonly points: readonly Point[] };

const CRAYONS = {
  red: [0.75, 0.03, 0.03],
  orange: [0.9, 0.3, 0.02],
  yellow: [0.9, 0.65, 0.02],
  green: [0.04, 0.42, 0.06],
  blue: [0.03, 0.15, 0.75],
  pink: [0.85, 0.12, 0.4],
} as const satisfies Record<string, Rgb>;
const crayon = (random: Random) =>
  CRAYONS[random.pick(Object.keys(CRAYONS) as (keyof typeof CRAYONS)[])];

/** A line along an ellipse, from one share of the turn to another. */
const arc = (x: number, y: number, rx: number, ry = rx, from = 0, to = 1) =>
  Array.from({ length: 11 }, (_, k): Point => {
    const turn = 2 * Math.PI * (from + ((to - from) * k) / 10);
    return [x + rx * Math.cos(turn), y - ry * Math.sin(turn)];
  });

/** A sun, and a house, a rainbow or a flower under it; x to the right, y down, shares of the sheet. */
export function childsDrawing(random: Random): Stroke[] {
  const sun = random.pick([0.2, 0.8]);
  const strokes: Stroke[] = [{ colour: CRAYONS.yellow, points: arc(sun, 0.2, 0.09, 0.1) }];
  for (let k = 0; k < 7; k++) {
    const [c, s] = [Math.cos((k * 2 * Math.PI) / 7), Math.sin((k * 2 * Math.PI) / 7)];
    const ray: Point[] = [
      [sun + 0.13 * c, 0.2 + 0.14 * s],
      [sun + 0.19 * c, 0.2 + 0.2 * s],
    ];
    strokes.push({ colour: CRAYONS.orange, points: ray });
  }
  const motif = random.pick(["house", "rainbow", "flower"] as const);
  const x = 1 - sun + (sun - 0.5) * 0.35;
  if (motif === "house") {
    const [wall, roof] = [crayon(random), CRAYONS.red];
    strokes.push(
      {
        colour: wall,
        points: [
          [x - 0.18, 0.92],
          [x - 0.18, 0.5],
          [x + 0.18, 0.5],
          [x + 0.18, 0.92],
        ],
      },
      {
        colour: roof,
        points: [
          [x - 0.24, 0.5],
          [x, 0.2],
          [x + 0.24, 0.5],
          [x - 0.24, 0.5],
        ],
      },
      {
        colour: CRAYONS.blue,
        points: [
          [x - 0.04, 0.92],
          [x - 0.04, 0.7],
          [x + 0.08, 0.7],
          [x + 0.08, 0.92],
        ],
      },
    );
  } else if (motif === "rainbow") {
    const bands = [CRAYONS.red, CRAYONS.orange, CRAYONS.green, CRAYONS.blue];
    bands.forEach((colour, k) => {
      strokes.push({ colour, points: arc(0.5, 0.95, 0.42 - 0.075 * k, 0.55 - 0.09 * k, 0, 0.5) });
    });
  } else {
    const petal = crayon(random);
    strokes.push({
      colour: CRAYONS.green,
      points: [
        [x, 0.95],
        [x, 0.55],
      ],
    });
    for (let k = 0; k < 5; k++) {
      const turn = (k * 2 * Math.PI) / 5;
      strokes.push({
        colour: petal,
        points: arc(x + 0.11 * Math.cos(turn), 0.4 + 0.13 * Math.sin(turn), 0.08, 0.09),
      });
    }
    strokes.push({ colour: CRAYONS.orange, points: arc(x, 0.4, 0.04, 0.05) });
  }
  const ground = Array.from(
    { length: 9 },
    (_, k): Point => [0.04 + 0.115 * k, 0.95 + 0.02 * (k % 2)],
  );
  return [...strokes, { colour: CRAYONS.green, points: ground }];
}

/** Whose stroke is at a point of a sheet of the given size, metres; `undefined` on bare paper. */
export function strokeAt(
  strokes: readonly Stroke[],
  wide: number,
  long: number,
  x: number,
  y: number,
): Rgb | undefined {
  for (const { colour, points } of strokes)
    for (let k = 1; k < points.length; k++) {
      const [ax, ay] = points[k - 1]!;
      const [bx, by] = points[k]!;
      if (distanceTo(ax * wide, ay * long, bx * wide, by * long, x, y) < HALF_WIDTH) return colour;
    }
  return undefined;
}

/** How far a point is from the line between two others. */
function distanceTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, share));
  const [ox, oy] = [x - ax - dx * t, y - ay - dy * t];
  return Math.sqrt(ox * ox + oy * oy);
}
