import { COLOURS, shaded } from "./colours.ts";
import { part, within } from "./flat-shapes.ts";
import type { Part, Rgb } from "./kind.ts";
import { box, cylinder, lathe, place, slab } from "./shapes.ts";

/** How far a bridge reaches along its track. */
export const BRIDGE_LONG_M = 0.066;
const OPENING = 0.044;
/** How much lower its one end is, so that from there one looks in less far. */
const LINTEL = 0.019;

/** A bridge of stone over a track along x, open wide at -x and low at +x. */
export function stoneBridge(trackWideM: number, stone: Rgb): Part {
  const [open, high] = [trackWideM + 0.011, OPENING + 0.01];
  const joint = shaded(stone, 0.6);
  const wide = open + 0.014;
  const pillar = (side: number) =>
    box([BRIDGE_LONG_M, 0.007, OPENING], [0, (side * (open + 0.007)) / 2, OPENING / 2]);
  const wall = (side: number) =>
    box([0.006, wide, 0.011], [side * (BRIDGE_LONG_M / 2 - 0.003), 0, high + 0.0055]);
  return part(
    {
      colour: stone,
      paint: ([x, y, z], normal) => {
        const row = Math.floor((z + 0.1) / 0.0085);
        const along = (Math.abs(normal[0]) > 0.5 ? y : x) + (row % 2) * 0.008 + 1;
        const isJoint = z + 0.1 - row * 0.0085 < 0.0013 || along % 0.016 < 0.0014;
        return isJoint && Math.abs(normal[2]) < 0.5 ? joint : stone;
      },
      gloss: 0.1,
    },
    pillar(1),
    pillar(-1),
    box([BRIDGE_LONG_M, wide, 0.01], [0, 0, OPENING + 0.005]),
    box([0.006, open, LINTEL], [BRIDGE_LONG_M / 2 - 0.003, 0, OPENING - LINTEL / 2]),
    wall(1),
    wall(-1),
  );
}

/** What stands in the middle of the ring, too tall to look over from the side. */
export function hill(): Part[] {
  const dome = lathe(
    [
      [0, 0],
      [1, 0],
      [0.94, 0.4],
      [0.78, 0.74],
      [0.45, 0.95],
      [0, 1],
    ],
    16,
  );
  const tree = (x: number, y: number, z: number) =>
    cylinder(0.014, 0.001, 0, 0.034, 10).translate(x, y, z);
  const grass: Rgb = [0.16, 0.34, 0.07];
  return [
    part({ colour: grass }, place(dome, { scale: [0.052, 0.032, 0.056] })),
    part({ colour: COLOURS.green }, tree(-0.018, 0.002, 0.044), tree(0.014, -0.004, 0.048)),
  ];
}

/** As tall as the hill and as long. */
export function station(wall: Rgb, roof: Rgb): Part[] {
  const gable: [number, number][] = [
    [-0.034, 0],
    [0.034, 0],
    [0, 0.026],
  ];
  const house = part(
    {
      colour: wall,
      paint: ([x, , z], normal) => {
        const isDoor = Math.abs(x) < 0.008 && z < 0.028;
        const isWindow = within(Math.abs(x), 0.018, 0.03) && within(z, 0.014, 0.03);
        return Math.abs(normal[1]) > 0.5 && (isDoor || isWindow) ? shaded(roof, 0.5) : wall;
      },
    },
    box([0.086, 0.05, 0.042], [0, 0, 0.021]),
  );
  const top = place(slab(gable, -0.047, 0.047), { roll: Math.PI / 2, yaw: Math.PI / 2 });
  return [house, part({ colour: roof, gloss: 0.2 }, top.translate(0, 0, 0.042))];
}

/** An engine on its wheels, its boiler to +x. */
export function engine(colour: Rgb): Part[] {
  const wheel = (x: number, y: number) =>
    place(cylinder(0.006, 0.006, -0.002, 0.002, 10), { roll: Math.PI / 2, at: [x, y, 0.006] });
  const boiler = place(cylinder(0.0085, 0.0085, -0.018, 0.016, 12), { pitch: Math.PI / 2 });
  return [
    part(
      { colour: COLOURS.black },
      box([0.046, 0.018, 0.006], [0, 0, 0.009]),
      ...[-0.014, 0.014].flatMap((x) => [wheel(x, 0.0105), wheel(x, -0.0105)]),
      cylinder(0.0028, 0.004, 0.026, 0.036, 8).translate(0.014, 0, 0),
    ),
    part(
      { colour, gloss: 0.4 },
      boiler.translate(0.004, 0, 0.019),
      box([0.016, 0.02, 0.024], [-0.014, 0, 0.023]),
    ),
  ];
}
