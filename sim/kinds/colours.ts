import type { Random } from "../random.ts";
import type { Rgb } from "./kind.ts";
import type { ColourName } from "./words.ts";

export type { ColourName } from "./words.ts";

/** The colours that captions and questions name, as linear light. */
export const COLOURS = {
  white: [0.78, 0.77, 0.74],
  grey: [0.28, 0.29, 0.3],
  black: [0.025, 0.025, 0.028],
  red: [0.5, 0.045, 0.04],
  orange: [0.68, 0.22, 0.03],
  yellow: [0.72, 0.5, 0.06],
  green: [0.08, 0.3, 0.1],
  blue: [0.06, 0.16, 0.45],
  brown: [0.17, 0.08, 0.035],
  pink: [0.68, 0.3, 0.34],
  beige: [0.6, 0.48, 0.32],
} as const satisfies Record<ColourName, Rgb>;

/** A colour with its light scaled, channels kept within 0..1. */
export const shaded = (colour: Rgb, by: number): Rgb => [
  Math.min(1, colour[0] * by),
  Math.min(1, colour[1] * by),
  Math.min(1, colour[2] * by),
];

/** A named colour and one exemplar's shade of it, linear light. */
export type Colour = { readonly name: ColourName; readonly rgb: Rgb };

/** A shade of one of the names: up to 18 % lighter or darker, slightly off in hue. */
export function drawColour(random: Random, names: readonly ColourName[]): Colour {
  const name = random.pick(names);
  const light = random.between(0.82, 1.18);
  const shade = (x: number) => Math.min(0.88, x * light * random.between(0.93, 1.07));
  const [r, g, b] = COLOURS[name];
  return { name, rgb: [shade(r), shade(g), shade(b)] };
}
