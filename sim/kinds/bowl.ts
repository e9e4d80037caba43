import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import {
  box,
  cylinder,
  disc,
  ellipsoid,
  lathe,
  merge,
  type ProfilePoint,
  place,
  surface,
  twoSided,
} from "./shapes.ts";

/** One bowl: its glaze and proportions, metres. */
export type BowlLook = {
  readonly glaze: Colour;
  readonly second: Rgb;
  readonly inside: Rgb;
  readonly decor: "plain" | "bands" | "dots" | "dip" | "speckles";
  readonly decorTurn: number;
  readonly radius: number;
  readonly height: number;
  readonly wall: number;
  readonly gloss: number;
  readonly salt: number;
};

const FLOOR = 0.008;

function drawLook(random: Random): BowlLook {
  const glaze = drawColour(random, [
    "white",
    "white",
    "blue",
    "green",
    "grey",
    "red",
    "yellow",
    "beige",
    "pink",
    "orange",
  ]);
  const pale = drawColour(random, ["white", "white", "beige"]).rgb;
  return {
    glaze,
    second: drawColour(random, ["white", "blue", "brown", "red", "green", "black"]).rgb,
    inside: random.chance(0.75) ? pale : mix(glaze.rgb, pale, 0.5),
    decor: random.pick(["plain", "plain", "bands", "dots", "dip", "speckles"] as const),
    decorTurn: random.between(0, 2 * Math.PI),
    radius: random.between(0.064, 0.076),
    height: random.between(0.082, 0.098),
    wall: random.between(0.0035, 0.005),
    gloss: random.between(0.25, 0.55),
    salt: random.below(1_000_000),
  };
}

/** Outer radius at a share of the height: a deep bowl with steep walls over a round foot. */
const outerRadius = (look: BowlLook, share: number): number => {
  const s = Math.max(0, Math.min(1, share));
  return look.radius * (0.56 + 0.44 * Math.sqrt(1 - (1 - s) * (1 - s)));
};

const innerRadius = (look: BowlLook, z: number): number =>
  outerRadius(look, z / look.height) - look.wall;

const SHARES = [0.05, 0.12, 0.22, 0.36, 0.54, 0.76, 0.98];

function outsideColour(look: BowlLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  const turn = turnBetween(look.decorTurn, around(point));
  if (look.decor === "bands") {
    return share > 0.7 && share < 0.86 && !(share > 0.75 && share < 0.79)
      ? look.second
      : look.glaze.rgb;
  }
  if (look.decor === "dots") {
    const cell = (turn / (2 * Math.PI)) * 14;
    const x = (cell - Math.floor(cell) - 0.5) * 0.032;
    const y = (share - 0.62) * look.height;
    return x * x + y * y < 0.00006 ? look.second : look.glaze.rgb;
  }
  if (look.decor === "dip") {
    return share > 0.62 + 0.2 * noise([point[0], point[1], 0], 0.02, look.salt)
      ? look.second
      : look.glaze.rgb;
  }
  if (look.decor === "speckles" && noise(point, 0.003, look.salt) > 0.82) return look.second;
  return look.glaze.rgb;
}

function body(look: BowlLook): Part[] {
  const rim: ProfilePoint = [look.radius - look.wall / 2, look.height];
  const outside: ProfilePoint[] = [
    [0, 0.001],
    [outerRadius(look, 0) * 0.85, 0],
    ...SHARES.map((s): ProfilePoint => [outerRadius(look, s), s * look.height]),
    rim,
  ];
  const inside: ProfilePoint[] = [
    rim,
    ...[...SHARES]
      .reverse()
      .filter((s) => s * look.height > FLOOR + 0.004)
      .map((s): ProfilePoint => [innerRadius(look, s * look.height), s * look.height]),
    [innerRadius(look, FLOOR) * 0.85, FLOOR],
    [innerRadius(look, FLOOR) * 0.4, FLOOR - 0.001],
    [0, FLOOR - 0.001],
  ];
  return [
    {
      geometry: lathe(outside, 30),
      material: {
        colour: look.glaze.rgb,
        paint: (point) => outsideColour(look, point),
        gloss: look.gloss,
      },
    },
    { geometry: lathe(inside, 30), material: { colour: look.inside, gloss: 0.35 } },
  ];
}

