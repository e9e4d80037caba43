import { parentPort } from "node:worker_threads";
import { answerJobs } from "./in-workers.ts";
import { renderScene } from "./training-scene.ts";
import type { Asked } from "./training-set.ts";
import { renderShard } from "./training-surface.ts";
import { renderVariants } from "./training-variants.ts";

const RENDER = { "as-it-is": renderShard, "every-state": renderVariants, none: renderScene };

answerJobs(parentPort!, ({ views, ...wanted }: Asked) => RENDER[views](wanted));
