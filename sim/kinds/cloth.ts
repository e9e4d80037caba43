import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, drawColour, shaded } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { fromAxis, mix, noise, smoothStep } from "./patterns.ts";
import { lathe, ribbon, surface, twoSided } from "./shapes.ts";

type Pattern = "plain" | "bands" | "checks" | "dots" | "weave";

/**
 * One thick cloth. Folded, its two sides lie turned in over the middle and its near half over all of
 * this, so that the far fold (+y) runs between two walls and in front of a third.
 */
export type ClothLook = {
  readonly ground: Colour;
  readonly second: Rgb;
  readonly pattern: Pattern;
  readonly size: number;
  /** Half of the width between the two turned-in sides. */
  readonly gap: number;
  readonly gapLength: number;
  readonly salt: number;
};

/** How high the layers lie: the middle, the sides turned in over it, the near half over these. */
const MIDDLE = 0.011;
const SIDES = 0.06;
const OVER = 0.07;
/** The middle's far edge lies so far within the sides' far edges. */
const RECESS = 0.014;
/** The far edges of the lower layers lie so far within the uppermost's: it hides them from above. */
const UNDER = 0.011;
const UPPERMOST = 0.78;
const SPILLS: readonly Rgb[] = [
  [0.2, 0.075, 0.012],
  [0.36, 0.025, 0.015],
  [0.5, 0.23, 0.015],
];

function drawLook(random: Random): ClothLook {
  return {
    ground: drawColour(random, ["white", "white", "beige", "yellow", "pink", "blue", "green"]),
    second: drawColour(random, ["blue", "red", "white", "green", "grey"]).rgb,
    pattern: random.pick(["plain", "plain", "bands", "checks", "dots", "weave"] as const),
    size: random.between(0.175, 0.19),
    gap: random.between(0.034, 0.037),
    gapLength: random.between(0.08, 0.086),
    salt: random.below(1_000_000),
  };
}

/** Light enough for a wet patch or a stain to show on it. */
const groundOf = (look: ClothLook): Rgb => mix(look.ground.rgb, COLOURS.white, 0.22);

/** The woven or printed pattern, by place on the cloth. */
function patternAt(look: ClothLook, x: number, y: number): Rgb {
  const ground = groundOf(look);
  const second = mix(look.second, ground, 0.25);
  const [u, v] = [(x + 1) / 0.03, (y + 1) / 0.03];
  const [a, b] = [u - Math.floor(u), v - Math.floor(v)];
  switch (look.pattern) {
    case "plain":
      return ground;
    case "bands":
      return Math.abs(Math.abs(x) - look.size * 0.36) < 0.006 ? second : ground;
    case "checks":
      return mix(ground, second, (a < 0.3 ? 0.4 : 0) + (b < 0.3 ? 0.4 : 0));
    case "dots":
      return (a - 0.5) * (a - 0.5) + (b - 0.5) * (b - 0.5) < 0.04 ? second : ground;
    case "weave":
      return shaded(ground, 0.86 + 0.2 * noise([x, y, 0], 0.003, look.salt));
  }
}

/** The pattern on the bundle's top and on its walls, unstretched. */
function woven(look: ClothLook, [x, y, z]: Vec3, [nx, ny, nz]: Vec3): Rgb {
  if (nz > 0.6) return patternAt(look, x, y);
  return Math.abs(nx) > Math.abs(ny) ? patternAt(look, z, y) : patternAt(look, x, z);
}

/** Where the bundle's walls stand: share of the half size, and share of the height there. */
const EDGE: readonly (readonly [out: number, lift: number])[] = [
  [1, 0],
  [1, 0.3],
  [0.997, 0.76],
  [0.975, 0.91],
  [0.925, 1],
];

/** Stations across the bundle: its two walls, and between them the given places. */
function stations(half: number, between: readonly number[]) {
  const wall = EDGE.map(([out, lift]) => ({ at: -out * half, lift }));
  const inner = between.map((at) => ({ at, lift: 1 }));
  return [...wall, ...inner, ...wall.map(({ at, lift }) => ({ at: -at, lift })).reverse()];
}

