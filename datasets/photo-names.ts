import { join } from "node:path";
import { ANGLES, type Angle } from "../perception/photo.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { ImportNotes } from "./import-notes.ts";

/** An object and the files that show it. */
export type NamedPhotos = {
  readonly object: string;
  readonly scene: string;
  readonly closeUps: Readonly<Partial<Record<Angle, string>>>;
};

const NAMED = new RegExp(`^(.+)_(scene|${ANGLES.join("|")})\\.([^.]+)$`, "i");
const OBJECT_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;
const READABLE = ["jpg", "jpeg", "png", "webp"];

/**
 * Which file shows what, by name: `<object>_scene.jpg`, `<object>_top.jpg` .. An object without a
 * scene photo of its own takes the one its notes name, else the folder's only spare one. Throws
 * `bad-input` where a scene photo is missing, a view is there twice, or the notes name no photo.
 */
export function sortPhotoNames(
  folder: string,
  files: readonly string[],
  notes: Pick<ImportNotes, "objects">,
): { readonly objects: readonly NamedPhotos[]; readonly passedOver: readonly string[] } {
  const bad = (file: string, why: string) =>
    new TidyError("bad-input", `${join(folder, file)}: ${why}`);
  const scenes = new Map<string, string>();
  const closeUps = new Map<string, Partial<Record<Angle, string>>>();
  const passedOver: string[] = [];
  for (const file of files.toSorted()) {
    const [, object, view, ending] = NAMED.exec(file) ?? [];
    if (object === undefined || view === undefined || ending === undefined) {
      if (file !== "options.json" && !file.startsWith(".")) passedOver.push(file);
      continue;
    }
    if (!READABLE.includes(ending.toLowerCase()))
      throw bad(file, `cannot be read as .${ending}; save it as one of ${READABLE.join(", ")}`);
    if (!OBJECT_NAME.test(object)) throw bad(file, "an object's name is letters, digits, - _ .");
    const name = view.toLowerCase() as Angle | "scene";
    const before = name === "scene" ? scenes.get(object) : closeUps.get(object)?.[name];
    if (before !== undefined) throw bad(file, `shows the same view as ${before}`);
    if (name === "scene") scenes.set(object, file);
    else closeUps.set(object, { ...closeUps.get(object), [name]: file });
  }
  const noted = new Map(Object.entries(notes.objects));
  const spare = [...scenes.keys()].filter((o) => !closeUps.has(o) && !noted.has(o));
  const named = new Set([...closeUps.keys(), ...noted.keys()]);
  const sceneOf = (object: string): string => {
    const told = noted.get(object)?.scene;
    if (told !== undefined && !files.includes(told))
      throw bad("options.json", `objects.${object}.scene: there is no ${told}`);
    const own = told ?? scenes.get(object);
    if (own !== undefined) return own;
    if (!closeUps.has(object))
      throw bad("options.json", `objects.${object}: there are no photos of it`);
    const shared = spare.length === 1 ? scenes.get(spare[0]!) : undefined;
    if (shared === undefined) throw bad(`${object}_scene.jpg`, "the scene photo is missing");
    return shared;
  };
  const withViews = [...named].map((object) => ({
    object,
    scene: sceneOf(object),
    closeUps: closeUps.get(object) ?? {},
  }));
  // A scene photo that no other object took, and that has no close-ups, shows an object of its own.
  const taken = new Set(withViews.map(({ scene }) => scene));
  const alone = spare.filter((object) => !taken.has(scenes.get(object)!));
  const objects = [
    ...withViews,
    ...alone.map((object) => ({ object, scene: scenes.get(object)!, closeUps: {} })),
  ];
  if (objects.length === 0)
    throw bad("", "no photos named <object>_scene.jpg, <object>_top.jpg, …");
  return { objects: objects.toSorted((a, b) => (a.object < b.object ? -1 : 1)), passedOver };
}
