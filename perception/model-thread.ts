import { setMaxListeners } from "node:events";
import type { Worker } from "node:worker_threads";
import type { CallOptions } from "./call-options.ts";
import { TidyError } from "./tidy-error.ts";

/** What goes to the thread, and which of its bytes are moved there instead of copied. */
export type Asked = { readonly message: object; readonly moved?: readonly ArrayBuffer[] };

/** Set to anything but 0 when nobody waits for the answer any more; a thread at work may look at it. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

type Waiting<Reply> = {
  readonly message: () => Asked;
  readonly settle: (reply: Reply | TidyError) => void;
  timer: NodeJS.Timeout | undefined;
  retried: boolean;
};

/** Tells the thread that nothing more comes. */
export const CLOSE = "close";

export type ModelThreadOptions = {
  readonly start: () => Worker;
  /** Longest one question may take once it was sent, the thread's start included. */
  readonly deadlineMs: number;
  /** Questions sent at a time; the others wait here, and their deadline with them. */
  readonly atOnce?: number;
  /** How long the thread may take to end by itself, before it is ended. */
  readonly endingMs?: number;
};

/**
 * A worker thread that answers questions, for models block the thread they run on. Started when first
 * needed and again after a crash; what was under way then is tried once more. When idle it keeps no
 * process alive. The worker gets `{ id, ...message }` and posts a reply with the same `id`; at `CLOSE` it
 * lets go of its port, and so ends when its work is done.
 */
export class ModelThread<Reply extends { readonly id: number }> {
  readonly #options: ModelThreadOptions;
  readonly #waiting = new Map<number, Waiting<Reply>>();
  readonly #sent = new Set<number>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: ModelThreadOptions) {
    this.#options = options;
  }

  /** `message` is called again for a second try. Rejects with `model-unavailable`, `deadline`, `aborted`. */
  ask(message: (stop: StopFlag) => Asked, { signal }: CallOptions = {}): Promise<Reply> {
    const id = ++this.#lastId;
    const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    return new Promise((resolve, reject) => {
      const aborted = () => settle(new TidyError("aborted", "stopped while a model was looking"));
      const settle = (reply: Reply | TidyError) => {
        clearTimeout(this.#waiting.get(id)?.timer);
        signal?.removeEventListener("abort", aborted);
        this.#waiting.delete(id);
        this.#sent.delete(id);
        if (reply instanceof TidyError) {
          Atomics.store(stop, 0, 1);
          reject(reply);
        } else resolve(reply);
        if (this.#waiting.size === 0) this.#worker?.unref();
        this.#sendMore();
      };
      this.#waiting.set(id, {
        message: () => message(stop),
        settle,
        timer: undefined,
        retried: false,
      });
      // The things of a photo are asked about at once, and told to stop by one signal.
      if (signal !== undefined) setMaxListeners(0, signal);
      signal?.addEventListener("abort", aborted);
      if (signal?.aborted) aborted();
      else this.#sendMore();
    });
  }

  /** What is under way is rejected at once; resolves when the thread is gone. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { settle, timer } of waiting) {
      clearTimeout(timer);
      settle(new TidyError("aborted", "the model was closed"));
    }
    if (worker !== undefined) await this.#ended(worker);
  }

  #sendMore(): void {
    for (const id of this.#waiting.keys()) {
      if (this.#sent.size >= (this.#options.atOnce ?? Number.POSITIVE_INFINITY)) return;
      if (!this.#sent.has(id)) this.#send(id);
    }
  }

  #send(id: number): void {
    const waiting = this.#waiting.get(id)!;
    this.#sent.add(id);
    waiting.timer ??= setTimeout(() => this.#late(id), this.#options.deadlineMs);
    const { message, moved = [] } = waiting.message();
    this.#worker ??= this.#open();
    this.#worker.ref();
    this.#worker.postMessage({ id, ...message }, moved);
  }

  #open(): Worker {
    const worker = this.#options.start();
    worker.on("message", (reply: Reply) => this.#waiting.get(reply.id)?.settle(reply));
    worker.on("error", (cause) => this.#lost(worker, cause.message));
    worker.on("exit", (code) => this.#lost(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #lost(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const id of [...this.#sent]) {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) continue;
      if (waiting.retried) {
        waiting.settle(new TidyError("model-unavailable", `the model cannot run: ${why}`));
      } else {
        waiting.retried = true;
        this.#send(id);
      }
    }
  }

  /** A thread past its deadline hangs: it goes, and what waited behind it starts over. */
  #late(late: number): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) void this.#ended(worker);
    const seconds = this.#options.deadlineMs / 1000;
    const behind = [...this.#sent].filter((id) => id !== late);
    this.#waiting
      .get(late)
      ?.settle(new TidyError("deadline", `the model did not answer within ${seconds} s`));
    for (const id of behind) if (this.#waiting.has(id)) this.#send(id);
  }

  /**
   * Lets a thread finish its work and end; after a while it is ended. Stopped by force in the middle of
   * a run, ONNX Runtime takes the whole process with it.
   */
  async #ended(worker: Worker): Promise<void> {
    const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.ref();
    worker.postMessage(CLOSE);
    const timer = setTimeout(() => void worker.terminate(), this.#options.endingMs ?? 5000);
    await gone;
    clearTimeout(timer);
  }
}
