import { DTYPE_SUFFIXES, DTYPES, type Dtype } from "./hf-name.ts";

/** What a model is for: answering about pictures, or finding named things on them. */
export type HfTask = "image-text-to-text" | "zero-shot-object-detection";

type Layout = {
  /** `model_type` of its config.json. */
  readonly modelTypes: readonly string[];
  readonly texts: readonly string[];
  readonly optional: readonly string[];
  /** Weights, below `onnx/`, without what the dtype adds. */
  readonly weights: readonly string[];
};

const LAYOUTS: Readonly<Record<HfTask, Layout>> = {
  "image-text-to-text": {
    modelTypes: ["idefics3", "smolvlm"],
    texts: [
      "config.json",
      "preprocessor_config.json",
      "processor_config.json",
      "tokenizer.json",
      "tokenizer_config.json",
    ],
    optional: ["generation_config.json", "chat_template.jinja", "chat_template.json"],
    weights: ["vision_encoder", "embed_tokens", "decoder_model_merged"],
  },
  "zero-shot-object-detection": {
    modelTypes: ["owlvit", "owlv2", "grounding-dino"],
    texts: ["config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"],
    optional: [],
    weights: ["model"],
  },
};

/** The types of models that can do a task. */
export const modelTypesFor = (task: HfTask): readonly string[] => LAYOUTS[task].modelTypes;

/** Which files of a folder make the model, or which of them are not there. */
export type Chosen =
  | { readonly dtype: Dtype; readonly files: readonly string[] }
  | { readonly missing: readonly string[]; readonly whole: readonly Dtype[] };

/**
 * The files of a model with weights of the wanted dtype, or of the first in the order of `DTYPES` that
 * is whole; `names` are all files there are, relative to its folder. Large weights lie beside their
 * graph, in files named after it.
 */
export function chooseFiles(task: HfTask, names: readonly string[], wanted?: Dtype): Chosen {
  const { texts, optional, weights } = LAYOUTS[task];
  const there = new Set(names);
  const graphs = (dtype: Dtype) =>
    weights.map((name) => `onnx/${name}${DTYPE_SUFFIXES[dtype]}.onnx`);
  const whole = DTYPES.filter((dtype) => graphs(dtype).every((it) => there.has(it)));
  const dtype = wanted ?? whole[0] ?? "fp32";
  const needed = [...texts, ...graphs(dtype)];
  const missing = needed.filter((it) => !there.has(it));
  if (missing.length > 0) return { missing, whole };
  const data = names.filter((it) => graphs(dtype).some((graph) => it.startsWith(`${graph}_data`)));
  return { dtype, files: [...needed, ...data.sort(), ...optional.filter((it) => there.has(it))] };
}
