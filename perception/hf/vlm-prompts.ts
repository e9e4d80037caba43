import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Processor, Tensor } from "@huggingface/transformers";
import { z } from "zod";
import { readModelJson } from "./check-files.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import type { Transformers } from "./transformers.ts";

/** What stands for the picture in a chat template's text, in all models of this class. */
const IMAGE = "<image>";

/** A picture with prompts about it, as a model takes them: all begin with the picture's tokens. */
export type Prepared = {
  /** Chat texts and token numbers, one a prompt. */
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  /** One a tile, in the order of its tokens. */
  readonly tiles: readonly Readonly<Record<string, Tensor>>[];
  /** How many tokens have been read when each tile has. */
  readonly tileEnds: readonly number[];
};

export type Prepare = (picture: Picture, prompts: readonly string[]) => Promise<Prepared>;

/** How one model's prompts are made: its chat template, its tokens, its image processing (done once). */
export function promptMaker(
  { RawImage }: Transformers,
  model: HfModel,
  processor: Processor,
): Prepare {
  const tokenizer = processor.tokenizer!;
  const template = chatTemplate(model, tokenizer.chat_template);
  const { tilePx, imageToken } = settings(model);

  function chatText(prompt: string): string {
    const content = [{ type: "image" }, { type: "text", text: prompt }];
    const options = { add_generation_prompt: true, ...(template && { chat_template: template }) };
    return String(processor.apply_chat_template([{ role: "user", content }], options));
  }

  /** The tokens of what comes after the picture. */
  const tailOf = (text: string): readonly number[] =>
    tokenizer.encode(text.split(IMAGE).slice(1).join(IMAGE), { add_special_tokens: false });

  return async ({ data, widthPx, heightPx }, prompts) => {
    const texts = prompts.map(chatText);
    const image = new RawImage(new Uint8ClampedArray(data), widthPx, heightPx, 3);
    // A picture that one tile holds gains nothing from being enlarged and cut into many.
    const small = Math.max(widthPx, heightPx) <= tilePx;
    const inputs = await processor(texts[0]!, [image], small ? { do_image_splitting: false } : {});
    const first = Array.from(inputs.input_ids.data as BigInt64Array, Number);
    const tails = texts.map(tailOf);
    const start = first.slice(0, first.length - tails[0]!.length);
    const places = start.flatMap((token, place) => (token === imageToken ? [place] : []));
    const pixels: Tensor = inputs.pixel_values;
    const mask: Tensor = inputs.pixel_attention_mask;
    const count = pixels.dims[1]!;
    const perTile = places.length / count;
    if (first.slice(start.length).join() !== tails[0]!.join() || !Number.isInteger(perTile)) {
      throw new Error("its tokens of a picture cannot be told from those of the text");
    }
    return {
      texts,
      ids: tails.map((tail) => [...start, ...tail]),
      tiles: Array.from({ length: count }, (_, i) => ({
        pixel_values: pixels.slice(null, [i, i + 1]),
        pixel_attention_mask: mask.slice(null, [i, i + 1]),
      })),
      tileEnds: Array.from({ length: count }, (_, i) => places[(i + 1) * perTile - 1]! + 1),
    };
  };
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

/** A template in a file of its own, where the tokenizer brings none. */
function chatTemplate({ folder }: HfModel, ofTokenizer: unknown): string | undefined {
  if (ofTokenizer !== null && ofTokenizer !== undefined) return undefined;
  const [jinja, json] = ["chat_template.jinja", "chat_template.json"].map((it) => join(folder, it));
  if (existsSync(jinja!)) return readFileSync(jinja!, "utf8");
  const inJson = existsSync(json!) ? readModelJson(json!, "chat_template.json").chat_template : "";
  if (typeof inJson === "string" && inJson !== "") return inJson;
  throw new Error(`${folder} has no chat template: tokenizer_config.json or chat_template.jinja`);
}
