import { appearanceAt, emptyAppearance } from "./appearance.ts";
import { type Film, nearestThing, type Rays } from "./film.ts";
import { type Received, receivedLight } from "./light.ts";
import { type Light, shadeGround, shadeThing } from "./shade.ts";
import type { Stage } from "./stage.ts";
import { type Ground, hitGround } from "./surroundings.ts";
import type { Hit } from "./trace.ts";

/** Colours rays of one stage as one camera sees it: linear light. */
export type Painter = {
  /** Of a pixel that is cast, with the light that its first point gets. */
  readonly pixel: (
    film: Film,
    at: number,
    direction: Float64Array,
    first: Received,
    pattern: number,
    out: Light,
  ) => void;
  /** Of any ray. */
  readonly ray: (direction: Float64Array, pattern: number, out: Light) => void;
};

/** Most clear walls that a ray is followed through. */
const MOST_WALLS = 6;

export function painterOf(stage: Stage, rays: Rays): Painter {
  const { world, things } = stage;
  const { eye } = rays;
  const hit: Hit = { t: 0, triangle: 0, u: 0, v: 0 };
  const appearance = emptyAppearance();
  const ground: Ground = { t: 0, colour: [0, 0, 0], gloss: 0, shaded: false };
  const own: Received = { key: 0, around: 0 };
  const layer: Light = [0, 0, 0];
  const through: Light = [1, 1, 1];

  const follow = (
    firstOwner: number,
    d: Float64Array,
    first: Received | undefined,
    pattern: number,
    out: Light,
  ) => {
    const dx = d[0]!;
    const dy = d[1]!;
    const dz = d[2]!;
    let owner = firstOwner;
    out[0] = 0;
    out[1] = 0;
    out[2] = 0;
    through[0] = 1;
    through[1] = 1;
    through[2] = 1;
    for (let wall = 0; ; wall++) {
      let received = wall === 0 ? first : undefined;
      if (owner < 0) {
        hitGround(world, eye[0], eye[1], eye[2], dx, dy, dz, rays.pixelRad, ground);
        if (received === undefined && ground.shaded) {
          const x = eye[0] + dx * ground.t;
          const y = eye[1] + dy * ground.t;
          receivedLight(stage, x, y, 0, 0, 0, 1, pattern, own);
        }
        shadeGround(world, ground, received ?? own, dx, dy, dz, layer);
        for (let k = 0; k < 3; k++) out[k]! += layer[k]! * through[k]!;
        return;
      }
      const thing = things[owner]!;
      appearanceAt(thing, hit, eye[0], eye[1], eye[2], dx, dy, dz, appearance);
      const { x, y, z, flat, material, colour } = appearance;
      if (received === undefined) {
        receivedLight(stage, x, y, z, flat[0], flat[1], flat[2], pattern, own);
        received = own;
      }
      shadeThing(world, appearance, received, dx, dy, dz, layer);
      const clear = wall < MOST_WALLS ? (material.clear ?? 0) : 0;
      const most = Math.max(colour[0], colour[1], colour[2], 1e-6);
      for (let k = 0; k < 3; k++) {
        out[k]! += layer[k]! * (1 - clear) * through[k]!;
        // Clear walls tint what is seen through them, half as much as they are coloured.
        through[k]! *= clear * (0.5 + (0.5 * colour[k]!) / most);
      }
      if (clear === 0) return;
      owner = nearestThing(stage, eye, d, hit.t + 1e-5, hit);
    }
  };

  return {
    pixel: (film, at, direction, first, pattern, out) => {
      hit.t = film.t[at]!;
      hit.triangle = film.triangle[at]!;
      hit.u = film.u[at]!;
      hit.v = film.v[at]!;
      follow(film.owner[at]!, direction, first, pattern, out);
    },
    ray: (direction, pattern, out) => {
      follow(nearestThing(stage, eye, direction, 0, hit), direction, undefined, pattern, out);
    },
  };
}
