import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { curve, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { fromAxis } from "../kinds/patterns.ts";
import { box, cylinder, deform, lathe, place, tube } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Clutter } from "./clutter.ts";
import { block, pillar, settled } from "./forms.ts";
import { drawMetal, drawPattern, onSides, roundWall } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const WHITE: Rgb = [0.8, 0.8, 0.79];

/** A long or a cubic printed box; a tissue stands out of the dark slot in its lid. */
const tissueBox: Clutter = {
  name: "tissue box",
  build(random) {
    const isLong = random.chance(0.6);
    const wide = isLong ? random.between(0.17, 0.2) : 0.11;
    const high = isLong ? random.between(0.06, 0.085) : random.between(0.11, 0.13);
    const print = onSides(drawPattern(random));
    const slot = [isLong ? 0.055 : 0.03, 0.02] as const;
    const folds = 3 + random.below(3);
    const [turn, lean] = [random.between(0, 6), random.between(-0.35, 0.35)];
    const tall = random.between(0.04, 0.06);
    const tissue = deform(
      lathe(
        [
          [0, -0.01],
          [0.5, -0.01],
          [0.62, 0.2],
          [0.9, 0.5],
          [0.8, 0.75],
          [0.35, 1],
          [0, 0.92],
        ],
        24,
      ),
      ([x, y, z]) => {
        const angle = Math.atan2(y, x) + turn;
        const wave = 1 + 0.3 * Math.sin(folds * angle) + 0.16 * Math.sin((2 * folds + 1) * angle);
        const crease = z > 0.4 ? 0.3 * fromAxis([x, y, z]) * Math.sin((folds + 1) * angle + 1) : 0;
        return [
          x * wave * slot[0] * 0.7 + lean * z * 0.05,
          y * wave * slot[1],
          high + tall * z * (1 + crease),
        ];
      },
    );
    return settled([
      part(
        {
          colour: WHITE,
          gloss: 0.1,
          paint: (point, normal) => {
            const [a, b] = [point[0] / slot[0], point[1] / slot[1]];
            return normal[2] > 0.5 && a * a + b * b < 1 ? DARK : print(point, normal);
          },
        },
        box([wide, 0.11, high], [0, 0, high / 2]),
      ),
      part({ colour: WHITE }, tissue),
    ]);
  },
};

/** A bottle with a label, a trigger and a nozzle that points to the front right. */
const sprayBottle: Clutter = {
  name: "spray bottle",
  build(random) {
    const [wide, deep] = [random.between(0.06, 0.085), random.between(0.045, 0.06)];
    const high = random.between(0.11, 0.15);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const head = drawColour(random, ["white", "red", "black", "blue", "yellow", "orange"]).rgb;
    const print = drawPattern(random, ["white", "yellow", "blue", "green", "pink"]);
    const waist = random.between(0, 0.012);
    const body = pillar([wide, deep], deep * 0.45, [
      [0.003, 0],
      [0.003, 0],
      [0, 0.004],
      [0, high * 0.45],
      [waist, high * 0.68],
      [0.004, high * 0.84],
      [wide * 0.2, high],
      [deep / 2 - 0.011, high + 0.008],
      [deep / 2 - 0.011, high + 0.008],
    ]);
    const top = high + 0.052;
    const isLabel = (z: number) => z > high * 0.12 && z < high * 0.44;
    return settled([
      part(
        {
          colour,
          gloss: 0.5,
          paint: ([x, , z], [, ny]) => (isLabel(z) && ny < -0.6 ? print(x, z) : colour),
        },
        body,
      ),
      part(
        { colour: head, gloss: 0.35 },
        cylinder(0.015, 0.015, high + 0.004, high + 0.022, 14),
        cylinder(0.01, 0.009, high + 0.02, high + 0.04, 12),
        place(block([0.062, 0.022, 0.024], 0.007, 0.005), { at: [0.012, 0, top - 0.02] }),
        place(cylinder(0.008, 0.006, 0, 0.013, 10), {
          pitch: Math.PI / 2,
          at: [0.042, 0, top - 0.008],
        }),
      ),
      part(
        { colour: random.chance(0.5) ? head : DARK, gloss: 0.35 },
        tube(
          [
            [0.026, 0, top - 0.018],
            [0.032, 0, top - 0.034],
            [0.046, 0, top - 0.052],
          ],
          0.0045,
          6,
        ),
      ),
    ]);
  },
};

