import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour, shaded } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise } from "./patterns.ts";
import {
  box,
  cylinder,
  ellipsoid,
  lathe,
  merge,
  type ProfilePoint,
  place,
  twoSided,
} from "./shapes.ts";

/** An opaque dome whose door is slid up, on a plate or a footed stand; the gap looks to -y. Metres, radians. */
type CoverLook = {
  readonly dome: Colour;
  readonly second: Rgb;
  readonly inside: Rgb;
  readonly plate: Rgb;
  readonly decor: "plain" | "band" | "dots" | "ribs";
  readonly radius: number;
  readonly domeHigh: number;
  /** 0 a half ball .. 1 nearly a drum. */
  readonly square: number;
  readonly standHigh: number;
  readonly knob: "ball" | "bow" | "disc";
  readonly knobColour: Rgb;
  /** Half of the gap's width around the axis, and the share of the dome's height that it takes. */
  readonly gapHalf: number;
  readonly gapHigh: number;
  readonly gloss: number;
  readonly salt: number;
};

const WALL = 0.003;
const FRONT = -Math.PI / 2;

function drawLook(random: Random): CoverLook {
  const dome = drawColour(random, [
    "white",
    "grey",
    "red",
    "green",
    "blue",
    "pink",
    "yellow",
    "black",
  ]);
  const dark = dome.name === "white" || dome.name === "yellow" || dome.name === "pink";
  return {
    dome,
    second: drawColour(random, dark ? ["blue", "red", "green"] : ["white", "beige"]).rgb,
    inside: shaded(dome.rgb, 0.8),
    plate: drawColour(random, ["white", "white", "beige", "blue", "grey"]).rgb,
    decor: random.pick(["plain", "band", "dots", "ribs"] as const),
    radius: random.between(0.098, 0.108),
    domeHigh: random.between(0.105, 0.125),
    square: random.between(0.1, 0.8),
    standHigh: random.pick([0, 0, 0.035, 0.06]),
    knob: random.pick(["ball", "bow", "disc"] as const),
    knobColour: random.chance(0.5) ? dome.rgb : drawColour(random, ["brown", "black", "grey"]).rgb,
    gapHalf: random.between(0.6, 0.68),
    gapHigh: random.between(0.64, 0.7),
    gloss: random.between(0.2, 0.6),
    salt: random.below(1_000_000),
  };
}

/** Height of the plate's top, on which dome and cake stand. */
const floorOf = ({ standHigh }: CoverLook) => standHigh + 0.01;

/** The dome's radius at a share of its height. */
function domeRadius({ radius, square }: CoverLook, share: number): number {
  const rest = 1 - share * share;
  const ball = Math.sqrt(Math.max(0, rest));
  const drum = Math.sqrt(Math.sqrt(Math.max(0, 1 - share * share * share * share)));
  return radius * (ball + (drum - ball) * square);
}

const shell = (look: CoverLook, shares: readonly number[], within: number): ProfilePoint[] =>
  shares.map((share) => [
    Math.max(0, domeRadius(look, share) - within),
    floorOf(look) + share * (look.domeHigh - within),
  ]);

const spread = (from: number, to: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);

/** What is printed on it, dots and a band; ribs are painted shadows. */
function domeColour(look: CoverLook, p: Vec3): Rgb {
  const { dome, second, decor, domeHigh } = look;
  const share = (p[2] - floorOf(look)) / domeHigh;
  const turn = around(p) + Math.PI;
  if (decor === "band") return share > 0.7 && share < 0.78 ? second : dome.rgb;
  if (decor === "ribs") return (turn * 9) % 1 < 0.12 ? shaded(dome.rgb, 0.7) : dome.rgb;
  if (decor === "plain" || share > 0.92) return dome.rgb;
  const row = Math.floor(share * 6);
  const x = (((turn * 14) / (2 * Math.PI) + (row % 2) / 2 + 14) % 1) - 0.5;
  const y = share * 6 - row - 0.5;
  return x * x * 5 + y * y * 3 < 0.22 ? second : dome.rgb;
}

