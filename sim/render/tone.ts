/** Entries a unit of linear light, and the brightest light that the table tells apart. */
const STEPS = 4096;
const BRIGHTEST = 3;

const table = makeTable();

/** Linear light to an sRGB byte, with a soft shoulder for highlights. */
export const toByte = (light: number): number =>
  table[light <= 0 ? 0 : light >= BRIGHTEST ? STEPS * BRIGHTEST : (light * STEPS) | 0]!;

function makeTable(): Uint8Array {
  const bytes = new Uint8Array(STEPS * BRIGHTEST + 1);
  let code = 0;
  for (let i = 0; i < bytes.length; i++) {
    const light = shoulder((i + 0.5) / STEPS);
    while (code < 255 && light >= toLinear((code + 0.5) / 255)) code++;
    bytes[i] = code;
  }
  return bytes;
}

/** Leaves light below 0.6 as it is, and bends what is above towards 1. */
function shoulder(light: number): number {
  if (light < 0.6) return light;
  const over = light - 0.6;
  return 0.6 + (0.4 * over) / (over + 0.4);
}

/** sRGB to linear, IEC 61966-2-1. Without Math.pow, whose last bits differ between Node versions. */
export function toLinear(srgb: number): number {
  if (srgb <= 0.04045) return srgb / 12.92;
  const base = (srgb + 0.055) / 1.055;
  // base^2.4 = base^2 * base^(2/5); the fifth root by Newton's method.
  const square = base * base;
  let root = 1;
  for (let i = 0; i < 60; i++) {
    const fourth = root * root * root * root;
    root = (4 * root + square / fourth) / 5;
  }
  return square * root;
}
