import { startWorker } from "../../perception/start-worker.ts";
import { inWorkers } from "../in-workers.ts";
import type { ArrangeOptions } from "./arrange.ts";
import type { ObservedObject } from "./observe.ts";
import type { PlannedSurface } from "./plan.ts";

export type ObserveJob = ArrangeOptions & {
  readonly plan: PlannedSurface;
  /** Which draw of places was rendered; looked for anew where it is not known. */
  readonly attempt?: number;
};

/** Looks at all planned surfaces in worker threads; the objects in their plan's order. */
export async function observeAll(
  jobs: readonly ObserveJob[],
  {
    threads,
    signal,
    onProgress,
  }: {
    readonly threads: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, of: number) => void;
  },
): Promise<readonly ObservedObject[]> {
  const seen = new Map<ObserveJob, readonly ObservedObject[]>();
  await inWorkers<ObserveJob, readonly ObservedObject[]>({
    start: () => startWorker(import.meta.url, "./observe-worker"),
    threads,
    jobs,
    nameOf: ({ plan }) => plan.id,
    onMade: async (job, objects) => {
      seen.set(job, objects);
      onProgress?.(seen.size, jobs.length);
    },
    signal,
  });
  return jobs.flatMap((job) => seen.get(job)!);
}
