import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import { ordersIn } from "../perception/ocr/reads-like-an-order.ts";
import type { TextReader } from "../perception/text-reader.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { Journal } from "./journal.ts";
import { photoOf } from "./photos.ts";

/** Reads a run's photos while the run goes on. */
export type ReadingBeside = {
  /** To be told of every event of the run. */
  onEvent(event: RunEvent): void;
  /** Settles once every photo that it was told of is read. */
  finished(): Promise<void>;
  /** Stops; a photo that was not read by then is read when the run is resumed. */
  stop(): Promise<void>;
};

/**
 * Reads what is written in a run's photos, one after the other, beside the loop: nothing of the loop
 * waits for it or can ask it, so what a note says reaches no model, policy or reasoner. What was read is
 * journaled and then told to `onRead`; a photo that cannot be read is, with the reason.
 */
export function readingBeside(
  reader: TextReader,
  journal: Journal,
  onRead: (event: RunEventOf<"read">) => void,
): ReadingBeside {
  const stopped = new AbortController();
  const done = new Set(journal.past.flatMap((it) => (it.kind === "read" ? [it.photo] : [])));
  let failure: unknown;
  let last: Promise<void> = Promise.resolve();

  async function read(taken: RunEventOf<"photo">): Promise<void> {
    const { view, sha256 } = taken;
    const { signal } = stopped;
    if (signal.aborted || failure !== undefined) return;
    const texts = await photoOf(journal, taken, { kind: "scene" })
      .then((photo) => reader.read(photo, { signal }))
      .catch((error: unknown) => {
        if (error instanceof TidyError) return error;
        throw error;
      });
    if (signal.aborted) return;
    const event: RunEventOf<"read"> = {
      kind: "read",
      view,
      photo: sha256,
      reader: reader.name,
      ...(texts instanceof TidyError
        ? { texts: [], likeAnOrder: [], failed: texts.message }
        : { texts, likeAnOrder: ordersIn(texts) }),
    };
    await journal.append(event);
    onRead(event);
  }

  function onEvent(event: RunEvent): void {
    // The photo of what was done shows the same surface again.
    if (event.kind !== "photo" || event.view === "after" || done.has(event.sha256)) return;
    done.add(event.sha256);
    last = last
      .then(() => read(event))
      .catch((error: unknown) => {
        failure ??= error;
      });
  }

  journal.past.forEach(onEvent);
  return {
    onEvent,
    async finished() {
      await last;
      if (failure !== undefined) throw failure;
    },
    async stop() {
      stopped.abort();
      await last;
    },
  };
}
