import { join } from "node:path";
import type { CallOptions } from "../call-options.ts";
import type { Detection, Detector } from "../detector.ts";
import { modelsFolder } from "../embedded/models.ts";
import { OnnxSession } from "../embedded/onnx-session.ts";
import type { Photo } from "../photo.ts";
import type { Box } from "../surface.ts";
import { cocoBoxes } from "./coco-boxes.ts";
import { readCocoFile } from "./coco-file.ts";
import { cocoInput, scaleInto } from "./coco-input.ts";

export type CocoDetector = Detector & { close(): Promise<void> };

/**
 * NanoDet, which learnt the 80 classes of COCO from real photographs; runs on this machine, on any
 * camera's photo. Labels are COCO's words and a score is what the model gave: 0.4 is a guess. Loads as
 * the embedded models do: throws, or rejects with, `model-unavailable`.
 */
export function cocoDetector(folder: string = modelsFolder()): CocoDetector {
  const file = readCocoFile(folder);
  const session = new OnnxSession(join(folder, "coco-detector.onnx"));

  async function detect(photo: Photo, options: CallOptions = {}): Promise<Detection[]> {
    const { size } = file;
    const data = await cocoInput(photo, file);
    const image = { type: "float32", data, dims: [1, 3, size, size] } as const;
    const { scores, distances } = await session.run({ image }, options);
    const found = cocoBoxes(asFloats(scores?.data), asFloats(distances?.data), file);
    return found.flatMap((it) => {
      const box = inPhoto(it.box, scaleInto(size, photo), photo);
      return box === undefined ? [] : [{ ...it, box }];
    });
  }

  return { name: file.name, detect, close: () => session.close() };
}

const asFloats = (data: unknown): Float32Array =>
  data instanceof Float32Array ? data : new Float32Array();

/** From pixels of the detector's picture to the photo's, cut where the photo ends; none beyond it. */
function inPhoto(box: Box, scale: number, { widthPx, heightPx }: Photo): Box | undefined {
  const x = Math.max(0, box.x / scale);
  const y = Math.max(0, box.y / scale);
  const width = Math.min(widthPx, (box.x + box.width) / scale) - x;
  const height = Math.min(heightPx, (box.y + box.height) / scale) - y;
  return width >= 1 && height >= 1 ? { x, y, width, height } : undefined;
}
