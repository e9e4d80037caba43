import { existsSync } from "node:fs";
import { readJson } from "../../datasets/read-json.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { loadNorms } from "../../planner/norms.ts";
import { type ObserveJob, observeAll } from "../../sim/benchmark/observe-all.ts";
import { benchmarkPlan, SPLITS } from "../../sim/benchmark/plan.ts";
import { truthFile } from "../../sim/benchmark/render-dataset.ts";
import {
  type BenchmarkStatistics,
  benchmarkStatistics,
  fitAngles,
} from "../../sim/benchmark/statistics.ts";
import { type Truth, truthSchema } from "../../sim/benchmark/truth.ts";
import { words } from "./dataset-stats-lines.ts";
import { progressLine } from "./output.ts";

/** Surfaces of the benchmark that can be rendered again. */
type Benchmark = Pick<Truth, "split" | "hidden"> & { readonly jobs: readonly ObserveJob[] };

/** What is known of `split:<name>`, or of a folder beside which its truth lies; else `undefined`. */
export async function benchmarkOf(name: string): Promise<Benchmark | undefined> {
  if (name.startsWith("split:")) {
    const split = SPLITS.find((it) => `split:${it}` === name);
    if (split === undefined)
      throw new TidyError("bad-input", `${name}: no such split; there are ${SPLITS.join(", ")}`);
    return { split, jobs: benchmarkPlan(split).map((plan) => ({ plan })) };
  }
  const file = truthFile(name);
  if (!existsSync(file)) return undefined;
  const { split, hidden, surfaces } = await readJson(file, truthSchema);
  const plans = benchmarkPlan(split);
  const jobs = surfaces.map(({ id, attempt }) => {
    const plan = plans.find((it) => it.id === id);
    if (plan === undefined) throw new TidyError("bad-input", `${file}: ${split} has no "${id}"`);
    return { plan, attempt, hidden };
  });
  return { split, ...(hidden !== undefined && { hidden }), jobs };
}

/** Renders again what it might be, and what the same looks tell on the training split. */
export async function splitStatistics(
  { split, jobs }: Benchmark,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal },
): Promise<BenchmarkStatistics> {
  const progress = progressLine();
  const look = (what: string, at: readonly ObserveJob[]) =>
    observeAll(at, {
      threads,
      signal,
      onProgress: (done, of) => progress.show(`${what}: ${done} of ${of} surfaces`),
    });
  try {
    const observed = await look(split, jobs);
    const fitted = await look(
      "training, for the table of angles",
      benchmarkPlan("training").map((plan) => ({ plan })),
    );
    const table = { fittedOn: "split:training", table: fitAngles(fitted) };
    return benchmarkStatistics(observed, loadNorms(), table);
  } finally {
    progress.clear();
  }
}

/** The same in lines for people. */
export const benchmarkLines = (name: string, it: BenchmarkStatistics): readonly string[] => [
  `${name}: ${it.surfaces} surfaces, ${it.objects} objects (${it.unseen} of unseen kinds, ${it.untold} in untold states)`,
  "",
  "decided by                             and right, read without error, with the prior's guess elsewhere",
  ...Object.entries(it.views).map(
    ([view, { decides, right }]) =>
      `  ${(VIEW_WORDS[view] ?? view).padEnd(24)} ${words(decides)}   ${words(right)}`,
  ),
  ...(it.kindToAngle === undefined
    ? []
    : [
        `  ${"a table kind -> angle".padEnd(24)} ${words(it.kindToAngle.decides)}   ${words(it.kindToAngle.right)}`,
      ]),
  `  ${"only two together".padEnd(24)} ${words(it.needTwo)}`,
  `  ${"nothing".padEnd(24)} ${words(it.undecided)}`,
  "",
  "right without a photo",
  `  ${"the prior's best guess".padEnd(24)} ${words(it.priorsBestGuess)}`,
  ...Object.entries(it.constantVerbs).map(
    ([verb, share]) => `  ${`always ${verb}`.padEnd(24)} ${words(share)}`,
  ),
  "",
  "by kind: decided by scene, top, front, back, left, right, of",
  ...Object.entries(it.byKind).map(
    ([kind, { scene, top, front, back, left, right }]) =>
      `  ${kind.padEnd(24)} ${[scene, top, front, back, left, right].map(({ yes }) => String(yes).padStart(3)).join(" ")}  of ${scene.of}`,
  ),
];

const VIEW_WORDS: Readonly<Record<string, string>> = {
  scene: "the scene photo",
  bestAngle: "its best close-up",
  all: "all five close-ups",
};