/** Three fruits lie low and one on top: whole, and well above the rim. */
function fruit(look: BowlLook, random: Random): Part[] {
  const parts = body(look);
  const start = random.between(0, 2 * Math.PI);
  for (let k = 0; k < 4; k++) {
    const top = k === 3;
    const colour = drawColour(random, ["red", "orange", "yellow", "green"]).rgb;
    const radius = random.between(0.031, 0.035);
    const turn = start + (k * 2 * Math.PI) / 3 + random.between(-0.1, 0.1);
    const out = top ? 0 : look.radius * 0.45;
    const z = look.height + (top ? 0.042 : -0.006);
    const at: Vec3 = [out * Math.cos(turn), out * Math.sin(turn), z];
    const ball = place(ellipsoid([radius, radius, radius * 0.93], 12, 8), { at });
    const stalk = place(cylinder(0.0016, 0.0012, 0, 0.009, 5), {
      at: [at[0], at[1], z + radius * 0.88],
    });
    parts.push(
      { geometry: ball, material: { colour, gloss: 0.4 } },
      { geometry: stalk, material: { colour: [0.08, 0.05, 0.02] } },
    );
  }
  return parts;
}

/** A low pool of milk with a few soft flakes on it. */
function milk(look: BowlLook, random: Random): Part[] {
  const z = look.height * random.between(0.26, 0.34);
  const radius = innerRadius(look, z) + 0.0004;
  const white: Rgb = [0.86, 0.85, 0.8];
  const edge = mix(white, [0.45, 0.44, 0.42], 0.35);
  const flakes = [];
  const count = 5 + random.below(4);
  for (let k = 0; k < count; k++) {
    const turn = random.between(0, 2 * Math.PI);
    const out = radius * 0.85 * Math.sqrt(random.next());
    flakes.push(
      place(ellipsoid([random.between(0.006, 0.009), random.between(0.005, 0.007), 0.0022], 8, 4), {
        yaw: turn * 3,
        at: [out * Math.cos(turn), out * Math.sin(turn), z],
      }),
    );
  }
  return [
    ...body(look),
    {
      geometry: disc(radius, z, 30),
      material: {
        colour: white,
        paint: (p) => mix(white, edge, smoothStep(radius - 0.004, radius - 0.001, fromAxis(p))),
        gloss: 0.95,
      },
    },
    { geometry: merge(...flakes), material: { colour: [0.5, 0.27, 0.07] } },
  ];
}

/** A bunch of two keys and some coins on the floor of the bowl. */
function keys(look: BowlLook, random: Random): Part[] {
  const parts = body(look);
  const floor = innerRadius(look, FLOOR) * 0.85;
  const start = random.between(0, 2 * Math.PI);
  const steel: Rgb = [0.34, 0.34, 0.36];
  for (let k = 0; k < 2; k++) {
    const key = merge(
      place(cylinder(0.01, 0.01, 0, 0.0025, 12), { at: [-0.017, 0, 0] }),
      box([0.032, 0.006, 0.0025], [0.006, 0, 0.00125]),
      box([0.004, 0.007, 0.0025], [0.012, 0.005, 0.00125]),
      box([0.004, 0.006, 0.0025], [0.019, 0.004, 0.00125]),
    );
    const yaw = start + k * random.between(0.7, 1.3);
    place(key, { yaw, at: [0, 0, FLOOR + 0.0005 + k * 0.003] });
    const brass: Rgb = [0.38, 0.26, 0.08];
    parts.push({
      geometry: key,
      material: { colour: k === 0 ? steel : brass, gloss: 0.8 },
    });
  }
  const coins = 3 + random.below(3);
  for (let k = 0; k < coins; k++) {
    const turn = start + 1.9 + (k * 4.2) / coins + random.between(-0.2, 0.2);
    const out = floor * random.between(0.45, 0.72);
    const coin = cylinder(0.0105, 0.0105, 0, 0.0018, 14);
    const z = FLOOR + 0.0004 + 0.0019 * (k % 2);
    place(coin, { at: [out * Math.cos(turn), out * Math.sin(turn), z] });
    const copper: Rgb = random.chance(0.5) ? [0.32, 0.14, 0.06] : [0.42, 0.33, 0.13];
    parts.push({ geometry: coin, material: { colour: copper, gloss: 0.8 } });
  }
  return parts;
}

