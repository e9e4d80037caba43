import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { mix, noise } from "../kinds/patterns.ts";
import { box, cylinder, ellipsoid, lathe, place } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Clutter } from "./clutter.ts";
import { block, faced, hoop, settled, upright } from "./forms.ts";
import { drawMetal, drawPattern, drawWood, onSides } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const CREAM: Rgb = [0.74, 0.72, 0.65];

/** A bear, a rabbit or a mouse that sits, of cloth with a pile. */
const stuffedAnimal: Clutter = {
  name: "stuffed animal",
  build(random) {
    const s = random.between(0.075, 0.105);
    const fur = drawColour(random, COLOUR_NAMES).rgb;
    const pale = mix(fur, CREAM, random.between(0.3, 0.9));
    const ears = random.pick(["round", "long", "large"] as const);
    const salt = random.below(1000);
    const pile = (colour: Rgb) => ({
      colour,
      paint: (point: Vec3) => shaded(colour, 0.78 + 0.36 * noise(point, 0.0026, salt)),
    });
    const at = (
      geometry: ReturnType<typeof ellipsoid>,
      x: number,
      y: number,
      z: number,
      roll = 0,
      pitch = 0,
    ) => place(geometry, { roll, pitch, at: [x * s, y * s, z * s] });
    const egg = (x: number, y: number, z: number, n = 10) =>
      ellipsoid([x * s, y * s, z * s], n, Math.ceil(n * 0.6));
    const head = 1.22;
    const ear = (side: number) =>
      ears === "long"
        ? at(egg(0.11, 0.07, 0.4, 8), side * 0.2, 0.05, head + 0.62, 0, side * 0.2)
        : ears === "large"
          ? at(egg(0.27, 0.06, 0.27, 8), side * 0.38, 0.04, head + 0.34)
          : at(egg(0.15, 0.08, 0.15, 8), side * 0.3, 0.02, head + 0.33);
    const wave = random.between(-0.5, 0.9);
    const limbs = [-1, 1].flatMap((side) => [
      at(egg(0.16, 0.36, 0.17, 8), side * 0.3, -0.42, 0.17),
      at(egg(0.13, 0.15, 0.36, 8), side * 0.5, -0.14, 0.66, 0.5 + side * wave * 0.4, side * -0.5),
      ear(side),
    ]);
    const soles = [-1, 1].map((side) => at(egg(0.12, 0.03, 0.13, 8), side * 0.3, -0.77, 0.18));
    return settled([
      part(
        pile(fur),
        at(egg(0.43, 0.37, 0.5), 0, 0, 0.48),
        at(egg(0.4, 0.36, 0.37), 0, -0.05, head),
        ...limbs,
      ),
      part(
        pile(pale),
        at(egg(0.2, 0.16, 0.15, 8), 0, -0.37, head - 0.09),
        at(egg(0.27, 0.12, 0.32, 8), 0, -0.28, 0.46),
        ...soles,
      ),
      part(
        { colour: DARK, gloss: 0.9 },
        at(egg(0.07, 0.05, 0.05, 6), 0, -0.53, head - 0.03),
        ...[-1, 1].map((side) => at(egg(0.045, 0.04, 0.05, 6), side * 0.16, -0.37, head + 0.09)),
      ),
    ]);
  },
};

/** A star, a ball or rings on a column on a plinth, gold, silver or bronze. */
const trophy: Clutter = {
  name: "trophy",
  build(random) {
    const metal = drawMetal(random);
    const plinth = random.between(0.05, 0.08);
    const [low, column] = [random.between(0.02, 0.045), random.between(0.03, 0.07)];
    const r = random.between(0.026, 0.036);
    const foot = low + column;
    const middle: Vec3 = [0, 0, foot + r * 0.92];
    const points = 5 + random.below(2) * 3;
    const star = Array.from({ length: 2 * points }, (_, k): readonly [number, number] => {
      const angle = (Math.PI * k) / points + Math.PI / 2;
      const reach = k % 2 === 0 ? r * 1.15 : r * 0.55;
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    });
    const crown = random.pick(["star", "ball", "rings"] as const);
    const top = {
      star: () => [upright(star, -0.005, 0.005).translate(...middle)],
      ball: () => [ellipsoid([r, r, r], 18, 10).translate(...middle)],
      rings: () =>
        [0, 1, 2].map((k) =>
          place(hoop(r * 0.95, 0.0028, 24, 5), {
            roll: Math.PI / 2,
            yaw: (k * Math.PI) / 3,
            at: middle,
          }),
        ),
    }[crown]();
    return settled([
      part(
        { colour: DARK, paint: random.chance(0.5) ? drawWood(random) : () => DARK, gloss: 0.5 },
        block([plinth, plinth, low], 0.003, 0.002),
      ),
      faced(part({ colour: metal, gloss: 0.8 }, box([plinth * 0.6, low * 0.5, 0.001])), [
        0,
        -plinth / 2,
        low / 2,
      ]),
      part(
        { colour: metal, gloss: 0.9 },
        lathe(
          [
            [0, low],
            [plinth * 0.32, low],
            [plinth * 0.3, low + 0.006],
            [0.007, low + 0.014],
            [0.006, low + column * 0.5],
            [0.009, low + column * 0.6],
            [0.006, low + column * 0.7],
            [0.012, foot + 0.003],
            [0, foot + 0.005],
          ],
          18,
        ),
        ...top,
      ),
    ]);
  },
};

