import type { Situation } from "../../perception/situation.ts";
import { makeWorld, SURFACE_NAMES, type World } from "../world.ts";
import { kitchen } from "./kitchen.ts";
import { playroom } from "./playroom.ts";
import { sceneWorld } from "./scene.ts";

const SCENES = [playroom, kitchen];

/** Kinds of surface by the words that commands take, where they are not a scene's: `kitchen-counter`. */
const SURFACE_KINDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SURFACE_NAMES).flatMap(([kind, name]) => {
    const slug = name.replaceAll(" ", "-");
    const isScene = SCENES.some((scene) => scene.name === kind);
    return isScene
      ? [[slug, kind]]
      : [
          [slug, kind],
          [kind, kind],
        ];
  }),
);

/** What may stand before the seed in `sim:<where>:<seed>`: scenes, then kinds of surface. */
export const PLACES: readonly string[] = [
  ...SCENES.map(({ name }) => name),
  ...Object.keys(SURFACE_KINDS),
];

/** The surface of a seed, anywhere or at one of `PLACES`; crashes on any other. */
export function worldNamed(
  { where }: { readonly where?: string },
  seed: number,
  situation?: Situation,
): World {
  const scene = SCENES.find(({ name }) => name === where);
  if (scene !== undefined) return sceneWorld(scene, seed, situation);
  const surfaceKind = where === undefined ? undefined : SURFACE_KINDS[where];
  if (where !== undefined && surfaceKind === undefined) throw new Error(`no place ${where}`);
  return makeWorld(seed, {
    ...(surfaceKind !== undefined && { surfaceKind }),
    ...(situation !== undefined && { situation }),
  });
}
