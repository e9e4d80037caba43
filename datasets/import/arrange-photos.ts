import type { Angle } from "../../perception/photo.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { FolderNotes } from "./import-notes.ts";
import { type NamedPhoto, NOTES_FILE, type Place } from "./photo-names.ts";

/** An object and the files that show it. */
export type ArrangedPhotos = {
  readonly folder: string;
  readonly object: string;
  readonly scene: string;
  readonly closeUps: Readonly<Partial<Record<Angle, string>>>;
};

/**
 * Which files show which object of one folder. An object without a scene photo of its own takes the
 * one its notes name, else the folder's, else its only spare one. Throws `bad-input` where a scene
 * photo is missing, a view is there twice, or the notes name no photo.
 */
export function arrangePhotos(
  folder: string,
  photos: readonly NamedPhoto[],
  { objects: notes, at }: FolderNotes,
  place: Place,
): readonly ArrangedPhotos[] {
  const bad = (where: string, why: string) => new TidyError("bad-input", `${where}: ${why}`);
  const inFolder = (file: string) => (folder === "" ? file : `${folder}/${file}`);
  const scenes = new Map<string, string>();
  const closeUps = new Map<string, Partial<Record<Angle, string>>>();
  let common: string | undefined;
  for (const { file, object, view } of photos) {
    const before =
      object === undefined
        ? common
        : view === "scene"
          ? scenes.get(object)
          : closeUps.get(object)?.[view];
    if (before !== undefined) throw bad(place(file), `shows the same view as ${before}`);
    if (object === undefined) common = file;
    else if (view === "scene") scenes.set(object, file);
    else closeUps.set(object, { ...closeUps.get(object), [view]: file });
  }
  const spare = [...scenes.keys()].filter((o) => !closeUps.has(o) && !notes.has(o));
  const shared = common ?? (spare.length === 1 ? scenes.get(spare[0]!) : undefined);
  const files = new Set(photos.map(({ file }) => file));
  const sceneOf = (object: string): string => {
    const said = notes.get(object)?.scene;
    const told = [said ?? "", inFolder(said ?? "")].findLast((it) => files.has(it));
    if (said !== undefined && told === undefined)
      throw bad(`${at(object)}.scene`, `there is no ${said}`);
    const own = told ?? scenes.get(object);
    if (own !== undefined) return own;
    if (!closeUps.has(object) && common === undefined)
      throw bad(at(object), "there are no photos of it");
    if (shared === undefined)
      throw bad(place(inFolder(`${object}_scene.jpg`)), "the scene photo is missing");
    return shared;
  };
  const withViews = [...new Set([...closeUps.keys(), ...notes.keys()])].map((object) => ({
    folder,
    object,
    scene: sceneOf(object),
    closeUps: closeUps.get(object) ?? {},
  }));
  // A scene photo that no other object took, and that has no close-ups, shows an object of its own.
  const taken = new Set(withViews.map(({ scene }) => scene));
  const alone = spare.flatMap((object) => {
    const scene = scenes.get(object)!;
    return taken.has(scene) ? [] : [{ folder, object, scene, closeUps: {} }];
  });
  return [...withViews, ...alone].toSorted((a, b) => (a.object < b.object ? -1 : 1));
}

/** The file of notes that lies beside the photos of a folder. */
export const notesFileOf = (folder: string): string =>
  folder === "" ? NOTES_FILE : `${folder}/${NOTES_FILE}`;
