import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import { around, noise, smoothStep } from "../kinds/patterns.ts";
import {
  box,
  cylinder,
  deform,
  lathe,
  type ProfilePoint,
  place,
  surface,
  tube,
} from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Random } from "../random.ts";
import type { Clutter } from "./clutter.ts";
import { block, rod, settled } from "./forms.ts";
import { drawPattern, drawWood } from "./prints.ts";

/** The stool's seat: 24 cm along x, 18 cm along y, 6 cm high. */
const SEAT: Vec3 = [0.24, 0.18, 0.06];

/** A very low wooden footstool whose level top is 6 cm high, 24 cm along x and 18 cm along y. */
export const stool: Clutter = {
  name: "stool",
  build(random) {
    const wood = drawWood(random);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const [wide, deep, high] = SEAT;
    const thick = random.between(0.014, 0.02);
    const legs = [-1, 1].flatMap((side) =>
      [-1, 1].map((end) =>
        rod(
          [side * wide * 0.4, end * deep * 0.36, high - thick - 0.001],
          [side * wide * 0.44, end * deep * 0.41, 0],
          0.012,
          10,
        ),
      ),
    );
    const rail = (side: number) =>
      box([wide * 0.76, 0.012, 0.014], [0, side, high - thick - 0.008]);
    const plank = block([wide, deep, thick], random.between(0.01, 0.04), 0.004, 5);
    // A leg leans, so the edge of its flat end would reach below the floor.
    const stood = legs.map((leg) => deform(leg, ([x, y, z]) => [x, y, Math.max(0, z)]));
    return [
      part({ colour, paint: wood, gloss: 0.25 }, plank.translate(0, 0, high - thick)),
      part(
        { colour, paint: random.chance(0.5) ? wood : () => colour, gloss: 0.25 },
        ...stood,
        rail(-deep * 0.38),
        rail(deep * 0.38),
      ),
    ];
  },
};

/** How a cushion lies: from where along x, how far, half its width along y, and how high its open edge is. */
const CUSHION = { from: -0.005, long: 0.155, halfWide: 0.08, rise: 0.094 } as const;

/**
 * How far a point is lifted that is `z` above the lower side of a flat cushion: up at the open edge, sagging
 * to both sides, down at the stool's rim. What is farther up bends less sharply.
 */
function lifted(x: number, y: number, z: number): number {
  const along = 1 - smoothStep(0.062 - 0.5 * z, 0.12 + 0.5 * z, x);
  const front = 0.62 * smoothStep(-0.04, -0.085, y);
  const back = 0.3 * smoothStep(0.06, 0.09, y);
  return CUSHION.rise * along * (1 - front - back);
}

/** Lays a point of a flat cushion (x, y in -1..1 of its halves) over what is under it. */
function overSomething([a, b, z]: Vec3): Vec3 {
  const x = CUSHION.from + (CUSHION.long * (a + 1)) / 2;
  const y = CUSHION.halfWide * b;
  return [x, y, lifted(x, y, z) + z];
}

/**
 * A soft cushion, 22 x 16 x 7 cm before it is bent, as it lies half over something on the stool. The
 * origin is the middle of the stool's top, z = 0 that top: it covers x = 0 .. 0.15 and |y| < 0.08. Its edge
 * at x = 0 is open and 9 cm up; the opposite one lies on the stool's rim, the one in front (-y) hangs low.
 */
export const cushion: Clutter = {
  name: "cushion",
  build(random) {
    const [seamM, rows] = [0.022, 6];
    const dents = random.below(1000);
    const pattern = drawPattern(random);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    /** A square with sides drawn in a little, at a share of the way from its middle to its seam. */
    const flat = (u: number, share: number): readonly [number, number] => {
      const angle = 2 * Math.PI * u;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const corner = Math.abs(cos) > Math.abs(sin) ? sin / cos : cos / sin;
      const reach =
        (share * (0.92 + 0.08 * corner * corner)) / Math.max(Math.abs(cos), Math.abs(sin));
      return [cos * reach, sin * reach];
    };
    const filled = (u: number, v: number): Vec3 => {
      const share = 1 - Math.abs(2 * v - 1);
      const [a, b] = flat(u, share);
      const puff = Math.sqrt(Math.max(0, 1 - share * share * share));
      const dent = 1 - 0.16 * noise([a + 3, b + 3, v], 0.7, dents);
      return [a, b, seamM + puff * (v < 0.5 ? -seamM : 0.048 * dent)];
    };
    const seam = Array.from({ length: 33 }, (_, k) => overSomething([...flat(k / 32, 1), seamM]));
    const body = surface(32, 2 * rows, (u, v) => overSomething(filled(u, v)), true);
    body.computeBoundingBox();
    const down: Vec3 = [0, 0, -body.boundingBox!.min.z];
    const paint = (point: Vec3) =>
      shaded(pattern(point[0] * 1.35, point[1]), 0.86 + 0.2 * noise(point, 0.0018, 4));
    return [
      laid(part({ colour, paint }, body), { at: down }),
      laid(part({ colour }, tube(seam, 0.003, 5)), { at: down }),
    ];
  },
};

