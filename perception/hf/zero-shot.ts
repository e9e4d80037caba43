import { Stopped } from "./answer-in-turn.ts";
import type { HfModel } from "./hf-model.ts";
import type { Picture } from "./picture.ts";
import { loadTransformers, openOptions } from "./transformers.ts";

/** Boxes that a network drew for one text, and how surely each holds what the text names. */
export type Found = {
  /** Centre x, centre y, width, height of each, as shares of the picture that it was given. */
  readonly boxes: Float32Array;
  /** 0..1, one a box. */
  readonly scores: Float32Array;
};

/** A network that finds what a text names. Blocks its thread while it works. */
export type ZeroShot = {
  find(
    picture: Picture,
    texts: readonly string[],
    stopped: () => boolean,
  ): Promise<readonly Found[]>;
};

/** Opens a zero-shot detector; rejects with whatever Transformers.js has against its files. */
export async function openZeroShot(model: HfModel): Promise<ZeroShot> {
  const { AutoTokenizer, AutoProcessor, AutoModelForZeroShotObjectDetection, RawImage } =
    await loadTransformers();
  const local = { local_files_only: true };
  const tokenizer = await AutoTokenizer.from_pretrained(model.folder, local);
  const processor = await AutoProcessor.from_pretrained(model.folder, local);
  const network = await AutoModelForZeroShotObjectDetection.from_pretrained(
    model.folder,
    openOptions(model),
  );

  async function run(picture: Picture, texts: readonly string[]) {
    const { data, widthPx, heightPx } = picture;
    const image = new RawImage(new Uint8ClampedArray(data), widthPx, heightPx, 3);
    const words = tokenizer([...texts], { padding: true, truncation: true });
    const { pixel_values, pixel_mask } = await processor.image_processor!([image]);
    const inputs = { ...words, pixel_values, ...(pixel_mask && { pixel_mask }) };
    const { logits, pred_boxes } = await network.forward(inputs);
    const columns: number = logits.dims.at(-1);
    const shares = Float32Array.from(logits.to("float32").data as Float32Array, sigmoid);
    return {
      columns,
      shares,
      boxes: Float32Array.from(pred_boxes.to("float32").data as Float32Array),
      tokens: words.input_ids.dims.at(-1) as number,
    };
  }

  /** OWL-ViT and OWLv2 answer for all texts at once: one column each. */
  async function findAll(picture: Picture, texts: readonly string[]): Promise<readonly Found[]> {
    const { columns, shares, boxes } = await run(picture, texts);
    return texts.map((_, column) => ({
      boxes,
      scores: Float32Array.from(
        { length: boxes.length / 4 },
        (_, i) => shares[i * columns + column]!,
      ),
    }));
  }

  /** Grounding DINO has a column for each token of one text; the first and the last stand for none. */
  async function findOne(picture: Picture, text: string): Promise<Found> {
    const { columns, shares, boxes, tokens } = await run(picture, [text]);
    const scores = Float32Array.from({ length: boxes.length / 4 }, (_, i) =>
      shares
        .subarray(i * columns + 1, i * columns + Math.min(columns, tokens) - 1)
        .reduce(larger, 0),
    );
    return { boxes, scores };
  }

  return {
    async find(picture, texts, stopped) {
      if (stopped()) throw new Stopped();
      if (model.modelType !== "grounding-dino") return findAll(picture, texts);
      const found: Found[] = [];
      for (const text of texts) {
        if (stopped()) throw new Stopped();
        found.push(await findOne(picture, text));
      }
      return found;
    },
  };
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const larger = (a: number, b: number): number => Math.max(a, b);
