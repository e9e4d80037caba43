import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep } from "./patterns.ts";
import { box, cylinder, lathe, type Placement, place, squared, surface } from "./shapes.ts";
import { type Brush, brush, drawBrush, fresh, splayed } from "./toothbrush.ts";

/** A mug with two brushes, bristles to -y, in one open shell, and a tube of paste behind them; metres. */
type ToothbrushMugLook = {
  readonly glaze: Colour;
  readonly second: Rgb;
  readonly inside: Rgb;
  readonly made: "ceramic" | "plastic" | "metal";
  readonly decor: "plain" | "bands" | "dots" | "dip";
  readonly radius: number;
  readonly foot: number;
  readonly height: number;
  readonly brushes: readonly [Brush, Brush];
  readonly shell: Rgb;
  readonly paste: Rgb;
  readonly pastePrint: Rgb;
  readonly gloss: number;
  readonly salt: number;
};

const WALL = 0.003;
const FLOOR = 0.005;
/** The brushes stand so far behind the mug's front wall. */
const STAND = 0.008;
const WHITE: Rgb = [0.8, 0.8, 0.78];
const GLAZES: ColourName[] = ["white", "white", "blue", "green", "grey", "pink", "yellow", "red"];
const LININGS: ColourName[] = ["blue", "blue", "green", "grey", "black", "red", "brown"];

function drawLook(random: Random): ToothbrushMugLook {
  const glaze = drawColour(random, GLAZES);
  const radius = random.between(0.0435, 0.048);
  return {
    glaze,
    second: drawColour(random, ["blue", "white", "red", "green", "black", "orange"]).rgb,
    inside: shaded(drawColour(random, LININGS).rgb, 0.9),
    made: random.pick(["ceramic", "ceramic", "plastic", "metal"] as const),
    decor: random.pick(["plain", "plain", "bands", "dots", "dip"] as const),
    radius,
    foot: radius * random.between(0.88, 1),
    height: random.between(0.068, 0.075),
    brushes: [drawBrush(random), drawBrush(random)],
    shell: shaded(drawColour(random, ["blue", "red", "green", "black", "brown"]).rgb, 0.8),
    paste: drawColour(random, ["red", "blue", "green", "orange", "black"]).rgb,
    pastePrint: drawColour(random, ["white", "yellow", "white"]).rgb,
    gloss: random.between(0.2, 0.6),
    salt: random.below(1_000_000),
  };
}

const outerRadius = ({ foot, radius }: ToothbrushMugLook, share: number): number =>
  foot + (radius - foot) * smoothStep(-0.1, 0.9, share);

function outsideColour(look: ToothbrushMugLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  const row = (share - 0.5) * look.height;
  const cell = (around(point) / (2 * Math.PI) + 1) * 10;
  const aside = (cell - Math.floor(cell) - 0.5) * 0.027;
  const marked = {
    plain: false,
    bands: Math.abs(share - 0.3) < 0.06 || Math.abs(share - 0.75) < 0.04,
    dots: row * row + aside * aside < 0.00006,
    dip: share < 0.42,
  }[look.decor];
  return marked ? look.second : look.glaze.rgb;
}

/** The film, if any, is painted on the inside: `stain` gives it at a point. */
function mug(look: ToothbrushMugLook, stain = (_point: Vec3, clean: Rgb) => clean): Part[] {
  const { radius, height, foot } = look;
  const shares = [0.05, 0.3, 0.55, 0.8, 0.985];
  const lip: [number, number] = [radius - WALL / 2, height];
  const outside = lathe(
    [
      [0, 0],
      [foot * 0.95, 0],
      ...shares.map((s): [number, number] => [outerRadius(look, s), s * height]),
      lip,
    ],
    26,
  );
  const inside = lathe(
    [
      lip,
      ...[0.985, 0.6, 0.25].map((s): [number, number] => [outerRadius(look, s) - WALL, s * height]),
      [foot - WALL, FLOOR + 0.004],
      [foot * 0.88, FLOOR],
      [foot * 0.45, FLOOR],
      [0, FLOOR],
    ],
    26,
  );
  const glazed = {
    colour: look.glaze.rgb,
    paint: (point: Vec3) => outsideColour(look, point),
    gloss: look.gloss,
  };
  const lining = (point: Vec3) => stain(point, look.inside);
  return [part(glazed, outside), part({ colour: look.inside, paint: lining, gloss: 0.25 }, inside)];
}

