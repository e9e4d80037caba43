import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { arrange, arrangedIn } from "./arrange.ts";
import { observe } from "./observe.ts";
import type { ObserveJob } from "./observe-all.ts";

answerJobs(parentPort!, async ({ plan, attempt, hidden }: ObserveJob) => {
  const surface =
    attempt === undefined ? arrange(plan, { hidden }) : arrangedIn(plan, attempt, hidden);
  if (surface === undefined) throw new Error(`draw ${attempt} cannot be photographed`);
  return observe(plan, surface);
});
