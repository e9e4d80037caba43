import { existsSync } from "node:fs";
import { TidyError } from "../../perception/tidy-error.ts";
import { readManifest } from "../../sim/benchmark/manifest.ts";
import { benchmarkPlan, type Split } from "../../sim/benchmark/plan.ts";
import {
  BENCHMARK_VERSION,
  renderBenchmark,
  truthFile,
} from "../../sim/benchmark/render-benchmark.ts";
import { progressLine } from "./output.ts";

type Options = {
  readonly split: Split;
  readonly out: string;
  readonly threads: number;
  readonly hidden: number | undefined;
  readonly surfaces: readonly string[] | undefined;
  readonly signal: AbortSignal;
};

/** Renders a split of the benchmark and says whether its bytes are the published ones. */
export async function renderSplit(options: Options): Promise<void> {
  const { split, out, surfaces, hidden } = options;
  if (existsSync(out))
    throw new TidyError("bad-input", `${out}: exists already; choose another place`);
  const plan = benchmarkPlan(split);
  const unknown = surfaces?.find((id) => !plan.some((surface) => surface.id === id));
  if (unknown !== undefined)
    throw new TidyError(
      "bad-input",
      `--surfaces: ${split} has no "${unknown}"; it has ${plan[0]!.id} to ${plan.at(-1)!.id}`,
    );
  const progress = progressLine();
  const started = performance.now();
  const digests = await renderBenchmark({
    ...options,
    onProgress: (done, of) => progress.show(`${done} of ${of} surfaces`),
  });
  progress.clear();
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const published = split === "test" && hidden === undefined ? asPublished(digests) : "";
  process.stdout.write(
    `${out}: ${digests.size} surfaces rendered in ${minutes} minutes${published}; what is true of them: ${truthFile(out)}\n`,
  );
}

function asPublished(digests: ReadonlyMap<string, string>): string {
  const { version, surfaces } = readManifest();
  if (version !== BENCHMARK_VERSION) return "";
  const other = [...digests].filter(([id, digest]) => surfaces[id] !== digest).map(([id]) => id);
  if (other.length === 0) return `, byte for byte as published (${version})`;
  return `; NOT as published (${version}): ${other.slice(0, 5).join(", ")}${other.length > 5 ? ", …" : ""} differ`;
}
