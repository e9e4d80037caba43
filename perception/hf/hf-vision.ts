import type { Worker } from "node:worker_threads";
import type { CallOptions } from "../call-options.ts";
import { questionCrop } from "../images/question-crop.ts";
import { ModelThread, type StopFlag } from "../model-thread.ts";
import { STATED_LIKELIHOODS } from "../openai/stated-likelihoods.ts";
import type { Photo } from "../photo.ts";
import type { Answer, Question } from "../question.ts";
import { startWorker } from "../start-worker.ts";
import { TidyError } from "../tidy-error.ts";
import type { VisionModel } from "../vision-model.ts";
import { LONGEST_STEP_MS } from "./answer-in-turn.ts";
import type { HfModel } from "./hf-model.ts";
import { pictureFrom } from "./picture.ts";
import { answerPrompt, describePrompt } from "./prompts.ts";
import type { VlmReply, VlmTask } from "./vlm-worker.ts";

/** A description is a line: no more tokens, no more time, no more letters. */
const MOST_TOKENS = 80;
const MOST_WRITING_MS = 60_000;
const LONGEST_DESCRIPTION = 600;

export type HfVision = VisionModel & { close(): Promise<void> };

export type HfVisionOptions = {
  /** Longest that one picture may take, opening the model included. */
  readonly deadlineMs?: number;
  readonly mostTokens?: number;
  readonly start?: (model: HfModel) => Worker;
};

const startVlm = (model: HfModel): Worker =>
  startWorker(import.meta.url, "./vlm-worker", { model });

/**
 * Eyes from an ONNX export of a vision language model, on this machine, in a thread of their own; the
 * model is opened when first asked. Answers are read off the probabilities of the answer's first token.
 * Rejects with `model-unavailable` where the model cannot be opened, `model-reply`, `deadline`.
 */
export function hfVision(
  model: HfModel,
  { deadlineMs = 300_000, mostTokens = MOST_TOKENS, start = startVlm }: HfVisionOptions = {},
): HfVision {
  const { name } = model;
  const thread = new ModelThread<VlmReply>({
    start: () => start(model),
    deadlineMs,
    atOnce: 1,
    endingMs: LONGEST_STEP_MS,
  });

  async function ask(
    bytes: Uint8Array,
    task: (picture: VlmTask["picture"], stop: StopFlag) => VlmTask,
    call: CallOptions,
  ): Promise<Exclude<VlmReply, { kind: "failed" }>> {
    const picture = await pictureFrom(bytes);
    const reply = await thread.ask((stop) => ({ message: { task: task(picture, stop) } }), call);
    if (reply.kind !== "failed") return reply;
    throw new TidyError("model-unavailable", `${name} cannot run: ${reply.why}`, {
      details: { folder: model.folder },
    });
  }

  async function answerAbout(
    photo: Photo,
    questions: readonly Question[],
    call: CallOptions,
  ): Promise<readonly Answer[]> {
    const { object } = questions[0]!;
    const bytes = await questionCrop(photo, object);
    const cut = bytes !== photo.bytes;
    const prompts = questions.map((question) => answerPrompt(photo.view, question, cut));
    const reply = await ask(
      bytes,
      (picture, stop) => ({ kind: "answer", picture, stop, prompts }),
      call,
    );
    if (reply.kind !== "answered" || reply.replies.length !== questions.length) throw odd(name);
    return questions.map(({ text }, i) => ({
      ...reply.replies[i]!,
      question: text,
      objectId: object.id,
      photo: photo.sha256,
      model: name,
    }));
  }

  return {
    name,
    likelihoods: STATED_LIKELIHOODS,
    async describe(photo, call = {}) {
      const limits = { mostTokens, mostMs: Math.min(MOST_WRITING_MS, deadlineMs / 2) };
      const prompt = describePrompt(photo);
      const reply = await ask(
        photo.bytes,
        (picture, stop) => ({ kind: "describe", picture, stop, prompt, ...limits }),
        call,
      );
      if (reply.kind !== "described") throw odd(name);
      const text = reply.text.replace(/\s+/g, " ").trim().slice(0, LONGEST_DESCRIPTION);
      if (text !== "") return text;
      throw new TidyError("model-reply", `${name} describes a photo with nothing`, {
        details: { class: "empty", raw: reply.text },
      });
    },
    async answer(photo, questions, call = {}) {
      const groups = new Map<string, Question[]>();
      for (const question of questions) {
        const { id } = question.object;
        groups.set(id, [...(groups.get(id) ?? []), question]);
      }
      const answers = new Map<Question, Answer>();
      for (const group of groups.values()) {
        const given = await answerAbout(photo, group, call);
        for (const [i, question] of group.entries()) answers.set(question, given[i]!);
      }
      return questions.map((question) => answers.get(question)!);
    },
    close: () => thread.close(),
  };
}

const odd = (name: string) =>
  new TidyError("model-reply", `${name}: its thread answered something that was not asked`);
