import sharp from "sharp";
import type { Detection, Detector } from "../detector.ts";
import { withoutDoubles } from "../embedded/embedded-detector.ts";
import { ModelThread } from "../model-thread.ts";
import type { Photo } from "../photo.ts";
import { startWorker } from "../start-worker.ts";
import type { Box } from "../surface.ts";
import { TidyError } from "../tidy-error.ts";
import { LONGEST_STEP_MS } from "./answer-in-turn.ts";
import type { HfModel } from "./hf-model.ts";
import { type Picture, pictureFrom } from "./picture.ts";
import type { Found } from "./zero-shot.ts";
import type { ZeroShotReply, ZeroShotTask } from "./zero-shot-worker.ts";

/** Least score that counts, as each type's own post-processing has it by default. */
const THRESHOLDS: Readonly<Record<string, number>> = { "grounding-dino": 0.25 };
const THRESHOLD = 0.1;
/** A box that covers more of the photo than this is the surface, not a thing on it. */
const LARGEST_SHARE = 0.9;
const MOST_THINGS = 60;

export type HfDetector = Detector & { close(): Promise<void> };

export type HfDetectorOptions = {
  /** Longest that one photo may take, opening the model included. */
  readonly deadlineMs?: number;
};

/**
 * Finds things of the kinds that `labels` name, by an ONNX export of OWL-ViT, OWLv2 or Grounding DINO
 * on this machine, in a thread of its own; opened when first asked. Grounding DINO is asked for one
 * label after the other. Throws `bad-input` without labels; rejects with `model-unavailable`, `deadline`.
 */
export function hfDetector(
  model: HfModel,
  labels: readonly string[],
  { deadlineMs = 300_000 }: HfDetectorOptions = {},
): HfDetector {
  const { name, modelType } = model;
  if (labels.length === 0) throw new TidyError("bad-input", `${name} is given no labels to find`);
  const thread = new ModelThread<ZeroShotReply>({
    start: () => startWorker(import.meta.url, "./zero-shot-worker", { model }),
    deadlineMs,
    atOnce: 1,
    endingMs: LONGEST_STEP_MS,
  });
  const texts = labels.map((label) => textFor(modelType, label));
  return {
    name,
    async detect(photo, call = {}) {
      const { picture, scale } = await pictureFor(modelType, photo);
      const ask = (stop: ZeroShotTask["stop"]): ZeroShotTask => ({ picture, texts, stop });
      const reply = await thread.ask((stop) => ({ message: { task: ask(stop) } }), call);
      if (reply.kind === "failed") {
        throw new TidyError("model-unavailable", `${name} cannot run: ${reply.why}`, {
          details: { folder: model.folder },
        });
      }
      const least = THRESHOLDS[modelType] ?? THRESHOLD;
      return detectionsFrom(reply.found, labels, least, scale, photo);
    },
    close: () => thread.close(),
  };
}

/** A label as each type of model was taught to read it. */
function textFor(modelType: string, label: string): string {
  const words = label.toLowerCase().replaceAll("-", " ").trim();
  return modelType === "grounding-dino" ? `${words}.` : `a photo of a ${words}`;
}

/** What the model is shown, and the size in photo pixels that its boxes are shares of. */
async function pictureFor(
  modelType: string,
  photo: Photo,
): Promise<{ picture: Picture; scale: Pick<Box, "width" | "height"> }> {
  const { widthPx, heightPx, bytes } = photo;
  if (modelType !== "owlv2") {
    return { picture: await pictureFrom(bytes), scale: { width: widthPx, height: heightPx } };
  }
  // OWLv2 learnt from pictures made square with grey at the right or below; Transformers.js squeezes.
  const side = Math.max(widthPx, heightPx);
  const square = await sharp(bytes)
    .flatten({ background: "#808080" })
    .extend({ right: side - widthPx, bottom: side - heightPx, background: "#808080" })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { picture: await pictureFrom(square), scale: { width: side, height: side } };
}

/** Every box with its likeliest label, in pixels of the photo; doubles and the surface itself are out. */
export function detectionsFrom(
  found: readonly Found[],
  labels: readonly string[],
  least: number,
  scale: Pick<Box, "width" | "height">,
  photo: Pick<Photo, "widthPx" | "heightPx">,
): readonly Detection[] {
  const detections: Detection[] = [];
  for (const [i, { boxes, scores }] of found.entries()) {
    for (const [at, score] of scores.entries()) {
      if (!(score >= least)) continue;
      const box = boxInPhoto(boxes.subarray(4 * at, 4 * at + 4), scale, photo);
      const share = (box.width * box.height) / (photo.widthPx * photo.heightPx);
      if (share < LARGEST_SHARE) detections.push({ label: labels[i]!, box, score });
    }
  }
  return withoutDoubles(detections).slice(0, MOST_THINGS);
}

function boxInPhoto(
  [x = 0, y = 0, width = 0, height = 0]: Float32Array,
  scale: Pick<Box, "width" | "height">,
  { widthPx, heightPx }: Pick<Photo, "widthPx" | "heightPx">,
): Box {
  const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));
  const left = clamp((x - width / 2) * scale.width, widthPx - 1);
  const top = clamp((y - height / 2) * scale.height, heightPx - 1);
  const right = clamp((x + width / 2) * scale.width, widthPx);
  const bottom = clamp((y + height / 2) * scale.height, heightPx);
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
