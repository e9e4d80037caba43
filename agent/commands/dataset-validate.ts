import { Command } from "commander";
import { LEVELS, type Level, type Remark, remarkLine } from "../../datasets/remark.ts";
import { validateDataset } from "../../datasets/validate-dataset.ts";
import type { Edge } from "./edge.ts";
import { EXIT } from "./exit-codes.ts";
import { progressLine } from "./output.ts";

/** `tactful dataset validate`: every fault of a dataset with its place. */
export const datasetValidateCommand = (edge: Edge): Command =>
  new Command("validate")
    .description("name every fault of a dataset with its place; ends with 2 where there is one")
    .argument("<dataset>", "a dataset's folder, or its dataset.json")
    .option("--json", "print one JSON document instead")
    .addHelpText(
      "after",
      "\nA fault keeps the dataset from being used or shared; a warning should be looked at; a note" +
        "\nis only said. Every photo is read in full.",
    )
    .action(async (dataset: string, { json = false }: { json?: boolean }) => {
      const progress = progressLine();
      const remarks = await validateDataset(dataset, {
        ...edge,
        onProgress: (done, of) => progress.show(`${done} of ${of} photos`),
      }).finally(progress.clear);
      const { fault, warning, note } = counted(remarks);
      const counts = { faults: fault, warnings: warning, notes: note };
      process.stdout.write(
        json
          ? `${JSON.stringify({ dataset, ...counts, remarks }, undefined, 2)}\n`
          : [
              ...remarks.map(remarkLine),
              `${dataset}: ${some(fault, "fault")}, ${some(warning, "warning")}, ${some(note, "note")}\n`,
            ].join("\n"),
      );
      if (fault > 0) edge.finish(EXIT.usage);
    });

const some = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

const counted = (remarks: readonly Remark[]) =>
  Object.fromEntries(
    LEVELS.map((level) => [level, remarks.filter((it) => it.level === level).length]),
  ) as Record<Level, number>;
