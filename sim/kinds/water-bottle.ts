import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { isText, part, within } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, smoothStep, turnBetween } from "./patterns.ts";
import { box, disc, lathe, type ProfilePoint, squared, tube, twoSided } from "./shapes.ts";

/** One bottle of thin plastic: its outline, labels and cap; metres and radians. */
export type WaterBottleLook = {
  readonly radius: number;
  readonly height: number;
  readonly neck: number;
  /** How far towards a rounded square, 0 .. 1: its flat sides hide each other's gaps. */
  readonly square: number;
  readonly plastic: Rgb;
  readonly cap: Rgb;
  readonly label: Colour;
  readonly print: Rgb;
  readonly motif: "waves" | "peak";
  /** What each of the two gaps between front and back label leaves to look through. */
  readonly gap: number;
  /** The coat of a bottle to refill. */
  readonly coat: Colour;
};

const FRONT = -Math.PI / 2;
const BACK = Math.PI / 2;
const SEGMENTS = 24;
const FLOOR = 0.007;

function drawLook(random: Random): WaterBottleLook {
  const label = drawColour(random, ["blue", "white", "green", "red", "pink", "yellow", "blue"]);
  return {
    radius: random.between(0.031, 0.037),
    height: random.between(0.142, 0.16),
    neck: random.between(0.0145, 0.0165),
    square: random.between(0.7, 1),
    plastic: [random.between(0.36, 0.44), 0.44, random.between(0.44, 0.5)],
    cap: drawColour(random, ["blue", "white", "red", "green", "orange", "black"]).rgb,
    label,
    print: drawColour(random, label.name === "white" ? ["blue", "green", "red"] : ["white"]).rgb,
    motif: random.pick(["waves", "peak"] as const),
    gap: random.between(0.48, 0.56),
    coat: drawColour(random, ["grey", "grey", "black", "green", "red", "blue"]),
  };
}

const shoulderOf = ({ height }: WaterBottleLook) => height * 0.53;
const neckOf = ({ height }: WaterBottleLook) => height * 0.66;
const capOf = ({ height }: WaterBottleLook) => height - 0.019;
const RING = 0.0055;
/** How far an opened bottle's ring has dropped. */
const DROP = 0.0075;
/** Radius of the sleeve under the cap, on which the ring sits. */
const sleeveOf = ({ neck }: WaterBottleLook) => neck * 1.2;

/** Outer radius at a height: straight, a round shoulder, a neck that narrows to the cap. */
function radiusAt(look: WaterBottleLook, z: number): number {
  const [low, high] = [shoulderOf(look), neckOf(look)];
  const wide = look.neck * 1.25;
  if (z > high) return wide + (look.neck - wide) * Math.min(1, (z - high) / (capOf(look) - high));
  const share = Math.max(0, (z - low) / (high - low));
  return wide + (look.radius - wide) * (1 - share * share * (1.6 - 0.6 * share));
}

const squareAt = (look: WaterBottleLook) => (z: number) =>
  look.square * smoothStep(neckOf(look), shoulderOf(look), z);

/** Profile of the wall between two heights, `inwards` of its outer side. */
function wall(look: WaterBottleLook, from: number, to: number, inwards = 0): ProfilePoint[] {
  const [low, high] = [shoulderOf(look), neckOf(look)];
  const bends = [0, 0.3, 0.55, 0.8, 1].map((share) => low + (high - low) * share);
  const heights = [from, ...bends.filter((z) => z > from + 0.001 && z < to - 0.001), to];
  return heights.map((z) => [radiusAt(look, z) - inwards, z] as const);
}

const turned = (look: WaterBottleLook, profile: readonly ProfilePoint[]) =>
  squared(lathe(profile, SEGMENTS), squareAt(look));

