import { join } from "node:path";
import type { CallOptions } from "../call-options.ts";
import type { Detection, Detector } from "../detector.ts";
import { overlap } from "../geometry/overlap.ts";
import type { Photo } from "../photo.ts";
import type { Box } from "../surface.ts";
import { TidyError } from "../tidy-error.ts";
import { DETECTOR_SIZE, detectorInput, placedIn } from "./detector-input.ts";
import { eyeInput } from "./eye-input.ts";
import { lookAt } from "./eyes.ts";
import { type DetectorFile, modelsFolder, readDetectorFile, readEyesFile } from "./models.ts";
import { OnnxSession } from "./onnx-session.ts";

/** Two boxes that overlap more than this are the same thing. */
const SAME = 0.6;

/** The eyes name a thing otherwise than the detector did if they are at least this sure. */
const SURE = 0.5;

export type EmbeddedDetector = Detector & { close(): Promise<void> };

/**
 * The shipped detector; loads as `embeddedVision` does. It finds things on the small picture; the
 * eyes name them, for they look at each closely. In a photo of any other size than its camera's it
 * finds nothing, for that was never measured; `blindTo` says so.
 */
export function embeddedDetector(folder: string = modelsFolder()): EmbeddedDetector {
  const file = readDetectorFile(folder);
  const eyesFile = readEyesFile(folder);
  const session = new OnnxSession(join(folder, "detector.onnx"));
  const eyes = new OnnxSession(join(folder, "eyes.onnx"));

  const blindTo = ({ widthPx, heightPx }: Photo): string | undefined => {
    const { photo } = eyesFile;
    if (widthPx === photo.widthPx && heightPx === photo.heightPx) return undefined;
    return (
      `the embedded detector knows photos of its own camera alone (${photo.widthPx} x ` +
      `${photo.heightPx} pixels, this one is ${widthPx} x ${heightPx}); try --detector coco`
    );
  };

  async function detect(photo: Photo, options: CallOptions = {}): Promise<Detection[]> {
    if (options.signal?.aborted)
      throw new TidyError("aborted", "stopped before the detector looked");
    if (blindTo(photo) !== undefined) return [];
    const found = await detectIn(session, file, await detectorInput(photo), options);
    const scene: Photo = { ...photo, view: { kind: "scene" } };
    return Promise.all(
      found.map(async ({ label, box, score }) => {
        const inPhoto = boxInPhoto(box, photo);
        const seen = await eyeInput(scene, { id: "found", label, box: inPhoto });
        const { kind, kindShare } = await lookAt(eyes, eyesFile, seen, [], options);
        return { label: nameOf(label, kind, kindShare), box: inPhoto, score };
      }),
    );
  }

  return {
    name: file.name,
    blindTo,
    detect,
    close: async () => {
      await Promise.all([session.close(), eyes.close()]);
    },
  };
}

/** The name that the eyes give where they are sure, else the detector's. */
export const nameOf = (label: string, kind: string | undefined, kindShare: number): string =>
  kind !== undefined && kindShare >= SURE ? kind : label;

/** Runs the detector on a picture cut by `detectorInput`; boxes in that picture's pixels, best first. */
export async function detectIn(
  session: OnnxSession,
  file: DetectorFile,
  picture: Uint8Array,
  options: CallOptions = {},
): Promise<Detection[]> {
  const dims = [1, DETECTOR_SIZE.height, DETECTOR_SIZE.width, 3];
  const { boxes, scores, kinds } = await session.run(
    { image: { type: "uint8", data: picture, dims } },
    options,
  );
  const found = Array.from(scores!.data, (score, i): Detection => {
    const [x, y, width, height] = boxes!.data.subarray(4 * i, 4 * i + 4);
    return {
      label: file.kinds[kinds!.data[i]!]!,
      score,
      box: { x: x!, y: y!, width: width!, height: height! },
    };
  });
  return withoutDoubles(found.filter(({ score }) => score >= file.threshold));
}

/** The best of every heap of detections that overlap, best first. */
export function withoutDoubles(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, detection.box) <= SAME)) kept.push(detection);
  }
  return kept;
}

/** What lies on a surface in one line: "a surface with 2 x cup, 1 x plate". */
export function describeDetections(detections: readonly Detection[]): string {
  const counts = new Map<string, number>();
  for (const { label } of detections) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size === 0) return "nothing that these eyes know";
  const parts = [...counts].sort().map(([label, count]) => `${count} x ${label}`);
  return `a surface with ${parts.join(", ")}`;
}

/** From pixels of the detector's picture to pixels of the photo, cut where the photo ends. */
function boxInPhoto(box: Box, photo: Photo): Box {
  const { scale, right, down } = placedIn(photo);
  const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));
  const x = clamp((box.x - right) / scale, photo.widthPx - 1);
  const y = clamp((box.y - down) / scale, photo.heightPx - 1);
  const end = clamp((box.x + box.width - right) / scale, photo.widthPx);
  const bottom = clamp((box.y + box.height - down) / scale, photo.heightPx);
  return { x, y, width: Math.max(1, end - x), height: Math.max(1, bottom - y) };
}
