import { parentPort } from "node:worker_threads";
import type { RenderedPart } from "../benchmark/render-dataset.ts";
import { answerJobs } from "../in-workers.ts";
import { drawPair } from "./draw-pair.ts";
import { photographPair } from "./photograph-pair.ts";
import type { PairJob } from "./render-twins.ts";
import type { PairTruth } from "./twins-truth.ts";

answerJobs(
  parentPort!,
  ({ split, pair }: PairJob): Promise<RenderedPart<PairTruth>> =>
    photographPair(drawPair(split, pair)),
);