/** An open basket of woven canes with two handles. */
const storageBasket: Clutter = {
  name: "storage basket",
  build(random) {
    const [wide, deep] = [random.between(0.14, 0.2), random.between(0.11, 0.16)];
    const high = random.between(0.08, 0.14);
    const cane = drawColour(random, ["beige", "brown", "white", "grey", "blue", "pink"]).rgb;
    const [step, dark] = [random.between(0.007, 0.012), shaded(cane, 0.45)];
    const band = drawColour(random, COLOUR_NAMES).rgb;
    const hasBand = random.chance(0.4);
    const corner = random.between(0.015, 0.05);
    const rimEdge = random.between(0.003, 0.006);
    const shell = pillar(
      [wide, deep],
      corner,
      [
        [0.012, 0],
        [0.012, 0],
        [0, high],
        [rimEdge / 2, high + rimEdge],
        [rimEdge, high],
        [0.012 + rimEdge, 0.004],
        [0.012 + rimEdge, 0.004],
      ],
      4,
    );
    const handle = (side: number) =>
      tube(
        curve(
          [
            [side * (wide / 2), -0.025, high - 0.006],
            [side * (wide / 2 + 0.008), -0.02, high + 0.022],
            [side * (wide / 2 + 0.008), 0.02, high + 0.022],
            [side * (wide / 2), 0.025, high - 0.006],
          ],
          4,
        ),
        0.004,
        6,
      );
    return settled([
      part(
        {
          colour: cane,
          paint: ([x, y, z], [nx, ny]) => {
            const along = Math.abs(nx) > Math.abs(ny) ? y : x;
            const row = Math.floor(z / step + 0.01);
            const a = along / step / 2 + (row % 2) / 2;
            const [u, v] = [a - Math.floor(a) - 0.5, z / step - row - 0.5];
            if (u * u * 0.9 + v * v > 0.24) return dark;
            return hasBand && z > high * 0.4 && z < high * 0.65 ? band : cane;
          },
        },
        shell,
      ),
      part({ colour: dark }, handle(-1), handle(1)),
    ]);
  },
};

/** A closed can with a long spout to the right and a bow of a handle. */
const wateringCan: Clutter = {
  name: "watering can",
  build(random) {
    const r = random.between(0.038, 0.052);
    const high = random.between(0.075, 0.11);
    const metal = drawMetal(random);
    const colour = random.chance(0.3) ? metal : drawColour(random, COLOUR_NAMES).rgb;
    const print = random.chance(0.3) ? drawPattern(random) : () => colour;
    const body = lathe(
      [
        [0, 0],
        [r, 0],
        [r, 0],
        [r * random.between(0.8, 1), high],
        [r * 0.5, high + 0.008],
        [r * 0.5, high + 0.008],
        [0, high + 0.006],
      ],
      26,
    );
    const tip: Vec3 = [r + 0.054, 0, high * 1.12];
    const spout = curve([[r * 0.8, 0, high * 0.24], [r + 0.028, 0, high * 0.5], tip], 4);
    const handle = curve(
      [
        [-r * 0.9, 0, high * 0.2],
        [-r - 0.036, 0, high * 0.55],
        [-r - 0.012, 0, high * 1.25],
        [r * 0.2, 0, high * 1.3],
        [r * 0.5, 0, high],
      ],
      4,
    );
    const rose = place(cylinder(0.006, 0.017, 0, 0.016, 14), { pitch: 0.95, at: tip });
    return settled([
      part({ colour, paint: roundWall(print, r), gloss: 0.5 }, body),
      part(
        { colour, gloss: 0.5 },
        tube(spout, (share) => 0.009 - 0.003 * share, 8),
        tube(handle, 0.004, 7),
        rose,
      ),
      part({ colour: DARK }, cylinder(r * 0.4, r * 0.4, high + 0.005, high + 0.0086, 16)),
    ]);
  },
};

/** Things of a household. */
export const HOME_PROPS: readonly Clutter[] = [tissueBox, sprayBottle, storageBasket, wateringCan];
