import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { box, cylinder, lathe, place } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Random } from "../random.ts";
import type { Clutter } from "./clutter.ts";
import { block, collar, faced, hoop, rod, settled } from "./forms.ts";
import { clockFace, drawMetal, drawWood, isLit } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const CREAM: Rgb = [0.74, 0.72, 0.65];

/** A round clock on two feet, with bells and a hammer or without. */
const roundClock: Clutter = {
  name: "round clock",
  build(random) {
    const r = random.between(0.032, 0.055);
    const deep = random.between(0.026, 0.04);
    const shell = drawColour(random, COLOUR_NAMES).rgb;
    const isDark = random.chance(0.25);
    const [paper, ink] = isDark ? [DARK, CREAM] : [CREAM, DARK];
    const face = clockFace(r * 0.88, paper, ink, random.next());
    const parts = [
      faced(
        part(
          { colour: shell, gloss: 0.5 },
          collar(r * 0.88, r, -0.001, deep, 28),
          cylinder(r * 0.9, r, -0.008, 0.002, 28),
        ),
        [0, 0, r],
      ),
      faced(
        part(
          { colour: paper, paint: ([x, y]) => face(x, y), gloss: 0.3 },
          cylinder(r * 0.9, r * 0.9, 0, deep - 0.004, 28),
        ),
        [0, 0, r],
      ),
      part(
        { colour: shaded(shell, 0.7), gloss: 0.5 },
        ...[-1, 1].map((side) =>
          rod(
            [side * r * 0.5, -deep / 2, r * 0.4],
            [side * r * 0.8, -deep / 2, -0.01],
            r * 0.09,
            8,
          ),
        ),
      ),
    ];
    if (random.chance(0.5)) return settled(parts);
    const bell = (side: number) =>
      place(
        lathe(
          [
            [0, 0],
            [r * 0.42, 0],
            [r * 0.42, 0],
            [r * 0.3, r * 0.24],
            [0, r * 0.34],
          ],
          14,
        ),
        {
          pitch: side * 0.6,
          at: [side * r * 0.58, -deep / 2, r * 1.86],
        },
      );
    const handle = hoop(r * 0.5, r * 0.045, 18, 6).rotateX(Math.PI / 2);
    const bells = part(
      { colour: drawMetal(random), gloss: 0.8 },
      bell(-1),
      bell(1),
      handle.translate(0, -deep / 2, r * 1.95),
    );
    return settled([...parts, bells]);
  },
};

const drawDigits = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.below(10));

/** A clock with lit digits, a block or a wedge. */
const digitClock: Clutter = {
  name: "clock with digits",
  build(random) {
    const [wide, high] = [random.between(0.08, 0.15), random.between(0.045, 0.08)];
    const deep = random.between(0.03, 0.06);
    const ink = random.pick<Rgb>([
      [0.75, 0.08, 0.05],
      [0.2, 0.7, 0.25],
      [0.25, 0.6, 0.85],
      [0.85, 0.85, 0.8],
    ]);
    const digits = drawDigits(random, 4);
    const tall = Math.min(high * 0.5, wide * 0.24);
    const left = -tall * 1.5 + tall * 0.1;
    const shell = drawColour(random, COLOUR_NAMES).rgb;
    const wood = random.chance(0.4) ? drawWood(random) : () => shell;
    const lean = random.between(0, 0.3);
    const screen = part(
      {
        colour: DARK,
        gloss: 0.5,
        paint: ([x, , z], [, ny]) =>
          ny < -0.5 && isLit(digits, x - left, z - (high - tall) / 2, tall) ? ink : DARK,
      },
      box([wide * 0.9, 0.004, high * 0.76], [0, -deep / 2 - 0.0005, high / 2]),
    );
    const body = part(
      { colour: shell, paint: wood, gloss: 0.25 },
      block([wide, deep, high], 0.008),
    );
    const legs = part({ colour: DARK }, box([wide * 0.8, 0.02, 0.012], [0, deep * 0.3, 0.006]));
    const tilt = { roll: -lean };
    return settled([laid(screen, tilt), laid(body, tilt), legs]);
  },
};

const KEY_COLOURS: readonly Rgb[] = [DARK, CREAM, [0.3, 0.3, 0.32], [0.5, 0.1, 0.06]];

/** A desk calculator: a sloping wedge of keys with its screen up behind them. */
const calculator: Clutter = {
  name: "calculator",
  build(random) {
    const [wide, deep] = [random.between(0.1, 0.14), random.between(0.12, 0.16)];
    const shell = drawColour(random, ["grey", "white", "black", "beige", "pink", "blue"]).rgb;
    const [columns, rows] = [4 + random.below(2), 4 + random.below(2)];
    const [keys, others] = [random.pick(KEY_COLOURS), random.pick(KEY_COLOURS)];
    const step = [(wide * 0.88) / columns, (deep * 0.6) / rows] as const;
    const key = (k: number) =>
      box(
        [step[0] * 0.74, step[1] * 0.7, 0.006],
        [
          ((k % columns) - (columns - 1) / 2) * step[0],
          -deep * 0.46 + (Math.floor(k / columns) + 0.5) * step[1],
          0.016,
        ],
      );
    const isOther = (k: number) => k % columns === columns - 1 || k === columns * (rows - 1);
    const all = Array.from({ length: columns * rows }, (_, k) => k);
    const digits = drawDigits(random, 3 + random.below(6));
    const rise = random.between(0.16, 0.3);
    const tilt = { roll: rise };
    const glass: Rgb = [0.36, 0.42, 0.34];
    const screen = part(
      {
        colour: glass,
        gloss: 0.5,
        paint: ([x, , z]) => (isLit(digits, x + wide * 0.05, z - 0.018, 0.015) ? DARK : glass),
      },
      box([wide * 0.84, 0.002, 0.024], [0, deep * 0.36 - 0.0144, 0.0255]),
    );
    const high = Math.sin(rise) * deep * 0.7;
    return settled([
      laid(part({ colour: shell, gloss: 0.3 }, block([wide, deep, 0.014], 0.012, 0.003)), tilt),
      laid(part({ colour: keys, gloss: 0.3 }, ...all.filter((k) => !isOther(k)).map(key)), tilt),
      laid(part({ colour: others, gloss: 0.3 }, ...all.filter(isOther).map(key)), tilt),
      laid(
        part(
          { colour: shell, gloss: 0.3 },
          box([wide * 0.92, 0.028, 0.03], [0, deep * 0.36, 0.024]),
        ),
        tilt,
      ),
      laid(screen, tilt),
      part(
        { colour: DARK },
        box([wide * 0.7, 0.012, high], [0, deep * 0.36, -high / 2 + high * 0.45]),
      ),
    ]);
  },
};

/** Things with a face of hands or digits. */
export const CLOCKS: readonly Clutter[] = [roundClock, digitClock, calculator];
