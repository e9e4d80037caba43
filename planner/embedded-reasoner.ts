import type { SceneObject } from "../perception/surface.ts";
import { beyondTidying } from "./beyond-tidying.ts";
import { carefulHypothesis, hypothesesOfKind, inSituation } from "./hypotheses-from-norms.ts";
import { hypothesesOfOptions, optionId, statesOfOptions } from "./hypotheses-from-options.ts";
import { type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import { matchKind } from "./match-kind.ts";
import type { KindNorms, Norms } from "./norms.ts";
import type { Reasoner, TellingQuestion } from "./reasoner.ts";

/** A reasoner that knows what its norms say and nothing else; what they do not name is handled with care. */
export function embeddedReasoner(norms: Norms): Reasoner {
  const kindOf = (object: SceneObject): KindNorms | undefined => {
    const name = matchKind(norms, object.label);
    return name === undefined ? undefined : norms.kinds[name];
  };
  return {
    name: "embedded",
    beyond: beyondTidying,
    async propose(object, { surface }) {
      const kind = kindOf(object);
      if (object.options) {
        const general = inSituation(norms.general, surface.situation);
        return hypothesesOfOptions(object.options, kind, general);
      }
      return kind
        ? hypothesesOfKind(kind, surface.situation)
        : [carefulHypothesis(norms, surface.situation)];
    },
    async ask(object, hypotheses) {
      const kind = kindOf(object);
      return kind ? tellingQuestions(object, kind, hypotheses) : [];
    },
    async conclude(_object, _hypotheses, belief) {
      return belief;
    },
  };
}

/** A kind's questions, as far as their answers differ between the hypotheses. */
function tellingQuestions(
  object: SceneObject,
  kind: KindNorms,
  hypotheses: readonly Hypothesis[],
): readonly TellingQuestion[] {
  const states = object.options && statesOfOptions(object.options, kind);
  const stateOf = (id: string): string | undefined =>
    states ? states[states.findIndex((_, index) => optionId(index) === id)] : id;
  return kind.questions.flatMap(({ ask, because, yes, seen }) => {
    const byHypothesis = Object.fromEntries(
      hypotheses.map(({ id }) => {
        const state = stateOf(id);
        return [id, state === undefined || state === NONE_OF_THESE ? 0.5 : (yes[state] ?? 0.5)];
      }),
    );
    const shares = Object.values(byHypothesis);
    const tells = Math.max(...shares) - Math.min(...shares) >= 0.2;
    return tells ? [{ object, text: ask, because, yes: byHypothesis, seen }] : [];
  });
}
