import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { curve, laid, part } from "../kinds/flat-shapes.ts";
import type { Part, Rgb } from "../kinds/kind.ts";
import { around, fromAxis, noise } from "../kinds/patterns.ts";
import { box, cylinder, deform, lathe, slab, tube } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Random } from "../random.ts";
import type { Clutter } from "./clutter.ts";
import { hoop, type Outline, settled } from "./forms.ts";
import { drawMetal, drawPattern } from "./prints.ts";

/** One to three coins, side by side. */
const coins: Clutter = {
  name: "coins",
  build: (random) =>
    settled(
      Array.from({ length: 1 + random.below(3) }, (_, k) => {
        const r = random.between(0.008, 0.012);
        const [metal, salt] = [drawMetal(random), random.below(1000)];
        const relief = (point: Vec3) => {
          const edge = fromAxis(point) > r * 0.86;
          return shaded(metal, edge ? 1.1 : 0.7 + 0.5 * noise(point, 0.003, salt));
        };
        const at: Vec3 = [
          k * 0.025 - (k === 2 ? 0.034 : 0),
          k * random.between(-0.004, 0.004) + (k === 2 ? 0.022 : 0),
          0,
        ];
        return laid(
          part({ colour: metal, paint: relief, gloss: 0.8 }, cylinder(r, r, 0, 0.002, 20)),
          { at },
        );
      }),
    ),
};

/** A wire bent three times. */
const paperClip: Clutter = {
  name: "paper clip",
  build(random) {
    const s = random.between(0.8, 1.25);
    const bends = [
      [10, 4],
      [-11, 4],
      [-15, 0.6],
      [-11, -3.4],
      [12, -3.4],
      [15, -0.4],
      [12, 2.6],
      [-7, 2.6],
      [-9.6, 0.4],
      [-7, -1.8],
      [6, -1.8],
    ] as const;
    const path = bends.map(
      ([x, y], k): Vec3 => [x * s * 0.001, y * s * 0.001, 0.0006 + k * 0.00008],
    );
    const colour = random.chance(0.5) ? drawMetal(random) : drawColour(random, COLOUR_NAMES).rgb;
    return settled([part({ colour, gloss: 0.8 }, tube(curve(path, 2), 0.0005 * s, 6))]);
  },
};

/** A button of a coat or a shirt, with two or four dark holes. */
const button: Clutter = {
  name: "button",
  build(random) {
    const r = random.between(0.007, 0.015);
    const [colour, holes] = [drawColour(random, COLOUR_NAMES).rgb, random.pick([2, 4])];
    const dark = shaded(colour, 0.15);
    const paint = (point: Vec3): Rgb => {
      const nearest = Math.floor((around(point) * holes) / (2 * Math.PI) + 0.5);
      const angle = (nearest * 2 * Math.PI) / holes;
      const [dx, dy] = [point[0] - r * 0.3 * Math.cos(angle), point[1] - r * 0.3 * Math.sin(angle)];
      return dx * dx + dy * dy < r * r * 0.015
        ? dark
        : fromAxis(point) > r * 0.74
          ? shaded(colour, 1.2)
          : colour;
    };
    const profile = [
      [0, 0],
      [r * 0.9, 0],
      [r, 0.0016],
      [r * 0.94, 0.003],
      [r * 0.74, 0.0028],
      [r * 0.68, 0.0018],
      [0, 0.0018],
    ] as const;
    return settled([part({ colour, paint, gloss: 0.6 }, lathe(profile, 20))]);
  },
};

/** A crown cap, printed side up. */
const bottleCap: Clutter = {
  name: "bottle cap",
  build(random) {
    const [r, teeth] = [random.between(0.0135, 0.0155), 17];
    const [ground, mark] = [
      drawColour(random, COLOUR_NAMES).rgb,
      drawColour(random, COLOUR_NAMES).rgb,
    ];
    const points = 5 + random.below(4);
    const paint = (point: Vec3): Rgb => {
      const star = r * (0.42 + 0.16 * Math.cos(points * around(point)));
      const from = fromAxis(point);
      return from < star || (from > r * 0.68 && from < r * 0.74) ? mark : ground;
    };
    const cap = lathe(
      [
        [0, 0.0003],
        [r, 0.0003],
        [r * 1.06, 0],
        [r * 0.95, 0.004],
        [r * 0.84, 0.006],
        [0, 0.0062],
      ],
      2 * teeth,
    );
    deform(cap, (point) => {
      const tooth = point[2] < 0.005 ? 1 + 0.035 * Math.cos(teeth * around(point)) : 1;
      return [point[0] * tooth, point[1] * tooth, point[2]];
    });
    return settled([part({ colour: ground, paint, gloss: 0.7 }, cap)]);
  },
};

