import { z } from "zod";
import { modelsFolder, readModelFile } from "../embedded/models.ts";

const threeNumbers = z.tuple([z.number(), z.number(), z.number()]);

/** The form of `coco-detector.json`. */
export const cocoFile = z.object({
  name: z.string(),
  /** Names of the classes, in the order of the scores. */
  classes: z.array(z.string()).length(80),
  /** Classes that are no thing to tidy: people, animals, furniture; never reported. */
  notThings: z.array(z.string()),
  /** Width and height of the picture it looks at, pixels. */
  size: z.number().int().positive(),
  /** Of blue, green, red, levels 0..255. */
  mean: threeNumbers,
  std: threeNumbers,
  /** Pixels from cell to cell, one a grid, finest first. */
  strides: z.array(z.number().int().positive()),
  /** Numbers that describe the distance to one side of a box. */
  bins: z.number().int().min(2),
  /** Least score of a detection. */
  threshold: z.number(),
  /** Of the graph beside it. */
  sha256: z.string(),
  /** Where the weights come from; SHA-256 of the files that they were taken from. */
  source: z.object({
    package: z.string(),
    licence: z.string(),
    files: z.record(z.string(), z.string()),
  }),
});

/** What ships beside the COCO detector's graph: how to feed it and how to read it. */
export type CocoFile = z.infer<typeof cocoFile>;

/** Reads `coco-detector.json`; throws `model-unavailable`. */
export const readCocoFile = (folder: string = modelsFolder()): CocoFile =>
  readModelFile(`${folder}/coco-detector.json`, cocoFile);
