import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { CallOptions } from "../perception/call-options.ts";
import type { Photo } from "../perception/photo.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { DATASET_FORMAT, type Dataset, datasetSchema } from "./dataset-format.ts";
import { type ImportNotes, importNotesSchema } from "./import-notes.ts";
import { photoInFolder } from "./photo-in-folder.ts";
import { type NamedPhotos, sortPhotoNames } from "./photo-names.ts";
import { readJson } from "./read-json.ts";

export type ImportOptions = {
  /** Folder of photos named `<object>_scene.jpg`, `<object>_top.jpg` and so on. */
  readonly from: string;
  /** Where the dataset goes; must not exist yet. */
  readonly to: string;
};

export type Imported = {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly photos: number;
  /** What a person should know: files passed over, objects without options or box. */
  readonly remarks: readonly string[];
};

/**
 * Makes a dataset of a folder of photos. Metadata stays behind; the result appears whole or not at
 * all. Rejects `bad-input` with one line that names the file, `aborted` when told to stop.
 */
export async function importPhotos(
  { from, to }: ImportOptions,
  { signal }: CallOptions = {},
): Promise<Imported> {
  if (existsSync(to))
    throw new TidyError("bad-input", `${to}: exists already; choose another place`);
  const files = await readdir(from).catch((cause) => {
    throw new TidyError("bad-input", `${from}: there is no such folder`, { cause });
  });
  const notesFile = join(from, "options.json");
  const notes = files.includes("options.json")
    ? await readJson(notesFile, importNotesSchema)
    : importNotesSchema.parse({});
  const { objects, passedOver } = sortPhotoNames(from, files, notes);
  const aside = join(dirname(resolve(to)), `.${basename(to)}.${randomUUID()}.part`);
  try {
    await mkdir(join(aside, "photos"), { recursive: true });
    const written = new Map<string, string>();
    const photograph = async (file: string) => {
      if (signal?.aborted) throw new TidyError("aborted", "stopped; nothing was imported");
      const photo = await photoInFolder(from, file, { kind: "scene" });
      const path = written.get(photo.sha256) ?? newPath(file, photo, [...written.values()]);
      if (!written.has(photo.sha256)) await writeWhole(join(aside, path), photo.bytes);
      written.set(photo.sha256, path);
      return { path, photo };
    };
    const dataset = await datasetOf(objects, notes, notesFile, basename(resolve(from)), photograph);
    const text = `${JSON.stringify(dataset, undefined, 2)}\n`;
    await writeWhole(join(aside, "dataset.json"), Buffer.from(text));
    await rename(aside, to);
    const remarks = [
      ...passedOver.map((file) => `${file} is not named <object>_<view>.jpg and was passed over`),
      ...dataset.surfaces.flatMap((s) => s.objects).flatMap(remarksOn),
    ];
    return { folder: to, dataset, photos: written.size, remarks };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function datasetOf(
  objects: readonly NamedPhotos[],
  notes: ImportNotes,
  notesFile: string,
  folderName: string,
  photograph: (file: string) => Promise<{ path: string; photo: Photo }>,
): Promise<Dataset> {
  const surfaces = new Map<string, Dataset["surfaces"][number]>();
  const noted = new Map(Object.entries(notes.objects));
  for (const { object, scene, closeUps } of objects) {
    // Two objects share a surface when their scene photos are the same picture.
    const { path, photo } = await photograph(scene);
    const note = noted.get(object);
    const { box } = note ?? {};
    if (box && (box.x + box.width > photo.widthPx || box.y + box.height > photo.heightPx)) {
      const size = `${photo.widthPx} x ${photo.heightPx} pixels`;
      const message = `${notesFile}: objects.${object}.box: reaches out of the photo (${size})`;
      throw new TidyError("bad-input", message);
    }
    const taken: Record<string, string> = {};
    for (const [angle, file] of Object.entries(closeUps))
      taken[angle] = (await photograph(file)).path;
    const { scene: _, ...facts } = note ?? {};
    const surface = surfaces.get(path) ?? {
      id: basename(path).replace(/(_scene)?\.[a-z]+$/, ""),
      ...notes.surface,
      scene: path,
      objects: [],
    };
    const label = note?.label ?? object.replaceAll(/[_-]+/g, " ").trim();
    surface.objects.push({ id: object, ...facts, label, closeUps: taken });
    surfaces.set(path, surface);
  }
  const dataset = {
    format: DATASET_FORMAT,
    name: notes.name ?? folderName,
    version: notes.version,
    licence: notes.licence,
    surfaces: [...surfaces.values()],
  };
  const checked = datasetSchema.safeParse(dataset);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0]!;
  throw new TidyError("bad-input", `${notesFile}: ${path.join(".")}: ${message}`);
}

/** Keeps the file's name where it can; the ending says what the bytes are. */
function newPath(file: string, { mediaType, sha256 }: Photo, used: readonly string[]): string {
  const ending = mediaType === "image/png" ? "png" : "jpg";
  const stem = file.replace(/\.[^.]+$/, "");
  const path = `photos/${stem}.${ending}`;
  const plain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(stem) && !used.includes(path);
  return plain ? path : `photos/${sha256.slice(0, 16)}.${ending}`;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function remarksOn({ id, options, box, closeUps }: Dataset["surfaces"][number]["objects"][number]) {
  return [
    ...(options ? [] : [`${id} has no options: the reasoner will propose what it may be like`]),
    ...(box ? [] : [`${id} has no box: a detector is asked, else the whole scene photo is shown`]),
    ...(Object.keys(closeUps).length > 0 ? [] : [`${id} has no close-ups`]),
  ];
}
