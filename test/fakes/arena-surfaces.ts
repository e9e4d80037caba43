import { type ArrangedSurface, arrangedIn } from "../../sim/benchmark/arrange.ts";
import { datasetSurfaceOf, surfaceTruthOf } from "../../sim/benchmark/photograph.ts";
import { benchmarkPlan, type PlannedSurface } from "../../sim/benchmark/plan.ts";

const FEW_ATTEMPTS = 10;

/** So many small surfaces of the validation split, in the split's order, as the arena has them. */
export function smallSurfaces(count: number) {
  const plans = benchmarkPlan("validation");
  const found = new Map<PlannedSurface, ArrangedSurface>();
  for (const plan of plans.toSorted((a, b) => a.objects.length - b.objects.length)) {
    const arranged = soonArranged(plan);
    if (arranged !== undefined) found.set(plan, arranged);
    if (found.size === count) break;
  }
  return plans.flatMap((plan) => {
    const arranged = found.get(plan);
    if (arranged === undefined) return [];
    const { drawn, attempt } = arranged;
    const surface = datasetSurfaceOf(plan, arranged);
    return [{ world: drawn.world, surface, truth: surfaceTruthOf(plan, attempt) }];
  });
}

/** Laid out as the benchmark does it, where that takes few draws of places. */
function soonArranged(plan: PlannedSurface): ArrangedSurface | undefined {
  for (let attempt = 0; attempt < FEW_ATTEMPTS; attempt++) {
    const arranged = arrangedIn(plan, attempt);
    if (arranged !== undefined) return arranged;
  }
  return undefined;
}
