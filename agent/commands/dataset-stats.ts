import { availableParallelism } from "node:os";
import { Command } from "commander";
import { datasetStatistics } from "../../datasets/dataset-statistics.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { shownStatistics } from "../../sim/statistics.ts";
import { benchmarkLines, benchmarkOf, splitStatistics } from "./dataset-stats-benchmark.ts";
import { heldLines, shownLines } from "./dataset-stats-lines.ts";
import type { Edge } from "./edge.ts";
import { wholeNumber } from "./parse-options.ts";
import { simulatedRange } from "./sim-range.ts";

type Options = {
  closeUps?: boolean;
  look: boolean;
  seed: number;
  threads: number;
  json?: boolean;
};

/** `tactful dataset stats`: what a dataset holds, or what photos of simulated surfaces show. */
export const datasetStatsCommand = (edge: Edge): Command =>
  new Command("stats")
    .description(
      "of a folder: what it holds, and how far its annotators agree (Krippendorff's alpha); of a rendered " +
        "benchmark or a split of it: what each view decides, found by rendering other states, and what can " +
        "be had without looking well; of simulated surfaces: how often the scene photo decides",
    )
    .argument("<dataset>", "a dataset's folder, split:<name>, or sim:<first>-<last>")
    .option("--close-ups", "sim: also count what close-ups decide (takes ten times as long)")
    .option(
      "--no-look",
      "a rendered benchmark: only what the folder holds, without rendering again",
    )
    .option("--seed <n>", "folder: draws of the interval", wholeNumber(0, 2 ** 31 - 1), 1)
    .option(
      "--threads <n>",
      "benchmark: surfaces at a time",
      wholeNumber(1, 64),
      availableParallelism(),
    )
    .option("--json", "print one JSON document instead")
    .action(async (name: string, options: Options) => {
      const { closeUps = false, json } = options;
      if (closeUps && !name.startsWith("sim:"))
        throw new TidyError("bad-input", "--close-ups is for simulated surfaces (sim:1-20)");
      const { statistics, lines } = await statisticsOf(name, options, edge.signal);
      process.stdout.write(
        json ? `${JSON.stringify(statistics, null, 2)}\n` : `${lines.join("\n")}\n`,
      );
    });

async function statisticsOf(
  name: string,
  { closeUps = false, look, seed, threads }: Options,
  signal: AbortSignal,
): Promise<{ readonly statistics: object; readonly lines: readonly string[] }> {
  if (name.startsWith("sim:")) {
    const statistics = shownStatistics(simulatedRange(name).seeds, { closeUps });
    return { statistics, lines: shownLines(name, statistics) };
  }
  const benchmark = await benchmarkOf(name);
  const held = name.startsWith("split:")
    ? undefined
    : datasetStatistics((await loadDataset(name)).dataset, seed);
  const seen =
    benchmark && look ? await splitStatistics(benchmark, { threads, signal }) : undefined;
  return {
    statistics: { ...held, ...seen },
    lines: [...(held ? heldLines(name, held) : []), ...(seen ? benchmarkLines(name, seen) : [])],
  };
}
