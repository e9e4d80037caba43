import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { TidyError } from "../../perception/tidy-error.ts";
import { SPLITS, type Split } from "../../sim/benchmark/plan.ts";
import { renderSplit, renderTwinsOf } from "./dataset-render-benchmark.ts";
import { kindNames, renderTrainingPictures, VIEWS } from "./dataset-render-training.ts";
import type { Edge } from "./edge.ts";
import { idList, numberBetween, wholeNumber } from "./parse-options.ts";

type Options = {
  out: string;
  split?: Split;
  twins?: Split;
  hidden?: number;
  surfaces?: readonly string[];
  closeUps?: number;
  kinds?: readonly string[];
  views?: (typeof VIEWS)[number];
  threads: number;
};

/** `tactful dataset render`: the benchmark, or labelled pictures that models are trained on. */
export const datasetRenderCommand = (edge: Edge): Command =>
  new Command("render")
    .description(
      "with --split: the benchmark tidy-surfaces, a dataset of 70 surfaces (test; the other splits share " +
        "nothing with it but their make); with --twins: tidy-twins, 180 pairs that differ in one thing; with " +
        "sim:<first>-<last>: labelled pictures to train models on",
    )
    .argument("[surfaces]", "sim:<first>-<last>; training seeds are 1000000 to 1999999")
    .requiredOption("--out <folder>", "where it goes; what is there is kept, and gone on with")
    .addOption(new Option("--split <name>", "a split of the benchmark").choices([...SPLITS]))
    .addOption(new Option("--twins <split>", "twins of a split").choices([...SPLITS]))
    .option(
      "--hidden <share>",
      "split: of the objects, so many shall not be decided by the scene photo (0 to 0.8)",
      numberBetween(0, 0.8),
    )
    .option(
      "--surfaces <ids>",
      "only these surfaces of the split, or pairs (desk-01,kitchen-02)",
      idList,
    )
    .option(
      "--close-ups <n>",
      "training: close-ups of each object, of five (default: 2)",
      wholeNumber(0, 5),
    )
    .addOption(
      new Option(
        "--views <which>",
        "training: the object as it is, in every state, or scene photos alone (default: as-it-is)",
      ).choices(VIEWS),
    )
    .option("--kinds <names>", "training: only of objects of these kinds (a,b,c)", kindNames)
    .option("--threads <n>", "surfaces at a time", wholeNumber(1, 64), availableParallelism())
    .action(async (range: string | undefined, options: Options) => {
      const { split, twins, hidden, surfaces, closeUps, views, kinds, out, threads } = options;
      const { signal } = edge;
      if ([range, split, twins].filter((it) => it !== undefined).length !== 1)
        throw new TidyError("bad-input", "give one of --split, --twins and sim:<first>-<last>");
      const training = { "--close-ups": closeUps, "--views": views, "--kinds": kinds };
      if (range !== undefined) {
        refuse({ "--hidden": hidden, "--surfaces": surfaces }, "--split");
        await renderTrainingPictures(range, { out, threads, closeUps, views, kinds, signal });
        return;
      }
      refuse(training, "sim:<first>-<last>");
      if (split !== undefined)
        await renderSplit({ split, out, threads, hidden, only: surfaces, signal });
      if (twins !== undefined) {
        refuse({ "--hidden": hidden }, "--split");
        await renderTwinsOf({ split: twins, out, threads, only: surfaces, signal });
      }
    });

function refuse(options: Readonly<Record<string, unknown>>, belongsTo: string): void {
  const given = Object.entries(options).find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw new TidyError("bad-input", `${given[0]} goes with ${belongsTo} alone`);
}
