import { appendFile, mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startWorker } from "../../perception/start-worker.ts";
import { inWorkers } from "../in-workers.ts";
import type { RenderedShard, Wanted } from "./surface-pictures.ts";

export type TrainingSetOptions = {
  readonly firstSeed: number;
  /** Surfaces, one a seed. */
  readonly count: number;
  /** The folder that the shards go to. */
  readonly out: string;
  readonly threads: number;
  /** Close-ups of each object, of five. */
  readonly closeUps: number;
  /** Kinds whose objects get views; all where absent. */
  readonly kinds?: readonly string[];
  /**
   * Views of each object as it is; or, to train on and not to measure with, in every one of its states;
   * or none: the scene photo and its boxes alone, many times as fast.
   */
  readonly views?: "as-it-is" | "every-state" | "none";
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: { readonly surfaces: number; readonly views: number }) => void;
};

/**
 * Renders and labels surfaces into `<seed>.json`, `<seed>.bin` and `<seed>.scene.bin`; true states go to
 * `truth.json`, one line a surface. Surfaces that are there already are left as they are, so it may be
 * stopped (rejects with `aborted`) and run again.
 */
export async function renderTrainingSet(
  options: TrainingSetOptions,
): Promise<{ readonly surfaces: number; readonly views: number }> {
  const {
    firstSeed,
    count,
    out,
    threads,
    closeUps,
    kinds,
    views: which = "as-it-is",
    signal,
    onProgress,
  } = options;
  await mkdir(out, { recursive: true });
  const waiting: number[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    if (!(await exists(join(out, `${seed}.json`)))) waiting.push(seed);
  }
  let surfaces = 0;
  let views = 0;
  await inWorkers<Asked, RenderedShard>({
    start: () => startWorker(import.meta.url, "./training-worker"),
    threads,
    jobs: waiting.map((seed) => ({ seed, closeUps, ...(kinds && { kinds }), views: which })),
    nameOf: ({ seed }) => `surface ${seed}`,
    onMade: async ({ seed }, rendered) => {
      await save(out, seed, rendered);
      surfaces++;
      views += rendered.shard.views.length;
      onProgress?.({ surfaces, views });
    },
    signal,
  });
  return { surfaces, views };
}

/** What a worker is asked for. */
export type Asked = Wanted & { readonly views: NonNullable<TrainingSetOptions["views"]> };

/** The labels come last: where they are, the rest is whole. */
async function save(
  out: string,
  seed: number,
  { shard, pictures, scene, truth }: RenderedShard,
): Promise<void> {
  const put = async (name: string, data: string | Uint8Array) => {
    const aside = join(out, `${name}.part`);
    await writeFile(aside, data);
    await rename(aside, join(out, name));
  };
  await appendFile(join(out, "truth.json"), `${JSON.stringify({ seed, objects: truth })}\n`);
  await put(`${seed}.bin`, pictures);
  await put(shard.scene.file, scene);
  await put(`${seed}.json`, JSON.stringify(shard));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
