import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { around, noise } from "../kinds/patterns.ts";
import { box, cylinder, lathe, type ProfilePoint, place } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Clutter } from "./clutter.ts";
import { block, pillar, rod, settled } from "./forms.ts";
import { drawWood } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const CREAM: Rgb = [0.74, 0.72, 0.65];

/** Two bulbs of sand between wooden ends and three posts. */
const hourglass: Clutter = {
  name: "hourglass",
  build(random) {
    const high = random.between(0.09, 0.18);
    const r = high * random.between(0.2, 0.26);
    const [sand, wood] = [drawColour(random, COLOUR_NAMES).rgb, drawWood(random)];
    const bulb = r * 0.74;
    const left = random.between(0.15, 0.85);
    const end = 0.008;
    const half = (high - 2 * end) / 2;
    const posts = [0, 1, 2].map((k) => {
      const angle = (k * 2 * Math.PI) / 3 + 0.5;
      const [x, y] = [r * 0.84 * Math.cos(angle), r * 0.84 * Math.sin(angle)];
      return rod([x, y, end / 2], [x, y, high - end / 2], r * 0.07, 6);
    });
    const middle = high / 2;
    const drop = half * 0.72 * left;
    return settled([
      part(
        { colour: sand, paint: wood, gloss: 0.4 },
        cylinder(r, r, 0, end, 24),
        cylinder(r, r, high - end, high, 24),
        ...posts,
      ),
      part(
        {
          colour: sand,
          paint: (point) => shaded(sand, 0.8 + 0.2 * noise(point, 0.0015, 3)),
        },
        lathe(
          [
            [0, end],
            [bulb * 0.86, end + 0.002],
            [bulb * 0.86, end + half * 0.2],
            [0, end + half * (0.3 + 0.4 * (1 - left))],
          ],
          18,
        ),
        lathe(
          [
            [0, middle + 0.002],
            [0.0025, middle + 0.003],
            [bulb * 0.84 * left, middle + drop * 0.9],
            [0, middle + drop * 0.75],
          ],
          18,
        ),
      ),
      part(
        { colour: [0.75, 0.82, 0.84], clear: 0.82, gloss: 0.9, glare: 0.12 },
        lathe(
          [
            [0, end],
            [bulb * 0.92, end],
            [bulb, end + half * 0.3],
            [bulb * 0.75, end + half * 0.7],
            [0.004, middle],
            [bulb * 0.75, middle + half * 0.3],
            [bulb, middle + half * 0.7],
            [bulb * 0.92, high - end],
            [0, high - end],
          ],
          20,
        ),
      ),
    ]);
  },
};

/** A pyramid of wood with a pale scale and its pendulum aside. */
const metronome: Clutter = {
  name: "metronome",
  build(random) {
    const [wide, high] = [random.between(0.08, 0.11), random.between(0.15, 0.21)];
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const wood = random.chance(0.6) ? drawWood(random) : () => colour;
    const swing = random.between(-0.4, 0.4);
    const lean = (wide * 0.3) / high;
    const weight = random.between(0.5, 0.85) * high;
    const front = part(
      {
        colour: CREAM,
        paint: ([x, y]) => {
          const line = y * 240;
          return Math.abs(x) < 0.009 && line - Math.floor(line) < 0.35 ? DARK : CREAM;
        },
      },
      box([wide * 0.42, high * 0.7, 0.003]),
    );
    return settled([
      part(
        { colour, paint: ([x, y, z], normal) => wood([z, x, y], normal), gloss: 0.4 },
        pillar([wide, wide], 0.004, [
          [0, 0],
          [0, 0],
          [0, 0.012],
          [0.004, 0.014],
          [wide * 0.3, high - 0.01],
          [wide * 0.3, high - 0.01],
          [wide * 0.34, high],
          [wide * 0.34, high],
        ]),
      ),
      laid(front, {
        roll: Math.PI / 2 - Math.atan(lean),
        at: [0, -wide / 2 + 0.003 + lean * high * 0.48, high * 0.5],
      }),
      part(
        { colour: [0.5, 0.5, 0.52], gloss: 0.8 },
        place(rod([0, 0, 0], [0, lean * high * 0.9, high * 0.86], 0.0017, 6), {
          pitch: swing,
          at: [0, -wide / 2 - 0.006, 0.02],
        }),
        place(place(box([0.016, 0.008, 0.018]), { at: [0, lean * weight, weight] }), {
          pitch: swing,
          at: [0, -wide / 2 - 0.006, 0.02],
        }),
      ),
    ]);
  },
};

/** A round box whose turning half has a scale of minutes and a grip. */
const kitchenTimer: Clutter = {
  name: "kitchen timer",
  build(random) {
    const r = random.between(0.028, 0.036);
    const high = random.between(0.05, 0.072);
    const [colour, other] = [
      drawColour(random, COLOUR_NAMES).rgb,
      drawColour(random, ["white", "grey", "black", "yellow"]).rgb,
    ];
    const belt = high * random.between(0.34, 0.46);
    const egg = random.chance(0.5);
    const dome = Array.from({ length: 9 }, (_, k): ProfilePoint => {
      const rise = (Math.PI * k) / 16;
      return [k === 8 ? 0 : r * Math.cos(rise), belt + (high - belt) * Math.sin(rise)];
    });
    const flat: ProfilePoint[] = [
      [r, belt],
      [r * 0.92, high * 0.66],
      [r * 0.86, high * 0.7],
      [0, high * 0.7],
    ];
    const upper = egg ? dome : flat;
    const grip = egg
      ? []
      : [block([r * 1.5, r * 0.3, high * 0.2], 0.003).translate(0, 0, high * 0.67)];
    return settled([
      part(
        {
          colour,
          gloss: 0.5,
          paint: (point) => {
            const tick = (around(point) * 30) / Math.PI;
            const long = Math.floor(tick) % 5 === 0 ? 0.008 : 0.004;
            return point[2] < belt + long && point[2] > belt && tick - Math.floor(tick) < 0.4
              ? colour[1] > 0.2
                ? DARK
                : CREAM
              : colour;
          },
        },
        lathe([[0, belt], ...upper], 26),
        ...grip,
      ),
      part(
        { colour: other, gloss: 0.4 },
        lathe(
          [
            [0, 0],
            [r * 0.72, 0],
            [r * 0.8, 0.003],
            [r * 0.97, belt * 0.7],
            [r * 0.98, belt],
            [0, belt],
          ],
          26,
        ),
      ),
      part(
        { colour: [0.8, 0.1, 0.05] },
        box([0.003, 0.002, belt * 0.3], [0, -r * 0.985, belt * 0.82]),
      ),
    ]);
  },
};

/** Things that tell how long something takes. */
export const TIMERS: readonly Clutter[] = [hourglass, metronome, kitchenTimer];
