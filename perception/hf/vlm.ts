import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PreTrainedModel, Processor, Tensor } from "@huggingface/transformers";
import { z } from "zod";
import type { Reply } from "../question.ts";
import { Stopped } from "./answer-in-turn.ts";
import { answerTokens, replyFrom } from "./answer-tokens.ts";
import { readModelJson } from "./check-files.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { type Read, tokenReader } from "./read-tokens.ts";
import { loadTransformers, openOptions, type Transformers } from "./transformers.ts";

/** A prompt as a model takes it: token numbers, and the tiles that its image tokens stand for. */
export type Prepared = {
  readonly text: string;
  readonly ids: readonly number[];
  readonly pixels: Readonly<Record<string, Tensor>>;
};

/** When decoding ends, if not by itself. */
export type DecodeLimits = {
  readonly mostTokens: number;
  readonly mostMs: number;
  readonly stopped: () => boolean;
};

/** A vision language model of the Idefics3 and SmolVLM class. Blocks its thread while it works. */
export type Vlm = {
  prepare(picture: Picture, prompt: string): Promise<Prepared>;
  /** One reply a prompt; the picture, and what all prompts begin with, is read once. */
  answer(
    picture: Picture,
    prompts: readonly string[],
    stopped: () => boolean,
  ): Promise<readonly Reply[]>;
  /** The likeliest token each time, until the model ends its turn or a limit is met. */
  write(picture: Picture, prompt: string, limits: DecodeLimits): Promise<string>;
};

/** Opens a model; rejects with whatever Transformers.js or the runtime has against its files. */
export async function openVlm(model: HfModel): Promise<Vlm> {
  const transformers = await loadTransformers();
  const { AutoProcessor, AutoModelForImageTextToText } = transformers;
  const processor = await AutoProcessor.from_pretrained(model.folder, { local_files_only: true });
  const network = await AutoModelForImageTextToText.from_pretrained(
    model.folder,
    openOptions(model),
  );
  return vlmOf(transformers, model, processor, network);
}

function vlmOf(
  transformers: Transformers,
  model: HfModel,
  processor: Processor,
  network: PreTrainedModel,
): Vlm {
  const { RawImage } = transformers;
  const tokenizer = processor.tokenizer!;
  const ends = endTokens(network, tokenizer.eos_token_id);
  const words = answerTokens((text) => tokenizer.encode(text, { add_special_tokens: false }));
  const template = chatTemplate(model, tokenizer.chat_template);
  const { tilePx, imageToken } = settings(model);
  const read = tokenReader(transformers, network);

  async function prepare(picture: Picture, prompt: string): Promise<Prepared> {
    const content = [{ type: "image" }, { type: "text", text: prompt }];
    const text = String(
      processor.apply_chat_template([{ role: "user", content }], {
        add_generation_prompt: true,
        ...(template !== undefined && { chat_template: template }),
      }),
    );
    const { data, widthPx, heightPx } = picture;
    const image = new RawImage(new Uint8ClampedArray(data), widthPx, heightPx, 3);
    // A picture that one tile holds gains nothing from being enlarged and cut into many.
    const small = Math.max(widthPx, heightPx) <= tilePx;
    const inputs = await processor(text, [image], small ? { do_image_splitting: false } : {});
    const ids = Array.from(inputs.input_ids.data as BigInt64Array, Number);
    const { pixel_values, pixel_attention_mask } = inputs;
    return { text, ids, pixels: { pixel_values, pixel_attention_mask } };
  }

  async function answer(picture: Picture, prompts: readonly string[], stopped: () => boolean) {
    const prepared: Prepared[] = [];
    for (const prompt of prompts) prepared.push(await prepare(picture, prompt));
    const shared = sharedStart(prepared.map(({ ids }) => ids));
    const first = prepared[0]!;
    const lastImageToken = first.ids.lastIndexOf(imageToken);
    if (shared <= lastImageToken) throw new Error("the prompts differ before the picture ends");
    if (stopped()) throw new Stopped();
    const begun = await read(first.ids.slice(0, shared), undefined, first.pixels);
    const replies: Reply[] = [];
    for (const { ids } of prepared) {
      if (stopped()) throw new Stopped();
      const { logits } = await read(ids.slice(shared), begun);
      replies.push(replyFrom(logits, words));
    }
    return replies;
  }

  async function write(picture: Picture, prompt: string, limits: DecodeLimits) {
    const started = performance.now();
    const { ids, pixels } = await prepare(picture, prompt);
    const written: number[] = [];
    let next: Read | undefined;
    while (written.length < limits.mostTokens && performance.now() - started < limits.mostMs) {
      if (limits.stopped()) throw new Stopped();
      next = await (next === undefined
        ? read(ids, undefined, pixels)
        : read(written.slice(-1), next));
      const token = likeliest(next.logits);
      if (ends.has(token)) break;
      written.push(token);
    }
    return tokenizer.decode(written, { skip_special_tokens: true });
  }

  return { prepare, answer, write };
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

/** How many tokens all lists begin with alike; one of each is left over to read. */
function sharedStart(lists: readonly (readonly number[])[]): number {
  const [first, ...others] = lists;
  const most = Math.min(...lists.map(({ length }) => length)) - 1;
  let shared = 0;
  while (shared < most && others.every((it) => it[shared] === first![shared])) shared++;
  return shared;
}

const configFile = z.looseObject({
  image_token_id: z.int().optional(),
  image_token_index: z.int().optional(),
});
const preprocessorFile = z.looseObject({
  max_image_size: z.looseObject({ longest_edge: z.number() }).optional(),
});

/** The largest picture that is not cut into tiles, and the token that stands for a part of a picture. */
function settings({ folder }: HfModel): { tilePx: number; imageToken: number } {
  const file = (name: string) => readModelJson(join(folder, name), name);
  const config = configFile.parse(file("config.json"));
  const { max_image_size } = preprocessorFile.parse(file("preprocessor_config.json"));
  const imageToken = config.image_token_index ?? config.image_token_id;
  if (imageToken === undefined) throw new Error(`${folder}/config.json names no image_token_id`);
  return { tilePx: max_image_size?.longest_edge ?? 0, imageToken };
}

function endTokens(network: PreTrainedModel, ofTokenizer: number | undefined): ReadonlySet<number> {
  const configured = network.generation_config?.eos_token_id;
  const ends = [configured, ofTokenizer].flat();
  return new Set(ends.filter((it) => typeof it === "number"));
}

/** A template in a file of its own, where the tokenizer brings none. */
function chatTemplate({ folder }: HfModel, ofTokenizer: unknown): string | undefined {
  if (ofTokenizer !== null && ofTokenizer !== undefined) return undefined;
  const [jinja, json] = ["chat_template.jinja", "chat_template.json"].map((it) => join(folder, it));
  if (existsSync(jinja!)) return readFileSync(jinja!, "utf8");
  const inJson = existsSync(json!) ? readModelJson(json!, "chat_template.json").chat_template : "";
  if (typeof inJson === "string" && inJson !== "") return inJson;
  throw new Error(`${folder} has no chat template: tokenizer_config.json or chat_template.jinja`);
}
