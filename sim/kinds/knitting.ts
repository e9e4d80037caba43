import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { curve, isText, laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, mix, noise } from "./patterns.ts";
import { ellipsoid, lathe, type ProfilePoint, place, surface, tube, twoSided } from "./shapes.ts";

/** Two long skeins and a round ball between their ends; open to -y. Metres, radians. */
type KnittingLook = {
  /** Of the ball that is knitted from, and of the skeins at its sides. */
  readonly yarn: Colour;
  readonly left: Colour;
  readonly right: Colour;
  readonly second: Rgb;
  readonly needle: Rgb;
  readonly needleGloss: number;
  readonly halfLong: number;
  readonly skeinRadius: number;
  readonly ballRadius: number;
  /** How far the skeins' front ends stand apart. */
  readonly spread: readonly [left: number, right: number];
  readonly hasBands: boolean;
  readonly bandColour: Rgb;
  readonly stripes: "none" | "bold" | "rib";
  readonly thread: number;
  readonly salt: number;
};

const YARNS: readonly ColourName[] = [
  "red",
  "blue",
  "green",
  "yellow",
  "orange",
  "pink",
  "white",
  "grey",
  "beige",
  "brown",
];
const INK: Rgb = [0.06, 0.06, 0.07];
const SKEIN_Y = -0.032;

function drawLook(random: Random): KnittingLook {
  const yarn = drawColour(random, YARNS);
  const isOne = random.chance(0.35);
  const pale = ["white", "beige", "yellow", "pink", "grey", "orange"].includes(yarn.name);
  const needles: readonly ColourName[] = pale
    ? ["red", "blue", "brown", "green"]
    : ["white", "beige"];
  return {
    yarn,
    left: isOne ? yarn : drawColour(random, YARNS),
    right: isOne ? yarn : drawColour(random, YARNS),
    second: drawColour(
      random,
      pale ? ["red", "blue", "green", "brown"] : ["white", "beige", "yellow"],
    ).rgb,
    needle: COLOURS[random.pick(needles)],
    needleGloss: random.between(0.2, 0.7),
    halfLong: random.between(0.07, 0.076),
    skeinRadius: random.between(0.034, 0.037),
    ballRadius: random.between(0.046, 0.049),
    spread: [random.between(0.24, 0.34), random.between(0.24, 0.34)],
    hasBands: random.chance(0.5),
    bandColour: drawColour(random, ["white", "yellow", "blue", "black"]).rgb,
    stripes: random.pick(["none", "bold", "rib"] as const),
    thread: random.between(0.0042, 0.0056),
    salt: random.below(1_000_000),
  };
}

/** How dark it is between two threads, by where across them a point lies. */
const groove = (across: number): number => {
  const share = Math.abs(across - Math.floor(across) - 0.5) * 2;
  return share * share;
};

/** A pull skein along z, its threads a little aslant, in some a paper band around its middle. */
function skein(look: KnittingLook, { rgb }: Colour): Part {
  const { skeinRadius: radius, halfLong: half, thread } = look;
  const shares = [-1, -0.97, -0.88, -0.7, -0.35, 0, 0.35, 0.7, 0.88, 0.97, 1];
  const profile = shares.map((t): ProfilePoint => {
    const square = t * t;
    return [radius * Math.sqrt(Math.sqrt(Math.max(0, 1 - square * square))), t * half];
  });
  const deep = shaded(rgb, 0.42);
  const paint = (p: Vec3): Rgb => {
    const aside = around(p) * radius;
    if (look.hasBands && Math.abs(p[2]) < half * 0.3) {
      return isText(p[2] + half * 0.2, aside + 0.02, half * 0.4, 0.011) ? INK : look.bandColour;
    }
    const fuzz = noise(p, 0.006, look.salt) * 0.8;
    return mix(rgb, deep, groove((aside + p[2] * 0.32) / thread + fuzz));
  };
  return part({ colour: rgb, paint }, lathe(profile, 12));
}

/** A ball around its middle: wound first one way, then over that another. */
function ball({ yarn, ballRadius: radius, thread, salt }: KnittingLook): Part {
  const deep = shaded(yarn.rgb, 0.42);
  const axes: readonly Vec3[] = [
    [0.36, 0.48, 0.8],
    [0.8, -0.6, 0],
    [-0.48, -0.64, 0.6],
  ];
  const paint = (p: Vec3): Rgb => {
    const along = axes.map((axis) => axis[0] * p[0] + axis[1] * p[1] + axis[2] * p[2]);
    const layer = along.find((x) => Math.abs(x) < radius * 0.5) ?? along[2]!;
    return mix(yarn.rgb, deep, groove(layer / thread + noise(p, 0.006, salt) * 0.8));
  };
  return part({ colour: yarn.rgb, paint }, ellipsoid([radius, radius, radius], 14, 10));
}

