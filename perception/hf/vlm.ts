import type { PreTrainedModel, Processor } from "@huggingface/transformers";
import type { Reply } from "../question.ts";
import { Stopped } from "./answer-in-turn.ts";
import { answerTokens, replyFrom } from "./answer-tokens.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { type Read, tokenReader } from "./read-tokens.ts";
import { loadTransformers, openOptions, type Transformers } from "./transformers.ts";
import { type Prepare, type Prepared, promptMaker } from "./vlm-prompts.ts";

/** When decoding ends, if not by itself; the time begins when the picture was read. */
export type DecodeLimits = {
  readonly mostTokens: number;
  readonly mostMs: number;
  readonly stopped: () => boolean;
};

/**
 * A vision language model of the Idefics3 and SmolVLM class. Blocks its thread while it works; asks
 * `stopped` before every tile of the picture and every token, and rejects with `Stopped` if so.
 */
export type Vlm = {
  readonly prepare: Prepare;
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
  const tokenizer = processor.tokenizer!;
  const ends = endTokens(network, tokenizer.eos_token_id);
  const words = answerTokens((text) => tokenizer.encode(text, { add_special_tokens: false }));
  const prepare = promptMaker(transformers, model, processor);
  const read = tokenReader(transformers, network);

  /** Reads the picture tile by tile, for all at once take gigabytes, then on to `end`. */
  async function readStart(
    { ids: [first = []], tiles, tileEnds }: Prepared,
    end: number,
    stopped: () => boolean,
  ): Promise<Read> {
    let begun: Read | undefined;
    for (const [i, tile] of tiles.entries()) {
      if (stopped()) throw new Stopped();
      begun = await read(first.slice(begun?.length ?? 0, tileEnds[i]), begun, tile);
    }
    if (stopped()) throw new Stopped();
    return read(first.slice(begun?.length, end), begun);
  }

  async function answer(picture: Picture, prompts: readonly string[], stopped: () => boolean) {
    const prepared = await prepare(picture, prompts);
    const shared = sharedStart(prepared.ids);
    const begun = await readStart(prepared, shared, stopped);
    const replies: Reply[] = [];
    for (const ids of prepared.ids) {
      if (stopped()) throw new Stopped();
      const { logits } = await read(ids.slice(shared), begun);
      replies.push(replyFrom(logits, words));
    }
    return replies;
  }

  async function write(picture: Picture, prompt: string, limits: DecodeLimits) {
    const { mostTokens, mostMs, stopped } = limits;
    const prepared = await prepare(picture, [prompt]);
    let last = await readStart(prepared, prepared.ids[0]!.length, stopped);
    const started = performance.now();
    const written: number[] = [];
    for (let token = likeliest(last.logits); !ends.has(token); token = likeliest(last.logits)) {
      written.push(token);
      if (written.length >= mostTokens || performance.now() - started >= mostMs) break;
      if (stopped()) throw new Stopped();
      last = await read([token], last);
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
  const [first = [], ...others] = lists;
  const most = Math.min(...lists.map(({ length }) => length)) - 1;
  let shared = 0;
  while (shared < most && others.every((it) => it[shared] === first[shared])) shared++;
  return shared;
}

function endTokens(network: PreTrainedModel, ofTokenizer: number | undefined): ReadonlySet<number> {
  const configured = network.generation_config?.eos_token_id;
  const ends = [configured, ofTokenizer].flat();
  return new Set(ends.filter((it) => typeof it === "number"));
}
