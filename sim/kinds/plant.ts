import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { curve, laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, cellNoise, fromAxis, mix, noise } from "./patterns.ts";
import { ellipsoid, lathe, merge, place, surface, tube, twoSided } from "./shapes.ts";

/** A stalk from the soil outwards: bearing, how far out and how high it ends, how much it bows. */
type Stalk = {
  readonly turn: number;
  readonly out: number;
  readonly top: number;
  readonly bow: number;
  readonly size: number;
};

/** A plant in a pot, its leaves beyond the rim, so that the soil is free from above; metres. */
type PlantLook = {
  readonly pot: Colour;
  readonly second: Rgb;
  readonly decor: "plain" | "band" | "lip" | "zigzag";
  readonly shape: "round" | "lance" | "twig";
  readonly radius: number;
  readonly foot: number;
  readonly height: number;
  /** Height of the soil, so low that the rim hides it from the sides. */
  readonly soil: number;
  readonly leaf: Rgb;
  readonly vein: Rgb;
  readonly wet: Rgb;
  readonly dust: Rgb;
  readonly bark: Rgb;
  readonly stalks: readonly Stalk[];
  readonly salt: number;
};

const WALL = 0.0045;
const POTS: ColourName[] = [
  "orange",
  "orange",
  "white",
  "white",
  "grey",
  "blue",
  "yellow",
  "black",
];

function drawLook(random: Random): PlantLook {
  const pot = drawColour(random, POTS);
  const radius = random.between(0.046, 0.052);
  const height = random.between(0.082, 0.092);
  const shape = random.pick(["round", "lance", "twig"] as const);
  const count = shape === "twig" ? 6 : 8 + random.below(2);
  const start = random.between(0, 2 * Math.PI);
  return {
    pot,
    second: drawColour(random, ["white", "brown", "blue", "black", "red", "beige"]).rgb,
    decor: random.pick(["plain", "plain", "band", "lip", "zigzag"] as const),
    shape,
    radius,
    foot: radius * random.between(0.76, 0.92),
    height,
    soil: height - 0.039,
    leaf: [random.between(0.03, 0.14), random.between(0.22, 0.36), random.between(0.02, 0.08)],
    vein: random.chance(0.5) ? [0.3, 0.45, 0.12] : [0.05, 0.16, 0.04],
    wet: shaded([0.05, 0.03, 0.018], random.between(0.7, 1.2)),
    dust: shaded([0.74, 0.63, 0.46], random.between(0.92, 1.12)),
    bark: shaded([0.19, 0.1, 0.045], random.between(0.75, 1.2)),
    stalks: Array.from({ length: count }, (_, k) => ({
      turn: start + ((k + random.between(-0.2, 0.2)) * 2 * Math.PI) / count,
      out: random.between(0.065, 0.077),
      top: height + random.between(0.03, 0.075),
      bow: random.between(0.1, 0.4),
      size: random.between(0.85, 1.1),
    })),
    salt: random.below(1_000_000),
  };
}

function potColour(look: PlantLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  const cell = (around(point) / (2 * Math.PI) + 1) * 9;
  const saw = Math.abs(cell - Math.floor(cell) - 0.5) * 0.3;
  const marked = {
    plain: false,
    band: Math.abs(share - 0.5) < 0.09,
    lip: share > 0.795,
    zigzag: Math.abs(share - 0.38 - saw) < 0.06,
  }[look.decor];
  return marked ? look.second : look.pot.rgb;
}

/** Radius of the pot's wall below the collar. */
const wallRadius = ({ radius, foot, height }: PlantLook, z: number): number =>
  foot + (radius - foot) * (z / height);

