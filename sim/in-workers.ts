import type { Worker } from "node:worker_threads";
import { TidyError } from "../perception/tidy-error.ts";

/** What a worker answers to one job. */
export type WorkerReply<Made> = { readonly made: Made } | { readonly failed: string };

export type WorkersOptions<Job, Made> = {
  readonly start: () => Worker;
  readonly threads: number;
  readonly jobs: readonly Job[];
  readonly nameOf: (job: Job) => string;
  readonly onMade: (job: Job, made: Made) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Has jobs done by so many worker threads, one job at a time each. Rejects with `aborted` when told to
 * stop, after what is under way; crashes where a worker does.
 */
export async function inWorkers<Job, Made>(options: WorkersOptions<Job, Made>): Promise<void> {
  const { start, threads, jobs, nameOf, onMade, signal } = options;
  let next = 0;
  const work = async () => {
    const worker = start();
    try {
      while (next < jobs.length) {
        if (signal?.aborted) throw new TidyError("aborted", "rendering was stopped");
        const job = jobs[next++]!;
        await onMade(job, await answer<Made>(worker, job, nameOf(job)));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
}

/** What a worker makes of one job, the only one it has; crashes where the worker does. */
export function answer<Made>(worker: Worker, job: unknown, name: string): Promise<Made> {
  return new Promise((resolve, reject) => {
    const listeners = {
      message: (reply: WorkerReply<Made>) => {
        settle();
        if ("made" in reply) resolve(reply.made);
        else reject(new Error(`${name}: ${reply.failed}`));
      },
      error: (error: Error) => {
        settle();
        reject(error);
      },
      exit: () => {
        settle();
        reject(new Error(`${name}: the renderer ended`));
      },
    };
    const settle = () => {
      for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
    };
    for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
    worker.postMessage(job);
  });
}

/** Answers every job that a worker thread is sent. */
export function answerJobs<Job, Made>(
  port: {
    on(event: "message", listener: (job: Job) => void): unknown;
    postMessage(reply: unknown): void;
  },
  make: (job: Job) => Promise<Made>,
): void {
  port.on("message", (job) => {
    make(job)
      .then((made): WorkerReply<Made> => ({ made }))
      .catch(
        (error): WorkerReply<Made> => ({
          failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((reply) => port.postMessage(reply));
  });
}
