import type { SceneObject } from "../../perception/surface.ts";
import { priorBelief } from "../belief.ts";
import { decide } from "../decide.ts";
import { type Hypothesis, NONE_OF_THESE } from "../hypothesis.ts";
import type { Decision, Run } from "../run.ts";
import type { Costs } from "../utility.ts";

/**
 * What the agent's norms would have it do, did it know the true state: the same utility rule under a
 * belief in that state alone. Where several hypotheses are of the true state, as options are that say
 * different things of what is then right, the norms say how likely each is. A state that they do not
 * know is `other`.
 */
export function decideKnowing(
  ofTrueState: readonly string[],
  object: SceneObject,
  hypotheses: readonly Hypothesis[],
  run: Run,
  costs: Costs,
): Decision {
  const known = hypotheses.filter(({ id }) => ofTrueState.includes(id));
  const possible = known.length > 0 ? known : hypotheses.filter(({ id }) => id === NONE_OF_THESE);
  const none = hypotheses.map(({ id }) => [id, 0] as const);
  const belief = { ...Object.fromEntries(none), ...priorBelief(possible) };
  const record = { object, hypotheses, questions: [], evidence: [], looks: [], refused: [] };
  return decide(record, run, costs, belief);
}
