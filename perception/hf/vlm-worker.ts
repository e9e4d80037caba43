import { parentPort, workerData } from "node:worker_threads";
import type { StopFlag } from "../model-thread.ts";
import type { Reply } from "../question.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { type DecodeLimits, openVlm, Stopped, type Vlm } from "./vlm.ts";

/** What the thread is asked. */
export type VlmTask = { readonly picture: Picture; readonly stop: StopFlag } & (
  | { readonly kind: "answer"; readonly prompts: readonly string[] }
  | ({ readonly kind: "describe"; readonly prompt: string } & Omit<DecodeLimits, "stopped">)
);

type Said =
  | { readonly kind: "answered"; readonly replies: readonly Reply[] }
  | { readonly kind: "described"; readonly text: string }
  | { readonly kind: "failed"; readonly why: string };

/** What it says. */
export type VlmReply = { readonly id: number } & Said;

const inOneLine = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").slice(0, 400);

const opening = openVlm((workerData.data as { model: HfModel }).model);
// Told to whoever asks, not to the process.
opening.catch(() => {});

async function reply(vlm: Vlm, task: VlmTask): Promise<Said> {
  const stopped = () => Atomics.load(task.stop, 0) !== 0;
  if (task.kind === "answer") {
    const replies = await vlm.answer(task.picture, task.prompts, stopped);
    return { kind: "answered", replies };
  }
  const { mostTokens, mostMs } = task;
  const text = await vlm.write(task.picture, task.prompt, { mostTokens, mostMs, stopped });
  return { kind: "described", text };
}

// One at a time: a model that is asked twice at once would hold two pictures in memory.
let last: Promise<void> = Promise.resolve();
parentPort!.on("message", ({ id, ...task }: VlmTask & { id: number }) => {
  const say = (said: Said) => parentPort!.postMessage({ id, ...said } satisfies VlmReply);
  last = last
    .then(async () => say(await reply(await opening, task)))
    .catch((cause: unknown) => {
      const why = cause instanceof Stopped ? "stopped" : inOneLine(cause);
      say({ kind: "failed", why });
    });
});
