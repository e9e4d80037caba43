import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour } from "../kinds/colours.ts";
import { isText } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { around, mix, noise } from "../kinds/patterns.ts";
import { COLOUR_NAMES, type ColourName } from "../kinds/words.ts";
import type { Random } from "../random.ts";

/** A print on a flat sheet: the colour at a point of it, metres. */
export type Pattern = (a: number, b: number) => Rgb;

/** The colour at a point of a thing's own frame. */
export type Paint = (point: Vec3, normal: Vec3) => Rgb;

const WOODS: readonly (readonly [Rgb, Rgb])[] = [
  [
    [0.42, 0.25, 0.12],
    [0.27, 0.14, 0.06],
  ],
  [
    [0.58, 0.42, 0.25],
    [0.45, 0.3, 0.16],
  ],
  [
    [0.16, 0.075, 0.035],
    [0.085, 0.04, 0.02],
  ],
];

const parity = (cell: number) => Math.abs(Math.floor(cell)) % 2;

/** One of many prints in one to three colours; `names` are those of its ground. */
export function drawPattern(random: Random, names: readonly ColourName[] = COLOUR_NAMES): Pattern {
  const ground = drawColour(random, names).rgb;
  const second = drawColour(random, COLOUR_NAMES).rgb;
  const third = drawColour(random, COLOUR_NAMES).rgb;
  const size = random.between(0.007, 0.024);
  const salt = random.below(1000);
  const form = random.pick([
    "plain",
    "upright stripes",
    "level stripes",
    "checks",
    "dots",
    "blots",
    "zigzag",
    "label",
    "shades",
  ] as const);
  return (a, b) => {
    switch (form) {
      case "plain":
        return ground;
      case "upright stripes":
        return parity(a / size) === 0 ? ground : second;
      case "level stripes":
        return parity(b / size) === 0 ? ground : parity(b / size / 2) === 0 ? second : third;
      case "checks": {
        const [i, j] = [parity(a / size), parity(b / size)];
        return i + j === 0 ? ground : i + j === 1 ? mix(ground, second, 0.5) : second;
      }
      case "dots": {
        const row = Math.floor(b / size);
        const x = a / size + (row % 2) / 2;
        const [dx, dy] = [x - Math.floor(x) - 0.5, b / size - row - 0.5];
        return dx * dx + dy * dy < 0.08 ? second : ground;
      }
      case "blots":
        return noise([a, b, 0], size, salt) > 0.58
          ? second
          : noise([b, a, 1], size, salt) > 0.66
            ? third
            : ground;
      case "zigzag":
        return parity((b + Math.abs(a / size - Math.floor(a / size) - 0.5) * size) / size) === 0
          ? ground
          : second;
      case "label":
        if (Math.abs(a) > 0.032 || b < 0.018 || b > 0.07) return ground;
        return isText(a + 0.026, 0.062 - b, 0.05, 0.011) ? third : second;
      case "shades":
        return mix(ground, second, b / 0.16);
    }
  };
}

/** A print on every side of a thing with flat sides. */
export const onSides =
  (pattern: Pattern): Paint =>
  ([x, y, z], [nx, ny, nz]) =>
    Math.abs(nz) > 0.7
      ? pattern(x, y)
      : Math.abs(nx) > Math.abs(ny)
        ? pattern(y, z)
        : pattern(x, z);

/** A print around a round thing, its seam at the back. */
export const roundWall =
  (pattern: Pattern, radius: number): Paint =>
  ([x, y, z]) =>
    pattern(around([-y, x, 0]) * radius, z);

/** Wood with its grain along x. */
export function drawWood(random: Random): Paint {
  const [light, dark] = random.pick(WOODS);
  const salt = random.below(1000);
  return ([x, y, z]) => {
    const wave = noise([x * 0.12, y, z], 0.006, salt);
    return mix(light, dark, 0.75 * wave + 0.25 * noise([x * 0.3, y, z], 0.0025, salt + 1));
  };
}

const METALS: readonly Rgb[] = [
  [0.48, 0.48, 0.5],
  [0.3, 0.3, 0.32],
  [0.55, 0.38, 0.12],
  [0.45, 0.22, 0.12],
];

/** Steel, dark steel, brass or copper. */
export const drawMetal = (random: Random): Rgb => random.pick(METALS);

/** True on a hand of a clock from the middle, `turn` clockwise from 12, in whole turns. */
export function onHand(x: number, y: number, turn: number, length: number, half: number): boolean {
  const [sin, cos] = [Math.sin(2 * Math.PI * turn), Math.cos(2 * Math.PI * turn)];
  const along = x * sin + y * cos;
  return along > -half && along < length && Math.abs(x * cos - y * sin) < half;
}

/** Twelve marks and two hands that stand at `time` (0..1 of twelve hours) on a face of that radius. */
export function clockFace(radius: number, paper: Rgb, ink: Rgb, time: number): Pattern {
  return (x, y) => {
    const r = Math.sqrt(x * x + y * y);
    if (onHand(x, y, time, radius * 0.5, radius * 0.05)) return ink;
    if (onHand(x, y, time * 12, radius * 0.78, radius * 0.032)) return ink;
    if (r < radius * 0.8 || r > radius * 0.93) return paper;
    const mark = (around([x, y, 0]) * 6) / Math.PI + 0.5;
    return Math.abs(mark - Math.floor(mark) - 0.5) < 0.11 ? ink : paper;
  };
}

/** Top, upper left, upper right, middle, lower left, lower right, bottom. */
const DIGITS = [
  "1110111",
  "0010010",
  "1011101",
  "1011011",
  "0111010",
  "1101011",
  "1101111",
  "1010010",
  "1111111",
  "1111011",
];

/** True where digits of seven segments are lit; `x`, `y` from their lower left corner, y up. */
export function isLit(digits: readonly number[], x: number, y: number, heightM: number): boolean {
  const [u, v] = [x / (heightM * 0.75), y / heightM];
  const place = Math.floor(u);
  const segments = DIGITS[digits[place] ?? -1];
  const side = (u - place) * 1.35;
  if (segments === undefined || side > 1 || v < 0 || v > 1) return false;
  const on = (k: number) => segments[k] === "1";
  if (v > 0.88) return on(0);
  if (v < 0.12) return on(6);
  if (Math.abs(v - 0.5) < 0.06) return on(3);
  if (side < 0.22) return on(v > 0.5 ? 1 : 4);
  return side > 0.78 && on(v > 0.5 ? 2 : 5);
}
