import { createActor, type SnapshotFrom } from "xstate";
import type { RunEvent } from "../datasets/run-format.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { effectsFor } from "./effects.ts";
import { isAway } from "./is-away.ts";
import { withListener } from "./journal.ts";
import { tidyMachine } from "./machine.ts";
import { memoryOf } from "./memory.ts";
import { emptyRecord, type RunRecord, withEvent } from "./record.ts";
import type { Tidier } from "./tidier.ts";

/** How a run ended: all done, stopped by its user, waiting for something away, or failed. */
export type Outcome = {
  readonly record: RunRecord;
  readonly ended: "done" | "interrupted" | "away" | "failed";
  readonly error?: unknown;
};

export type TidyOptions = Omit<Tidier, "memory"> & {
  readonly signal?: AbortSignal;
  /** Told of every event after it is journaled, with the record that it makes. */
  readonly onEvent?: (event: RunEvent, record: RunRecord) => void;
  /** Told of every state the machine passes through. */
  readonly onState?: (state: SnapshotFrom<typeof tidyMachine>["value"]) => void;
};

/** Tidies one surface, from where its journal left off. Rejects only where the program itself failed. */
export async function tidy({ signal, onEvent, onState, ...parts }: TidyOptions): Promise<Outcome> {
  const told = emptyRecord(parts.told);
  let record = parts.journal.past.reduce(withEvent, told);
  const journal = withListener(parts.journal, (event) => {
    record = withEvent(record, event);
    onEvent?.(event, record);
  });
  const memory = memoryOf(journal);
  if (journal.past.length > 0) await memory.record({ kind: "resumed" });
  const machine = tidyMachine.provide(effectsFor({ ...parts, journal, memory }));
  const actor = createActor(machine, { input: { record: told } });
  const abort = () => actor.send({ type: "abort" });
  const ended = new Promise<SnapshotFrom<typeof tidyMachine>>((resolve) => {
    actor.subscribe((snapshot) => {
      onState?.(snapshot.value);
      if (snapshot.status !== "active") resolve(snapshot);
    });
  });
  actor.start();
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  const { output } = await ended;
  signal?.removeEventListener("abort", abort);
  if (signal?.aborted) return { record, ended: "interrupted" };
  const error = output?.error;
  if (error === undefined) return { record, ended: "done" };
  if (!(error instanceof TidyError)) throw error;
  if (error.code === "aborted") return { record, ended: "interrupted", error };
  return { record, ended: isAway(error) ? "away" : "failed", error };
}
