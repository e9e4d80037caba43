import { parentPort } from "node:worker_threads";
import { answerJobs } from "../in-workers.ts";
import { renderVariants } from "./every-state.ts";
import { renderScene } from "./scene-picture.ts";
import { renderShard } from "./surface-pictures.ts";
import type { Asked } from "./training-set.ts";

const RENDER = { "as-it-is": renderShard, "every-state": renderVariants, none: renderScene };

answerJobs(parentPort!, ({ views, ...wanted }: Asked) => RENDER[views](wanted));