const BRICK_COLOURS = ["red", "blue", "yellow", "green", "white", "orange"] as const;

/** A brick of two or four studs, as it lies at a place, on its base or on its side. */
function oneBrick(random: Random, at: Vec3) {
  const p = 0.014;
  const rows = random.chance(0.25) ? 2 : 1;
  const studs = Array.from({ length: 2 * rows }, (_, k) =>
    cylinder(0.3 * p, 0.3 * p, 1.2 * p, 1.4 * p, 5).translate(
      ((k % 2) - 0.5) * p,
      (Math.floor(k / 2) - (rows - 1) / 2) * p,
      0,
    ),
  );
  const isTipped = random.chance(0.35);
  const brick = part(
    { colour: drawColour(random, BRICK_COLOURS).rgb, gloss: 0.5 },
    box([2 * p, rows * p, 1.2 * p], [0, 0, 0.6 * p]),
    ...studs,
  );
  place(brick.geometry, isTipped ? { roll: Math.PI / 2, at: [0, 0.6 * p, (rows * p) / 2] } : {});
  place(brick.geometry, { yaw: random.between(0, 2 * Math.PI), at });
  return brick;
}

const BAG: readonly ProfilePoint[] = [
  [0, 0],
  [0.044, 0],
  [0.064, 0.014],
  [0.07, 0.05],
  [0.064, 0.09],
  [0.056, 0.112],
  [0.066, 0.14],
  [0.063, 0.14],
  [0.053, 0.112],
  [0.061, 0.088],
  [0.066, 0.05],
  [0.06, 0.017],
  [0, 0.004],
];

/** Where bricks lie in the mouth of the bag and before it; those that stand on others last. */
const BRICK_SPOTS: readonly Vec3[] = [
  [-0.03, -0.05, 0.006],
  [0.004, -0.042, 0.006],
  [0.036, -0.055, 0.006],
  [-0.018, -0.082, 0.004],
  [0.02, -0.086, 0.004],
  [-0.05, -0.112, 0],
  [-0.004, -0.122, 0],
  [0.046, -0.114, 0],
  [-0.012, -0.046, 0.024],
  [0.022, -0.05, 0.024],
];

/** An open cloth bag on its side, its mouth to the front (-y), with bricks in the mouth and before it. */
export const brickBag: Clutter = {
  name: "brick-bag",
  build(random) {
    const pattern = drawPattern(random, ["beige", "blue", "green", "red", "grey", "white"]);
    const colour = drawColour(random, ["beige", "brown", "white", "grey"]).rgb;
    const [folds, turn] = [5 + random.below(4), random.between(0, 6)];
    const bag = deform(lathe(BAG, 20), (point) => {
      const angle = around(point);
      const loose = 0.05 * smoothStep(0.05, 0.14, point[2]) + 0.02;
      const fold = 1 + loose * Math.sin(folds * angle + turn);
      const [x, y] = [point[0] * fold, point[1] * fold];
      // It lies on what is -y here: flat below, sunken above.
      return [x * 1.08, y < -0.05 ? -0.05 : y * 0.82, point[2]];
    });
    place(bag, { roll: Math.PI / 2, at: [0, 0.07, 0.05] });
    const cloth = part(
      {
        colour,
        paint: (point) =>
          shaded(
            pattern(around([point[0], point[2] - 0.05, 0]) * 0.065, point[1]),
            0.8 + 0.3 * noise(point, 0.002, 9),
          ),
      },
      bag,
    );
    const bricks = BRICK_SPOTS.map(([x, y, z]) =>
      oneBrick(random, [x + random.between(-0.004, 0.004), y + random.between(-0.004, 0.004), z]),
    );
    return settled([cloth, ...bricks]);
  },
};

/** Pieces that only a surface arranged by hand holds. */
export const SCENERY: readonly Clutter[] = [stool, cushion, brickBag];
