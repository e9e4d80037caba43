import { TidyError } from "../../perception/tidy-error.ts";
import { reachesOut } from "../box-in-photo.ts";
import type { Dataset, DatasetObject } from "../dataset-format.ts";
import { importedPhoto } from "./imported-photo.ts";
import type { PhotoSource } from "./photo-source.ts";
import type { DatasetWriter } from "./write-dataset.ts";

/** The longest side of an imported photo, pixels, where nothing else is said. */
export const MAX_SIDE_PX = 2048;

type How = {
  readonly maxSidePx?: number;
  readonly onProgress?: (done: number, of: number) => void;
  readonly signal: AbortSignal | undefined;
};

/**
 * Takes every photo of a draft over into a dataset that is being written; boxes shrink with their
 * scene. Rejects `bad-input`, naming the file or the box, and `aborted`.
 */
export async function takePhotos(
  dataset: Dataset,
  at: (surfaceId: string, objectId: string) => string,
  source: PhotoSource,
  writer: DatasetWriter,
  { maxSidePx = MAX_SIDE_PX, onProgress, signal }: How,
): Promise<Dataset> {
  const files = dataset.surfaces.flatMap(({ scene, objects }) => [
    scene,
    ...objects.flatMap(({ closeUps }) => Object.values(closeUps)),
  ]);
  const of = new Set(files).size;
  const taken = new Map<string, Awaited<ReturnType<typeof take>>>();
  const take = async (file: string) => {
    if (signal?.aborted) throw new TidyError("aborted", "stopped; nothing was imported");
    const { photo, shrunkBy } = await importedPhoto(
      await source.read(file),
      maxSidePx,
      source.place(file),
    );
    const { widthPx, heightPx } = photo;
    return { path: await writer.keep(file, photo), shrunkBy, widthPx, heightPx };
  };
  const photograph = async (file: string) => {
    const photo = taken.get(file) ?? (await take(file));
    taken.set(file, photo);
    onProgress?.(taken.size, of);
    return photo;
  };
  const surfaces: Dataset["surfaces"] = [];
  for (const surface of dataset.surfaces) {
    const scene = await photograph(surface.scene);
    const objects: DatasetObject[] = [];
    for (const object of surface.objects) {
      const box = shrunkBox(object.box, scene, `${at(surface.id, object.id)}.box`);
      const closeUps: DatasetObject["closeUps"] = {};
      for (const [angle, file] of Object.entries(object.closeUps))
        closeUps[angle as keyof typeof closeUps] = (await photograph(file)).path;
      objects.push({ ...object, ...(box && { box }), closeUps });
    }
    surfaces.push({ ...surface, scene: scene.path, objects });
  }
  return { ...dataset, surfaces };
}

function shrunkBox(
  box: DatasetObject["box"],
  scene: { readonly shrunkBy: number; readonly widthPx: number; readonly heightPx: number },
  at: string,
): DatasetObject["box"] {
  const { shrunkBy, widthPx, heightPx } = scene;
  if (box === undefined) return box;
  const before = {
    widthPx: Math.round(widthPx * shrunkBy),
    heightPx: Math.round(heightPx * shrunkBy),
  };
  if (reachesOut(box, before)) {
    const size = `${before.widthPx} x ${before.heightPx} pixels`;
    throw new TidyError("bad-input", `${at}: reaches out of the photo (${size})`);
  }
  if (shrunkBy === 1) return box;
  const [x, y] = [box.x / shrunkBy, box.y / shrunkBy];
  const width = Math.min(box.width / shrunkBy, widthPx - x);
  const height = Math.min(box.height / shrunkBy, heightPx - y);
  return { x, y, width, height };
}
