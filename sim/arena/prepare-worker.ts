import { parentPort } from "node:worker_threads";
import { arrange } from "../benchmark/arrange.ts";
import { datasetSurfaceOf, surfaceTruthOf } from "../benchmark/photograph.ts";
import type { PlannedSurface } from "../benchmark/plan.ts";
import { answerJobs } from "../in-workers.ts";
import type { ArenaSurface } from "./judge.ts";

answerJobs(parentPort!, async (plan: PlannedSurface): Promise<ArenaSurface> => {
  const arranged = arrange(plan);
  return {
    world: arranged.drawn.world,
    surface: datasetSurfaceOf(plan, arranged),
    truth: surfaceTruthOf(plan, arranged.attempt),
  };
});