const PIPS: readonly (readonly (readonly [number, number])[])[] = [
  [[0, 0]],
  [
    [-1, -1],
    [1, 1],
  ],
  [
    [-1, -1],
    [0, 0],
    [1, 1],
  ],
  [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ],
  [
    [-1, -1],
    [-1, 1],
    [0, 0],
    [1, -1],
    [1, 1],
  ],
  [
    [-1, -1],
    [-1, 0],
    [-1, 1],
    [1, -1],
    [1, 0],
    [1, 1],
  ],
];

function oneDie(random: Random, at: Vec3): Part {
  const colour = drawColour(random, COLOUR_NAMES).rgb;
  const ink: Rgb = colour[1] > 0.2 ? [0.03, 0.03, 0.03] : [0.8, 0.8, 0.78];
  const [size, up] = [0.0074, random.below(6)];
  const paint = ([x, y, z]: Vec3, [nx, ny, nz]: Vec3): Rgb => {
    const lies = Math.abs(nz) > 0.5;
    const face = PIPS[(up + (lies ? 0 : Math.abs(nx) > Math.abs(ny) ? 1 : 3)) % 6]!;
    const [a, b] = lies ? [x, y] : Math.abs(nx) > Math.abs(ny) ? [y, z] : [x, z];
    const isPip = face.some(([i, j]) => {
      const [da, db] = [a - i * size * 0.27, b - j * size * 0.27];
      return da * da + db * db < size * size * 0.012;
    });
    return isPip ? ink : colour;
  };
  return laid(part({ colour, paint, gloss: 0.6 }, box([size, size, size])), {
    yaw: random.between(0, 3),
    at,
  });
}

/** One to three small dice. */
const dice: Clutter = {
  name: "dice",
  build: (random) =>
    settled(
      Array.from({ length: 1 + random.below(3) }, (_, k) =>
        oneDie(random, [(k - 1) * 0.017, random.between(-0.012, 0.012), 0]),
      ),
    ),
};

/** A printed tag on a split ring. */
const keyTag: Clutter = {
  name: "key tag",
  build(random) {
    const [long, wide] = [random.between(0.026, 0.036), random.between(0.014, 0.022)];
    const isRound = random.chance(0.4);
    const count = isRound ? 20 : 6;
    const outline: Outline = isRound
      ? Array.from({ length: count }, (_, k): readonly [number, number] => {
          const angle = (2 * Math.PI * k) / count;
          return [wide * 0.62 * Math.cos(angle), wide * 0.62 * Math.sin(angle)];
        })
      : [
          [-long / 2 + 0.005, -wide / 2],
          [long / 2, -wide / 2],
          [long / 2, wide / 2],
          [-long / 2 + 0.005, wide / 2],
          [-long / 2, wide / 4],
          [-long / 2, -wide / 4],
        ];
    const print = drawPattern(random);
    const left = isRound ? -wide * 0.62 : -long / 2;
    const ring = hoop(0.0075, 0.0008, 18, 5).translate(left - 0.004, 0, 0.0022);
    return settled([
      part(
        { colour: [0.5, 0.5, 0.5], paint: ([x, y]) => print(x, y), gloss: 0.5 },
        slab(outline, 0, 0.0024),
      ),
      part({ colour: drawMetal(random), gloss: 0.9 }, ring),
    ]);
  },
};

/** Small made things, as they come out of a pocket or a drawer. */
export const POCKET_LITTER: readonly Clutter[] = [
  coins,
  paperClip,
  button,
  bottleCap,
  dice,
  keyTag,
];
