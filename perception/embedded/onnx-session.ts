import type { Worker } from "node:worker_threads";
import type { CallOptions } from "../call-options.ts";
import { ModelThread } from "../model-thread.ts";
import { startWorker } from "../start-worker.ts";
import { TidyError } from "../tidy-error.ts";

/** A dense array, row-major. */
export type OnnxTensor = {
  readonly dims: readonly number[];
} & (
  | { readonly type: "uint8"; readonly data: Uint8Array }
  | { readonly type: "int32"; readonly data: Int32Array }
  | { readonly type: "float32"; readonly data: Float32Array }
);

export type OnnxTensors = Readonly<Record<string, OnnxTensor>>;
export type OnnxRequest = { readonly id: number; readonly inputs: OnnxTensors };
export type OnnxReply = { readonly id: number } & (
  | { readonly kind: "outputs"; readonly outputs: OnnxTensors }
  | { readonly kind: "failed" | "unavailable"; readonly why: string }
);

export type OnnxSessionOptions = {
  /** Longest one run may take, the model's loading included. */
  readonly deadlineMs?: number;
  readonly start?: (modelPath: string) => Worker;
};

const startOnnxWorker = (modelPath: string) =>
  startWorker(import.meta.url, "./onnx-worker", { modelPath });

/** One ONNX model in a worker thread of its own, see `ModelThread`. */
export class OnnxSession {
  readonly #modelPath: string;
  readonly #thread: ModelThread<OnnxReply>;

  constructor(
    modelPath: string,
    { deadlineMs = 20_000, start = startOnnxWorker }: OnnxSessionOptions = {},
  ) {
    this.#modelPath = modelPath;
    this.#thread = new ModelThread({ deadlineMs, start: () => start(modelPath) });
  }

  /** Leaves the inputs to the caller. Rejects with `model-unavailable`, `deadline` or `aborted`. */
  async run(inputs: OnnxTensors, options: CallOptions = {}): Promise<OnnxTensors> {
    const reply = await this.#thread.ask(() => {
      // Copied each time: a crash takes what was moved into the worker with it.
      const copies = copyOf(inputs);
      const moved = Object.values(copies).map(({ data }) => data.buffer as ArrayBuffer);
      return { message: { inputs: copies }, moved };
    }, options);
    if (reply.kind === "outputs") return reply.outputs;
    throw unavailable(this.#modelPath, reply.why);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

function unavailable(modelPath: string, why: string): TidyError {
  const hint = /onnxruntime/.test(why) ? " (is onnxruntime-node installed? try `npm install`)" : "";
  return new TidyError("model-unavailable", `the model cannot run: ${why}${hint}`, {
    details: { modelPath },
  });
}

function copyOf(tensors: OnnxTensors): OnnxTensors {
  const copies = Object.entries(tensors).map(([name, tensor]) => [name, copyOfTensor(tensor)]);
  return Object.fromEntries(copies);
}

/** Not by `slice`: a Buffer's shares its bytes. */
function copyOfTensor(tensor: OnnxTensor): OnnxTensor {
  if (tensor.type === "uint8") return { ...tensor, data: new Uint8Array(tensor.data) };
  if (tensor.type === "int32") return { ...tensor, data: new Int32Array(tensor.data) };
  return { ...tensor, data: new Float32Array(tensor.data) };
}
