import { parentPort } from "node:worker_threads";
import { renderScene } from "./training-scene.ts";
import type { Asked } from "./training-set.ts";
import { renderShard } from "./training-surface.ts";
import { renderVariants } from "./training-variants.ts";

const port = parentPort!;

const RENDER = { "as-it-is": renderShard, "every-state": renderVariants, none: renderScene };

port.on("message", async ({ views, ...wanted }: Asked) => {
  const { seed } = wanted;
  try {
    port.postMessage({ seed, rendered: await RENDER[views](wanted) });
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ seed, failed });
  }
});
