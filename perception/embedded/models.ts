import { readFileSync } from "node:fs";
import { z } from "zod";
import { packageFile } from "../package-file.ts";
import { TidyError } from "../tidy-error.ts";

const reply = z.object({ yes: z.number(), no: z.number(), unknown: z.number() });
const replies = z.object({ yes: reply, no: reply, hidden: reply });
const shown = z.object({ yes: z.number(), no: z.number() });

const eyesFile = z.object({
  name: z.string(),
  /** Words by their number; the first two stand for padding and for words unknown to it. */
  vocabulary: z.array(z.string()),
  /** Words of captions by their number; the first ends a caption. */
  captionWords: z.array(z.string()),
  kinds: z.array(z.string()),
  /** What the logits are divided by. */
  temperature: z.number().positive(),
  /** What is then added to each reply's. */
  bias: reply,
  /** Size of all photos that it was trained on, pixels. */
  photo: z.object({ widthPx: z.number(), heightPx: z.number() }),
  /** Above any, a picture is unlike all it was trained on. */
  strangenessLimits: z.tuple([z.number(), z.number(), z.number()]),
  likelihoods: z.object({
    reply: replies,
    replyTo: z.record(z.string(), replies),
    shown: z.record(z.string(), z.object({ scene: shown, above: shown, side: shown })),
  }),
});

const detectorFile = z.object({
  name: z.string(),
  kinds: z.array(z.string()),
  /** Least score of a detection. */
  threshold: z.number(),
});

/** What ships beside the eyes' graph: their words and how far they can be trusted. */
export type EyesFile = z.infer<typeof eyesFile>;

/** What ships beside the detector's graph. */
export type DetectorFile = z.infer<typeof detectorFile>;

/** The folder of the shipped models. */
export const modelsFolder = (): string => packageFile("perception/models");

/** Reads `eyes.json`; throws `model-unavailable`. */
export const readEyesFile = (folder: string): EyesFile =>
  readModelFile(`${folder}/eyes.json`, eyesFile);

/** Reads `detector.json`; throws `model-unavailable`. */
export const readDetectorFile = (folder: string): DetectorFile =>
  readModelFile(`${folder}/detector.json`, detectorFile);

/** Reads and checks the file beside a shipped graph; throws `model-unavailable`. */
export function readModelFile<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new TidyError("model-unavailable", `the shipped model ${path} cannot be read`, { cause });
  }
}
