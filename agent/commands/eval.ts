import { Command } from "commander";
import pLimit from "p-limit";
import { loadKey } from "../../datasets/key.ts";
import { loadNorms } from "../../planner/norms.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { resultsOf, type Sample } from "../evaluation/results.ts";
import { openSampleLog } from "../evaluation/sample-log.ts";
import { measuredEndpoints } from "../measured-endpoints.ts";
import { choicesFor, detectorFor, loadModels } from "../models.ts";
import { POLICY_NAMES } from "../policies.ts";
import type { Edge } from "./edge.ts";
import { EvaluatedSurface } from "./eval-surface.ts";
import { EXIT } from "./exit-codes.ts";
import { progressLine, tellOnStderr } from "./output.ts";
import { allowDownload, listOf, positiveNumber, wholeNumber } from "./parse-options.ts";
import { prepareHfModels } from "./prepare-hf-models.ts";
import { finishWith } from "./results-output.ts";
import { type SimulatedRange, simulatedRange } from "./sim-range.ts";

const METHODS = [...POLICY_NAMES, "oracle"];

type Options = {
  methods: readonly string[];
  iterations: number;
  concurrency: number;
  budget: number;
  reasoner: string;
  vision: string;
  detector?: string;
  allowDownload?: boolean;
  resume?: boolean;
  minAccuracy?: number;
  out?: string;
  json?: boolean;
};

/** `tactful eval`: methods over the same surfaces, compared in pairs. */
export const evalCommand = (edge: Edge): Command =>
  new Command("eval")
    .description(
      "methods over the same surfaces: agreement with the authored key, looks, differences",
    )
    .argument("<surfaces>", "sim:<first>-<last>, or sim:<kind of surface>:<first>-<last>")
    .option("--methods <names>", METHODS.join(", "), listOf(METHODS), METHODS)
    .option("--iterations <n>", "times each method runs on each surface", wholeNumber(1, 100), 1)
    .option("--concurrency <n>", "surfaces at a time", wholeNumber(1, 16), 2)
    .option("--budget <looks>", "most close-ups of one run", wholeNumber(0, 10_000), 60)
    .option("--reasoner <model>", choicesFor("reasoner"), "embedded")
    .option("--vision <model>", choicesFor("vision"), "embedded")
    .option(
      "--detector <model>",
      `${choicesFor("detector")} (default: as --vision; coco beside hf:)`,
    )
    .addOption(allowDownload())
    .option("--out <folder>", "where results.json, results.csv and report.html go")
    .option("--resume", "go on with the evaluation in --out")
    .option("--min-accuracy <share>", "exit with 3 if the first method is below", positiveNumber(1))
    .option("--json", "print one JSON document instead")
    .action(async (dataset: string, options: Options) =>
      edge.finish(await evaluate(simulatedRange(dataset), options, edge.signal)),
    );

async function evaluate(
  range: SimulatedRange,
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const { methods, iterations, reasoner, vision } = options;
  const log = await openSampleLog(options.out, options.resume === true);
  const samples = [...log.past];
  const norms = loadNorms();
  const key = loadKey();
  const names = { reasoner, vision, detector: options.detector ?? detectorFor(vision) };
  await prepareHfModels(names, undefined, options.allowDownload, signal);
  const models = loadModels(
    { ...names, ...measuredEndpoints(names, tellOnStderr) },
    norms,
    () => {},
  );
  const pool = renderPool({ threads: 2 });
  const shared = { key, norms, models, pool, budget: options.budget };
  const progress = progressLine();
  const limit = pLimit(options.concurrency);
  const total = range.seeds.length * iterations * methods.length;
  try {
    await Promise.all(
      range.seeds.map((seed) =>
        limit(async () => {
          const surface = new EvaluatedSurface(seed, range, shared);
          try {
            for (let iteration = 1; iteration <= iterations; iteration++) {
              for (const method of methods) {
                if (signal.aborted) return;
                const done = samples.some(
                  (it) =>
                    it.surface === surface.name &&
                    it.method === method &&
                    it.iteration === iteration,
                );
                if (done) continue;
                const sample = await surface.sample(method, iteration, signal);
                if (sample === undefined) return;
                await log.append(sample);
                samples.push(sample);
                progress.show(`${samples.length} of ${total} runs`);
              }
            }
          } finally {
            await surface.close();
          }
        }),
      ),
    );
  } finally {
    progress.clear();
    await Promise.all([models.close(), pool.close()]);
  }
  if (signal.aborted) {
    const resume = options.out ? ` To go on: the same command with --resume` : "";
    process.stderr.write(`\nstopped after ${samples.length} of ${total} runs.${resume}\n`);
    return EXIT.interrupted;
  }
  const evaluated = { dataset: range.name, reasoner, vision, methods, iterations };
  const results = resultsOf(evaluated, inOrder(samples));
  await finishWith(results, options);
  const first = results.methods[0]!.accuracy;
  const below = options.minAccuracy !== undefined && (first ?? 0) < options.minAccuracy;
  return below ? EXIT.belowThreshold : EXIT.done;
}

const inOrder = (samples: readonly Sample[]): readonly Sample[] =>
  samples.toSorted(
    (a, b) =>
      a.surface.localeCompare(b.surface, "en", { numeric: true }) ||
      METHODS.indexOf(a.method) - METHODS.indexOf(b.method) ||
      a.iteration - b.iteration,
  );
