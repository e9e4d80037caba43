import { Command } from "commander";
import { importPhotos } from "../../datasets/import-photos.ts";
import { decidedShares } from "../../sim/statistics.ts";
import { renderTrainingSet } from "../../sim/training-set.ts";
import type { Edge } from "./edge.ts";
import { EXIT } from "./exit-codes.ts";
import { progressLine } from "./output.ts";
import { wholeNumber } from "./parse-options.ts";
import { simulatedRange } from "./simulated-range.ts";

/** `tactful dataset`: photographs in, statistics out. */
export const datasetCommand = (edge: Edge): Command => {
  const command = new Command("dataset").description("make datasets and look into them");
  command
    .command("import")
    .description("a dataset from photos named <object>_scene.jpg, <object>_top.jpg, ...")
    .argument("<folder>", "the photos, with an options.json beside them if objects have options")
    .requiredOption("--out <folder>", "where the dataset goes; must not exist yet")
    .action(async (from: string, { out }: { out: string }) => {
      const { dataset, photos, remarks } = await importPhotos({ from, to: out }, edge);
      const objects = dataset.surfaces.reduce((sum, it) => sum + it.objects.length, 0);
      process.stdout.write(
        `${out}: ${dataset.surfaces.length} surfaces, ${objects} objects, ${photos} photos, no metadata\n`,
      );
      for (const remark of remarks) process.stderr.write(`note: ${remark}\n`);
    });
  for (const sub of command.commands) sub.exitOverride();
  return command;
};
