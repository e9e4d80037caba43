import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { fromAxis, mix, noise, smoothStep } from "./patterns.ts";
import {
  cylinder,
  deform,
  disc,
  ellipsoid,
  lathe,
  type ProfilePoint,
  place,
  tube,
} from "./shapes.ts";
import type { MaterialName } from "./words.ts";

/** One jar and its candle; metres and radians. */
export type CandleLook = {
  readonly jar: Colour;
  readonly second: Rgb;
  readonly material: MaterialName;
  readonly decor: "plain" | "label" | "dip";
  readonly wax: Rgb;
  readonly radius: number;
  readonly footRadius: number;
  readonly height: number;
  readonly wall: number;
  readonly gloss: number;
  /** How deep under the rim the wax stood when new: the rim hides it from the sides. */
  readonly depth: number;
  /** Where the wick leans to. */
  readonly lean: number;
  readonly salt: number;
};

const FLOOR = 0.006;
const SOOT: Rgb = [0.02, 0.018, 0.016];
const WHITE: Rgb = [0.86, 0.85, 0.8];
/** How deep a candle that has burnt is hollow. */
const HOLLOW = 0.0125;
/** A flame's outline: radius in metres at a share of its height. */
const FLAME: readonly ProfilePoint[] = [
  [0, 0],
  [0.0066, 0.1],
  [0.0094, 0.26],
  [0.008, 0.5],
  [0.0044, 0.78],
  [0, 1],
];

function drawLook(random: Random): CandleLook {
  const material = random.pick(["ceramic", "ceramic", "metal"] as const);
  const radius = random.between(0.034, 0.041);
  return {
    jar: drawColour(random, [
      "white",
      "grey",
      "beige",
      "green",
      "blue",
      "pink",
      "orange",
      "yellow",
    ]),
    second: drawColour(random, ["white", "brown", "black", "blue", "green"]).rgb,
    material,
    decor: random.pick(["plain", "label", "dip"] as const),
    // Neither so pale nor so dark that a white or a black wick is lost on it.
    wax: mix(
      drawColour(random, ["beige", "pink", "orange", "green", "blue", "red"]).rgb,
      WHITE,
      0.15,
    ),
    radius,
    footRadius: radius * random.between(0.88, 1),
    height: random.between(0.075, 0.092),
    wall: material === "metal" ? 0.0014 : random.between(0.003, 0.004),
    gloss: material === "metal" ? 0.7 : random.between(0.15, 0.5),
    depth: radius * random.between(0.86, 0.94),
    lean: random.between(0, 2 * Math.PI),
    salt: random.below(1_000_000),
  };
}

const outerRadius = ({ footRadius, radius, height }: CandleLook, z: number) =>
  footRadius + (radius - footRadius) * (z / height);
const innerRadius = (look: CandleLook, z: number) => outerRadius(look, z) - look.wall;

/** Glaze or tin, and a dip or label of another colour. */
function jarColour({ decor, jar, second, height, salt }: CandleLook, p: Vec3): Rgb {
  const share = p[2] / height;
  const isLabel = p[1] < 0 && Math.abs(p[0]) < 0.019 && Math.abs(share - 0.5) < 0.22;
  const isDip = share < 0.35 + 0.1 * noise([p[0], p[1], 0], 0.015, salt);
  return (decor === "label" && isLabel) || (decor === "dip" && isDip) ? second : jar.rgb;
}

type Soot = (p: Vec3, clean: Rgb) => Rgb;

/** The opaque jar; its inside may be sooty below the rim, and lit by a flame. */
function jar(look: CandleLook, soot: Soot = (_p, clean) => clean, lit = false): Part[] {
  const { radius, footRadius, height, wall } = look;
  const outside: ProfilePoint[] = [
    [0, 0],
    [footRadius - 0.002, 0],
    [footRadius, 0.002],
    [radius, height - 0.001],
    [radius - wall / 2, height],
  ];
  const rows = [1, 0.8, 0.55, 0.3, 0];
  const inside: ProfilePoint[] = [
    [radius - wall / 2, height],
    ...rows.map((s): ProfilePoint => {
      const z = FLOOR + (height - 0.001 - FLOOR) * s;
      return [innerRadius(look, z), z];
    }),
    [0, FLOOR],
  ];
  const inner = mix(look.jar.rgb, [0.7, 0.69, 0.66], 0.6);
  return [
    part(
      { colour: look.jar.rgb, paint: (p) => jarColour(look, p), gloss: look.gloss },
      lathe(outside, 32),
    ),
    part(
      {
        colour: inner,
        paint: (p) => soot(p, inner),
        gloss: 0.3,
        emission: lit ? [0.42, 0.19, 0.04] : [0, 0, 0],
      },
      lathe(inside, 32),
    ),
  ];
}

const waxHeight = (look: CandleLook) => look.height - look.depth;

/** A braided wick that bends over, so that it shows from above. */
function wick(look: CandleLook, foot: number, colour: Rgb): Part {
  const [x, y] = [Math.cos(look.lean), Math.sin(look.lean)];
  const path = [0, 0.35, 0.7, 1].map((s): Vec3 => {
    const out = 0.015 * s * s;
    return [x * out, y * out, foot - 0.001 + 0.0125 * s - 0.004 * s * s];
  });
  return part({ colour }, tube(path, 0.0029, 8));
}

/** Never lit: wax level up to the wall, a white wick. */
function fresh(look: CandleLook): Part[] {
  const z = waxHeight(look);
  const wax = disc(innerRadius(look, z) + 0.0004, z, 32);
  return [...jar(look), part({ colour: look.wax, gloss: 0.35 }, wax), wick(look, z, WHITE)];
}

