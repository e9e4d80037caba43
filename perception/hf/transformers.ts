import { availableParallelism } from "node:os";
import type { HfModel } from "./hf-model.ts";

/** Transformers.js, told to read local files and nothing else; to be loaded in a worker thread. */
export async function loadTransformers() {
  const transformers = await import("@huggingface/transformers");
  const { env, LogLevel } = transformers;
  env.logLevel = LogLevel.NONE;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = () => Promise.reject(new Error("models are read from this disk alone"));
  return transformers;
}

export type Transformers = Awaited<ReturnType<typeof loadTransformers>>;

/** How every model is opened: on the processor, all of its cores but one. */
export const openOptions = ({ dtype }: HfModel) =>
  ({
    local_files_only: true,
    device: "cpu",
    dtype,
    session_options: {
      intraOpNumThreads: Math.max(1, availableParallelism() - 1),
      interOpNumThreads: 1,
    },
  }) as const;
