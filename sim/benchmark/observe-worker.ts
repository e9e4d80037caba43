import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { arrange } from "./arrange.ts";
import { observe } from "./observe.ts";
import type { ObserveJob } from "./observe-all.ts";

answerJobs(parentPort!, async ({ plan, ...how }: ObserveJob) => observe(plan, arrange(plan, how)));
