import { ANGLES, type Angle } from "../../perception/photo.ts";
import { TidyError } from "../../perception/tidy-error.ts";

/** What one file shows. */
export type NamedPhoto = {
  readonly file: string;
  /** Photos of one folder belong to one surface, or to a few. */
  readonly folder: string;
  /** Left out: the scene of every object of this folder that has no scene photo of its own. */
  readonly object?: string;
  readonly view: "scene" | Angle;
};

/** Files sorted by what they show, and those that nothing is known of. */
export type NamedPhotos = {
  readonly photos: readonly NamedPhoto[];
  readonly passedOver: readonly string[];
};

/** A file's place, as errors name it. */
export type Place = (path: string) => string;

export const VIEW_NAMES = ["scene", ...ANGLES] as const;

const NAMED = new RegExp(`^(?:(.+)/)?([^/]+)_(${VIEW_NAMES.join("|")})\\.[^./]+$`, "i");
const OBJECT_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;
const READABLE = ["jpg", "jpeg", "png", "webp"];
export const NOTES_FILE = "options.json";

/**
 * What each file shows, by the naming of the project page: `<object>_scene.jpg`, `<object>_top.jpg`
 * .., in one folder or in one for each surface. Throws `bad-input` for names that cannot stand.
 */
export function namedByConvention(files: readonly string[], place: Place): NamedPhotos {
  const photos: NamedPhoto[] = [];
  const passedOver: string[] = [];
  for (const file of files) {
    const [, folder = "", object, view] = NAMED.exec(file) ?? [];
    if (object === undefined || view === undefined) {
      if (file.split("/").at(-1) !== NOTES_FILE) passedOver.push(file);
      continue;
    }
    refuseUnreadable(file, object, place);
    photos.push({ file, folder, object, view: view.toLowerCase() as NamedPhoto["view"] });
  }
  return { photos, passedOver };
}

/** Throws `bad-input` for a type of file that no photo has, and for a name no object can have. */
export function refuseUnreadable(file: string, object: string | undefined, place: Place): void {
  const ending = /\.([^./]+)$/.exec(file)?.[1] ?? "";
  const bad = (why: string) => new TidyError("bad-input", `${place(file)}: ${why}`);
  if (!READABLE.includes(ending.toLowerCase()))
    throw bad(`cannot be read as .${ending}; save it as one of ${READABLE.join(", ")}`);
  if (object !== undefined && !OBJECT_NAME.test(object))
    throw bad("an object's name is letters, digits, - _ .");
}
