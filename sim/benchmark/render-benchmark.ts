import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  DATASET_FORMAT,
  type Dataset,
  type DatasetSurface,
} from "../../datasets/dataset-format.ts";
import { startWorker } from "../../perception/start-worker.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { inWorkers } from "../in-workers.ts";
import { digestOf } from "./manifest.ts";
import type { PhotoFile } from "./photograph.ts";
import { benchmarkPlan, type PlannedSurface, type Split } from "./plan.ts";
import type { SurfaceTruth, Truth } from "./truth.ts";

export type SurfaceJob = { readonly plan: PlannedSurface; readonly hidden: number | undefined };

export type RenderedSurface = {
  readonly files: readonly PhotoFile[];
  readonly surface: DatasetSurface;
  readonly truth: SurfaceTruth;
};

/** What is kept of a finished surface while others are still being rendered. */
type Finished = Omit<RenderedSurface, "files"> & { readonly digest: string };

export type BenchmarkOptions = {
  readonly split: Split;
  /** The dataset's folder; its truth goes to `<out>.truth.json`. */
  readonly out: string;
  readonly threads: number;
  /** The share of objects that scene photos shall not decide, 0 to 0.8; as it comes where absent. */
  readonly hidden?: number | undefined;
  /** Only these surfaces of the split. */
  readonly surfaces?: readonly string[] | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
};

export const BENCHMARK_VERSION = "1.0.0";

/**
 * Renders a split of the benchmark, a surface a job. What is finished lies in `<out>.parts` until all of
 * it is, so it may be stopped (rejects with `aborted`) and called again; then the dataset appears at
 * its place. Gives the digest of each surface's photos.
 */
export async function renderBenchmark({
  split,
  out,
  threads,
  hidden,
  surfaces: wanted,
  signal,
  onProgress,
}: BenchmarkOptions): Promise<ReadonlyMap<string, string>> {
  const parts = `${out}.parts`;
  const plans = benchmarkPlan(split).filter(({ id }) => wanted?.includes(id) ?? true);
  await mkdir(parts, { recursive: true });
  await claim(parts, JSON.stringify({ split, hidden, version: BENCHMARK_VERSION }));
  const finished = new Map<string, Finished>();
  for (const { id } of plans) {
    const found = await readFinished(parts, id);
    if (found !== undefined) finished.set(id, found);
  }
  onProgress?.(finished.size, plans.length);
  await inWorkers<SurfaceJob, RenderedSurface>({
    start: () => startWorker(import.meta.url, "./render-worker"),
    threads,
    jobs: plans.filter(({ id }) => !finished.has(id)).map((plan) => ({ plan, hidden })),
    nameOf: ({ plan }) => plan.id,
    onMade: async ({ plan: { id } }, rendered) => {
      finished.set(id, await keep(parts, rendered));
      onProgress?.(finished.size, plans.length);
    },
    signal,
  });
  const inOrder = plans.map(({ id }) => finished.get(id)!);
  await assemble(parts, out, { split, hidden }, inOrder);
  return new Map(inOrder.map(({ surface, digest }) => [surface.id, digest]));
}

/** Parts of another benchmark are not gone on with. */
async function claim(parts: string, what: string): Promise<void> {
  const file = join(parts, "rendering.json");
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === undefined) await writeFile(file, what);
  else if (before !== what)
    throw new TidyError("bad-input", `${parts} holds parts of another rendering; remove it first`);
}

const factsFile = (parts: string, id: string) => join(parts, `${id}.json`);

async function readFinished(parts: string, id: string): Promise<Finished | undefined> {
  const text = await readFile(factsFile(parts, id), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Finished);
}

/** The facts come last: where they are, the photos are whole. */
async function keep(parts: string, { files, ...facts }: RenderedSurface): Promise<Finished> {
  for (const { path, bytes } of files) {
    const place = join(parts, "photos", path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  const finished = { ...facts, digest: digestOf(files) };
  const place = factsFile(parts, facts.surface.id);
  await writeFile(`${place}.part`, JSON.stringify(finished));
  await rename(`${place}.part`, place);
  return finished;
}

async function assemble(
  parts: string,
  out: string,
  { split, hidden }: Pick<BenchmarkOptions, "split" | "hidden">,
  finished: readonly Finished[],
): Promise<void> {
  const dataset: Dataset = {
    format: DATASET_FORMAT,
    name: [
      "tidy-surfaces",
      ...(split === "test" ? [] : [split]),
      ...(hidden === undefined ? [] : [`hidden ${hidden}`]),
    ].join("-"),
    version: BENCHMARK_VERSION,
    licence: "CC-BY-4.0",
    surfaces: finished.map(({ surface }) => surface),
  };
  const truth: Truth = {
    format: 1,
    split,
    ...(hidden !== undefined && { hidden }),
    surfaces: finished.map((it) => it.truth),
  };
  const folder = join(parts, "photos");
  await writeFile(join(folder, "dataset.json"), `${JSON.stringify(dataset, undefined, 2)}\n`);
  await writeFile(join(parts, "truth.json"), `${JSON.stringify(truth, undefined, 1)}\n`);
  await rename(join(parts, "truth.json"), truthFile(out));
  await rename(folder, out);
  await rm(parts, { recursive: true });
}

/** Where the truth of a dataset's folder lies. */
export const truthFile = (folder: string): string => `${folder.replace(/\/+$/, "")}.truth.json`;
