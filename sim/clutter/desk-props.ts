import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { laid, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { noise } from "../kinds/patterns.ts";
import { box, lathe, place, tube } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Random } from "../random.ts";
import type { Clutter } from "./clutter.ts";
import { block, collar, pillar, rod, settled, upright } from "./forms.ts";
import { drawMetal, drawWood } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

const CREAM: Rgb = [0.74, 0.72, 0.65];

/** A picture of hills, or one of plain fields, in a leaning frame with a leg behind it. */
const pictureFrame: Clutter = {
  name: "picture frame",
  build(random) {
    const [wide, high] = [random.between(0.09, 0.17), random.between(0.11, 0.2)];
    const bar = random.between(0.008, 0.018);
    const rim = drawColour(random, COLOUR_NAMES).rgb;
    const wood = random.chance(0.5) ? drawWood(random) : () => rim;
    const frame = part(
      { colour: rim, paint: wood, gloss: 0.25 },
      box([wide, 0.014, bar], [0, 0, bar / 2]),
      box([wide, 0.014, bar], [0, 0, high - bar / 2]),
      box([bar, 0.0135, high - 0.0004], [bar / 2 - wide / 2, 0, high / 2]),
      box([bar, 0.0135, high - 0.0004], [wide / 2 - bar / 2, 0, high / 2]),
    );
    const picture = drawPicture(random, wide, high);
    const sheet = part(
      { colour: CREAM, paint: ([x, , z]) => picture(x, z), gloss: 0.35 },
      box([wide - bar, 0.006, high - bar], [0, 0.001, high / 2]),
    );
    const lean = { roll: -random.between(0.16, 0.26) };
    const leg = part(
      { colour: DARK },
      tube(
        [
          [0, high * 0.16, high * 0.68],
          [0, high * 0.3, high * 0.34],
          [0, high * 0.44, 0.004],
        ],
        0.005,
        6,
      ),
    );
    return settled([laid(frame, lean), laid(sheet, lean), leg]);
  },
};

function drawPicture(random: Random, wide: number, high: number) {
  const [sky, far, near] = [0, 1, 2].map(() => drawColour(random, COLOUR_NAMES).rgb);
  const sun = [random.between(-0.25, 0.25) * wide, high * random.between(0.62, 0.75)] as const;
  const round = wide * random.between(0.07, 0.16);
  const wave = random.between(30, 90);
  const mat = wide * random.pick([0, 0.36, 0.38]);
  return (x: number, z: number): Rgb => {
    if (mat > 0 && (Math.abs(x) > mat || Math.abs(z / high - 0.5) > 0.36)) return CREAM;
    const [dx, dz] = [x - sun[0], z - sun[1]];
    if (z < high * (0.3 + 0.06 * Math.sin(x * wave + 2))) return near!;
    if (z < high * (0.45 + 0.1 * Math.sin(x * wave * 0.6))) return far!;
    return dx * dx + dz * dz < round * round ? shaded(far!, 1.6) : sky!;
  };
}

/** A long arm over a long foot, open at the front (+x). */
const stapler: Clutter = {
  name: "stapler",
  build(random) {
    const long = random.between(0.1, 0.15);
    const wide = random.between(0.026, 0.036);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const open = -random.between(0.08, 0.2);
    const back: Vec3 = [-long * 0.42, 0, 0.02];
    return settled([
      part({ colour: DARK, gloss: 0.3 }, block([long, wide, 0.01], wide * 0.3, 0.002)),
      part(
        { colour: drawMetal(random), gloss: 0.8 },
        box([long * 0.1, wide * 0.4, 0.002], [long * 0.4, 0, 0.011]),
        place(box([long * 0.9, wide * 0.6, 0.007], [long * 0.43, 0, 0]), { pitch: open, at: back }),
        box([0.016, wide * 0.9, 0.03], [-long * 0.42, 0, 0.02]),
      ),
      laid(
        part(
          { colour, gloss: 0.5 },
          place(block([long * 0.98, wide, 0.02], wide * 0.4, 0.006), {
            at: [long * 0.43, 0, 0.002],
          }),
        ),
        { pitch: open, at: back },
      ),
    ]);
  },
};

