import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Worker } from "node:worker_threads";
import {
  DATASET_FORMAT,
  type Dataset,
  type DatasetSurface,
} from "../../datasets/dataset-format.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { inWorkers } from "../in-workers.ts";
import { digestOf } from "./manifest.ts";
import type { PhotoFile } from "./photograph.ts";

/** What one job makes: some surfaces of the dataset, their photos, and what is true of them. */
export type RenderedPart<Truth> = {
  readonly files: readonly PhotoFile[];
  readonly surfaces: readonly DatasetSurface[];
  readonly truth: Truth;
};

/** How a rendering is watched and stopped. */
export type RenderingOptions = {
  /** The dataset's folder; its truth goes to `<out>.truth.json`. */
  readonly out: string;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, of: number) => void;
};

export type DatasetRendering<Job, Truth> = RenderingOptions & {
  readonly head: Pick<Dataset, "name" | "version">;
  readonly jobs: readonly Job[];
  readonly idOf: (job: Job) => string;
  readonly start: () => Worker;
  /** What `<out>.truth.json` holds. */
  readonly truthOf: (truths: readonly Truth[]) => object;
};

export const LICENCE = "CC-BY-4.0";

/** What is kept of a finished part while others are still being rendered. */
type Finished<Truth> = Omit<RenderedPart<Truth>, "files"> & { readonly digest: string };

/**
 * Renders a dataset in worker threads. What is finished lies in `<out>.parts` until all of it is, so it
 * may be stopped (rejects with `aborted`) and called again; then the dataset appears at its place. Gives
 * the digest of each job's photos.
 */
export async function renderDataset<Job, Truth>({
  out,
  threads,
  signal,
  onProgress,
  head,
  jobs,
  idOf,
  start,
  truthOf,
}: DatasetRendering<Job, Truth>): Promise<ReadonlyMap<string, string>> {
  const parts = `${out}.parts`;
  await mkdir(join(parts, "photos"), { recursive: true });
  await claim(parts, JSON.stringify(head));
  const finished = new Map<string, Finished<Truth>>();
  for (const job of jobs) {
    const found = await readFinished<Truth>(parts, idOf(job));
    if (found !== undefined) finished.set(idOf(job), found);
  }
  onProgress?.(finished.size, jobs.length);
  await inWorkers<Job, RenderedPart<Truth>>({
    start,
    threads,
    jobs: jobs.filter((job) => !finished.has(idOf(job))),
    nameOf: idOf,
    onMade: async (job, rendered) => {
      finished.set(idOf(job), await keep(parts, idOf(job), rendered));
      onProgress?.(finished.size, jobs.length);
    },
    signal,
  });
  const inOrder = jobs.map((job) => finished.get(idOf(job))!);
  const surfaces = inOrder.flatMap((part) => part.surfaces);
  const dataset: Dataset = { format: DATASET_FORMAT, ...head, licence: LICENCE, surfaces };
  await assemble(parts, out, dataset, truthOf(inOrder.map(({ truth }) => truth)));
  return new Map(jobs.map((job, i) => [idOf(job), inOrder[i]!.digest]));
}

/** Where the truth of a dataset's folder lies. */
export const truthFile = (folder: string): string => `${folder.replace(/\/+$/, "")}.truth.json`;

/** Parts of another dataset are not gone on with. */
async function claim(parts: string, what: string): Promise<void> {
  const file = join(parts, "rendering.json");
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === undefined) await writeFile(file, what);
  else if (before !== what)
    throw new TidyError("bad-input", `${parts} holds parts of another rendering; remove it first`);
}

const factsFile = (parts: string, id: string) => join(parts, `${id}.json`);

async function readFinished<Truth>(
  parts: string,
  id: string,
): Promise<Finished<Truth> | undefined> {
  const text = await readFile(factsFile(parts, id), "utf8").catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The facts come last: where they are, the photos are whole. */
async function keep<Truth>(
  parts: string,
  id: string,
  { files, ...facts }: RenderedPart<Truth>,
): Promise<Finished<Truth>> {
  for (const { path, bytes } of files) {
    const place = join(parts, "photos", path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  const finished = { ...facts, digest: digestOf(files) };
  const place = factsFile(parts, id);
  await writeFile(`${place}.part`, JSON.stringify(finished));
  await rename(`${place}.part`, place);
  return finished;
}

async function assemble(
  parts: string,
  out: string,
  dataset: Dataset,
  truth: object,
): Promise<void> {
  const folder = join(parts, "photos");
  await writeFile(join(folder, "dataset.json"), `${JSON.stringify(dataset, undefined, 2)}\n`);
  await writeFile(join(parts, "truth.json"), `${JSON.stringify(truth, undefined, 1)}\n`);
  await rename(join(parts, "truth.json"), truthFile(out));
  await rename(folder, out);
  await rm(parts, { recursive: true });
}
