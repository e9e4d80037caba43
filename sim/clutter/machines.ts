import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import type { Part, Rgb } from "../kinds/kind.ts";
import { cylinder, lathe, place, slab } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Clutter } from "./clutter.ts";
import { block, faced, hoop, rod, roundedOutline, settled } from "./forms.ts";
import { drawMetal, drawWood } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const CREAM: Rgb = [0.74, 0.72, 0.65];

/** A foot, a bent arm and a shade that looks down in front. */
const deskLamp: Clutter = {
  name: "desk lamp",
  build(random) {
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const foot = random.between(0.045, 0.06);
    const [bend, top] = [random.between(0.09, 0.12), random.between(0.16, 0.185)];
    const back = random.between(0.025, 0.05);
    const head: Vec3 = [0, -0.035, top];
    const wide = random.between(0.034, 0.045);
    const long = random.between(0.055, 0.07);
    const shade = lathe(
      [
        [0, 0.004],
        [0.015, 0.004],
        [wide - 0.002, -long],
        [wide - 0.002, -long],
        [wide, -long],
        [wide, -long],
        [0.018, 0.008],
        [0.014, 0.012],
        [0, 0.012],
      ],
      22,
    );
    const tilt = { roll: -random.between(0.2, 0.6), at: head };
    return settled([
      part(
        { colour: random.chance(0.4) ? DARK : colour, gloss: 0.4 },
        lathe(
          [
            [0, 0],
            [foot, 0],
            [foot, 0],
            [foot, 0.008],
            [foot * 0.9, 0.013],
            [0, 0.016],
          ],
          26,
        ),
      ),
      part(
        { colour: drawMetal(random), gloss: 0.7 },
        rod([0, 0, 0.01], [0, back, bend], 0.004),
        rod([0, back, bend], head, 0.004),
        place(cylinder(0.008, 0.008, -0.008, 0.008, 12), {
          pitch: Math.PI / 2,
          at: [0, back, bend],
        }),
      ),
      laid(part({ colour, gloss: 0.45 }, shade), tilt),
      laid(
        part({ colour: CREAM, emission: [0.25, 0.22, 0.14] }, cylinder(0.012, 0.016, -0.04, 0, 12)),
        tilt,
      ),
    ]);
  },
};

/** A foot, a stem and a wire cage with blades in it. */
const deskFan: Clutter = {
  name: "desk fan",
  build(random) {
    const r = random.between(0.05, 0.08);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const cage = random.chance(0.5) ? drawMetal(random) : shaded(colour, 0.8);
    const middle: Vec3 = [0, -0.025, r + random.between(0.035, 0.055)];
    const blades = 3 + random.below(2);
    const turn = random.between(0, 2);
    const tilt = Math.PI / 2 - random.between(0, 0.3);
    const before = (piece: Part) => laid(piece, { roll: tilt, at: middle });
    const wires = Array.from({ length: 10 }, (_, k) => {
      const angle = (Math.PI * k) / 5;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return rod([cos * 0.012, sin * 0.012, 0.024], [cos * r, sin * r, 0.008], 0.0012, 4);
    });
    return settled([
      part(
        { colour, gloss: 0.45 },
        lathe(
          [
            [0, 0],
            [r * 0.75, 0],
            [r * 0.75, 0],
            [r * 0.7, 0.008],
            [0.012, 0.018],
            [0.008, middle[2]],
            [0, middle[2] + 0.006],
          ],
          20,
        ),
      ),
      before(
        part(
          { colour, gloss: 0.45 },
          lathe(
            [
              [0, -0.045],
              [0.02, -0.04],
              [0.026, -0.02],
              [0.022, -0.012],
              [0.01, -0.01],
              [0.01, 0.016],
              [0, 0.02],
            ],
            14,
          ),
        ),
      ),
      before(
        part(
          {
            colour: random.pick<Rgb>([CREAM, DARK, [0.2, 0.35, 0.5], [0.5, 0.5, 0.5]]),
            gloss: 0.4,
          },
          ...Array.from({ length: blades }, (_, k) =>
            place(slab(roundedOutline(r * 0.66, r * 0.55, r * 0.22, 2), -0.001, 0.001), {
              roll: 0.45,
              at: [r * 0.5, 0, 0.006],
            }).rotateZ(turn + (2 * Math.PI * k) / blades),
          ),
        ),
      ),
      before(
        part(
          { colour: cage, gloss: 0.6 },
          hoop(r, 0.0022, 22, 5),
          hoop(r * 0.6, 0.0012, 18, 4).translate(0, 0, 0.017),
          cylinder(0.014, 0.012, 0.022, 0.026, 12),
          ...wires,
        ),
      ),
    ]);
  },
};

/** A box with one or two cones behind the front. */
const loudspeaker: Clutter = {
  name: "loudspeaker",
  build(random) {
    const [wide, deep] = [random.between(0.08, 0.12), random.between(0.08, 0.13)];
    const high = random.between(0.12, 0.22);
    const colour = drawColour(random, ["black", "grey", "white", "blue", "red"]).rgb;
    const wood = random.chance(0.5) ? drawWood(random) : () => colour;
    const coneColour = random.pick<Rgb>([DARK, [0.1, 0.1, 0.11], [0.6, 0.45, 0.12]]);
    const cone = (r: number, z: number): Part[] => [
      faced(
        part(
          { colour: coneColour, gloss: 0.15 },
          lathe(
            [
              [0, -0.002],
              [r, -0.002],
              [r, 0.004],
              [r * 0.84, 0.005],
              [r * 0.46, 0.001],
              [r * 0.4, 0.001],
              [r * 0.2, 0.005],
              [0, 0.006],
            ],
            22,
          ),
        ),
        [0, -deep / 2, z],
      ),
      faced(part({ colour: drawMetal(random), gloss: 0.6 }, hoop(r, 0.0022, 24, 5)), [
        0,
        -deep / 2,
        z,
      ]),
    ];
    const r = Math.min(wide * 0.38, high * 0.24);
    return settled([
      part(
        {
          colour,
          gloss: 0.3,
          // Grain along the height.
          paint: ([x, y, z], [, ny]) =>
            ny < -0.7 ? shaded(colour, 0.8) : wood([z, x, y], [0, 0, 1]),
        },
        block([wide, deep, high], 0.005),
      ),
      ...cone(r, high * 0.34),
      ...(random.chance(0.75) ? cone(r * 0.45, high * 0.78) : []),
    ]);
  },
};

/** Things with a plug. */
export const MACHINES: readonly Clutter[] = [deskLamp, deskFan, loudspeaker];
