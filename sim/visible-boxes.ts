import type { Box } from "../perception/surface.ts";
import { type Film, raysOf, type Shot } from "./render/film.ts";
import type { Stage, Thing } from "./render/stage.ts";
import { type Hit, traceNearest } from "./render/trace.ts";

/** One thing as a photo shows it: an object, or a piece of clutter after them. */
export type VisibleThing = {
  readonly index: number;
  /** Around the pixels that show it first, whole pixels of the photo. */
  readonly box: Box;
  /** Of the pixels it would have if nothing stood before it, 0..1. */
  readonly visibleShare: number;
};

/** What of each thing the photo shows; things without a pixel are left out. */
export function visibleThings(stage: Stage, shot: Shot, film: Film): readonly VisibleThing[] {
  const { region } = shot;
  const found = stage.things.map(() => ({ x0: 1e9, y0: 1e9, x1: -1, y1: -1, pixels: 0 }));
  for (let row = 0; row < region.height; row++) {
    for (let column = 0; column < region.width; column++) {
      const owner = film.owner[(row + 1) * film.area.width + column + 1]!;
      if (owner < 0) continue;
      const seen = found[owner]!;
      const x = region.x + column;
      const y = region.y + row;
      seen.x0 = Math.min(seen.x0, x);
      seen.y0 = Math.min(seen.y0, y);
      seen.x1 = Math.max(seen.x1, x + 1);
      seen.y1 = Math.max(seen.y1, y + 1);
      seen.pixels++;
    }
  }
  return found.flatMap(({ x0, y0, x1, y1, pixels }, index) => {
    if (pixels === 0) return [];
    const box = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
    return [{ index, box, visibleShare: pixels / pixelsAlone(stage.things[index]!, shot) }];
  });
}

/** Pixels of the photo that the thing would cover alone, estimated from every second row and column. */
function pixelsAlone(thing: Thing, shot: Shot): number {
  const { camera } = shot;
  const rays = raysOf(shot);
  const [ex, ey, ez] = rays.eye;
  const direction = new Float64Array(3);
  const hit: Hit = { t: 0, triangle: 0, u: 0, v: 0 };
  const { cos, sin, centre, radius } = thing;
  let count = 0;
  for (let y = 0; y < camera.heightPx; y += 2) {
    for (let x = 0; x < camera.widthPx; x += 2) {
      rays.through(x + 0.5, y + 0.5, direction);
      const dx = direction[0]!;
      const dy = direction[1]!;
      const dz = direction[2]!;
      const vx = centre[0] - ex;
      const vy = centre[1] - ey;
      const vz = centre[2] - ez;
      const along = vx * dx + vy * dy + vz * dz;
      if (vx * vx + vy * vy + vz * vz - along * along > radius * radius) continue;
      hit.t = 100;
      const ox = ex - thing.x;
      const oy = ey - thing.y;
      const found = traceNearest(
        thing.solid,
        cos * ox + sin * oy,
        cos * oy - sin * ox,
        ez,
        cos * dx + sin * dy,
        cos * dy - sin * dx,
        dz,
        hit,
      );
      if (found) count += 4;
    }
  }
  return Math.max(1, count);
}