/** A pig with a slot in its back. */
const moneyPig: Clutter = {
  name: "money pig",
  build(random) {
    const s = random.between(0.035, 0.05);
    const skin = drawColour(random, [
      "pink",
      "pink",
      "white",
      "blue",
      "yellow",
      "green",
      "black",
    ]).rgb;
    const print = random.chance(0.35) ? onSides(drawPattern(random)) : () => skin;
    const leg = (x: number, y: number) =>
      cylinder(s * 0.2, s * 0.24, 0, s * 0.6, 10).translate(x * s, y * s, 0);
    const ear = (side: number) =>
      place(ellipsoid([s * 0.08, s * 0.22, s * 0.26], 8, 5), {
        roll: side * -0.4,
        at: [s * 0.85, side * s * 0.42, s * 1.75],
      });
    const middle: Vec3 = [0, 0, s * 1.12];
    return settled([
      part(
        {
          colour: skin,
          gloss: 0.7,
          paint: (point, normal) =>
            normal[2] > 0.8 && Math.abs(point[0]) < s * 0.4 && Math.abs(point[1]) < s * 0.05
              ? DARK
              : print(point, normal),
        },
        ellipsoid([s * 1.25, s * 0.92, s * 0.9], 20, 12).translate(...middle),
      ),
      part(
        { colour: skin, gloss: 0.7 },
        leg(-0.6, -0.4),
        leg(-0.6, 0.4),
        leg(0.6, -0.4),
        leg(0.6, 0.4),
        ear(-1),
        ear(1),
        hoop(s * 0.16, s * 0.05, 12, 5)
          .rotateX(Math.PI / 2)
          .translate(-s * 1.3, 0, s * 1.3),
      ),
      part(
        { colour: mix(skin, [0.6, 0.15, 0.15], 0.25), gloss: 0.7 },
        place(cylinder(s * 0.36, s * 0.32, 0, s * 0.35, 14), {
          pitch: Math.PI / 2,
          at: [s * 1.1, 0, s * 1.15],
        }),
      ),
      part(
        { colour: DARK, gloss: 0.9 },
        ...[-1, 1].map((side) =>
          ellipsoid([s * 0.07, s * 0.07, s * 0.07], 6, 4).translate(
            s * 1.05,
            side * s * 0.36,
            s * 1.42,
          ),
        ),
        ...[-1, 1].map((side) =>
          place(cylinder(s * 0.06, s * 0.06, 0, s * 0.01, 6), {
            pitch: Math.PI / 2,
            at: [s * 1.448, side * s * 0.13, s * 1.15],
          }),
        ),
      ),
    ]);
  },
};

/** A round mirror in a ring on a foot. */
const standMirror: Clutter = {
  name: "mirror on a foot",
  build(random) {
    const r = random.between(0.05, 0.075);
    const metal = random.chance(0.7) ? drawMetal(random) : drawColour(random, COLOUR_NAMES).rgb;
    const stem = random.between(0.03, 0.09);
    const high = Math.min(0.235 - r, stem + r + 0.008);
    const lean = Math.PI / 2 - random.between(0.1, 0.4);
    const glass: Rgb = [0.42, 0.47, 0.5];
    const sky: Rgb = [0.7, 0.73, 0.74];
    const shine = random.between(-0.5, 0.5);
    const face = part(
      {
        colour: glass,
        gloss: 1,
        glare: 0.4,
        paint: ([x, y]) =>
          y > shine * r + x * 0.5 && y < shine * r + x * 0.5 + r * 0.5 ? sky : glass,
      },
      cylinder(r, r, -0.002, 0.002, 28),
    );
    const ring = part(
      { colour: metal, gloss: 0.8 },
      hoop(r, 0.004, 28, 6),
      cylinder(r * 0.97, r * 0.97, -0.005, -0.001, 24),
    );
    return settled([
      laid(face, { roll: lean, at: [0, 0, high] }),
      laid(ring, { roll: lean, at: [0, 0, high] }),
      part(
        { colour: metal, gloss: 0.8 },
        lathe(
          [
            [0, 0],
            [r * 0.75, 0],
            [r * 0.75, 0.004],
            [0.008, 0.012],
            [0.004, 0.02],
            [0.004, high - r + 0.002],
            [0, high - r + 0.004],
          ],
          22,
        ),
      ),
    ]);
  },
};

/** Things that are kept for their looks. */
export const ORNAMENTS: readonly Clutter[] = [stuffedAnimal, trophy, moneyPig, standMirror];
