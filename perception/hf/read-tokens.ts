import type { DynamicCache, PreTrainedModel, Tensor } from "@huggingface/transformers";
import type { Transformers } from "./transformers.ts";

/** How far a decoder has read, and its logits for the token that comes next. */
export type Read = {
  readonly past: DynamicCache;
  readonly length: number;
  readonly logits: Float32Array;
};

/**
 * Reads tokens after what was read `before`, and leaves that as it was, so that others can go on from
 * it. `pixels` come with the tokens that stand for them.
 */
export type TokenReader = (
  ids: readonly number[],
  before?: Read,
  pixels?: Readonly<Record<string, Tensor>>,
) => Promise<Read>;

/** The reader of one network: its forward pass, keys and values kept from one call to the next. */
export function tokenReader(
  { Tensor, DynamicCache }: Transformers,
  network: PreTrainedModel,
): TokenReader {
  const int64 = (values: readonly number[]) =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
  return async (ids, before, pixels = {}) => {
    const length = (before?.length ?? 0) + ids.length;
    const outputs: Readonly<Record<string, Tensor>> = await network.forward({
      input_ids: int64(ids),
      attention_mask: int64(new Array<number>(length).fill(1)),
      past_key_values: before?.past ?? null,
      // All of a long prompt's logits would take hundreds of megabytes.
      num_logits_to_keep: new Tensor("int64", [1n], []),
      ...pixels,
    });
    const past: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(outputs)) {
      if (name.startsWith("present.")) past[name.replace("present.", "past_key_values.")] = value;
    }
    const all = outputs.logits!;
    const logits = Float32Array.from(all.to("float32").data as Float32Array);
    return { past: new DynamicCache(past), length, logits: logits.slice(-all.dims.at(-1)!) };
  };
}
