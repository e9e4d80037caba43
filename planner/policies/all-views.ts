import type { PurePolicy } from "../policy.ts";
import { anglesLeft, looksLeft, undecided } from "./open-objects.ts";

/** Looks at every object from every angle, asks everything, then decides; no further than the budget. */
export function allViewsPolicy(): PurePolicy {
  return {
    name: "all-views",
    readsAnswers: true,
    next(run, busy) {
      for (const record of undecided(run, busy)) {
        const objectId = record.object.id;
        const [angle] = anglesLeft(record, run);
        if (angle === undefined || looksLeft(run, busy) <= 0) return { kind: "decide", objectId };
        const questions = record.questions.map(({ text }) => text);
        return { kind: "look", objectId, angle, questions, gain: 0 };
      }
      return undefined;
    },
  };
}
