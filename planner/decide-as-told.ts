import { reversibilityOf } from "../perception/tidy-action.ts";
import { certainOf, priorBelief } from "./belief.ts";
import { PLAIN_TEXT, textOf } from "./decide.ts";
import { optionIndex } from "./hypotheses-from-options.ts";
import type { PersonsChoice } from "./policy.ts";
import type { Decision, ObjectRecord } from "./run.ts";

/**
 * What a person chose, as a decision. `probability` is 1, since it is theirs and no estimate; it rests
 * on the photos they had before them, which `because` names.
 */
export function decideAsTold(
  { object, hypotheses, looks }: ObjectRecord,
  { verb, hypothesis }: PersonsChoice,
): Decision {
  const meant = hypotheses.find(({ id }) => id === hypothesis);
  const option = meant && object.options?.[optionIndex(meant.id) ?? -1];
  const photos = ["the scene photo", ...looks.map((angle) => `the ${angle}`)].join(", ");
  return {
    objectId: object.id,
    action: {
      verb,
      objectId: object.id,
      text: meant ? textOf(verb, meant) : PLAIN_TEXT[verb],
      reversibility: option?.verb === verb ? option.reversibility : reversibilityOf(verb),
    },
    ...(meant && { hypothesis: meant.id }),
    probability: 1,
    belief: meant ? certainOf(hypotheses, meant.id) : priorBelief(hypotheses),
    set: meant ? [meant.id] : hypotheses.map(({ id }) => id),
    evidence: [],
    because: `a person decided, having seen ${photos}`,
  };
}
