import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Surface } from "../perception/surface.ts";
import { reversibilityOf } from "../perception/tidy-action.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { reachesOut } from "./box-in-photo.ts";
import { type Dataset, type DatasetSurface, datasetSchema } from "./dataset-format.ts";
import { photoInFolder } from "./photo-in-folder.ts";
import { readJson } from "./read-json.ts";

/** The size of a surface's scene photo, pixels. */
export type SceneSize = { readonly widthPx: number; readonly heightPx: number };

/** A dataset on disk. */
export type LoadedDataset = {
  readonly folder: string;
  readonly dataset: Dataset;
  /** Of the surfaces whose photos were read. */
  readonly sceneSizes: ReadonlyMap<string, SceneSize>;
};

/** What `dataset.json` says, before any photo is read. */
export type DatasetOnPaper = Pick<LoadedDataset, "folder" | "dataset">;

/**
 * Reads a dataset's folder (or its `dataset.json`) and its scene photos; `photos: "all"` reads every
 * close-up as well. Rejects `bad-input` with one line: the file, the path in it, what is wrong.
 */
export async function loadDataset(
  path: string,
  photos: { readonly photos?: "scenes" | "all" } = {},
): Promise<LoadedDataset> {
  return withPhotos(await readDataset(path), photos);
}

/** Reads `dataset.json` alone. Rejects `bad-input`, as above. */
export async function readDataset(path: string): Promise<DatasetOnPaper> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined)
    throw new TidyError("bad-input", `${path}: there is no such file or folder`);
  if (!isFolder && basename(path) !== "dataset.json")
    throw new TidyError("bad-input", `${path}: not a dataset: give its folder or its dataset.json`);
  const folder = isFolder ? path : dirname(path);
  return { folder, dataset: await readJson(join(folder, "dataset.json"), datasetSchema) };
}

/** Reads its photos, those of one surface alone where `only` names it. Rejects `bad-input`, as above. */
export async function withPhotos(
  { folder, dataset }: DatasetOnPaper,
  {
    photos = "scenes",
    only,
  }: { readonly photos?: "scenes" | "all"; readonly only?: string | undefined } = {},
): Promise<LoadedDataset> {
  const sceneSizes = new Map<string, SceneSize>();
  for (const [i, surface] of dataset.surfaces.entries()) {
    if (only !== undefined && surface.id !== only) continue;
    const at = `surfaces[${i}]`;
    const scene = await named(at, "scene", photoInFolder(folder, surface.scene, { kind: "scene" }));
    const { widthPx, heightPx } = scene;
    sceneSizes.set(surface.id, { widthPx, heightPx });
    for (const [j, { box, closeUps }] of surface.objects.entries()) {
      const where = `${join(folder, "dataset.json")}: ${at}.objects[${j}]`;
      if (box && reachesOut(box, scene))
        throw new TidyError("bad-input", `${where}.box: reaches out of the scene photo`);
      if (photos === "scenes") continue;
      for (const [angle, file] of Object.entries(closeUps))
        await named(
          `${at}.objects[${j}].closeUps`,
          angle,
          photoInFolder(folder, file, { kind: "scene" }),
        );
    }
  }
  return { folder, dataset, sceneSizes };
}

async function named<T>(at: string, field: string, reading: Promise<T>): Promise<T> {
  return reading.catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TidyError("bad-input", `${why} (dataset.json: ${at}.${field})`, { cause });
  });
}

/** The surface of that id. Throws `bad-input`, naming those there are. */
export function surfaceOf({ dataset, folder }: LoadedDataset, surfaceId: string): DatasetSurface {
  const found = dataset.surfaces.find(({ id }) => id === surfaceId);
  if (found !== undefined) return found;
  const ids = dataset.surfaces.map(({ id }) => id);
  const some = ids.slice(0, 10).join(", ") + (ids.length > 10 ? ", …" : "");
  throw new TidyError("bad-input", `${folder} has no surface "${surfaceId}"; it has ${some}`);
}

/**
 * What an agent may know of a surface: no accepted answers, no votes. An object whose box nobody
 * measured has the whole scene photo as its box.
 */
export function surfaceToldFrom(loaded: LoadedDataset, surfaceId: string): Surface {
  const { id, kind, instruction, situation, objects } = surfaceOf(loaded, surfaceId);
  const { widthPx, heightPx } = loaded.sceneSizes.get(id)!;
  return {
    id,
    kind,
    instruction,
    situation,
    objects: objects.map(({ id, label, box, options }) => ({
      id,
      label,
      box: box ?? { x: 0, y: 0, width: widthPx, height: heightPx },
      ...(options && {
        options: options.map(({ state, action, verb, reversibility }) => ({
          state,
          action,
          verb,
          reversibility: reversibility ?? reversibilityOf(verb),
        })),
      }),
    })),
  };
}