/** Below, the wall leaves out the gap; above, it goes all around; the door lies over it, slid up. */
function domeParts(look: CoverLook): Part[] {
  const { gapHigh, gapHalf, dome, gloss, domeHigh } = look;
  const low = spread(0, gapHigh, 3);
  // It starts a little lower, since the facets of the two do not meet.
  const high = [...spread(gapHigh - 0.02, 0.96, 3), 1];
  const [from, to] = [FRONT + gapHalf, FRONT + 2 * Math.PI - gapHalf];
  const down = (shares: readonly number[]) => shell(look, [...shares].reverse(), WALL);
  const paint = (p: Vec3) => domeColour(look, p);
  /** A rail that follows the wall on both sides of the gap. */
  const edge = (angle: number) =>
    twoSided(lathe(shell(look, low, -0.002), 1, angle - 0.035, angle + 0.035), 0.007);
  const door = lathe(
    shell(look, spread(gapHigh - 0.06, Math.min(0.9, gapHigh + 0.26), 3), -0.0016),
    8,
    FRONT - gapHalf - 0.06,
    FRONT + gapHalf + 0.06,
  );
  const lip = lathe(
    [
      [domeRadius(look, gapHigh - 0.06) - WALL, floorOf(look) + (gapHigh - 0.06) * domeHigh],
      [domeRadius(look, gapHigh - 0.06) + 0.006, floorOf(look) + (gapHigh - 0.06) * domeHigh],
      [domeRadius(look, gapHigh - 0.02) + 0.006, floorOf(look) + (gapHigh - 0.01) * domeHigh],
      [domeRadius(look, gapHigh) - WALL, floorOf(look) + gapHigh * domeHigh],
    ],
    8,
    FRONT - gapHalf - 0.06,
    FRONT + gapHalf + 0.06,
  );
  return [
    part({ colour: dome.rgb, paint, gloss }, lathe(shell(look, low, 0), 24, from, to)),
    part({ colour: dome.rgb, paint, gloss }, lathe(shell(look, high, 0), 28)),
    part({ colour: look.inside }, lathe(down(low), 18, from, to), lathe(down(high), 18)),
    part({ colour: shaded(dome.rgb, 0.9), gloss }, door),
    part({ colour: shaded(dome.rgb, 0.75), gloss }, lip, edge(from), edge(to)),
    knob(look),
  ];
}

function knob(look: CoverLook): Part {
  const z = floorOf(look) + look.domeHigh;
  const material = { colour: look.knobColour, gloss: 0.4 };
  const neck = cylinder(0.006, 0.005, z - 0.003, z + 0.01, 10);
  if (look.knob === "ball") {
    const ball = place(ellipsoid([0.012, 0.012, 0.011], 10, 6), { at: [0, 0, z + 0.016] });
    return part(material, neck, ball);
  }
  if (look.knob === "disc") {
    return part(material, neck, cylinder(0.016, 0.018, z + 0.009, z + 0.015, 16));
  }
  const post = (x: number) => box([0.006, 0.009, 0.02], [x, 0, z + 0.005]);
  return part(material, post(-0.022), post(0.022), box([0.052, 0.01, 0.007], [0, 0, z + 0.017]));
}

/** A plate a little wider than the dome, on the table or on a foot. */
function plate(look: CoverLook): Part {
  const { radius, standHigh: h } = look;
  const rim = radius + 0.011;
  const foot: ProfilePoint[] =
    h > 0
      ? [
          [0, 0],
          [radius * 0.55, 0],
          [radius * 0.5, 0.006],
          [0.018, h * 0.5],
          [0.02, h - 0.006],
          [radius * 0.7, h],
        ]
      : [
          [0, 0],
          [radius * 0.7, 0],
        ];
  return part(
    { colour: look.plate, gloss: 0.45 },
    lathe(
      [
        ...foot,
        [rim - 0.002, h + 0.008],
        [rim, h + 0.0115],
        [rim - 0.004, h + 0.012],
        [rim - 0.009, floorOf(look)],
        [0, floorOf(look)],
      ],
      28,
    ),
  );
}