function pot(look: PlantLook): Part {
  const { radius, foot, height, soil } = look;
  const collar = height * 0.8;
  const neck = wallRadius(look, collar);
  const shape = lathe(
    [
      [0, 0],
      [foot, 0],
      [neck, collar],
      [neck, collar],
      [radius, collar],
      [radius, collar],
      [radius, height - 0.001],
      [radius - WALL * 0.5, height],
      [radius - WALL, height - 0.001],
      [wallRadius(look, soil) - WALL, soil - 0.004],
    ],
    24,
  );
  return part(
    { colour: look.pot.rgb, paint: (point) => potColour(look, point), gloss: 0.2 },
    shape,
  );
}

/** Distances from a point to the nearest and the second nearest clod, in clods. */
function clods([x, y]: Vec3, size: number, salt: number): [nearest: number, next: number] {
  const [u, v] = [x / size, y / size];
  let [nearest, next] = [9, 9];
  for (let i = Math.floor(u) - 1; i <= Math.floor(u) + 1; i++) {
    for (let j = Math.floor(v) - 1; j <= Math.floor(v) + 1; j++) {
      const dx = i + 0.15 + 0.7 * cellNoise(i, j, 0, salt) - u;
      const dy = j + 0.15 + 0.7 * cellNoise(i, j, 1, salt) - v;
      const far = Math.sqrt(dx * dx + dy * dy);
      if (far < nearest) [nearest, next] = [far, nearest];
      else if (far < next) next = far;
    }
  }
  return [nearest, next];
}

/** Dark and crumbly; or pale, cracked into clods and shrunk from the pot. */
function soil(look: PlantLook, dry: boolean): Part {
  const edge = wallRadius(look, look.soil) - WALL + 0.001;
  const { wet, dust, salt } = look;
  const dark: Rgb = [0.035, 0.024, 0.016];
  const paint = (point: Vec3): Rgb => {
    const grain = noise(point, 0.003, salt);
    if (!dry) return mix(wet, shaded(wet, 2.2), grain * grain);
    const [nearest, next] = clods(point, 0.021, salt);
    const shrunk = fromAxis(point) > edge - 0.004 * noise(point, 0.012, salt);
    return shrunk || next - nearest < 0.1 ? dark : mix(dust, shaded(dust, 0.75), grain);
  };
  const ground = lathe(
    [
      [edge, look.soil],
      [edge * 0.6, look.soil + 0.001],
      [0, look.soil + 0.002],
    ],
    24,
  );
  return part({ colour: dry ? dust : wet, paint }, ground);
}

/** From the middle of the soil up over the rim and out. */
function path(look: PlantLook, { turn, out, top, bow }: Stalk): Vec3[] {
  const at = (far: number, z: number): Vec3 => [far * Math.cos(turn), far * Math.sin(turn), z];
  const rise = top - look.soil;
  return curve(
    [
      at(0.006, look.soil - 0.002),
      at(look.radius * 0.42, look.soil + rise * 0.4),
      at(look.radius * 0.8, look.soil + rise * (0.72 + bow * 0.2)),
      at(out, top),
    ],
    2,
  );
}

/** A blade along x from the origin, `long` and `wide`, its tip down by `droop`; both sides show. */
const blade = (long: number, wide: number, droop: number, round: boolean): BufferGeometry =>
  twoSided(
    surface(2, 6, (u, v) => {
      const side = 2 * u - 1;
      const width = round
        ? Math.sqrt(Math.max(0, 1 - (2 * v - 1) * (2 * v - 1)))
        : 4 * v * (1 - v) * (1.25 - 0.5 * v);
      const fold = 0.12 * wide * Math.abs(side) * width;
      return [long * v, (wide / 2) * width * side, fold - droop * v * v];
    }),
    0.0006,
  );

