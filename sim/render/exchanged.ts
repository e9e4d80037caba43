import { type Compared, exchange, PIXELS_THAT_DIFFER } from "./alternative.ts";
import { BESIDE, onEdge } from "./draw.ts";
import { pixelDirection, smoothLight } from "./film.ts";
import { painterOf } from "./painter.ts";
import { patternAt } from "./samples.ts";
import type { Light } from "./shade.ts";
import type { Thing } from "./stage.ts";
import { toByte } from "./tone.ts";

/** The part of a photo on which differences count, without noise; three bytes a pixel. */
export type Part = { readonly rgb: Uint8Array; readonly plain: Uint8Array };

/** That part of the photo as it is. */
export function partOf({ drawing, region, within }: Compared): Part {
  const cut = (bytes: Uint8Array) => {
    const out = new Uint8Array(within.width * within.height * 3);
    for (let row = 0; row < within.height; row++) {
      const from = ((within.y - region.y + row) * region.width + within.x - region.x) * 3;
      out.set(bytes.subarray(from, from + within.width * 3), row * within.width * 3);
    }
    return out;
  };
  return { rgb: cut(drawing.rgb), plain: cut(drawing.plain) };
}

/** That part of the photo with `other` in the place of thing `index`; only what changes is drawn. */
export function exchanged(compared: Compared, index: number, other: Thing): Part {
  const { within } = compared;
  const { rgb, plain } = partOf(compared);
  const { after, rays, film, touched } = exchange(compared, index, other);
  const painter = painterOf(after, rays);
  const direction = new Float64Array(3);
  const light = { key: 0, around: 0 };
  const colour: Light = [0, 0, 0];
  const sum: Light = [0, 0, 0];
  const changed: number[] = [];
  // All of them first: an edge shows only once its neighbours are known.
  for (let y = 0; y < within.height; y++) {
    for (let x = 0; x < within.width; x++) {
      if (touched((y + 1) * film.area.width + x + 1)) changed.push(y * within.width + x);
    }
  }
  for (const i of changed) {
    const column = i % within.width;
    const row = (i - column) / within.width;
    const at = (row + 1) * film.area.width + column + 1;
    const [x, y] = [within.x + column, within.y + row];
    const pattern = patternAt(x, y);
    pixelDirection(rays, film, at, direction);
    smoothLight(film, at, light);
    painter.pixel(film, at, direction, light, pattern, colour);
    for (let k = 0; k < 3; k++) {
      plain[i * 3 + k] = toByte(colour[k]!);
      rgb[i * 3 + k] = plain[i * 3 + k]!;
      sum[k] = colour[k]!;
    }
    if (!onEdge(after, film, at)) continue;
    for (let s = 0; s < BESIDE.length; s += 2) {
      rays.through(x + BESIDE[s]!, y + BESIDE[s + 1]!, direction);
      painter.ray(direction, (pattern + 4 + 2 * s) & 15, colour);
      for (let k = 0; k < 3; k++) sum[k]! += colour[k]!;
    }
    for (let k = 0; k < 3; k++) rgb[i * 3 + k] = toByte(sum[k]! / (1 + BESIDE.length / 2));
  }
  return { rgb, plain };
}

/** Whether two parts differ as `wouldDiffer` counts it: by more than `step` of a channel. */
export function partsDiffer(a: Part, b: Part, step: number): boolean {
  let count = 0;
  for (let i = 0; i < a.plain.length; i += 3) {
    const differs =
      Math.abs(a.plain[i]! - b.plain[i]!) > step ||
      Math.abs(a.plain[i + 1]! - b.plain[i + 1]!) > step ||
      Math.abs(a.plain[i + 2]! - b.plain[i + 2]!) > step;
    if (differs && ++count >= PIXELS_THAT_DIFFER) return true;
  }
  return false;
}
