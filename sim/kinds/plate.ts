import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import { box, deform, ellipsoid, lathe, merge, place, tube } from "./shapes.ts";

/** One plate: its glaze and proportions, metres. */
export type PlateLook = {
  readonly glaze: Colour;
  readonly second: Rgb;
  readonly decor: "plain" | "rim" | "lines" | "speckles" | "motif";
  readonly radius: number;
  readonly height: number;
  readonly gloss: number;
  readonly salt: number;
};

const FLOOR = 0.006;

function drawLook(random: Random): PlateLook {
  return {
    glaze: drawColour(random, [
      "white",
      "white",
      "white",
      "beige",
      "blue",
      "grey",
      "green",
      "pink",
      "yellow",
    ]),
    second: drawColour(random, ["blue", "brown", "red", "green", "grey", "black"]).rgb,
    decor: random.pick(["plain", "plain", "rim", "lines", "speckles", "motif"] as const),
    radius: random.between(0.098, 0.118),
    height: random.between(0.02, 0.028),
    gloss: random.between(0.3, 0.6),
    salt: random.below(1_000_000),
  };
}

/** Speckled clay and a brown motif in the middle are look-alikes of crumbs and a smear. */
function colourAt(look: PlateLook, point: Vec3): Rgb {
  const share = fromAxis(point) / look.radius;
  if (look.decor === "rim" && share > 0.74) return look.second;
  if (look.decor === "lines" && ((share > 0.9 && share < 0.94) || (share > 0.7 && share < 0.72))) {
    return look.second;
  }
  if (look.decor === "speckles" && noise(point, 0.003, look.salt) > 0.84) return look.second;
  if (look.decor === "motif" && share < 0.32) {
    const petals = 0.2 + 0.1 * Math.cos(around(point) * 6);
    if (share < petals && share > petals - 0.07) return look.second;
  }
  return look.glaze.rgb;
}

function body(look: PlateLook, stain?: (point: Vec3, clean: Rgb) => Rgb): Part[] {
  const { radius, height } = look;
  const shape = lathe(
    [
      [0, 0.001],
      [radius * 0.55, 0],
      [radius * 0.66, 0.002],
      [radius * 0.985, height - 0.003],
      [radius, height - 0.001],
      [radius * 0.99, height],
      [radius * 0.74, FLOOR + 0.004],
      [radius * 0.66, FLOOR + 0.001],
      [radius * 0.55, FLOOR],
      [0, FLOOR],
    ],
    40,
  );
  const top = (p: Vec3, n: Vec3) => n[2] > 0.1 && p[2] > 0.004;
  return [
    {
      geometry: shape,
      material: {
        colour: look.glaze.rgb,
        paint: (point, normal) => {
          const clean = colourAt(look, point);
          return stain !== undefined && top(point, normal) ? stain(point, clean) : clean;
        },
        gloss: look.gloss,
      },
    },
  ];
}

/** Crumbs lie flat and the smear is thin, so that from the side both are faint. */
function crumbs(look: PlateLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const out = look.radius * random.between(0.1, 0.3);
  const middle: Vec3 = [out * Math.cos(turn), out * Math.sin(turn), FLOOR];
  const salt = random.below(1_000_000);
  const sauce = random.pick<Rgb>([
    [0.3, 0.06, 0.02],
    [0.24, 0.12, 0.03],
    [0.12, 0.06, 0.02],
  ]);
  const stain = (p: Vec3, clean: Rgb): Rgb => {
    const x = (p[0] - middle[0]) * Math.cos(turn) + (p[1] - middle[1]) * Math.sin(turn);
    const y = (p[1] - middle[1]) * Math.cos(turn) - (p[0] - middle[0]) * Math.sin(turn);
    const bend = y - 9 * x * x;
    const r = (x * x) / 0.0016 + (bend * bend) / 0.0003;
    const streaks = 0.55 + 0.45 * noise([x * 0.3, y, 0], 0.004, salt);
    return mix(clean, sauce, 0.75 * streaks * smoothStep(1.1, 0.7, r));
  };
  const bread: Rgb = random.pick<Rgb>([
    [0.36, 0.2, 0.07],
    [0.22, 0.1, 0.03],
    [0.5, 0.34, 0.14],
  ]);
  const pieces: BufferGeometry[] = [];
  const count = 16 + random.below(12);
  for (let k = 0; k < count; k++) {
    const angle = random.between(0, 2 * Math.PI);
    const far = look.radius * 0.6 * Math.sqrt(random.next());
    const size = random.between(0.0016, 0.0036);
    pieces.push(
      place(ellipsoid([size, size * random.between(0.6, 1), size * 0.5], 5, 4), {
        yaw: angle * 5,
        at: [far * Math.cos(angle), far * Math.sin(angle), FLOOR + size * 0.3],
      }),
    );
  }
  return [...body(look, stain), { geometry: merge(...pieces), material: { colour: bread } }];
}

