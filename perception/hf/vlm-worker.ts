import { workerData } from "node:worker_threads";
import type { StopFlag } from "../model-thread.ts";
import type { Reply } from "../question.ts";
import { answerInTurn, type Failed } from "./answer-in-turn.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { type DecodeLimits, openVlm, type Vlm } from "./vlm.ts";

/** What the thread is asked. */
export type VlmTask = { readonly picture: Picture; readonly stop: StopFlag } & (
  | { readonly kind: "answer"; readonly prompts: readonly string[] }
  | ({ readonly kind: "describe"; readonly prompt: string } & Omit<DecodeLimits, "stopped">)
);

type Said =
  | { readonly kind: "answered"; readonly replies: readonly Reply[] }
  | { readonly kind: "described"; readonly text: string };

/** What it says. */
export type VlmReply = { readonly id: number } & (Said | Failed);

const { model } = workerData.data as { model: HfModel };

answerInTurn<Vlm, VlmTask, Said>(openVlm(model), async (vlm, task, stopped) => {
  if (task.kind === "answer") {
    const replies = await vlm.answer(task.picture, task.prompts, stopped);
    return { kind: "answered", replies };
  }
  const { mostTokens, mostMs } = task;
  const text = await vlm.write(task.picture, task.prompt, { mostTokens, mostMs, stopped });
  return { kind: "described", text };
});