/** The top of the far fold, or its edges below the uppermost layer. */
type Place = "top" | "edges";
type Spoilt = (point: Vec3, clean: Rgb, place: Place) => Rgb;

/** Folded, in all states but one. What spoils it lies in the far fold: deeper than its three walls are far. */
function bundle(look: ClothLook, spoilt: Spoilt = (_point, clean) => clean): Part[] {
  const { size, gap, gapLength } = look;
  const half = size / 2;
  const over = half - gapLength;
  const side = [gap + 0.02, gap + 0.007, gap + 0.003, gap - 0.001, gap * 0.5];
  const xs = stations(half, [...side.map((x) => -x), 0, ...side.toReversed()]);
  const ys = stations(half, [
    -0.055,
    -0.03,
    over - 0.012,
    over - 0.005,
    over,
    over + 0.003,
    over + 0.02,
    over + 0.036,
    half - 0.018,
  ]);
  const shape = surface(xs.length - 1, ys.length - 1, (u, v) => {
    const [x, y] = [xs[Math.round(u * (xs.length - 1))]!, ys[Math.round(v * (ys.length - 1))]!];
    const open =
      smoothStep(gap + 0.005, gap, Math.abs(x.at)) * smoothStep(over - 0.006, over + 0.001, y.at);
    const covered = smoothStep(over + 0.002, over - 0.012, y.at);
    const top = SIDES + (OVER - SIDES) * covered + (MIDDLE - SIDES) * open;
    const soft = 0.0035 * (noise([x.at, y.at, 0], 0.04, look.salt) - 0.5);
    const drawnIn = RECESS * open * smoothStep(half * 0.7, half * 0.93, y.at);
    const lift = Math.min(x.lift, y.lift);
    const under =
      UNDER * smoothStep(0.9, 0.77, lift) * (1 - open) * smoothStep(half * 0.8, half * 0.92, y.at);
    return [x.at, y.at - drawnIn - under, lift * (top + soft)];
  });
  const paint = (p: Vec3, normal: Vec3): Rgb => {
    const clean = woven(look, p, normal);
    const layer = p[2] / 0.0125 - Math.floor(p[2] / 0.0125);
    const seam = normal[2] < 0.45 && p[2] < OVER - 0.004 && layer > 0.86;
    const deep = p[1] > over - 0.004 && p[2] < MIDDLE + 0.003 && Math.abs(p[0]) < gap - 0.006;
    const edges = p[1] > half - UNDER - 0.006 && normal[1] > 0.5 && Math.abs(p[0]) > gap + 0.007;
    const place = deep ? "top" : edges && p[2] < SIDES * UPPERMOST ? "edges" : undefined;
    const worn = place === undefined ? clean : spoilt(p, clean, place);
    return seam ? shaded(worn, 0.55) : worn;
  };
  return [part({ colour: groundOf(look), paint, gloss: 0.02 }, shape)];
}

/** The edges of the far fold have soaked, and one of them hangs out, under the uppermost layer. */
function damp(look: ClothLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const dark = random.between(0.08, 0.12);
  const wet: Spoilt = (p, clean, place) => {
    const risen = SIDES * (0.52 + 0.24 * noise([p[0], 0, 0], 0.022, salt));
    if (place === "top" || p[2] > risen) return clean;
    return mix(shaded(clean, dark), clean, 0.12 * noise(p, 0.02, salt));
  };
  const half = look.size / 2;
  const far = half - UNDER;
  const wide = (half - look.gap - 0.026) / 2;
  const x = (random.chance(0.5) ? 1 : -1) * (look.gap + 0.008 + wide);
  const line: Vec3[] = [
    [x, far - 0.006, 0.042],
    [x, far, 0.0415],
    [x, far + 0.0022, 0.038],
    [x, far + 0.0025, 0.02],
    [x, far + 0.0025, 0.004],
  ];
  const { upper, lower } = ribbon(
    line,
    () => [-1, 0, 0],
    () => wide,
    0.004,
    -0.0005,
  );
  const paint = (p: Vec3, normal: Vec3): Rgb => {
    const hem = Math.abs(p[2] - 0.0105) < 0.0015;
    return shaded(woven(look, p, normal), hem ? 0.45 : dark * 0.7);
  };
  return [
    ...bundle(look, wet),
    part({ colour: shaded(groundOf(look), dark), paint, gloss: 0.35 }, upper, lower),
  ];
}

