import {
  exposedFilm,
  type Film,
  pixelDirection,
  raysOf,
  type Shot,
  smoothLight,
  withMargin,
} from "./film.ts";
import { painterOf } from "./painter.ts";
import { patternAt } from "./samples.ts";
import type { Light } from "./shade.ts";
import type { Stage } from "./stage.ts";
import { toByte } from "./tone.ts";

/** A photo without noise, or a region of it; three bytes a pixel, row by row. */
export type Drawing = {
  /** Smoothed at edges: what falls on the camera's sensor. */
  readonly rgb: Uint8Array;
  /** One ray a pixel: what is compared when states are told apart. */
  readonly plain: Uint8Array;
  /** First hits, over the region with a margin. */
  readonly film: Film;
};

/** Where an edge pixel is looked at again, beside its middle. */
export const BESIDE = [0.15, 0.3, 0.8, 0.15, 0.6, 0.85] as const;

/** What a camera would take of a stage. A region comes out as the same bytes as in the whole. */
export function draw(stage: Stage, shot: Shot): Drawing {
  const { region } = shot;
  const rays = raysOf(shot);
  const film = exposedFilm(stage, rays, withMargin(region));
  const painter = painterOf(stage, rays);
  const plain = new Uint8Array(region.width * region.height * 3);
  const rgb = new Uint8Array(plain.length);
  const direction = new Float64Array(3);
  const light = { key: 0, around: 0 };
  const colour: Light = [0, 0, 0];
  const sum: Light = [0, 0, 0];
  for (let row = 0; row < region.height; row++) {
    for (let column = 0; column < region.width; column++) {
      const at = (row + 1) * film.area.width + column + 1;
      const to = (row * region.width + column) * 3;
      const x = region.x + column;
      const y = region.y + row;
      const pattern = patternAt(x, y);
      pixelDirection(rays, film, at, direction);
      smoothLight(film, at, light);
      painter.pixel(film, at, direction, light, pattern, colour);
      for (let k = 0; k < 3; k++) {
        plain[to + k] = toByte(colour[k]!);
        rgb[to + k] = plain[to + k]!;
        sum[k] = colour[k]!;
      }
      if (!onEdge(stage, film, at)) continue;
      for (let s = 0; s < BESIDE.length; s += 2) {
        rays.through(x + BESIDE[s]!, y + BESIDE[s + 1]!, direction);
        painter.ray(direction, (pattern + 4 + 2 * s) & 15, colour);
        for (let k = 0; k < 3; k++) sum[k]! += colour[k]!;
      }
      for (let k = 0; k < 3; k++) rgb[to + k] = toByte(sum[k]! / (1 + BESIDE.length / 2));
    }
  }
  return { rgb, plain, film };
}

/** Whether a pixel shows something else than one of its four neighbours does. */
export function onEdge(
  stage: Stage,
  { area, owner, triangle, t, flat }: Film,
  at: number,
): boolean {
  const own = owner[at]!;
  for (let n = 0; n < 4; n++) {
    const next = at + (n === 0 ? -1 : n === 1 ? 1 : n === 2 ? -area.width : area.width);
    if (owner[next] !== own) return true;
    if (own < 0) {
      if (t[next]! > t[at]! * 1.25 || t[next]! < t[at]! * 0.8) return true;
      continue;
    }
    if (triangle[next] === triangle[at]) continue;
    const { partOf } = stage.things[own]!.solid;
    if (partOf[triangle[at]!] !== partOf[triangle[next]!]) return true;
    const bend =
      flat[at * 3]! * flat[next * 3]! +
      flat[at * 3 + 1]! * flat[next * 3 + 1]! +
      flat[at * 3 + 2]! * flat[next * 3 + 2]!;
    if (bend < 0.6) return true;
  }
  return false;
}
