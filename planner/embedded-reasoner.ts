import type { SceneObject } from "../perception/surface.ts";
import { beyondTidying } from "./beyond-tidying.ts";
import { carefulHypothesis, hypothesesOfKind } from "./hypotheses-from-norms.ts";
import { hypothesesOfOptions, yesOfOptions } from "./hypotheses-from-options.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { matchKind } from "./match-kind.ts";
import type { KindNorms, Norms } from "./norms.ts";
import { type Meaning, optionReader } from "./option-meanings.ts";
import type { Reasoner, TellingQuestion } from "./reasoner.ts";

/** A reasoner that knows what its norms say and nothing else; what they do not name is handled with care. */
export function embeddedReasoner(norms: Norms): Reasoner {
  const kindOf = (object: SceneObject): KindNorms | undefined => {
    const name = matchKind(norms, object.label);
    return name === undefined ? undefined : norms.kinds[name];
  };
  const read = optionReader(norms);
  return {
    name: "embedded",
    beyond: beyondTidying,
    async propose(object, { surface }) {
      const kind = kindOf(object);
      if (object.options) {
        const meanings = read(object.options, kind);
        return hypothesesOfOptions(
          object.options,
          meanings,
          kind,
          surface.situation,
          norms.general,
        );
      }
      return kind
        ? hypothesesOfKind(kind, surface.situation)
        : [carefulHypothesis(norms, surface.situation)];
    },
    async ask(object, hypotheses) {
      const kind = kindOf(object);
      const meanings = object.options && read(object.options, kind);
      return kind ? tellingQuestions(object, kind, hypotheses, meanings) : [];
    },
    async conclude(_object, _hypotheses, belief) {
      return belief;
    },
  };
}

/** A kind's questions, as far as their answers differ between the hypotheses: states, or options by what they mean. */
function tellingQuestions(
  object: SceneObject,
  kind: KindNorms,
  hypotheses: readonly Hypothesis[],
  meanings: readonly Meaning[] | undefined,
): readonly TellingQuestion[] {
  return kind.questions.flatMap(({ ask, because, yes, seen }) => {
    const shares = meanings ? yesOfOptions(meanings, kind, yes) : yes;
    const byHypothesis = Object.fromEntries(hypotheses.map(({ id }) => [id, shares[id] ?? 0.5]));
    const values = Object.values(byHypothesis);
    const tells = Math.max(...values) - Math.min(...values) >= 0.2;
    return tells ? [{ object, text: ask, because, yes: byHypothesis, seen }] : [];
  });
}
