import { Command } from "commander";
import { importPhotos } from "../../datasets/import-photos.ts";
import { datasetRenderCommand } from "./dataset-render.ts";
import { datasetStatsCommand } from "./dataset-stats.ts";
import type { Edge } from "./edge.ts";

/** `tactful dataset`: photographs in, rendered pictures, statistics. */
export const datasetCommand = (edge: Edge): Command =>
  new Command("dataset")
    .description("make datasets and look into them")
    .addCommand(importCommand(edge))
    .addCommand(datasetRenderCommand(edge))
    .addCommand(datasetStatsCommand(edge));

const importCommand = (edge: Edge): Command =>
  new Command("import")
    .description("a dataset from photos named <object>_scene.jpg, <object>_top.jpg, ...")
    .argument("<folder>", "the photos, with an options.json beside them if objects have options")
    .requiredOption("--out <folder>", "where the dataset goes; must not exist yet")
    .action(async (from: string, { out }: { out: string }) => {
      const { dataset, photos, remarks } = await importPhotos({ from, to: out }, edge);
      const objects = dataset.surfaces.reduce((sum, it) => sum + it.objects.length, 0);
      const surfaces = dataset.surfaces.length;
      process.stdout.write(
        `${out}: ${surfaces} surfaces, ${objects} objects, ${photos} photos, no metadata\n`,
      );
      for (const remark of remarks) process.stderr.write(`note: ${remark}\n`);
    });
