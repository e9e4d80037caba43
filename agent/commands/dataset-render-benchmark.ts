import { existsSync } from "node:fs";
import { TidyError } from "../../perception/tidy-error.ts";
import { differsFromPublished } from "../../sim/benchmark/manifest.ts";
import { benchmarkPlan, type Split } from "../../sim/benchmark/plan.ts";
import { BENCHMARK_VERSION, renderBenchmark } from "../../sim/benchmark/render-benchmark.ts";
import { type RenderingOptions, truthFile } from "../../sim/benchmark/render-dataset.ts";
import { PAIR_NAMES } from "../../sim/twins/draw-pair.ts";
import { renderTwins, TWINS_VERSION } from "../../sim/twins/render-twins.ts";
import { progressLine, tellOnStderr } from "./output.ts";
import { mustBeOf } from "./parse-options.ts";

type Options = Omit<RenderingOptions, "onProgress"> & {
  readonly split: Split;
  /** Only these surfaces, or pairs. */
  readonly only: readonly string[] | undefined;
};

/** Renders a split of the benchmark and says whether its bytes are the published ones. */
export async function renderSplit({
  only,
  hidden,
  ...options
}: Options & { readonly hidden: number | undefined }): Promise<void> {
  const { split } = options;
  mustBeOf(only, benchmarkPlan(split), "--surfaces");
  const published = split === "test" && hidden === undefined;
  await report(
    "surfaces",
    options,
    published ? ["tidy-surfaces", BENCHMARK_VERSION] : undefined,
    (onProgress) => renderBenchmark({ ...options, hidden, surfaces: only, onProgress }),
  );
}

/** Renders twins of a split, likewise. */
export async function renderTwinsOf({ only, ...options }: Options): Promise<void> {
  mustBeOf(only, PAIR_NAMES, "--surfaces");
  const published = options.split === "test";
  await report(
    "pairs",
    options,
    published ? ["tidy-twins", TWINS_VERSION] : undefined,
    (onProgress) => renderTwins({ ...options, pairs: only, onProgress }),
  );
}

async function report(
  what: string,
  { out, signal }: Pick<Options, "out" | "signal">,
  published: readonly [name: string, version: string] | undefined,
  render: (onProgress: (done: number, of: number) => void) => Promise<ReadonlyMap<string, string>>,
): Promise<void> {
  if (existsSync(out))
    throw new TidyError("bad-input", `${out}: exists already; choose another place`);
  const progress = progressLine();
  const started = performance.now();
  let far = "";
  const onProgress = (done: number, of: number) => {
    far = `${done} of ${of} ${what}`;
    progress.show(far);
  };
  const digests = await render(onProgress).finally(() => {
    progress.clear();
    if (signal?.aborted) tellOnStderr(`stopped after ${far}; the same command goes on`);
  });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const verdict = published === undefined ? "" : asPublished(digests, ...published);
  process.stdout.write(
    `${out}: ${digests.size} ${what} rendered in ${minutes} minutes${verdict}; what is true of them: ${truthFile(out)}\n`,
  );
}

function asPublished(digests: ReadonlyMap<string, string>, name: string, version: string): string {
  const other = differsFromPublished(digests, name, version);
  if (other.length === 0) return `, byte for byte as published (${version})`;
  const some = other.slice(0, 5).join(", ");
  return `; NOT as published (${version}): ${some}${other.length > 5 ? ", …" : ""} differ`;
}
