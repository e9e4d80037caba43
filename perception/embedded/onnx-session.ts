import type { Worker } from "node:worker_threads";
import type { CallOptions } from "../call-options.ts";
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

type Waiting = {
  readonly inputs: () => OnnxTensors;
  readonly settle: (reply: OnnxReply | TidyError) => void;
  retried: boolean;
};

export type OnnxSessionOptions = {
  /** Longest one run may take, the model's loading included. */
  readonly deadlineMs?: number;
  readonly start?: (modelPath: string) => Worker;
};

const startOnnxWorker = (modelPath: string) =>
  startWorker(import.meta.url, "./onnx-worker", { modelPath });

/**
 * One ONNX model in a worker thread, started when first needed and again after a crash; what was
 * under way then is tried once more. An idle session keeps no process alive.
 */
export class OnnxSession {
  readonly #modelPath: string;
  readonly #deadlineMs: number;
  readonly #start: (modelPath: string) => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(
    modelPath: string,
    { deadlineMs = 20_000, start = startOnnxWorker }: OnnxSessionOptions = {},
  ) {
    this.#modelPath = modelPath;
    this.#deadlineMs = deadlineMs;
    this.#start = start;
  }

  /** Leaves the inputs to the caller. Rejects with `model-unavailable`, `deadline` or `aborted`. */
  run(inputs: OnnxTensors, { signal }: CallOptions = {}): Promise<OnnxTensors> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const aborted = () => settle(new TidyError("aborted", "stopped while a model was looking"));
      const late = () => {
        const seconds = this.#deadlineMs / 1000;
        settle(new TidyError("deadline", `the model did not answer within ${seconds} s`));
        this.#startAfresh();
      };
      const timer = setTimeout(late, this.#deadlineMs);
      const settle = (reply: OnnxReply | TidyError) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", aborted);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) this.#worker?.unref();
        if (reply instanceof TidyError) reject(reply);
        else if (reply.kind === "outputs") resolve(reply.outputs);
        else reject(unavailable(this.#modelPath, reply.why));
      };
      // Kept until the reply: a crash takes what was moved into the worker with it.
      this.#waiting.set(id, { inputs: () => copyOf(inputs), settle, retried: false });
      signal?.addEventListener("abort", aborted);
      if (signal?.aborted) aborted();
      else this.#post(id);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { settle } of [...this.#waiting.values()]) {
      settle(new TidyError("aborted", "the model was closed"));
    }
    await worker?.terminate();
  }

  #post(id: number): void {
    const inputs = this.#waiting.get(id)!.inputs();
    this.#worker ??= this.#open();
    this.#worker.ref();
    const moved = Object.values(inputs).map(({ data }) => data.buffer as ArrayBuffer);
    this.#worker.postMessage({ id, inputs } satisfies OnnxRequest, moved);
  }

  #open(): Worker {
    const worker = this.#start(this.#modelPath);
    worker.on("message", (reply: OnnxReply) => this.#waiting.get(reply.id)?.settle(reply));
    worker.on("error", (cause) => this.#lost(worker, cause.message));
    worker.on("exit", (code) => this.#lost(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #lost(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const [id, waiting] of [...this.#waiting]) {
      if (waiting.retried) {
        waiting.settle(unavailable(this.#modelPath, why));
      } else {
        waiting.retried = true;
        this.#post(id);
      }
    }
  }

  /** A thread past its deadline hangs: it goes, and what waited behind it starts over. */
  #startAfresh(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    for (const id of [...this.#waiting.keys()]) this.#post(id);
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
