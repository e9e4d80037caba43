import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import * as z from "zod";
import { loadKey } from "../../datasets/key.ts";
import { type DatasetOnPaper, readDataset } from "../../datasets/load-dataset.ts";
import { readJson } from "../../datasets/read-json.ts";
import type { Leaving } from "../../perception/openai/endpoint.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { loadNorms, type Norms } from "../../planner/norms.ts";
import { truthFile } from "../../sim/benchmark/render-dataset.ts";
import { groupOfTruth, type Truth, truthSchema } from "../../sim/benchmark/truth.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { type TwinsTruth, twinsTruthSchema } from "../../sim/twins/twins-truth.ts";
import { type EvaluatedSurface, evaluate } from "../evaluation/evaluate.ts";
import { type Results, resultsOf, type Twins } from "../evaluation/results.ts";
import { openSampleLog } from "../evaluation/sample-log.ts";
import { measuredEndpoints } from "../measured-endpoints.ts";
import { choicesFor, detectorFor, loadModels, type Models } from "../models.ts";
import { POLICY_NAMES } from "../policies.ts";
import type { Edge } from "./edge.ts";
import {
  checkScorable,
  datasetSurfaces,
  methodsFor,
  nameOfSurface,
  type TruthOf,
} from "./eval-dataset.ts";
import { SimulatedSurface } from "./eval-surface.ts";
import { EXIT } from "./exit-codes.ts";
import { progressLine, tellOnStderr } from "./output.ts";
import { allowDownload, listOf, positiveNumber, wholeNumber } from "./parse-options.ts";
import { prepareHfModels } from "./prepare-hf-models.ts";
import { finishWith } from "./results-output.ts";
import { simulatedRange } from "./sim-range.ts";

const METHODS = [...POLICY_NAMES, "oracle"];

type Options = {
  methods?: readonly string[];
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
      "methods over the same surfaces: how often what they decide is right, looks, differences. " +
        "Rendered surfaces are held against the authored key, a dataset against its accepted answers",
    )
    .argument(
      "<surfaces>",
      "sim:<first>-<last>, sim:<kind of surface>:<first>-<last>, or the folder of a dataset with options and accepted answers",
    )
    .option(
      "--methods <names>",
      `${METHODS.join(", ")} (default: all that make sense)`,
      listOf(METHODS),
    )
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
    .action(async (surfaces: string, options: Options) =>
      edge.finish(await evaluateNamed(surfaces, options, edge.signal)),
    );

/** What methods are run on, known before any model is. */
type Subject = {
  readonly name: string;
  readonly judge: Results["judge"];
  readonly methods: readonly string[];
  readonly twins?: readonly Twins[] | undefined;
  open(shared: { readonly norms: Norms; readonly models: Models; readonly budget: number }): {
    readonly surfaces: readonly EvaluatedSurface[];
    close(): Promise<void>;
  };
};

async function evaluateNamed(
  where: string,
  options: Options,
  signal: AbortSignal,
): Promise<number> {
  const { iterations, concurrency, budget, reasoner, vision, out } = options;
  const subject = where.startsWith("sim:")
    ? simulatedSubject(where, options.methods ?? METHODS)
    : await datasetSubject(where, options.methods);
  const { methods } = subject;
  if (options.resume && out === undefined)
    throw new TidyError("bad-input", "--resume goes on with what is in --out; name it");
  const log = await openSampleLog(out, options.resume === true);
  const norms = loadNorms();
  const names = { reasoner, vision, detector: options.detector ?? detectorFor(vision) };
  await prepareHfModels(names, undefined, options.allowDownload, signal);
  const kept = measuredEndpoints(names, tellOnStderr);
  const models = loadModels({ ...names, ...kept }, norms, sayOnce());
  const { surfaces, close } = subject.open({ norms, models, budget });
  const progress = progressLine();
  const onProgress = (done: number, of: number) => progress.show(`${done} of ${of} runs`);
  const evaluation = { surfaces, methods, iterations, concurrency, log, signal, onProgress };
  const { samples, total } = await evaluate(evaluation).finally(async () => {
    progress.clear();
    await Promise.all([models.close(), close()]);
  });
  if (signal.aborted) {
    const resume = out ? ` To go on: the same command with --resume` : "";
    process.stderr.write(`\nstopped after ${samples.length} of ${total} runs.${resume}\n`);
    return EXIT.interrupted;
  }
  const { name: dataset, judge, twins } = subject;
  const of = { dataset, judge, twins, reasoner, vision, methods, iterations };
  const results = resultsOf(of, samples);
  await finishWith(results, options);
  const first = results.methods[0]!.accuracy;
  const below = options.minAccuracy !== undefined && (first ?? 0) < options.minAccuracy;
  return below ? EXIT.belowThreshold : EXIT.done;
}

function simulatedSubject(where: string, methods: readonly string[]): Subject {
  const range = simulatedRange(where);
  return {
    name: range.name,
    judge: "authored key",
    methods,
    open(shared) {
      const pool = renderPool({ threads: 2 });
      const key = loadKey();
      return {
        surfaces: range.seeds.map(
          (seed) => new SimulatedSurface(seed, range, { ...shared, key, pool }),
        ),
        close: () => pool.close(),
      };
    },
  };
}

async function datasetSubject(
  where: string,
  wanted: readonly string[] | undefined,
): Promise<Subject> {
  const onPaper = await readDataset(where);
  const truth = await truthBeside(onPaper.folder);
  const truthOf = truth && "surfaces" in truth ? lookedUpIn(truth) : undefined;
  const methods = wanted ?? methodsFor(onPaper, METHODS);
  checkScorable(onPaper, methods, truthOf);
  return {
    name: onPaper.dataset.name,
    judge: truth ? "authored key" : "accepted answers",
    methods,
    twins: truth && "pairs" in truth ? twinsOf(onPaper, truth) : undefined,
    open: (shared) => ({
      surfaces: datasetSurfaces(onPaper, shared, truthOf),
      close: async () => {},
    }),
  };
}

/** What rendered photos truly show, where that lies beside their folder: for the results alone. */
async function truthBeside(folder: string) {
  const file = truthFile(resolve(folder));
  return existsSync(file) ? readJson(file, z.union([truthSchema, twinsTruthSchema])) : undefined;
}

/** By what they differ in; of looks, also by what of them. */
const twinsOf = (onPaper: DatasetOnPaper, { pairs }: TwinsTruth): readonly Twins[] =>
  pairs.flatMap(({ kind, change, surfaces: [one, other] }) => {
    const surfaces = [nameOfSurface(onPaper, one), nameOfSurface(onPaper, other)] as const;
    return [kind, ...(change ? [`${kind}: ${change}`] : [])].map((differIn) => ({
      differIn,
      surfaces,
    }));
  });

const lookedUpIn =
  ({ surfaces }: Truth): TruthOf =>
  (surfaceId, objectId) => {
    const { objects = [] } = surfaces.find(({ id }) => id === surfaceId) ?? {};
    const found = objects.find(({ id }) => id === objectId);
    return found && { kind: found.kind, state: found.state, group: groupOfTruth(found) };
  };

/** Says of each host, once, that photos go there. */
function sayOnce(): (leaving: Leaving) => void {
  const said = new Set<string>();
  return ({ host }) => {
    if (!said.has(host)) tellOnStderr(`photos go to ${host}`);
    said.add(host);
  };
}