/** The bottle without its cap. Shoulder and foot are frosted, so that no water shows from above. */
function body(look: WaterBottleLook): Part[] {
  const { radius, plastic } = look;
  const [low, high] = [shoulderOf(look), neckOf(look)];
  const pane: Material = { colour: plastic, clear: 0.78, gloss: 0.6, glare: 0.3 };
  const pale = mix(plastic, [0.8, 0.84, 0.86], 0.5);
  const frost = mix(plastic, pale, 0.6);
  const foot: ProfilePoint[] = [
    [0, 0.002],
    [radius * 0.75, 0],
    [radius * 0.92, 0],
    [radius, FLOOR],
  ];
  const label: Material = {
    colour: look.label.rgb,
    paint: (p, n) => (p[0] * n[0] + p[1] * n[1] < 0 ? [0.8, 0.8, 0.8] : labelColour(look, p)),
    gloss: 0.3,
    glare: 0.2,
  };
  const half = (Math.PI - look.gap) / 2;
  const panels = [FRONT, BACK].map((middle) =>
    twoSided(
      squared(
        lathe(wall(look, FLOOR - 0.001, low + 0.001, -0.0005), 14, middle - half, middle + half),
        look.square,
      ),
      0.0004,
    ),
  );
  return [
    part(
      pane,
      turned(look, wall(look, FLOOR, low)),
      turned(look, wall(look, high, look.height - 0.003)),
    ),
    part(
      {
        colour: pale,
        paint: (p) => (p[2] > low && Math.sin(p[2] * 1300) > 0.2 ? pale : frost),
        gloss: 0.5,
      },
      turned(look, wall(look, low, high)),
      turned(look, foot),
    ),
    part(label, ...panels),
    part({ colour: frost, gloss: 0.4 }, ...rails(look)),
  ];
}

/** Grips along both sides of each gap: between them one looks in from that side only. */
function rails(look: WaterBottleLook) {
  const proud = 0.0068;
  const out = (look.radius * 0.985) / (1 + 0.12 * look.square);
  const tall = shoulderOf(look) - FLOOR;
  return [-1, 1].flatMap((x) =>
    [-1, 1].map((y) => {
      const aside = y * (out * Math.tan(look.gap / 2) + 0.0008);
      return box([proud, 0.0028, tall], [x * (out + proud / 2 - 0.001), aside, FLOOR + tall / 2]);
    }),
  );
}

/** A motif and lines of print on both labels alike. */
function labelColour(look: WaterBottleLook, p: Vec3): Rgb {
  const middle = p[1] < 0 ? FRONT : BACK;
  const x = turnBetween(middle, around(p)) * fromAxis(p);
  const tall = shoulderOf(look) - FLOOR;
  const share = (p[2] - FLOOR) / tall;
  if (share > 0.1 && isText(x + 0.017, (0.3 - share) * tall, 0.034, 0.0025))
    return mix(look.label.rgb, [0.02, 0.02, 0.04], 0.55);
  if (share > 0.88 || share < 0.05) return look.print;
  const y = (share - 0.62) * 4;
  const printed =
    look.motif === "waves"
      ? Math.sin(y * 9 + Math.sin(x * 300)) > 0.2
      : Math.abs(x) < (0.8 - y) * 0.013;
  return printed && Math.abs(y) < 0.8 ? look.print : look.label.rgb;
}

/**
 * The cap, wide enough to hide all below it from above, and its ring: tight against it until the bottle is
 * opened, then dropped. Both rings are bands on one sleeve, so that their shadows are alike.
 */
function closure(look: WaterBottleLook, opened: boolean): Part[] {
  const sleeve = sleeveOf(look);
  const r = sleeve + 0.0028;
  const z = capOf(look);
  const cap: ProfilePoint[] = [
    [sleeve, z],
    [r, z],
    [r, z],
    [r, look.height - 0.002],
    [r - 0.002, look.height],
    [0, look.height],
  ];
  const under: ProfilePoint[] = [
    [look.neck, z - RING - DROP],
    [sleeve, z - RING - DROP],
    [sleeve, z - RING - DROP],
    [sleeve, z],
  ];
  const groove = mix(look.cap, [0.02, 0.02, 0.02], 0.4);
  const isDark = look.cap[0] + look.cap[1] + look.cap[2] < 0.9;
  const bare: Rgb = isDark ? [0.82, 0.83, 0.84] : [0.04, 0.04, 0.05];
  const high = opened ? z - DROP : z;
  const ribs = (p: Vec3, n: Vec3): Rgb =>
    n[2] < 0.5 && p[2] < look.height - 0.003 && Math.sin(around(p) * 22) > 0.4 ? groove : look.cap;
  const band = (p: Vec3): Rgb => (within(p[2], high - RING, high) ? look.cap : bare);
  return [
    part({ colour: look.cap, paint: ribs, gloss: 0.4 }, lathe(cap, SEGMENTS)),
    part({ colour: look.cap, paint: band, gloss: 0.2 }, lathe(under, SEGMENTS)),
  ];
}

/**
 * Water up to a level. It tints what is seen through it, glows a little of the light scattered in it,
 * and lets the lamp's light pass, so that no shadow tells of it.
 */
