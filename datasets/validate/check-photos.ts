import { TidyError } from "../../perception/tidy-error.ts";
import { reachesOut } from "../box-in-photo.ts";
import { boxSchema, pathInside } from "../dataset-format.ts";
import type { Say } from "./check-words.ts";
import { type InspectedPhoto, inspectPhoto } from "./inspect-photo.ts";
import { elementsOf, textAt, valueAt } from "./loose-json.ts";

type Path = readonly PropertyKey[];
type Named = { readonly at: Path; readonly file: string; readonly photo: InspectedPhoto };

/** Names that some systems cannot have as a file, or have already. */
const NOT_EVERYWHERE = /[<>:"|?*]|[. ](?:\/|$)|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\/|$)/i;

/**
 * Every photo that a dataset names: there, inside, readable, whole; boxes within their scene; the same
 * picture for two views. Returns the files that were named. Rejects `aborted` when told to stop.
 */
export async function checkPhotos(
  json: unknown,
  { folder, files }: { readonly folder: string; readonly files: readonly string[] },
  say: Say,
  how: {
    readonly onProgress?: (done: number, of: number) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<ReadonlySet<string>> {
  const surfaces = elementsOf(json, ["surfaces"]);
  const objectsOf = (surface: Path) => elementsOf(json, [...surface, "objects"]);
  const places = surfaces.flatMap((surface) => [
    [...surface, "scene"],
    ...objectsOf(surface).flatMap((object) => closeUpsOf(json, object)),
  ]);
  const of = new Set(places.map((at) => textAt(json, at))).size;
  const looked = new Map<string, InspectedPhoto>();
  const look = async (at: Path): Promise<Named | undefined> => {
    const file = textAt(json, at);
    if (file === undefined || !pathInside.safeParse(file).success) return undefined;
    if (how.signal?.aborted) throw new TidyError("aborted", "stopped before all was looked at");
    const known = looked.get(file);
    const photo = known ?? (await inspectPhoto(folder, file));
    looked.set(file, photo);
    if (known === undefined) {
      how.onProgress?.(looked.size, of);
      if (NOT_EVERYWHERE.test(file)) say("warning", at, `${file}: not every system can have this`);
      const twin = photo.sha256 === undefined ? almost(file, files) : undefined;
      for (const { level, what, todo } of photo.found) {
        const advice = twin === undefined ? todo : `there is ${twin}: the names must be the same`;
        say(level, at, `${file}: ${what}`, advice === undefined ? {} : { todo: advice });
      }
    }
    return { at, file, photo };
  };
  const scenes: Named[] = [];
  for (const surface of surfaces) {
    const scene = await look([...surface, "scene"]);
    if (scene !== undefined) {
      sameAs(scene, scenes, "another surface", say);
      scenes.push(scene);
    }
    for (const object of objectsOf(surface)) {
      checkBox(json, [...object, "box"], scene?.photo, say);
      const views: Named[] = scene ? [scene] : [];
      for (const at of closeUpsOf(json, object)) {
        const view = await look(at);
        if (view === undefined) continue;
        sameAs(view, views, "another view of it", say);
        views.push(view);
      }
    }
  }
  return new Set(looked.keys());
}

const closeUpsOf = (json: unknown, object: Path): readonly Path[] =>
  Object.keys(valueAt(json, [...object, "closeUps"]) ?? {}).map((it) => [
    ...object,
    "closeUps",
    it,
  ]);

function checkBox(json: unknown, at: Path, scene: InspectedPhoto | undefined, say: Say): void {
  const box = boxSchema.safeParse(valueAt(json, at)).data;
  const { widthPx, heightPx } = scene ?? {};
  if (box === undefined || widthPx === undefined || heightPx === undefined) return;
  if (reachesOut(box, { widthPx, heightPx })) {
    const todo = "boxes are x, y, width, height in pixels from the top left corner";
    say("fault", at, `reaches out of the scene photo (${widthPx} x ${heightPx} pixels)`, { todo });
  }
}

function sameAs({ at, photo }: Named, others: readonly Named[], whose: string, say: Say): void {
  if (photo.sha256 === undefined) return;
  const same = others.find((it) => it.photo.sha256 === photo.sha256);
  if (same !== undefined) say("warning", at, `is the same picture as ${whose} (${same.file})`);
}

/** A file whose name differs only in capitals, or in how its accents are written. */
function almost(file: string, files: readonly string[]): string | undefined {
  const folded = (name: string) => name.normalize("NFC").toLowerCase();
  return files.find((it) => it !== file && folded(it) === folded(file));
}
