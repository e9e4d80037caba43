import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { TidyError } from "../../perception/tidy-error.ts";
import {
  DATASET_FORMAT,
  type Dataset,
  type DatasetSurface,
  datasetSchema,
} from "../dataset-format.ts";
import { jsonPath, parseJson } from "../read-json.ts";
import { type ArrangedPhotos, arrangePhotos, notesFileOf } from "./arrange-photos.ts";
import { type FolderNotes, type ImportNotes, importNotesSchema } from "./import-notes.ts";
import { namedByMapping, type PhotoMapping } from "./photo-mapping.ts";
import { type NamedPhoto, NOTES_FILE, namedByConvention } from "./photo-names.ts";
import type { PhotoSource } from "./photo-source.ts";

/** A dataset whose photos still lie in the source: every path is the source's. */
export type Draft = {
  readonly dataset: Dataset;
  readonly remarks: readonly string[];
  /** Where an object is told of, as errors name it. */
  at(surfaceId: string, objectId: string): string;
};

const DATASET_FILE = "dataset.json";

/**
 * What a source's files would make: a dataset that lies there already, else photos sorted by their
 * names or by a mapping, with the notes beside them (or `notes` in their place). Rejects `bad-input`.
 */
export async function draftDataset(
  source: PhotoSource,
  { mapping, notes }: { readonly mapping?: PhotoMapping; readonly notes?: GivenNotes },
): Promise<Draft> {
  const { files, place } = source;
  const text = async (file: string) => new TextDecoder().decode(await source.read(file));
  if (files.includes(DATASET_FILE)) {
    const at = place(DATASET_FILE);
    if (mapping !== undefined || notes !== undefined)
      throw new TidyError(
        "bad-input",
        `${at}: is a dataset; it takes tables, no names and no notes`,
      );
    const dataset = parseJson(await text(DATASET_FILE), at, datasetSchema);
    return { dataset, remarks: [], at: (surface, object) => `${at}: ${surface}/${object}` };
  }
  const { photos, passedOver } = mapping
    ? namedByMapping(files, mapping, place)
    : namedByConvention(files, place);
  const read = async (file: string) =>
    files.includes(file) ? parseJson(await text(file), place(file), importNotesSchema) : undefined;
  const beside = notes === undefined ? await read(NOTES_FILE) : undefined;
  const root = notes ?? {
    place: place(NOTES_FILE),
    content: beside ?? importNotesSchema.parse({}),
  };
  const folders = new Map<string, NamedPhoto[]>(
    Object.keys(root.content.surfaces).map((folder) => [folder, []]),
  );
  for (const photo of photos)
    folders.set(photo.folder, [...(folders.get(photo.folder) ?? []), photo]);
  if (Object.keys(root.content.objects).length > 0 && !folders.has("")) folders.set("", []);
  const surfaces: DatasetSurface[] = [];
  const places = new Map<string, string>();
  for (const [folder, named] of [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const own = folder === "" ? undefined : await read(notesFileOf(folder));
    const told = notesOf(folder, root, own, place);
    const arranged = arrangePhotos(folder, named, told, place);
    for (const surface of await surfacesOf(arranged, told, source, surfaces)) {
      surfaces.push(surface);
      for (const { id } of surface.objects) places.set(`${surface.id}/${id}`, told.at(id));
    }
  }
  if (surfaces.length === 0)
    throw new TidyError(
      "bad-input",
      `${source.name}: no photos named <object>_scene.jpg, ..._top.jpg`,
    );
  const { name, version, licence } = root.content;
  const dataset: Dataset = {
    format: DATASET_FORMAT,
    name: name ?? basename(resolve(source.name)).replace(/\.zip$/i, ""),
    version,
    licence,
    surfaces,
  };
  return {
    dataset,
    remarks: passedOver.map(
      (file) => `${file} is not named <object>_<view>.jpg and was passed over`,
    ),
    at: (surface, object) => places.get(`${surface}/${object}`) ?? root.place,
  };
}

/** Notes from a file that the user named. */
export type GivenNotes = { readonly place: string; readonly content: ImportNotes };

/** A draft's dataset as the format wants it. Throws `bad-input`, naming where the mistake was made. */
export function checkedDraft(dataset: Dataset, at: Draft["at"], source: string): Dataset {
  const checked = datasetSchema.safeParse(dataset);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0]!;
  const [, i, , j, ...inside] = path;
  const surface = dataset.surfaces[Number(i)];
  const object = surface?.objects[Number(j)];
  const place = object ? `${at(surface!.id, object.id)}.${jsonPath(inside)}` : undefined;
  throw new TidyError("bad-input", `${place ?? `${source}: ${jsonPath(path)}`}: ${message}`);
}

function notesOf(
  folder: string,
  { place, content }: GivenNotes,
  own: ImportNotes | undefined,
  placeOf: PhotoSource["place"],
): FolderNotes {
  const said = new Map(Object.entries(content.surfaces)).get(folder);
  const objects = new Map(Object.entries(folder === "" ? content.objects : (said?.objects ?? {})));
  const mine = new Map(Object.entries(own?.objects ?? {}));
  return {
    surface: own?.surface ?? said?.surface ?? content.surface,
    objects: new Map([...objects, ...mine]),
    at: (object) => {
      if (mine.has(object)) return `${placeOf(notesFileOf(folder))}: objects.${object}`;
      return `${place}: ${folder === "" ? "" : `surfaces.${folder}.`}objects.${object}`;
    },
  };
}

/** Two objects share a surface when their scene photos are the same picture. */
async function surfacesOf(
  arranged: readonly ArrangedPhotos[],
  notes: FolderNotes,
  source: PhotoSource,
  before: readonly DatasetSurface[],
): Promise<readonly DatasetSurface[]> {
  const pictures = new Map<string, string>();
  for (const scene of new Set(arranged.map((it) => it.scene)))
    pictures.set(
      scene,
      createHash("sha256")
        .update(await source.read(scene))
        .digest("hex"),
    );
  const sharing = new Map<string, ArrangedPhotos[]>();
  for (const it of arranged) {
    const picture = pictures.get(it.scene)!;
    sharing.set(picture, [...(sharing.get(picture) ?? []), it]);
  }
  const used = new Set(before.map(({ id }) => id));
  return [...sharing.values()].map((objects) => {
    const { folder, scene } = objects[0]!;
    const stem = basename(scene)
      .replace(/\.[^.]+$/, "")
      .replace(/_?scene$/i, "");
    const wanted = [folder, folder !== "" && sharing.size === 1 ? "" : stem].filter(Boolean);
    const id = freeName(wanted.join("-"), used);
    used.add(id);
    return {
      id,
      ...notes.surface,
      scene,
      objects: objects.map(({ object, closeUps }) => {
        const { scene: _, ...facts } = notes.objects.get(object) ?? {};
        const label = facts.label ?? object.replaceAll(/[_-]+/g, " ").trim();
        return { id: object, ...facts, label, closeUps };
      }),
    };
  });
}

/** A name that the format allows and nobody has yet. */
function freeName(wanted: string, used: ReadonlySet<string>): string {
  const plain =
    wanted
      .replaceAll(/[^\p{L}\p{N} ._-]+/gu, "-")
      .replace(/^[^\p{L}\p{N}]+/u, "")
      .slice(0, 90) || "surface";
  for (let n = 1; ; n++) {
    const name = n === 1 ? plain : `${plain}-${n}`;
    if (!used.has(name)) return name;
  }
}