function water(look: WaterBottleLook, level: number): Part[] {
  const tint: Rgb = [0.02, 0.26, 0.68];
  return [
    part(
      { colour: tint, clear: 0.999, emission: [0, 40, 110] },
      turned(look, wall(look, FLOOR + 0.0005, level, 0.0012)),
    ),
    part(
      { colour: [0.4, 0.55, 0.7], clear: 0.999 },
      squared(disc(radiusAt(look, level) - 0.0012, level, SEGMENTS), squareAt(look)),
    ),
  ];
}

function partFull(look: WaterBottleLook, random: Random): Part[] {
  const level = shoulderOf(look) * random.between(0.4, 0.68);
  return [...body(look), ...closure(look, true), ...water(look, level)];
}

/** Filled into the neck: some of it is left clear above the water, under the ring. */
function full(look: WaterBottleLook, random: Random): Part[] {
  const high = capOf(look) - RING - DROP;
  const level = neckOf(look) + (high - neckOf(look)) * random.between(0.58, 0.72);
  return [...body(look), ...closure(look, false), ...water(look, level)];
}

/** Another bottle of the same size: a metal one with a loop on its lid. */
function refill(look: WaterBottleLook): Part[] {
  const { radius, height, coat } = look;
  const top = height - 0.022;
  const [low, high] = [top * 0.74, top * 0.9];
  const neck = look.neck * 1.35;
  const steel: Rgb = [0.42, 0.43, 0.45];
  const metal: ProfilePoint[] = [
    [0, 0],
    [radius * 0.94, 0],
    [radius, 0.004],
    [radius, low],
    [radius * 0.93, low + (high - low) * 0.4],
    [neck, high],
    [neck, high + 0.002],
  ];
  const lid: ProfilePoint[] = [
    [neck + 0.002, high + 0.001],
    [neck + 0.002, top - 0.001],
    [neck, top],
    [0, top],
  ];
  const loop = Array.from({ length: 11 }, (_, k): Vec3 => {
    const turn = Math.PI * (k / 10);
    return [0.0145 * Math.cos(turn), 0, top - 0.001 + 0.02 * Math.sin(turn)];
  });
  const bare = (p: Vec3): Rgb => (p[2] < 0.008 || p[2] > high - 0.002 ? steel : coat.rgb);
  return [
    part({ colour: coat.rgb, paint: bare, gloss: 0.75 }, lathe(metal, SEGMENTS)),
    part({ colour: [0.05, 0.05, 0.055], gloss: 0.3 }, lathe(lid, SEGMENTS)),
    part({ colour: steel, gloss: 0.7 }, tube(loop, 0.003, 8)),
  ];
}

/** A bottle to look through at two sides: labels cover its front and back; its neck shows from all. */
export const waterBottle = kind<WaterBottleLook>({
  name: "water-bottle",
  drawLook,
  states: {
    empty: (look) => [...body(look), ...closure(look, true)],
    part: partFull,
    full,
    refill,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a level line of water below the neck?",
      wordings: [
        "Does water stand in the bottle, lower than its neck?",
        "Is the bottle partly full, its water line under the neck?",
        "Can a water level be seen somewhere down the bottle's body?",
        "Can a line of water be seen lower than the neck?",
      ],
      truth: { empty: "no", part: "yes", full: "no", refill: "no" },
    },
    {
      ask: "Does the water reach into the neck?",
      wordings: [
        "Is the bottle full of water up to its neck?",
        "Has the neck of the bottle got water in it?",
        "Does the bottle hold water to the top, neck included?",
        "Is there water in the neck of the bottle?",
      ],
      truth: { empty: "no", part: "no", full: "yes", refill: "no" },
    },
    {
      ask: "Is the ring under the cap unbroken?",
      wordings: [
        "Is the cap still joined to the ring beneath it?",
        "Has nobody twisted the cap off its ring yet?",
        "Does the sealing ring still sit tight against the cap, untorn?",
        "Is the ring still joined tight to the cap?",
      ],
      truth: { empty: "no", part: "no", full: "yes", refill: "no" },
    },
  ],
  colourName: (look, state) => (state === "refill" ? look.coat.name : "clear"),
  materialName: (_look, state) => (state === "refill" ? "metal" : "plastic"),
  stateWords: {
    empty: "no water, the ring dropped",
    part: "a water line below the neck",
    full: "water in the neck, ring unbroken",
    refill: "a metal bottle with a loop",
  },
});
