import type { RunEvent } from "../datasets/run-format.ts";

/** What happened, in order. `append` returns once the event would survive a power cut. */
export interface Journal {
  append(event: RunEvent): Promise<void>;
  /** Keeps a photo's bytes under their hash, before any event names them. */
  keep(sha256: string, bytes: Uint8Array): Promise<void>;
  /** The bytes kept under a hash; rejects with `bad-input` where they are gone or changed. */
  photo(sha256: string): Promise<Uint8Array>;
  /** What had happened when the journal was opened. */
  readonly past: readonly RunEvent[];
}

/** A journal that lasts as long as the process: for evaluations and tests. */
export function memoryJournal(
  past: readonly RunEvent[] = [],
  photos: Map<string, Uint8Array> = new Map(),
): Journal & { readonly events: RunEvent[] } {
  const events = [...past];
  return {
    past: [...past],
    events,
    append: async (event) => {
      events.push(event);
    },
    keep: async (sha256, bytes) => {
      photos.set(sha256, bytes);
    },
    photo: async (sha256) => photos.get(sha256)!,
  };
}

/** The same journal, with every new event also told to `listener` after it is safe. */
export function withListener(journal: Journal, listener: (event: RunEvent) => void): Journal {
  return {
    ...journal,
    append: async (event) => {
      await journal.append(event);
      listener(event);
    },
  };
}