/** The balls stand around three sides of a small yard, so that into it one sees from above or the front. */
function balls(look: KnittingLook): Part[] {
  const { skeinRadius: r, ballRadius } = look;
  const side = (s: 1 | -1, colour: Colour, yaw: number) =>
    laid(skein(look, colour), { roll: Math.PI / 2, yaw, at: [s * (r + 0.039), SKEIN_Y, r] });
  return [
    side(-1, look.left, -look.spread[0]),
    side(1, look.right, look.spread[1]),
    laid(ball(look), { at: [0, ballY(look), ballRadius] }),
  ];
}

const ballY = ({ halfLong, ballRadius }: KnittingLook) => SKEIN_Y + halfLong + ballRadius * 0.48;

/** Columns of stitches along x, each a V a stitch. */
function stitches(look: KnittingLook, x: number, y: number): Rgb {
  const { yarn, second, stripes } = look;
  const row = Math.floor((x + 1) / 0.0115);
  const column = y / 0.0075;
  const aside = Math.abs(column - Math.floor(column) - 0.5);
  const ground = stripes === "bold" && row % 2 === 0 ? second : yarn.rgb;
  const slant = x / 0.0058 - aside * 1.4;
  const dark = stripes === "rib" && Math.floor(column) % 2 === 0 ? 0.55 : 0;
  const gap = Math.max(aside > 0.4 ? 0.9 : 0, within(slant - Math.floor(slant), 0, 0.3) ? 0.75 : 0);
  return mix(ground, shaded(ground, 0.35), Math.max(dark, gap));
}

/** A few hands' breadth of cloth that hangs together on its needle, the other needle stuck into it. */
function work(look: KnittingLook, random: Random): Part[] {
  const long = random.between(0.076, 0.083);
  const wide = random.between(0.072, 0.08);
  const [y0, x1] = [-0.039 - long / 2, 0.032];
  const phase = random.between(0, 2 * Math.PI);
  const z = 0.014;
  const cloth = surface(10, 9, (u, v) => {
    const sag = 0.003 * Math.sin(phase + 9 * v + 4 * u) * (1 - u);
    const hang = (1 - u) * (1 - u);
    const y = y0 + long * v + 0.004 * Math.sin(phase + 5 * u) * (1 - u);
    return [x1 - wide * (1 - u), y, 0.005 + (z - 0.005) * (1 - hang) + sag + 0.001];
  });
  const rod = (from: Vec3, to: Vec3): BufferGeometry[] => {
    const share = (t: number): Vec3 => [
      from[0] + (to[0] - from[0]) * t,
      from[1] + (to[1] - from[1]) * t,
      from[2] + (to[2] - from[2]) * t,
    ];
    return [
      tube([from, share(0.82), to], (t) => (t > 0.9 ? 0.0012 : 0.0042), 8),
      place(ellipsoid([0.0078, 0.005, 0.0078], 8, 5), { at: from }),
    ];
  };
  const cross = random.between(0.042, 0.054);
  const rods = [
    ...rod([x1, y0 - 0.009, z], [x1, y0 + long + 0.012, z]),
    ...rod([x1 - cross - 0.012, y0 - 0.004, z + 0.003], [x1 + 0.005, y0 + long * 0.8, z + 0.007]),
  ];
  const count = 8;
  const loops = Array.from({ length: count }, (_, k) =>
    place(ellipsoid([0.0066, 0.0042, 0.0066], 6, 4), {
      at: [x1, y0 + (long * (k + 0.5)) / count, z + 0.0004],
    }),
  );
  const end: Vec3 = [0.004, ballY(look) - look.ballRadius * 0.7, look.ballRadius * 0.3];
  const lead = curve([[x1, y0 + long - 0.004, z], [0.014, 0.008, 0.006], end], 4);
  const { rgb } = look.yarn;
  return [
    part({ colour: rgb, paint: ([x, y]) => stitches(look, x, y) }, twoSided(cloth, 0.003)),
    part({ colour: look.needle, gloss: look.needleGloss }, ...rods),
    part({ colour: shaded(rgb, 0.85) }, ...loops, tube(lead, 0.0016, 5)),
  ];
}

/** Yarn, with or without work on the needles among it. */
export const knitting = kind<KnittingLook>({
  name: "knitting",
  drawLook,
  states: {
    going: (look, random) => [...balls(look), ...work(look, random)],
    yarn: (look) => balls(look),
  },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.yarn.name,
  materialName: () => "cloth",
  stateWords: {
    going: "stitches on two needles",
    yarn: "balls of yarn only",
  },
});
