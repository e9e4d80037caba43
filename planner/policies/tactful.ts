import { beliefOf, certainOf } from "../belief.ts";
import type { PurePolicy } from "../policy.ts";
import { predictionSet } from "../prediction-set.ts";
import type { ObjectRecord, Run } from "../run.ts";
import { type Costs, choose, type Stakes, stakesOf } from "../utility.ts";
import { type Prospect, unlike, valueOfLooking } from "../value-of-looking.ts";
import { anglesLeft, looksLeft, undecided } from "./open-objects.ts";

/**
 * Looks where it pays most; decides an object as soon as nothing pays for it, one action is left in its
 * prediction set, or the budget is spent. At a tie: the earlier object, then the asker's angle, then the
 * earlier angle.
 */
export function tactfulPolicy(costs: Costs): PurePolicy {
  return {
    name: "tactful",
    readsAnswers: true,
    next(run, busy) {
      let best: { readonly objectId: string; readonly prospect: Prospect } | undefined;
      const mayLook = looksLeft(run, busy) > 0;
      for (const record of undecided(run, busy)) {
        const objectId = record.object.id;
        const prospect = mayLook ? bestLook(record, run, costs) : undefined;
        if (!prospect) return { kind: "decide", objectId };
        // Here it is decided where to look next.
        if (!best || prospect.gain > best.prospect.gain + 1e-9) best = { objectId, prospect };
      }
      return best && { kind: "look", objectId: best.objectId, ...best.prospect };
    },
  };
}

/** The look that pays most for one object; `undefined` when it is time to decide. */
export function bestLook(record: ObjectRecord, run: Run, costs: Costs): Prospect | undefined {
  const stakes = stakesOf(record, run, costs);
  if (record.questions.length === 0) return undefined;
  if (oneActionIsLeft(record, run, stakes)) return undefined;
  const preferred = new Set(record.questions.flatMap(({ angle }) => angle ?? []));
  const angles = [...anglesLeft(record, run)].sort(
    (a, b) => Number(preferred.has(b)) - Number(preferred.has(a)),
  );
  let best: Prospect | undefined;
  for (const angle of unlike(angles)) {
    const thenFrom = angles.filter((each) => each !== angle);
    const prospect = valueOfLooking(record, angle, stakes, run.likelihoods, thenFrom);
    if (prospect.gain > (best?.gain ?? 0) + 1e-9) best = prospect;
  }
  return best;
}

/** Whatever hypothesis of the prediction set is true, the same action is best, and it is best now. */
function oneActionIsLeft({ hypotheses, ...record }: ObjectRecord, run: Run, stakes: Stakes) {
  const belief = beliefOf({ hypotheses, ...record }, run.likelihoods);
  const { verb } = choose(hypotheses, belief, stakes);
  return predictionSet(belief).every(
    (id) => choose(hypotheses, certainOf(hypotheses, id), stakes).verb === verb,
  );
}
