import { reversibilityOf, VERBS, type Verb } from "../perception/tidy-action.ts";
import type { Belief, Hypothesis } from "./hypothesis.ts";
import type { ObjectRecord, Run } from "./run.ts";

/** What being right, wrong, asking and looking are worth, in one currency; charges are negative. */
export type Costs = {
  readonly right: number;
  /** Wrong, but nothing is gone. */
  readonly wrongReversible: number;
  /** Wrong, and something of loss low, or high, is gone. */
  readonly wrongLow: number;
  readonly wrongHigh: number;
  /** An interruption, right or wrong. */
  readonly ask: number;
  /** Left alone although it should have been tidied. */
  readonly leftUntidy: number;
  /** One more close-up. */
  readonly look: number;
};

/** What is at stake with one object: what errors cost, what may be done, and what is for ever. */
export type Stakes = {
  readonly costs: Costs;
  /** What the robot can do; leaving and asking need no hands. */
  readonly verbs: readonly Verb[];
  readonly irreversible: ReadonlySet<Verb>;
  /** Somebody is known to be there who could be asked. */
  readonly someoneThere: boolean;
};

/** The verb to choose, what to expect of it, and P(it is appropriate). */
export type Choice = {
  readonly verb: Verb;
  readonly utility: number;
  readonly probability: number;
  /** What would have been better, had it not been too unsure for something that is for ever. */
  readonly withheld?: Verb;
};

/**
 * Nothing that is for ever is done unless it is more likely right than wrong. It is the floor where
 * nothing can be lost; where something can, the costs ask for more by themselves: discarding beats
 * leaving (never right) from 0.58 on at loss low, from 0.86 on at loss high.
 */
export const IRREVERSIBLE_FROM = 0.5;

/** The stakes of one object of a run. */
export function stakesOf({ object }: Pick<ObjectRecord, "object">, run: Run, costs: Costs): Stakes {
  const options = object.options ?? [];
  return {
    costs,
    verbs: VERBS.filter((verb) => verb === "leave" || verb === "ask" || run.skills.includes(verb)),
    irreversible: new Set(
      VERBS.filter(
        (verb) =>
          reversibilityOf(verb) === "irreversible" ||
          options.some((each) => each.verb === verb && each.reversibility === "irreversible"),
      ),
    ),
    someoneThere: run.surface.situation.people === "present",
  };
}

/** What a verb is worth where a hypothesis is true: its chance to be right there, and what an error costs. */
export function utilityIn({ right, loss }: Hypothesis, verb: Verb, costs: Costs): number {
  const chance = right[verb] ?? 0;
  if (verb === "ask") return costs.ask + chance * costs.right;
  return chance * costs.right + (1 - chance) * costOfError(verb, loss, costs);
}

function costOfError(verb: Verb, loss: Hypothesis["loss"], costs: Costs): number {
  if (verb === "leave") return costs.leftUntidy;
  // Pouring out and washing off destroy as surely as throwing away does.
  const destroys = verb !== "relocate" && verb !== "store";
  if (!destroys || loss === "none") return costs.wrongReversible;
  return loss === "low" ? costs.wrongLow : costs.wrongHigh;
}

/** P(the verb is appropriate), by the belief. */
function probabilityRight(hypotheses: readonly Hypothesis[], belief: Belief, verb: Verb): number {
  return hypotheses.reduce((sum, { id, right }) => sum + (belief[id] ?? 0) * (right[verb] ?? 0), 0);
}

/** What to expect of a verb under a belief. */
export function expectedUtility(
  hypotheses: readonly Hypothesis[],
  belief: Belief,
  verb: Verb,
  costs: Costs,
): number {
  return hypotheses.reduce(
    (sum, each) => sum + (belief[each.id] ?? 0) * utilityIn(each, verb, costs),
    0,
  );
}

/**
 * The verb of highest expected utility, the earlier in `VERBS` at a tie. Where that one is for ever and
 * too unsure, ask if somebody is there; if not, take the best of what can be undone.
 */
export function choose(hypotheses: readonly Hypothesis[], belief: Belief, stakes: Stakes): Choice {
  return chooseBy(stakes, (verb) => ({
    utility: expectedUtility(hypotheses, belief, verb, stakes.costs),
    probability: probabilityRight(hypotheses, belief, verb),
  }));
}

/** The rule of `choose`, for whoever has the numbers already. */
export function chooseBy(
  { verbs, irreversible, someoneThere }: Stakes,
  expect: (verb: Verb) => { readonly utility: number; readonly probability: number },
): Choice {
  let best: Choice | undefined;
  let bestAllowed: Choice | undefined;
  let asking: Choice | undefined;
  for (const verb of verbs) {
    const choice = { verb, ...expect(verb) };
    const allowed = !irreversible.has(verb) || choice.probability >= IRREVERSIBLE_FROM;
    if (!best || choice.utility > best.utility) best = choice;
    if (allowed && (!bestAllowed || choice.utility > bestAllowed.utility)) bestAllowed = choice;
    if (verb === "ask") asking = choice;
  }
  if (!best || !bestAllowed) throw new Error("nothing may be done, not even leaving it");
  if (best === bestAllowed) return best;
  return { ...(someoneThere && asking ? asking : bestAllowed), withheld: best.verb };
}
