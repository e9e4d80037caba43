import type { PurePolicy } from "../policy.ts";
import { undecided } from "./open-objects.ts";

/** Decides every object by the scene photo alone (the paper's "no active perception"). */
export function sceneOnlyPolicy(): PurePolicy {
  return {
    name: "no-active-perception",
    readsAnswers: true,
    next(run, busy) {
      const [record] = undecided(run, busy);
      return record && { kind: "decide", objectId: record.object.id };
    },
  };
}
