import type { CallOptions } from "../perception/call-options.ts";
import type { Detection, Detector } from "../perception/detector.ts";
import type { Box } from "../perception/surface.ts";
import { type LoadedDataset, surfaceOf } from "./load-dataset.ts";
import { photoInFolder } from "./photo-in-folder.ts";

/**
 * Boxes (pixels of the scene photo, by object id) for those objects of a surface that have none, by
 * asking a detector. An object whose name no detection bears is left out; the detector is not asked
 * where nothing is missing.
 */
export async function locateObjects(
  loaded: LoadedDataset,
  surfaceId: string,
  detector: Detector,
  call: CallOptions = {},
): Promise<ReadonlyMap<string, Box>> {
  const { scene, objects } = surfaceOf(loaded, surfaceId);
  const missing = objects.filter(({ box }) => box === undefined);
  if (missing.length === 0) return new Map();
  const photo = await photoInFolder(loaded.folder, scene, { kind: "scene" });
  const free = [...(await detector.detect(photo, call))].sort((a, b) => b.score - a.score);
  const found = new Map<string, Box>();
  for (const { id, label } of missing) {
    const at = free.findIndex((detection) => sameName(detection, label));
    if (at >= 0) found.set(id, free.splice(at, 1)[0]!.box);
  }
  return found;
}

function sameName({ label }: Detection, wanted: string): boolean {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [a, b] = [words(label), words(wanted)];
  const within = (some: readonly string[], all: readonly string[]) =>
    some.length > 0 && some.every((word) => all.includes(word));
  return within(a, b) || within(b, a);
}
