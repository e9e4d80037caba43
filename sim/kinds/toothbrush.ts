import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type ColourName, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import type { Part, Rgb } from "./kind.ts";
import { mix, smoothStep } from "./patterns.ts";
import { box, merge, type Placement, place, slab, tube } from "./shapes.ts";

/** A toothbrush, upright, its bristles to -y; metres. */
export type Brush = {
  readonly handle: Rgb;
  readonly grip: Rgb;
  readonly tips: Rgb;
  readonly long: number;
};

const WHITE: Rgb = [0.8, 0.8, 0.78];
const HANDLES: ColourName[] = ["red", "blue", "green", "orange", "pink", "yellow", "white"];

export function drawBrush(random: Random): Brush {
  return {
    handle: drawColour(random, HANDLES).rgb,
    grip: drawColour(random, ["white", "blue", "grey", "green", "black"]).rgb,
    tips: random.chance(0.5) ? WHITE : mix(drawColour(random, ["blue", "green"]).rgb, WHITE, 0.45),
    long: random.between(0.131, 0.134),
  };
}

const HEAD = { long: 0.04, thick: 0.0045 } as const;

/** Bristles as they were bought: a block, cut straight. */
export function fresh({ tips, long }: Brush): Part[] {
  const paint = ([, y, z]: Vec3): Rgb => {
    const row = (z + 1) * 180;
    const gap = row - Math.floor(row) < 0.22;
    return shaded(y < -0.0095 ? tips : WHITE, gap ? 0.72 : 1);
  };
  const block = box([0.013, 0.0115, 0.034], [0, -HEAD.thick - 0.0057, long - HEAD.long / 2]);
  return [part({ colour: WHITE, paint }, block)];
}

/** Bristles bent out to both sides, yellowed. */
export function splayed({ long, tips }: Brush, random: Random): Part[] {
  const old: Rgb = [0.66, 0.6, 0.46];
  const tufts: BufferGeometry[] = [];
  for (let row = 0; row < 5; row++) {
    for (const column of [-1, -0.5, 0, 0.5, 1]) {
      const up = (row - 2) / 2;
      const z = long - HEAD.long / 2 + up * 0.014;
      const out = column * random.between(0.0155, 0.0175);
      const fall = Math.abs(column) * random.between(0.001, 0.005);
      tufts.push(
        tube(
          [
            [column * 0.0052, -HEAD.thick + 0.001, z],
            [column * 0.0095, -HEAD.thick - 0.006, z],
            [out, -HEAD.thick - 0.0118 + fall, z + up * 0.003 + random.between(-0.003, 0.003)],
          ],
          (share) => 0.0036 - 0.001 * share,
          3,
        ),
      );
    }
  }
  const worn = mix(mix(tips, WHITE, 0.5), old, 0.4);
  const paint = ([, y]: Vec3): Rgb => mix(worn, old, smoothStep(-0.013, -0.006, y));
  return [part({ colour: old, paint }, merge(...tufts))];
}

/** The brush with its bristles, stood on z = 0 and then placed. */
export function brush(
  { handle: colour, grip, long }: Brush,
  bristles: readonly Part[],
  how: Placement,
): Part[] {
  const neck = long - HEAD.long;
  const shaft = tube(
    [
      [0, 0.001, 0],
      [0, 0.001, 0.04],
      [0, 0.0005, neck - 0.016],
      [0, -0.001, neck - 0.006],
      [0, -HEAD.thick / 2, neck + 0.004],
    ],
    (share) => 0.0055 - 0.0025 * smoothStep(0.55, 0.9, share),
    7,
  );
  const outline = [0.003, 0.0066, 0.0076, 0.0076, 0.0066, 0.003];
  const ends = outline.map((x, k): [number, number] => [x, long - HEAD.long * (1 - k / 5)]);
  const plate = place(
    slab([...ends, ...ends.map(([x, y]): [number, number] => [-x, y]).reverse()], 0, HEAD.thick),
    {
      roll: Math.PI / 2,
    },
  );
  const paint = ([, , z]: Vec3): Rgb => (z > 0.03 && z < neck - 0.028 ? grip : colour);
  return [part({ colour, paint, gloss: 0.45 }, shaft, plate), ...bristles].map((piece) =>
    laid(piece, how),
  );
}
