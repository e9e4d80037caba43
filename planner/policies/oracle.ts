import type { SceneObject } from "../../perception/surface.ts";
import { certainOf } from "../belief.ts";
import { decide } from "../decide.ts";
import { type Hypothesis, NONE_OF_THESE } from "../hypothesis.ts";
import type { Decision, Run } from "../run.ts";
import type { Costs } from "../utility.ts";

/**
 * What the agent's norms would have it do, did it know the true state: the same utility rule under a
 * belief in that state alone. A state the norms do not know is `other`.
 */
export function decideKnowing(
  stateId: string,
  object: SceneObject,
  hypotheses: readonly Hypothesis[],
  run: Run,
  costs: Costs,
): Decision {
  const known = hypotheses.some(({ id }) => id === stateId) ? stateId : NONE_OF_THESE;
  const record = { object, hypotheses, questions: [], evidence: [], looks: [], refused: [] };
  return decide(record, run, costs, certainOf(hypotheses, known));
}