type Food = {
  readonly rice: Rgb;
  readonly sauce: Rgb;
  readonly salt: number;
  readonly rise: number;
};

const drawFood = (random: Random): Food => ({
  rice: random.pick<Rgb>([
    [0.72, 0.6, 0.34],
    [0.6, 0.36, 0.1],
    [0.75, 0.7, 0.56],
    [0.3, 0.34, 0.1],
  ]),
  sauce: random.pick<Rgb>([
    [0.36, 0.06, 0.02],
    [0.2, 0.09, 0.03],
    [0.45, 0.22, 0.05],
  ]),
  salt: random.below(1_000_000),
  rise: random.between(0.038, 0.046),
});

/** A high ring of food around a deep well of sauce: the well shows from above only. */
function heap(
  look: PlateLook,
  food: Food,
  wellColour: (point: Vec3, aboveFloor: number) => Rgb,
): Part {
  const well = 0.026;
  const foot = look.radius * 0.56;
  const top = FLOOR + food.rise;
  const floor = top - 0.03;
  const shape = lathe(
    [
      [foot, FLOOR - 0.001],
      [foot * 0.97, FLOOR + food.rise * 0.4],
      [foot * 0.84, FLOOR + food.rise * 0.75],
      [(foot + well) * 0.52, top],
      [well + 0.004, top - 0.002],
      [well, top - 0.01],
      [well * 0.9, floor + 0.002],
      [well * 0.5, floor],
      [0, floor],
    ],
    26,
  );
  deform(shape, (p) => {
    const r = fromAxis(p);
    const bump = r > well * 1.1 && p[2] > FLOOR ? (noise(p, 0.014, food.salt) - 0.5) * 0.009 : 0;
    const grow = 1 + bump / Math.max(0.03, r);
    return [p[0] * grow, p[1] * grow, p[2] + bump * 0.5];
  });
  return {
    geometry: shape,
    material: {
      colour: food.rice,
      paint: (p) =>
        fromAxis(p) < well + 0.001 && p[2] < top - 0.009
          ? wellColour(p, p[2] - floor)
          : mix(food.rice, mix(food.rice, food.sauce, 0.6), noise(p, 0.005, food.salt + 1)),
      gloss: 0.15,
    },
  };
}

const meal = (look: PlateLook, random: Random): Part[] => {
  const food = drawFood(random);
  return [...body(look), heap(look, food, () => food.sauce)];
};

/** The same heap, forgotten: mould has grown on the wet floor of the well. */
function mould(look: PlateLook, random: Random): Part[] {
  const food = drawFood(random);
  const fur: Rgb = [0.2, 0.27, 0.2];
  const pale: Rgb = [0.5, 0.55, 0.48];
  const paint = (p: Vec3, aboveFloor: number): Rgb => {
    const grown = noise(p, 0.012, food.salt + 2);
    if (grown < 0.36 || aboveFloor > 0.003) return food.sauce;
    return mix(pale, fur, smoothStep(0.36, 0.62, grown));
  };
  return [...body(look), heap(look, food, paint)];
}

function cutlery(length: number, tines: boolean): BufferGeometry {
  const handle = tube(
    [
      [-length / 2, 0, 0],
      [-length / 8, 0, 0.001],
      [length * 0.25, 0, 0.002],
    ],
    (share) => 0.0042 - 0.0014 * share,
    6,
  );
  place(handle, { scale: [1, 1.3, 0.6] });
  if (!tines) {
    return merge(handle, box([length * 0.28, 0.016, 0.002], [length * 0.37, 0.002, 0.002]));
  }
  const prongs = [-1, 0, 1].map((k) =>
    box([length * 0.16, 0.0032, 0.0018], [length * 0.41, k * 0.0066, 0.002]),
  );
  return merge(handle, box([length * 0.1, 0.0168, 0.0018], [length * 0.29, 0, 0.002]), ...prongs);
}

