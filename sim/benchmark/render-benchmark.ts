import { startWorker } from "../../perception/start-worker.ts";
import { benchmarkPlan, type PlannedSurface, type Split } from "./plan.ts";
import { type RenderingOptions, renderDataset } from "./render-dataset.ts";
import type { SurfaceTruth, Truth } from "./truth.ts";

export const BENCHMARK_VERSION = "1.0.0";

export type SurfaceJob = { readonly plan: PlannedSurface; readonly hidden: number | undefined };

export type BenchmarkOptions = RenderingOptions & {
  readonly split: Split;
  /** The share of objects that scene photos shall not decide, 0 to 0.8; as it comes where absent. */
  readonly hidden?: number | undefined;
  /** Only these surfaces of the split. */
  readonly surfaces?: readonly string[] | undefined;
};

/** Renders a split of the benchmark, a surface a job. Gives the digest of each surface's photos. */
export function renderBenchmark({
  split,
  hidden,
  surfaces: wanted,
  ...rendering
}: BenchmarkOptions): Promise<ReadonlyMap<string, string>> {
  const plans = benchmarkPlan(split).filter(({ id }) => wanted?.includes(id) ?? true);
  return renderDataset<SurfaceJob, SurfaceTruth>({
    ...rendering,
    head: { name: benchmarkName(split, hidden), version: BENCHMARK_VERSION },
    jobs: plans.map((plan) => ({ plan, hidden })),
    idOf: ({ plan }) => plan.id,
    start: () => startWorker(import.meta.url, "./render-worker"),
    truthOf: (surfaces): Truth => ({
      format: 1,
      split,
      ...(hidden !== undefined && { hidden }),
      surfaces: [...surfaces],
    }),
  });
}

/** `tidy-surfaces` is the test split as it comes; every other rendering says what it is. */
export function benchmarkName(split: Split, hidden?: number): string {
  const of = split === "test" ? "" : `-${split}`;
  return `tidy-surfaces${of}${hidden === undefined ? "" : `-hidden-${hidden}`}`;
}
