import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { arrange } from "./arrange.ts";
import { datasetSurfaceOf, photograph, surfaceTruthOf } from "./photograph.ts";
import type { RenderedSurface, SurfaceJob } from "./render-benchmark.ts";

answerJobs(parentPort!, async ({ plan }: SurfaceJob): Promise<RenderedSurface> => {
  const { surface, attempt } = arrange(plan);
  return {
    files: await photograph(plan.id, surface),
    surface: datasetSurfaceOf(plan, surface),
    truth: surfaceTruthOf(plan, attempt),
  };
});