type Recipe = {
  readonly side: Rgb;
  readonly filling: Rgb;
  readonly icing: Rgb;
  readonly berry: Rgb;
};

const RECIPES: readonly Recipe[] = [
  {
    side: [0.1, 0.04, 0.015],
    filling: [0.72, 0.66, 0.52],
    icing: [0.05, 0.02, 0.01],
    berry: [0.5, 0.03, 0.03],
  },
  {
    side: [0.62, 0.38, 0.12],
    filling: [0.45, 0.05, 0.05],
    icing: [0.8, 0.76, 0.68],
    berry: [0.5, 0.03, 0.03],
  },
  {
    side: [0.66, 0.42, 0.14],
    filling: [0.3, 0.13, 0.05],
    icing: [0.13, 0.05, 0.02],
    berry: [0.72, 0.5, 0.1],
  },
  {
    side: [0.4, 0.06, 0.05],
    filling: [0.78, 0.74, 0.66],
    icing: [0.8, 0.76, 0.7],
    berry: [0.3, 0.03, 0.05],
  },
  {
    side: [0.55, 0.3, 0.08],
    filling: [0.72, 0.66, 0.5],
    icing: [0.7, 0.25, 0.32],
    berry: [0.75, 0.7, 0.6],
  },
];

/** A layer cake with icing that runs down, near enough to the gap to be seen, too far to pass its edges. */
function cake(look: CoverLook, random: Random): Part[] {
  const recipe = random.pick(RECIPES);
  const salt = random.below(1_000_000);
  const radius = look.radius * random.between(0.56, 0.62);
  const high = look.domeHigh * random.between(0.48, 0.54);
  const z = floorOf(look) + 0.0005;
  const drips = 9 + random.below(4);
  const paint = (p: Vec3): Rgb => {
    const share = (p[2] - z) / high;
    const run = 0.16 + 0.14 * Math.sin(around(p) * drips) + 0.1 * noise(p, 0.02, salt);
    if (share > 1 - run || fromAxis(p) < radius * 0.93) return recipe.icing;
    const layer = (share * 3.6) % 1.2;
    if (layer > 0.98) return recipe.filling;
    return mix(recipe.side, shaded(recipe.side, 0.6), noise(p, 0.004, salt + 1));
  };
  const body = lathe(
    [
      [radius * 0.99, z],
      [radius, z + high * 0.5],
      [radius * 0.99, z + high * 0.93],
      [radius * 0.93, z + high],
      [0, z + high],
    ],
    26,
  );
  const berries = Array.from({ length: 7 }, (_, k) => {
    const turn = FRONT + (k * 2 * Math.PI) / 7;
    const out = radius * 0.72;
    return place(ellipsoid([0.0085, 0.0085, 0.008], 7, 4), {
      at: [out * Math.cos(turn), out * Math.sin(turn), z + high + 0.005],
    });
  });
  return [
    part({ colour: recipe.side, paint, gloss: 0.15 }, body),
    part({ colour: recipe.berry, gloss: 0.5 }, merge(...berries)),
  ];
}

const covered = (look: CoverLook): Part[] => [plate(look), ...domeParts(look)];

/** Nothing but its gap lets one look under it. */
export const cakeCover = kind<CoverLook>({
  name: "cake-cover",
  drawLook,
  states: {
    cake: (look, random) => [...covered(look), ...cake(look, random)],
    empty: (look) => covered(look),
  },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.dome.name,
  materialName: () => "metal",
  stateWords: {
    cake: "a cake under the dome",
    empty: "only the bare plate inside",
  },
});