/** Spills in the far fold, each darker at its rim. */
function dirty(look: ClothLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const spill = random.pick(SPILLS);
  const other = random.pick(SPILLS);
  return bundle(look, (p, clean) => {
    const spread = noise(p, 0.021, salt);
    const colour = noise(p, 0.05, salt + 1) > 0.5 ? spill : other;
    const dry = 0.55 + 0.3 * smoothStep(0.56, 0.45, spread);
    return mix(clean, colour, spread > 0.43 ? dry + 0.1 : 0);
  });
}

/** Spread over a dish whose near side it leaves bare. */
function covering(look: ClothLook, random: Random): Part[] {
  const rim = random.between(0.058, 0.066);
  const high = random.between(0.048, 0.06);
  const bare = -0.053;
  const half = 0.1;
  const cloth = surface(18, 18, (u, v) => {
    const [x, y] = [half * (2 * u - 1), half * (2 * v - 1) + 0.007];
    const away = Math.sqrt(x * x + (y - bare) * (y - bare));
    const turn = Math.atan2(y - bare, x);
    const falls = smoothStep(rim - 0.004, rim + 0.042, away);
    const folds = 0.007 * Math.cos(9 * turn + look.salt) * smoothStep(rim, rim + 0.03, away);
    const sag = 0.006 * smoothStep(rim, 0, away);
    const soft = 0.006 * noise([x, y, 0], 0.03, look.salt);
    return [x, y, 0.0045 + (high - sag) * (1 - falls) + Math.max(0, folds * (0.35 + falls)) + soft];
  });
  const glaze = drawColour(random, ["white", "blue", "brown", "red"]).rgb;
  const dish = lathe(
    [
      [0, 0],
      [rim * 0.55, 0],
      [rim * 0.8, high * 0.35],
      [rim, high - 0.003],
      [rim - 0.002, high - 0.001],
      [rim - 0.005, high - 0.004],
      [rim * 0.7, high * 0.4],
      [0, 0.006],
    ],
    24,
  ).translate(0, bare, 0);
  const paint = (p: Vec3) => patternAt(look, p[0], p[1]);
  return [
    part({ colour: groundOf(look), paint, gloss: 0.02 }, twoSided(cloth, 0.0025)),
    part(
      {
        colour: glaze,
        gloss: 0.5,
        paint: (p) => shaded(glaze, fromAxis([p[0], p[1] - bare, 0]) > rim - 0.001 ? 1.1 : 1),
      },
      dish,
    ),
  ];
}

/** A thick cloth, folded: what spoils it lies in its far fold, seen from behind and above alone. */
export const cloth = kind<ClothLook>({
  name: "cloth",
  drawLook,
  states: { folded: (look) => bundle(look), damp, dirty, covering },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a dark wet patch, or an edge hanging wet?",
      wordings: [
        "Is a part of the cloth dark and wet?",
        "Does a wet edge of the cloth hang down?",
        "Has the cloth got wet, so that a patch of it is darker?",
        "Is a patch or a hanging edge of the cloth dark and wet?",
      ],
      truth: { folded: "no", damp: "yes", dirty: "no", covering: "no" },
    },
    {
      ask: "Are there stains on the cloth?",
      wordings: [
        "Is the cloth stained?",
        "Has something been spilt on the cloth and left stains?",
        "Do dirty spots show on the cloth?",
        "Has the cloth got dirty stains on it?",
      ],
      truth: { folded: "no", damp: "no", dirty: "yes", covering: "no" },
    },
  ],
  colourName: (look) => look.ground.name,
  materialName: () => "cloth",
  stateWords: {
    folded: "neatly folded, clean and dry",
    damp: "a wet edge hanging out",
    dirty: "stains in the far fold",
    covering: "laid over a dish",
  },
});