/** Its wide flat end is up. */
function paste(look: ToothbrushMugLook): Part[] {
  const { paste: ground, pastePrint: print } = look;
  const wall = surface(
    16,
    5,
    (u, v) => {
      const turn = 2 * Math.PI * u;
      const [halfX, halfY] = [0.017 + 0.0135 * v, 0.017 - 0.0155 * v];
      return [halfX * Math.cos(turn), halfY * Math.sin(turn), 0.018 + 0.107 * v];
    },
    true,
  );
  const crimp = box([0.061, 0.0032, 0.009], [0, 0, 0.1275]);
  const paint = ([x, , z]: Vec3): Rgb => {
    if (z > 0.121) return shaded(ground, 0.7);
    const wave = 0.085 + 0.006 * Math.sin(x * 120);
    return Math.abs(z - wave) < 0.007 || Math.abs(z - 0.108) < 0.003 ? print : ground;
  };
  const how: Placement = { roll: -0.1, at: [0, look.foot - WALL - 0.02, FLOOR + 0.003] };
  return [
    part({ colour: ground, paint, gloss: 0.45 }, wall, crimp),
    part({ colour: WHITE, gloss: 0.3 }, cylinder(0.0135, 0.0155, 0, 0.018, 12)),
  ].map((piece) => laid(piece, how));
}

/** How the brushes lean to the front and apart. */
const LEAN = { front: 0.09, apart: 0.08 } as const;

/** A brush leant into the mug. */
function stood(look: ToothbrushMugLook, side: 1 | -1, bristles: readonly Part[]): Part[] {
  const how: Placement = {
    roll: LEAN.front,
    pitch: side * LEAN.apart,
    at: [side * 0.0078, STAND - look.radius * 0.8, FLOOR + 0.002],
  };
  return brush(look.brushes[side === -1 ? 0 : 1], bristles, how);
}

/**
 * Both heads stand in one shell, open to the front: it hides the bristles from above, from behind and
 * from both sides, and keeps their shadows.
 */
function shell(look: ToothbrushMugLook): Part {
  const [out, deep, wall] = [0.045, 0.0215, 0.0022];
  const cup = lathe(
    [
      [0, 0],
      [out, 0],
      [out, 0],
      [out, deep],
      [out, deep],
      [out - wall, deep],
      [out - wall, deep],
      [out - wall, wall],
      [out - wall, wall],
      [0, wall],
    ],
    22,
  );
  const z = 0.112;
  const y = STAND - look.radius * 0.8 - LEAN.front * z + 0.0045;
  const how = {
    scale: [1, 0.68, 1],
    roll: Math.PI / 2 + LEAN.front,
    at: [0, y, z + FLOOR],
  } as const;
  return part({ colour: look.shell, gloss: 0.3 }, place(squared(cup, 0.85), how));
}

/** The whole: bristles as new where nothing else is said. */
function filled(
  look: ToothbrushMugLook,
  body = mug(look),
  left = fresh(look.brushes[0]),
  right = fresh(look.brushes[1]),
): Part[] {
  return [...body, ...paste(look), shell(look), ...stood(look, -1, left), ...stood(look, 1, right)];
}

/** A crusted film over the floor and the foot of the wall, with runs above it. */
function scum(look: ToothbrushMugLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const level = look.height * random.between(0.3, 0.4);
  const film: Rgb = [0.84, 0.85, 0.82];
  const stain = (point: Vec3, clean: Rgb): Rgb => {
    const run = 0.012 * noise([Math.cos(around(point)), Math.sin(around(point)), 0], 0.25, salt);
    const edge = level + run;
    if (point[2] > edge) return clean;
    const thin = noise(point, 0.012, salt + 1);
    const ring = point[2] > edge - 0.003 && fromAxis(point) > look.foot * 0.6;
    return mix(clean, film, ring ? 1 : 0.97 - 0.45 * smoothStep(0.55, 0.75, thin));
  };
  return filled(look, mug(look, stain));
}

/** One of the two brushes is worn. */
const worn = (look: ToothbrushMugLook, random: Random): Part[] =>
  random.chance(0.5)
    ? filled(look, undefined, splayed(look.brushes[0], random))
    : filled(look, undefined, undefined, splayed(look.brushes[1], random));

/** Opaque, so that the film shows from above; the bristles show from the front, out of the shell. */
export const toothbrushMug = kind<ToothbrushMugLook>({
  name: "toothbrush-mug",
  drawLook,
  states: { tidy: (look) => filled(look), scum, worn },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a white-grey film at the bottom of the mug?",
      wordings: [
        "Has a pale film dried on the floor of the mug?",
        "Does white-grey scum cover the inside of the mug low down?",
        "Is the mug dirty inside, with scum at its bottom?",
        "Is there a pale scum inside the mug, at its bottom?",
      ],
      truth: { tidy: "no", scum: "yes", worn: "no" },
    },
    {
      ask: "Are the bristles of a brush splayed?",
      wordings: [
        "Is one of the brushes worn, its bristles bent outwards?",
        "Do the bristles of a toothbrush stick out to the sides?",
        "Has a toothbrush been used until its bristles splayed?",
        "Are the bristles of one toothbrush worn and bent to the sides?",
      ],
      truth: { tidy: "no", scum: "no", worn: "yes" },
    },
  ],
  colourName: (look) => look.glaze.name,
  materialName: (look) => look.made,
  stateWords: {
    tidy: "brushes upright, clean mug",
    scum: "film at the bottom inside",
    worn: "splayed bristles on one brush",
  },
});