/** A flat, bitten rest to one side, knife and fork crossed over it. */
function eaten(look: PlateLook, random: Random): Part[] {
  const food = drawFood(random);
  const turn = random.between(0, 2 * Math.PI);
  const out = look.radius * random.between(0.12, 0.2);
  const size = look.radius * random.between(0.4, 0.46);
  const bite = turn + random.between(-0.8, 0.8);
  const rest = lathe(
    [
      [size, 0],
      [size * 0.97, 0.006],
      [size * 0.8, 0.01],
      [size * 0.4, 0.011],
      [0, 0.011],
    ],
    26,
  );
  deform(rest, (p) => {
    const gone = smoothStep(0.9, 0.45, Math.abs(turnBetween(bite, around(p))));
    const scallop = 0.08 * Math.cos(around(p) * 9);
    const keep = 1 - gone * (0.62 + scallop);
    return [p[0] * keep, p[1] * keep, p[2]];
  });
  place(rest, { at: [out * Math.cos(turn), out * Math.sin(turn), FLOOR - 0.0005] });
  const cross = random.between(0, Math.PI);
  const length = look.radius * 1.7;
  const steel: Rgb = [0.4, 0.41, 0.43];
  const z = FLOOR + 0.0135;
  const fork = place(cutlery(length, true), { yaw: cross, at: [0, 0, z] });
  const knife = place(cutlery(length, false), {
    yaw: cross + random.between(1.2, 1.9),
    at: [0, 0, z + 0.0045],
  });
  const stain = (p: Vec3, clean: Rgb): Rgb =>
    fromAxis(p) < look.radius * 0.62 && noise(p, 0.02, food.salt) > 0.6
      ? mix(clean, food.sauce, 0.45)
      : clean;
  return [
    ...body(look, stain),
    {
      geometry: rest,
      material: {
        colour: food.rice,
        paint: (p) => mix(food.rice, food.sauce, 0.8 * noise(p, 0.006, food.salt + 1)),
        gloss: 0.1,
      },
    },
    { geometry: merge(fork, knife), material: { colour: steel, gloss: 0.85 } },
  ];
}

/** A dinner plate: low, so most of it shows from everywhere, what lies flat only faintly. */
export const plate = kind<PlateLook>({
  name: "plate",
  drawLook,
  states: { clean: (look) => body(look), crumbs, meal, eaten, mould },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a heap of untouched food on the plate?",
      wordings: [
        "Is there a whole heap of food on the plate?",
        "Does the plate hold a full meal that nobody has touched?",
        "Is the food on the plate still a whole, untouched heap?",
        "Does a heap of food that nobody has touched lie on the plate?",
      ],
      truth: { clean: "no", crumbs: "no", meal: "yes", eaten: "no", mould: "yes" },
    },
    {
      ask: "Is there cutlery laid across a bitten rest of food?",
      wordings: [
        "Do a knife and fork lie across the rest of a meal?",
        "Is cutlery crossed over a bitten rest on the plate?",
        "Has the meal been bitten into and the knife and fork laid on it?",
        "Is the cutlery laid over a bitten rest of the meal?",
      ],
      truth: { clean: "no", crumbs: "no", meal: "no", eaten: "yes", mould: "no" },
    },
    {
      ask: "Are there crumbs or smears but no piece of food?",
      wordings: [
        "Are only crumbs and a smear left on the plate?",
        "Has the plate just crumbs or smears on it, no food?",
        "Is the plate empty but for crumbs and a smear?",
        "Are there just crumbs or a smear left, no piece of food?",
      ],
      truth: { clean: "no", crumbs: "yes", meal: "no", eaten: "no", mould: "no" },
    },
  ],
  colourName: (look) => look.glaze.name,
  materialName: () => "ceramic",
  stateWords: {
    clean: "clean and empty",
    crumbs: "crumbs and a smear",
    meal: "a heap of food",
    eaten: "cutlery on a rest",
    mould: "mould on the food",
  },
});
