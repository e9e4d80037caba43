import { parentPort } from "node:worker_threads";
import { CLOSE, type StopFlag } from "../model-thread.ts";

/** Thrown inside a worker thread where nobody waits for the answer any more. */
export class Stopped extends Error {}

/** One step of a large model takes long; only between two can its thread end. */
export const LONGEST_STEP_MS = 60_000;

/** What every thread may answer instead. */
export type Failed = { readonly kind: "failed"; readonly why: string };

/**
 * Lets this worker thread answer what it is asked, one after the other: a model asked twice at once
 * would hold two pictures in memory. What a task or the opening throws goes back as one line.
 */
export function answerInTurn<Model, Task extends { readonly stop: StopFlag }, Said extends object>(
  opening: Promise<Model>,
  answer: (model: Model, task: Task, stopped: () => boolean) => Promise<Said>,
): void {
  // Told to whoever asks, not to the process.
  opening.catch(() => {});
  let last: Promise<void> = Promise.resolve();
  parentPort!.on("message", (asked: { id: number; task: Task } | typeof CLOSE) => {
    if (asked === CLOSE) return parentPort!.close();
    const { id, task } = asked;
    const say = (said: Said | Failed) => parentPort!.postMessage({ id, ...said });
    const stopped = () => Atomics.load(task.stop, 0) !== 0;
    last = last
      .then(async () => {
        if (stopped()) throw new Stopped("stopped");
        say(await answer(await opening, task, stopped));
      })
      .catch((cause: unknown) => say({ kind: "failed", why: inOneLine(cause) }));
  });
}

const inOneLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").slice(0, 400);
