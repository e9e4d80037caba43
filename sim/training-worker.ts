import { parentPort } from "node:worker_threads";
import { renderShard } from "./training-surface.ts";
import { renderVariants } from "./training-variants.ts";

const port = parentPort!;

type Wanted = { seed: number; closeUps: number; everyState: boolean };

port.on("message", async ({ seed, closeUps, everyState }: Wanted) => {
  try {
    const render = everyState ? renderVariants : renderShard;
    port.postMessage({ seed, rendered: await render(seed, closeUps) });
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ seed, failed });
  }
});
