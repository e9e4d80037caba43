import { Command } from "commander";
import { type DatasetStatistics, datasetStatistics } from "../../datasets/dataset-statistics.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { type Share, type ShownStatistics, shownStatistics } from "../../sim/statistics.ts";
import { wilson } from "../evaluation/statistics.ts";
import type { Edge } from "./edge.ts";
import { wholeNumber } from "./parse-options.ts";
import { simulatedRange } from "./sim-range.ts";

type Options = { closeUps?: boolean; seed: number; json?: boolean };

/** `tactful dataset stats`: what a dataset holds, or what photos of simulated surfaces show. */
export const datasetStatsCommand = (_edge: Edge): Command =>
  new Command("stats")
    .description(
      "of a folder: what it holds, and how far its annotators agree (Krippendorff's alpha); " +
        "of simulated surfaces: how often the scene photo decides, found by rendering other states",
    )
    .argument("<dataset>", "a dataset's folder, or sim:<first>-<last>")
    .option("--close-ups", "sim: also count what close-ups decide (takes ten times as long)")
    .option("--seed <n>", "folder: draws of the interval", wholeNumber(0, 2 ** 31 - 1), 1)
    .option("--json", "print one JSON document instead")
    .action(async (name: string, { closeUps = false, seed, json }: Options) => {
      const simulated = name.startsWith("sim:");
      if (closeUps && !simulated)
        throw new TidyError("bad-input", "--close-ups is for simulated surfaces (sim:1-20)");
      const statistics = simulated
        ? shownStatistics(simulatedRange(name).seeds, { closeUps })
        : datasetStatistics((await loadDataset(name)).dataset, seed);
      const lines = "sceneDecides" in statistics ? shown(name, statistics) : held(name, statistics);
      process.stdout.write(
        json ? `${JSON.stringify(statistics, null, 2)}\n` : `${lines.join("\n")}\n`,
      );
    });

const shown = (name: string, it: ShownStatistics): readonly string[] => [
  `${name}: ${it.surfaces} surfaces, ${it.objects} objects`,
  `seen on the scene photo     ${words(it.visible)}`,
  `decided by the scene photo  ${words(it.sceneDecides)}`,
  ...Object.entries(it.byKind).map(([kind, share]) => `  ${kind.padEnd(24)}  ${words(share)}`),
  ...Object.entries(it.closeUpDecides).map(
    ([view, share]) => `decided by a close-up, ${view.padEnd(5)} ${words(share)}`,
  ),
];

function held(name: string, it: DatasetStatistics): readonly string[] {
  const each = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([word, count]) => `${word} ${count}`)
      .join(", ");
  const none = it.acceptedNone > 0 ? ` (${it.acceptedNone} accept none)` : "";
  const { onOption, onVerb } = it.agreement;
  return [
    `${name}: ${it.surfaces} surfaces, ${it.objects} objects, ${it.photos} photos`,
    `close-ups    ${each(it.closeUps)} of ${it.objects}`,
    `boxes        ${it.withBox} of ${it.objects} objects`,
    `options      ${it.options} of ${it.withOptions} objects${it.options > 0 ? `: ${each(it.verbs)}` : ""}`,
    `accepted     ${it.withAccepted} of ${it.objects} objects${none}`,
    `votes        ${it.votes} on ${it.withVotes} objects`,
    ...(it.votes === 0
      ? []
      : [
          `alpha        ${alphaWords(onOption)} on which option`,
          `             ${alphaWords(onVerb)} on what to do (the option's verb)`,
          `             over ${onOption.units} objects with two votes or more (${onOption.values} votes)`,
        ]),
  ];
}

function alphaWords({ alpha, interval }: DatasetStatistics["agreement"]["onOption"]): string {
  if (alpha === undefined) return "unknown (needs two votes on an object, and two answers)";
  const bounds = interval?.map((it) => it.toFixed(3)).join(" to ");
  return `${alpha.toFixed(3)} (${bounds ? `95 % ${bounds}` : "too few for an interval"})`;
}

function words({ yes, of }: Share): string {
  const bounds = wilson(yes, of);
  if (bounds === undefined) return "none";
  const [low, high] = bounds;
  return `${(yes / of).toFixed(3)} (${yes} of ${of}, 95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
}
