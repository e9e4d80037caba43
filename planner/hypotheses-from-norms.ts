import { holdsIn, type Situation } from "../perception/situation.ts";
import { type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import type { KindNorms, Norms, Treatment } from "./norms.ts";

/** What is right in a state in this situation: the first `when` that holds, else the rule itself. */
export function inSituation(
  treatment: Treatment,
  situation: Situation,
): Pick<Hypothesis, "right" | "do" | "loss"> {
  const exception = treatment.when.find(({ people, owner, time, rule }) =>
    holdsIn(
      {
        ...(people && { people }),
        ...(owner && { owner }),
        ...(time && { time }),
        ...(rule && { rule }),
      },
      situation,
    ),
  );
  const { right, do: what } = exception ?? treatment;
  return { right, do: what, loss: treatment.loss };
}

/** One hypothesis per state of a kind, `other` among them; ids are the states' names. */
export function hypothesesOfKind(kind: KindNorms, situation: Situation): readonly Hypothesis[] {
  return Object.entries(kind.states).map(([id, state]) => ({
    id,
    means: state.means,
    prior: state.prior,
    ...inSituation(state, situation),
  }));
}

/** The careful treatment of what the norms do not know: one hypothesis, and nothing to ask. */
export function carefulHypothesis(norms: Norms, situation: Situation): Hypothesis {
  return {
    id: NONE_OF_THESE,
    means: "something that my norms do not know",
    prior: 1,
    ...inSituation(norms.general, situation),
  };
}
