import { InvalidArgumentError } from "commander";
import { ALL_KINDS } from "../../sim/all-kinds.ts";
import { writeQuestionList } from "../../sim/training/question-list.ts";
import { renderTrainingSet } from "../../sim/training/training-set.ts";
import { progressLine, tellOnStderr } from "./output.ts";
import { simulatedRange } from "./sim-range.ts";

export const VIEWS = ["as-it-is", "every-state", "none"] as const;

type Options = {
  readonly out: string;
  readonly threads: number;
  readonly closeUps: number | undefined;
  readonly views: (typeof VIEWS)[number] | undefined;
  readonly kinds: readonly string[] | undefined;
  readonly signal: AbortSignal;
};

/** Names of kinds, separated by commas. */
export const kindNames = (text: string): readonly string[] =>
  text.split(",").map((name) => {
    if (ALL_KINDS.some((kind) => kind.name === name)) return name;
    const names = ALL_KINDS.map((kind) => kind.name);
    throw new InvalidArgumentError(`no kind "${name}"; there are ${names.join(", ")}`);
  });

/** Renders labelled pictures of simulated surfaces, to train and calibrate models on. */
export async function renderTrainingPictures(
  range: string,
  { out, threads, closeUps = 2, views: which = "as-it-is", kinds, signal }: Options,
): Promise<void> {
  const { seeds } = simulatedRange(range);
  const progress = progressLine();
  writeQuestionList(out);
  const started = performance.now();
  let far = 0;
  const { surfaces, views } = await renderTrainingSet({
    firstSeed: seeds[0]!,
    count: seeds.length,
    out,
    threads,
    closeUps,
    ...(kinds && { kinds }),
    views: which,
    signal,
    onProgress: (done) => {
      far = done.surfaces;
      progress.show(`${far} of ${seeds.length} surfaces, ${done.views} views`);
    },
  }).finally(() => {
    progress.clear();
    if (signal.aborted)
      tellOnStderr(`stopped after ${far} more surfaces; the same command goes on`);
  });
  const minutes = (performance.now() - started) / 60_000;
  process.stdout.write(
    `${out}: ${surfaces} surfaces and ${views} labelled views rendered in ${minutes.toFixed(1)} minutes\n`,
  );
}