/** Leaves of one stalk: a disc or a lance at its end, or some pairs along it. */
function leaves(look: PlantLook, stalk: Stalk): Part[] {
  const { leaf, vein, shape } = look;
  const { turn, size } = stalk;
  const line = path(look, stalk);
  const leafAt = (share: number, yaw: number, long: number, wide: number, droop: number) => {
    const paint = ([x, y]: Vec3): Rgb =>
      Math.abs(y) < 0.0009 ? vein : mix(leaf, shaded(leaf, 1.5), (0.6 * x) / long);
    const at = line[Math.round(share * (line.length - 1))]!;
    return laid(
      part({ colour: leaf, paint, gloss: 0.3 }, blade(long, wide, droop, shape === "round")),
      {
        pitch: -0.15,
        yaw,
        at,
      },
    );
  };
  if (shape === "round") return [leafAt(0.9, turn, 0.036 * size, 0.038 * size, 0.012)];
  if (shape === "lance") return [leafAt(0.84, turn, 0.056 * size, 0.026 * size, 0.03)];
  return [
    leafAt(0.66, turn + 0.9, 0.037 * size, 0.023, 0.009),
    leafAt(0.84, turn - 0.8, 0.037 * size, 0.023, 0.009),
    leafAt(1, turn, 0.037 * size, 0.023, 0.009),
  ];
}

const stems = (look: PlantLook, radius: number): BufferGeometry[] =>
  look.stalks.map((stalk) => tube(path(look, stalk), (share) => radius * (1 - 0.4 * share), 5));

function living(look: PlantLook, dry: boolean): Part[] {
  return [
    pot(look),
    soil(look, dry),
    part({ colour: mix(look.leaf, [0.25, 0.24, 0.08], 0.35) }, ...stems(look, 0.0019)),
    ...look.stalks.flatMap((stalk) => leaves(look, stalk)),
  ];
}

/** The same stalks, brown and bare, with stubs of twigs; a leaf or two has curled up on them. */
function dead(look: PlantLook, random: Random): Part[] {
  const stubs = look.stalks.flatMap((stalk) => {
    const line = path(look, stalk);
    return [3, 4, 5].map((k, i) => {
      const [x, y, z] = line[k]!;
      const turn = stalk.turn + (i % 2 === 0 ? 1 : -1) * random.between(0.7, 1.4);
      const long = random.between(0.012, 0.02);
      const tip: Vec3 = [x + long * Math.cos(turn), y + long * Math.sin(turn), z + long * 0.6];
      return tube([line[k]!, tip], (share) => 0.0017 * (1 - 0.5 * share), 4);
    });
  });
  const curled = [0, 2, 5].map((k) => {
    const stalk = look.stalks[k]!;
    const [x, y, z] = path(look, stalk).at(-1)!;
    return place(ellipsoid([0.0045, 0.0035, 0.011], 7, 5), {
      roll: random.between(-0.4, 0.4),
      at: [x, y, z - 0.009],
    });
  });
  return [
    pot(look),
    soil(look, true),
    part({ colour: look.bark }, ...stems(look, 0.0026), ...stubs),
    part({ colour: mix(look.bark, [0.3, 0.17, 0.06], 0.6) }, merge(...curled)),
  ];
}

/** The soil lies deep in the pot: it shows from above, leaves and bare stems from everywhere. */
export const plant = kind<PlantLook>({
  name: "plant",
  drawLook,
  states: {
    healthy: (look) => living(look, false),
    dry: (look) => living(look, true),
    dead,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Are there green leaves on it?",
      wordings: [
        "Does the plant still have its green leaves?",
        "Is the plant green and leafy?",
        "Has it got leaves, and are they green?",
        "Does it have leaves that are still green?",
      ],
      truth: { healthy: "yes", dry: "yes", dead: "no" },
    },
    {
      ask: "Is the soil pale and cracked?",
      wordings: [
        "Has the soil in the pot dried out and cracked?",
        "Does the plant stand in dry, pale earth full of cracks?",
        "Are there cracks in the pale soil?",
        "Is the soil in the pot dry, pale and full of cracks?",
      ],
      truth: { healthy: "no", dry: "yes", dead: "yes" },
    },
  ],
  colourName: (look, state) => (state === "dead" ? look.pot.name : "green"),
  materialName: () => "plant",
  stateWords: {
    healthy: "green leaves, dark soil",
    dry: "green leaves, pale cracked soil",
    dead: "brown bare stems",
  },
});