/** Burnt before: dark, hollow wax round a black wick, with a pale collar left at the wall. */
function hollow(look: CandleLook, random: Random, molten: boolean): Part[] {
  const top = waxHeight(look);
  const floor = top - HOLLOW;
  const r = innerRadius(look, top) + 0.0004;
  const salt = random.below(1_000_000);
  const profile: ProfilePoint[] = [
    [r, top],
    [r * 0.9, top - 0.001],
    [r * 0.82, top - 0.003],
    [r * 0.74, floor + 0.001],
    [r * 0.66, floor],
    [0, floor],
  ];
  const shape = deform(lathe(profile, 36), (p) => {
    const ragged = 1 + 0.2 * (noise([p[0], p[1], 0], 0.02, salt) - 0.5);
    return fromAxis(p) > r * 0.95 ? p : [p[0] * ragged, p[1] * ragged, p[2]];
  });
  const pale = mix(look.wax, WHITE, 0.4);
  const deep = mix(look.wax, SOOT, 0.18);
  const paint = (p: Vec3): Rgb => {
    if (p[2] > floor + 0.004) return pale;
    return mix(deep, SOOT, 0.5 * smoothStep(0.012, 0.004, fromAxis(p)) * noise(p, 0.003, salt));
  };
  const wax = part({ colour: look.wax, paint, gloss: molten ? 0.9 : 0.25 }, shape);
  return [wax, wick(look, floor, SOOT)];
}

/** The tip of the flame stands over the rim, in a glow; the walls inside are lit. */
function burning(look: CandleLook, random: Random): Part[] {
  const foot = waxHeight(look) - HOLLOW + 0.009;
  const tall = look.height + random.between(0.014, 0.019) - foot;
  const [x, y] = [0.012 * Math.cos(look.lean), 0.012 * Math.sin(look.lean)];
  // Grey, so that what lies behind is not tinted.
  const light = (emission: Rgb, clear: number) => ({
    colour: [0.5, 0.5, 0.5] as const,
    emission,
    clear,
  });
  const flame = (wide: number, high: number, emission: Rgb, clear: number): Part => {
    const profile = FLAME.map(([r, z]): ProfilePoint => [r * wide, foot + tall * high * z]);
    return part(light(emission, clear), place(lathe(profile, 14), { at: [x, y, 0] }));
  };
  const glow = (size: number, emission: Rgb): Part => {
    const ball = ellipsoid([0.014 * size, 0.014 * size, 0.02 * size], 16, 10);
    return part(light(emission, 0.97), place(ball, { at: [x, y, look.height - 0.003] }));
  };
  return [
    ...jar(look, undefined, true),
    ...hollow(look, random, true),
    flame(1, 1, [2.6, 0.95, 0.08], 0.5),
    flame(0.6, 0.7, [2.6, 2.1, 1], 0),
    glow(1, [3.6, 1.6, 0.2]),
    glow(1.5, [2.6, 1, 0.1]),
  ];
}

/** Burnt out: the metal disc that held the wick lies on the bare floor; soot goes up the inside. */
function spent(look: CandleLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const aside = look.radius * 0.2;
  const at: Vec3 = [aside * Math.cos(look.lean), aside * Math.sin(look.lean), 0];
  const top = waxHeight(look) - 0.006;
  const soot: Soot = (p, clean) => {
    const ragged = top + 0.01 * (noise([p[0], p[1], 0], 0.012, salt) - 0.5);
    const wall = smoothStep(ragged, ragged - 0.012, p[2]);
    const cloud = 0.55 + 0.45 * noise(p, 0.008, salt + 1);
    const clear = p[2] < FLOOR + 0.001 ? smoothStep(0.5, 0.8, fromAxis(p) / look.footRadius) : 1;
    return mix(clean, SOOT, 0.92 * wall * cloud * (0.25 + 0.75 * clear));
  };
  return [
    ...jar(look, soot),
    part(
      { colour: [0.8, 0.81, 0.83], gloss: 0.9 },
      place(cylinder(0.0145, 0.014, FLOOR + 0.0004, FLOOR + 0.0016, 20), { at }),
    ),
    part(
      { colour: [0.4, 0.41, 0.43], gloss: 0.9 },
      place(cylinder(0.0036, 0.003, FLOOR + 0.0016, FLOOR + 0.005, 12), { at }),
    ),
  ];
}

/** A candle in an opaque jar: what is left of it shows from above alone. */
export const candle = kind<CandleLook>({
  name: "candle",
  drawLook,
  states: {
    new: fresh,
    burning,
    used: (look, random) => [...jar(look), ...hollow(look, random, false)],
    spent,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a flame, or a glow over the rim?",
      wordings: [
        "Is the candle burning?",
        "Does a flame or its light show in or above the jar?",
        "Has someone lit the candle, so that it glows?",
        "Does the candle glow with a flame?",
      ],
      truth: { new: "no", burning: "yes", used: "no", spent: "no" },
    },
    {
      ask: "Is there wax left in it?",
      wordings: [
        "Does the jar still hold wax?",
        "Has the candle any wax to burn?",
        "Can wax be seen inside the jar?",
        "Has the jar still any wax inside?",
      ],
      truth: { new: "yes", burning: "yes", used: "yes", spent: "no" },
    },
    {
      ask: "Is the wick black?",
      wordings: [
        "Has the wick been burnt dark?",
        "Does the candle have a charred wick?",
        "Is the candle's wick burnt and no longer white?",
        "Has the candle a dark, burnt wick?",
      ],
      truth: { new: "no", burning: "yes", used: "yes", spent: "no" },
    },
  ],
  colourName: (look) => look.jar.name,
  materialName: (look) => look.material,
  stateWords: {
    new: "level wax, a white wick",
    burning: "a flame over the rim",
    used: "hollow wax, a black wick",
    spent: "no wax, soot and a disc",
  },
});
