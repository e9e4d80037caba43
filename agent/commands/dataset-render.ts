import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { ALL_KINDS } from "../../sim/all-kinds.ts";
import { writeQuestionList } from "../../sim/question-list.ts";
import { renderTrainingSet } from "../../sim/training-set.ts";
import type { Edge } from "./edge.ts";
import { progressLine } from "./output.ts";
import { wholeNumber } from "./parse-options.ts";
import { simulatedRange } from "./sim-range.ts";

const VIEWS = ["as-it-is", "every-state", "none"] as const;
type Options = {
  out: string;
  closeUps: number;
  kinds?: readonly string[];
  views: (typeof VIEWS)[number];
  threads: number;
};

const kindNames = (text: string): readonly string[] =>
  text.split(",").map((name) => {
    if (ALL_KINDS.some((kind) => kind.name === name)) return name;
    const names = ALL_KINDS.map((kind) => kind.name);
    throw new InvalidArgumentError(`no kind "${name}"; there are ${names.join(", ")}`);
  });

/** `tactful dataset render`: labelled pictures that models are trained and calibrated on. */
export const datasetRenderCommand = (edge: Edge): Command =>
  new Command("render")
    .description("labelled pictures of simulated surfaces, to train and calibrate models on")
    .argument("<surfaces>", "sim:<first>-<last>; training seeds are 1000000 to 1999999")
    .requiredOption("--out <folder>", "where they go; surfaces that are there are left as they are")
    .option("--close-ups <n>", "close-ups of each object, of five", wholeNumber(0, 5), 2)
    .addOption(
      new Option("--views <which>", "the object as it is, in every state, or scene photos alone")
        .choices(VIEWS)
        .default("as-it-is"),
    )
    .option("--kinds <names>", "only of objects of these kinds (a,b,c)", kindNames)
    .option("--threads <n>", "surfaces at a time", wholeNumber(1, 64), availableParallelism())
    .action(async (name: string, { out, closeUps, kinds, views: which, threads }: Options) => {
      const { seeds } = simulatedRange(name);
      const progress = progressLine();
      writeQuestionList(out);
      const started = performance.now();
      const { surfaces, views } = await renderTrainingSet({
        firstSeed: seeds[0]!,
        count: seeds.length,
        out,
        threads,
        closeUps,
        ...(kinds && { kinds }),
        views: which,
        signal: edge.signal,
        onProgress: (done) =>
          progress.show(`${done.surfaces} of ${seeds.length} surfaces, ${done.views} views`),
      });
      progress.clear();
      const minutes = (performance.now() - started) / 60_000;
      process.stdout.write(
        `${out}: ${surfaces} surfaces and ${views} labelled views rendered in ${minutes.toFixed(1)} minutes\n`,
      );
    });
