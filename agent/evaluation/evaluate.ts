import pLimit from "p-limit";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Sample } from "./results.ts";
import type { SampleLog } from "./sample-log.ts";

/** A surface that methods are run on, one after the other; what they need is opened by the first. */
export interface EvaluatedSurface {
  /** Its name in the samples, its own among all evaluations. */
  readonly name: string;
  /** One method's run, scored; `undefined` when stopped in the middle. */
  sample(method: string, iteration: number, signal: AbortSignal): Promise<Sample | undefined>;
  close(): Promise<void>;
}

export type Evaluation = {
  readonly surfaces: readonly EvaluatedSurface[];
  readonly methods: readonly string[];
  readonly iterations: number;
  /** Surfaces at a time. */
  readonly concurrency: number;
  readonly log: SampleLog;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
};

/**
 * Runs every method on every surface, as often as asked for, but for what the log holds already; each
 * sample is in the log before it counts. When told to stop, resolves to what there is by then. Rejects
 * `bad-input` where the log is of other surfaces.
 */
export async function evaluate({
  surfaces,
  methods,
  iterations,
  concurrency,
  log,
  signal,
  onProgress,
}: Evaluation): Promise<{ readonly samples: readonly Sample[]; readonly total: number }> {
  const names = new Set(surfaces.map(({ name }) => name));
  const strange = log.past.find(({ surface }) => !names.has(surface));
  if (strange !== undefined) {
    const message = `what is to be gone on with holds ${strange.surface}, which is not one of these surfaces`;
    throw new TidyError("bad-input", message);
  }
  const samples = [...log.past];
  const limit = pLimit(concurrency);
  const total = surfaces.length * iterations * methods.length;
  const runOn = async (surface: EvaluatedSurface): Promise<void> => {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      for (const method of methods) {
        if (signal.aborted) return;
        const done = samples.some(
          (it) => it.surface === surface.name && it.method === method && it.iteration === iteration,
        );
        if (done) continue;
        const sample = await surface.sample(method, iteration, signal);
        if (sample === undefined) return;
        await log.append(sample);
        samples.push(sample);
        onProgress(samples.length, total);
      }
    }
  };
  await Promise.all(
    surfaces.map((surface) => limit(() => runOn(surface).finally(() => surface.close()))),
  );
  return { samples: inOrder(samples, methods), total };
}

const inOrder = (samples: readonly Sample[], methods: readonly string[]): readonly Sample[] =>
  samples.toSorted(
    (a, b) =>
      a.surface.localeCompare(b.surface, "en", { numeric: true }) ||
      methods.indexOf(a.method) - methods.indexOf(b.method) ||
      a.iteration - b.iteration,
  );
