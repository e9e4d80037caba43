import { Command } from "commander";
import { objectsOfDataset } from "../../datasets/objects-of-dataset.ts";
import { writeAside } from "../run-directory.ts";
import { datasetSurface } from "./dataset-surface.ts";

type Options = { surface?: string; forReplay?: boolean; out?: string };

/** `tactful dataset objects`: what a surface's objects are, as `tactful run --objects` reads it. */
export const datasetObjectsCommand = (): Command =>
  new Command("objects")
    .description("a surface's labels, boxes and options, for run --objects; no answers, no votes")
    .argument("<dataset>", "a dataset's folder")
    .option("--surface <id>", "which surface, where it has several")
    .option(
      "--for-replay",
      "say also where sim --replay lays out what has no box of its own (a made-up place)",
    )
    .option("--out <file>", "write it there (default: print it)")
    .action(async (dataset: string, { surface, forReplay = false, out }: Options) => {
      const { loaded, surfaceId } = await datasetSurface(dataset, surface);
      const objects = objectsOfDataset(loaded, surfaceId, { places: forReplay });
      const text = `${JSON.stringify(objects, undefined, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else {
        await writeAside(out, text);
        process.stdout.write(`${out}: ${objects.objects.length} objects of ${surfaceId}\n`);
      }
    });
