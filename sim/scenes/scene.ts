import { loadKey } from "../../datasets/key.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Situation } from "../../perception/situation.ts";
import { clutterParts } from "../clutter/draw-clutter.ts";
import { extentOf, extentOfParts } from "../exemplar.ts";
import { type Random, randomFrom } from "../random.ts";
import { drawSceneCamera } from "../setting.ts";
import { drawExemplar, drawSituation, kindNamed, settingOf, type World } from "../world.ts";

/** Where a piece of a scene is put, before a seed shifts it a little: surface frame, metres, radians. */
export type Spot = { readonly at: Vec3; readonly yawRad: number; readonly still?: boolean };

/** A surface arranged by hand. */
export type Scene = {
  readonly name: string;
  /** Of the key's kinds of surface, the one whose table and room it has. */
  readonly surfaceKind: string;
  readonly instruction: string;
  readonly objects: readonly (Spot & { readonly kind: string; readonly state: string })[];
  readonly clutter: readonly (Spot & { readonly name: string })[];
};

/** How far a seed may shift and turn what a scene says. */
const SHIFT_M = 0.015;
const TURN_RAD = 0.3;

/**
 * The scene as a seed varies it: what things look like, how exactly they lie, light, table, camera and
 * what is told. Which things there are and what state they are in is the scene's.
 */
export function sceneWorld(scene: Scene, seed: number, situation?: Situation): World {
  const places = randomFrom(seed, "places");
  const looks = randomFrom(seed, "objects");
  const objects = scene.objects.map(({ kind, state, ...spot }, i) => {
    const exemplar = drawExemplar(looks, kind);
    const extent = extentOf(kindNamed(kind), exemplar);
    return { ...exemplar, id: `${kind}-${i + 1}`, state, extent, ...shifted(places, spot) };
  });
  const clutter = scene.clutter.map(({ name, ...spot }, i) => {
    const piece = { id: `clutter-${i + 1}`, name, seed: looks.below(4294967296) };
    const extent = extentOfParts([clutterParts(piece)]);
    return { ...piece, extent, ...shifted(places, spot) };
  });
  return {
    ...settingOf(seed, scene.surfaceKind),
    instruction: scene.instruction,
    situation: situation ?? drawSituation(randomFrom(seed, "situation"), loadKey()),
    objects,
    clutter,
    sceneCameraPose: drawSceneCamera(randomFrom(seed, "camera")),
  };
}

function shifted(random: Random, { at: [x, y, z], yawRad, still = false }: Spot) {
  const by = still ? 0 : 1;
  const off = (most: number) => by * random.between(-most, most);
  const position: Vec3 = [x + off(SHIFT_M), y + off(SHIFT_M), z];
  return { position, yawRad: yawRad + off(TURN_RAD) };
}