/** Risen dough just under the rim; a cloth lies over one half and hangs down outside. */
function dough(look: BowlLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const salt = random.below(1_000_000);
  const edge = look.height - random.between(0.014, 0.02);
  const radius = innerRadius(look, edge) + 0.0004;
  const pale: Rgb = [0.7, 0.58, 0.38];
  const dome = lathe(
    [
      [radius, edge],
      [radius * 0.8, edge + 0.006],
      [radius * 0.45, edge + 0.01],
      [0, edge + 0.011],
    ],
    24,
  );
  const cloth = drawColour(random, ["white", "red", "blue", "green", "beige"]).rgb;
  const weave: Rgb = mix(cloth, [0.85, 0.85, 0.82], 0.6);
  const reach = look.radius + 0.005;
  const sheet = surface(12, 8, (u, v) => {
    // From the fold across the middle (v = 0) over the rim to the hanging edge (v = 1).
    const angle = turn + Math.PI * (u - 0.5) * 0.92;
    const hang = 0.03 + 0.008 * Math.sin(u * 17);
    const top = look.height + 0.003;
    const across = Math.min(1, v / 0.7);
    const down = Math.max(0, (v - 0.7) / 0.3);
    const sag = 0.002 * Math.sin(u * 21 + v * 5);
    const side = Math.sin(angle - turn) * reach;
    const out = Math.cos(angle - turn) * (reach + 0.004 * down) * across;
    const x = out * Math.cos(turn) - side * Math.sin(turn);
    const y = out * Math.sin(turn) + side * Math.cos(turn);
    return [x, y, top + sag - hang * down * (1 + 0.1 * Math.sin(u * 9))];
  });
  return [
    ...body(look),
    {
      geometry: dome,
      material: {
        colour: pale,
        paint: (p) => mix(pale, [0.8, 0.72, 0.56], noise(p, 0.016, salt)),
      },
    },
    {
      geometry: twoSided(flippedUp(sheet), 0.0012),
      material: {
        colour: cloth,
        paint: (p) =>
          Math.floor(p[0] * 90 + 1000) % 2 === Math.floor(p[1] * 90 + 1000) % 2 ? cloth : weave,
      },
    },
  ];
}

/** u runs counter-clockwise and v outwards, so the sheet faces down as built: turn it over. */
function flippedUp(sheet: ReturnType<typeof surface>): ReturnType<typeof surface> {
  const index = sheet.getIndex()!;
  for (let k = 0; k < index.count; k += 3) {
    const b = index.getX(k + 1);
    index.setX(k + 1, index.getX(k + 2));
    index.setX(k + 2, b);
  }
  sheet.computeVertexNormals();
  return sheet;
}

/** A deep bowl: what lies low in it shows from above only. */
export const bowl = kind<BowlLook>({
  name: "bowl",
  drawLook,
  states: { clean: (look) => body(look), fruit, milk, keys, dough },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there whole fruit in the bowl, showing above the rim?",
      wordings: [
        "Does whole fruit show above the rim of the bowl?",
        "Is the bowl heaped with fruit above its rim?",
        "Are there apples, oranges or other fruit in the bowl?",
        "Is fruit showing above the rim of the bowl?",
      ],
      truth: { clean: "no", fruit: "yes", milk: "no", keys: "no", dough: "no" },
    },
    {
      ask: "Is there milk or another liquid in the bowl?",
      wordings: [
        "Is a pool of milk left in the bowl?",
        "Does some liquid, such as milk, stand in the bowl?",
        "Is any milk or other liquid left in the bowl?",
        "Is there a pool of liquid in the bowl, such as milk?",
      ],
      truth: { clean: "no", fruit: "no", milk: "yes", keys: "no", dough: "no" },
    },
    {
      ask: "Is the inside of the bowl empty and bright?",
      wordings: [
        "Is the bowl empty and clean inside?",
        "Is there nothing in the bowl but a bright inside?",
        "Is the bowl bright and bare on the inside?",
        "Is there nothing inside the bowl, is it clean and bright?",
      ],
      truth: { clean: "yes", fruit: "no", milk: "no", keys: "no", dough: "no" },
    },
  ],
  colourName: (look) => look.glaze.name,
  materialName: () => "ceramic",
  stateWords: {
    clean: "clean and empty inside",
    fruit: "whole fruit in it",
    milk: "milk left in it",
    keys: "keys and coins inside",
    dough: "dough under a cloth",
  },
});
