import { startWorker } from "../../perception/start-worker.ts";
import type { PlannedSurface } from "../benchmark/plan.ts";
import { answer } from "../in-workers.ts";
import type { ArenaSurface } from "./judge.ts";

/**
 * Planned surfaces, laid out one after the other by a thread of its own: the next one already while
 * the one before is used. Told to stop, it throws.
 */
export async function* prepared(
  plans: readonly PlannedSurface[],
  signal: AbortSignal,
): AsyncGenerator<ArenaSurface> {
  signal.throwIfAborted();
  const worker = startWorker(import.meta.url, "./prepare-worker");
  const end = () => void worker.terminate();
  signal.addEventListener("abort", end, { once: true });
  const prepare = (plan: PlannedSurface) => {
    const surface = answer<ArenaSurface>(worker, plan, plan.id);
    // Whoever asks for it hears of it; until then it must not end the program.
    surface.catch(() => {});
    return surface;
  };
  try {
    let next = plans[0] && prepare(plans[0]);
    for (let i = 1; next !== undefined; i++) {
      const surface = await next;
      const plan = plans[i];
      next = plan && prepare(plan);
      yield surface;
    }
  } finally {
    signal.removeEventListener("abort", end);
    await worker.terminate();
  }
}
