import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { arrange } from "./arrange.ts";
import { datasetSurfaceOf, photograph, surfaceTruthOf } from "./photograph.ts";
import type { RenderedSurface, SurfaceJob } from "./render-benchmark.ts";

answerJobs(parentPort!, async ({ plan, hidden }: SurfaceJob): Promise<RenderedSurface> => {
  const surface = arrange(plan, { hidden });
  return {
    files: await photograph(plan.id, surface),
    surface: datasetSurfaceOf(plan, surface),
    truth: surfaceTruthOf(plan, surface.attempt),
  };
});
