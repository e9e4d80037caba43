import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { clutterParts } from "../clutter/draw-clutter.ts";
import { lifted, partsOf } from "../exemplar.ts";
import type { Kind } from "../kinds/kind.ts";
import { kindNamed, type World, type WorldObject } from "../world.ts";
import { LIGHT_RAYS, lightDirections } from "./samples.ts";
import { type Solid, solidOf } from "./solid.ts";

/** A solid where it stands, with all that ray casting asks of it made ready. */
export type Thing = {
  readonly solid: Solid;
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  /** The sphere around it in the surface frame. */
  readonly centre: Vec3;
  readonly radius: number;
  /** The light's sample directions in its own frame. */
  readonly lightDirections: Float64Array;
};

/** A world ready to be rendered. */
export type Stage = {
  readonly world: World;
  /** The world's objects in their order, then its clutter. */
  readonly things: readonly Thing[];
  readonly lightDirections: Float64Array;
};

type SixNumbers = [number, number, number, number, number, number];

/** Builds every object of a world in its true state, and what stands about. */
export function stageOf(world: World, kinds?: readonly Kind[]): Stage {
  const directions = lightDirections(world.light.direction, world.light.radiusRad);
  const objects = world.objects.map((object) =>
    thingAt(solidIn(object, object.state, kindNamed(object.kind, kinds)), object, directions),
  );
  const clutter = world.clutter.map((piece) =>
    thingAt(solidOf(lifted(clutterParts(piece), piece.position)), piece, directions),
  );
  return { world, lightDirections: directions, things: [...objects, ...clutter] };
}

/** An object's solid, were it in that state. */
export const solidIn = (object: WorldObject, state: string, kind = kindNamed(object.kind)): Solid =>
  solidOf(lifted(partsOf(kind, object, state), object.position));

/** The same stage with another thing in one place. */
export const withThing = (stage: Stage, index: number, thing: Thing): Stage => ({
  ...stage,
  things: stage.things.map((old, i) => (i === index ? thing : old)),
});

/** Stands a solid where an object of the world stands, turned further by `turnRad`. */
export function thingAt(
  solid: Solid,
  { position, yawRad }: Pick<WorldObject, "position" | "yawRad">,
  directions: Float64Array,
  turnRad = 0,
): Thing {
  const cos = Math.cos(yawRad + turnRad);
  const sin = Math.sin(yawRad + turnRad);
  const [x0, y0, z0, x1, y1, z1] = [...solid.bounds.subarray(0, 6)] as SixNumbers;
  const middle = [(x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2];
  const half = [x1 - x0, y1 - y0, z1 - z0].map((side) => side / 2);
  const own = new Float64Array(LIGHT_RAYS * 3);
  for (let i = 0; i < LIGHT_RAYS * 3; i += 3) {
    own[i] = cos * directions[i]! + sin * directions[i + 1]!;
    own[i + 1] = cos * directions[i + 1]! - sin * directions[i]!;
    own[i + 2] = directions[i + 2]!;
  }
  return {
    solid,
    x: position[0],
    y: position[1],
    cos,
    sin,
    centre: [
      position[0] + cos * middle[0]! - sin * middle[1]!,
      position[1] + sin * middle[0]! + cos * middle[1]!,
      middle[2]!,
    ],
    radius: Math.sqrt(half[0]! * half[0]! + half[1]! * half[1]! + half[2]! * half[2]!),
    lightDirections: own,
  };
}
