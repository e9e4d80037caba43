import type { RunEvent, RunEventOf } from "../datasets/run-format.ts";
import type { Journal } from "./journal.ts";

/** What makes two events of one kind the same happening. */
const nameOf = (event: RunEvent): string | undefined => {
  switch (event.kind) {
    case "photo":
    case "refused":
      return `view ${event.view}`;
    case "described":
    case "found":
    case "beyond":
    case "finished":
      return event.kind;
    case "proposed":
    case "asked":
    case "consent":
    case "acting":
    case "acted":
    case "verified":
      return `${event.kind} ${event.objectId}`;
    case "answered":
      return `answered ${event.objectId}/${event.view}`;
    case "decided":
      return `decided ${event.decision.objectId}`;
    case "chose":
      return `chose ${event.number}`;
    default:
      return undefined;
  }
};

/**
 * The journal as memory: what it holds is not done again. `once` gives the recorded event of that
 * name, or makes, journals and gives it. A photo and a refusal share a name: a view is tried once.
 */
export function memoryOf(journal: Journal) {
  const known = new Map<string, RunEvent>();
  const learn = (event: RunEvent) => {
    const name = nameOf(event);
    if (name !== undefined) known.set(name, event);
  };
  journal.past.forEach(learn);
  const record = async <E extends RunEvent>(event: E): Promise<E> => {
    await journal.append(event);
    learn(event);
    return event;
  };
  return {
    record,
    recall: (name: string) => known.get(name),
    /** For what was journaled as begun and proved not to be, in this process. */
    forget: (name: string) => {
      known.delete(name);
    },
    once: async <K extends RunEvent["kind"]>(
      name: string,
      make: () => Promise<RunEventOf<K>>,
    ): Promise<RunEventOf<K>> =>
      (known.get(name) as RunEventOf<K> | undefined) ?? record(await make()),
  };
}
export type Memory = ReturnType<typeof memoryOf>;
