import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { arrange } from "./arrange.ts";
import { datasetSurfaceOf, photograph, surfaceTruthOf } from "./photograph.ts";
import type { SurfaceJob } from "./render-benchmark.ts";
import type { RenderedPart } from "./render-dataset.ts";
import type { SurfaceTruth } from "./truth.ts";

answerJobs(
  parentPort!,
  async ({ plan, hidden }: SurfaceJob): Promise<RenderedPart<SurfaceTruth>> => {
    const surface = arrange(plan, { hidden });
    return {
      files: await photograph(plan.id, surface),
      surfaces: [datasetSurfaceOf(plan, surface)],
      truth: surfaceTruthOf(plan, surface.attempt),
    };
  },
);