/** A roll between two cheeks, its strip drawn to a toothed edge. */
const tapeDispenser: Clutter = {
  name: "tape dispenser",
  build(random) {
    const r = random.between(0.028, 0.036);
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    const tape = random.pick<Rgb>([
      [0.5, 0.36, 0.16],
      [0.7, 0.68, 0.6],
      [0.3, 0.5, 0.6],
    ]);
    const [middle, edge]: [Vec3, Vec3] = [
      [-0.025, 0, r + 0.008],
      [0.055, 0, 0.038],
    ];
    const cheek = (y: number) =>
      upright(
        [
          [0.06, 0],
          [0.062, 0.034],
          [0.05, 0.036],
          [0, middle[2]],
          [-0.025, middle[2] + r * 0.35],
          [-0.05, middle[2]],
          [-0.066, 0],
        ],
        y - 0.002,
        y + 0.002,
      );
    const strip = [edge[0] - middle[0], edge[2] - middle[2] - r] as const;
    const long = Math.sqrt(strip[0] * strip[0] + strip[1] * strip[1]);
    return settled([
      part(
        { colour, gloss: 0.45 },
        block([0.128, 0.046, 0.02], 0.01, 0.003),
        cheek(-0.018),
        cheek(0.018),
      ),
      part(
        { colour: tape, gloss: 0.5 },
        collar(r * 0.45, r, -0.011, 0.011, 26)
          .rotateX(Math.PI / 2)
          .translate(...middle),
        place(box([long, 0.02, 0.0006]), {
          pitch: Math.atan2(-strip[1], strip[0]),
          at: [middle[0] + strip[0] / 2, 0, middle[2] + r + strip[1] / 2],
        }),
      ),
      part({ colour: [0.5, 0.5, 0.52], gloss: 0.8 }, box([0.005, 0.03, 0.012], [0.063, 0, 0.036])),
    ]);
  },
};

/** Land and sea on a tilted ball, held by half a ring. */
const globe: Clutter = {
  name: "globe",
  build(random) {
    const r = random.between(0.045, 0.07);
    const sea = random.pick<Rgb>([
      [0.1, 0.25, 0.5],
      [0.35, 0.5, 0.6],
      [0.6, 0.5, 0.32],
      [0.04, 0.06, 0.1],
    ]);
    const [land, high] = [0, 1].map(
      () => drawColour(random, ["green", "beige", "brown", "orange", "yellow"]).rgb,
    );
    const salt = random.below(1000);
    const profile = Array.from({ length: 13 }, (_, k) => {
      const rise = Math.PI * (k / 12 - 0.5);
      return [k % 12 === 0 ? 0 : r * Math.cos(rise), r * Math.sin(rise)] as const;
    });
    const ball = part(
      {
        colour: sea,
        gloss: 0.5,
        paint: (point) => {
          const height = 0.75 * noise(point, r * 0.6, salt) + 0.25 * noise(point, r * 0.25, salt);
          return height > 0.6 ? high! : height > 0.5 ? land! : sea;
        },
      },
      lathe(profile, 22),
    );
    const middle: Vec3 = [0, 0, r * 1.25 + 0.022];
    const arc = Array.from({ length: 13 }, (_, k): Vec3 => {
      const angle = Math.PI * (k / 12 - 0.5);
      return [r * 1.1 * Math.cos(angle), 0, r * 1.1 * Math.sin(angle)];
    });
    const lean = { pitch: 0.41, at: middle };
    return settled([
      laid(ball, lean),
      laid(
        part(
          { colour: drawMetal(random), gloss: 0.7 },
          tube(arc, 0.003, 6),
          rod([0, 0, -r * 1.1], [0, 0, r * 1.1], 0.002, 6),
        ),
        lean,
      ),
      part(
        { colour: DARK, paint: drawWood(random), gloss: 0.4 },
        pillar(
          [r * 1.3, r * 1.3],
          r * 0.64,
          [
            [0, 0],
            [0, 0],
            [0, 0.006],
            [r * 0.5, 0.014],
            [r * 0.54, 0.022 + r * 0.16],
            [r * 0.54, 0.022 + r * 0.16],
          ],
          5,
        ),
      ),
    ]);
  },
};

/** Things of a desk or a shelf. */
export const DESK_PROPS: readonly Clutter[] = [pictureFrame, stapler, tapeDispenser, globe];
