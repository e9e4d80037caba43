import { createHash } from "node:crypto";
import type { CallOptions } from "../perception/call-options.ts";
import type { Endpoint } from "../perception/openai/endpoint.ts";
import type { SceneObject } from "../perception/surface.ts";
import type { Verb } from "../perception/tidy-action.ts";
import { optionId } from "./hypotheses-from-options.ts";
import { type Belief, type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import { priorsSchema, questionsSchema, statesSchema, verdictSchema } from "./openai-replies.ts";
import { ASK, CONCLUDE, heard, knownOf, numbered, PROPOSE, WEIGH } from "./prompts.ts";
import type { Context, Reasoner, TellingQuestion } from "./reasoner.ts";

/** Prior of states that a model did not think of. */
const UNTHOUGHT = 0.1;
const MOST_QUESTIONS = 3;
/** In how many orders the states are shown for the final word: models favour early letters. */
const ORDERS = 2;
/** A model's guess rules nothing out: its probabilities are kept this far from 0 and 1. */
const LEAST = 0.02;
const guess = (share: number): number => Math.min(1 - LEAST, Math.max(LEAST, share));
/** What no photo can answer, whatever the model was told. */
const ABOUT_USE = /\b(in use|being used|using (it|this|the)|currently used)\b/i;

/**
 * Reasons by asking a language model. Priors, P(yes | state) and where answers show are the model's
 * own guesses. Rejects with `model-reply` and the raw text where a reply cannot be read.
 */
export function openaiReasoner(endpoint: Endpoint): Reasoner {
  /** States without options, as the model thinks of them. */
  async function imagined(object: SceneObject, context: Context, call: CallOptions) {
    const user = knownOf(object, context);
    const request = { name: "states", schema: statesSchema, system: PROPOSE, user };
    const { states } = (await endpoint.ask(request, call)).value;
    const priors = shared(states.map((s) => guess(s.prior)));
    const thought = states.map(
      (state, i): Hypothesis => ({
        id: `state-${i + 1}`,
        means: state.state,
        prior: priors[i]! * (1 - UNTHOUGHT),
        right: rightOf(state.right),
        do: state.do,
        loss: state.loss,
      }),
    );
    return [...thought, noneOfThese(context, UNTHOUGHT)];
  }

  /** An object's options, weighed by the model. */
  async function weighed(object: SceneObject, context: Context, call: CallOptions) {
    const options = (object.options ?? []).map(
      ({ state, action, verb }, i): Hypothesis => ({
        id: optionId(i),
        means: state,
        prior: 0,
        right: mostly(verb),
        do: action,
        loss: "high",
      }),
    );
    const hypotheses = [...options, noneOfThese(context, 0)];
    const shown = inOrder(hypotheses, object.id, 0);
    const request = {
      name: "priors",
      schema: priorsSchema(shown.length),
      system: WEIGH,
      user: `${knownOf(object, context)}\n\n${numbered(shown)}`,
    };
    const { states } = (await endpoint.ask(request, call)).value;
    const said = new Map(states.map((state) => [shown[state.number - 1]!.id, state]));
    const priors = shared(hypotheses.map(({ id }) => guess(said.get(id)!.prior)));
    return hypotheses.map((hypothesis, i) => ({
      ...hypothesis,
      prior: priors[i]!,
      ...(hypothesis.id === NONE_OF_THESE ? {} : { loss: said.get(hypothesis.id)!.loss }),
    }));
  }

  return {
    name: `openai:${endpoint.model}`,
    propose: (object, context, call = {}) =>
      object.options?.length ? weighed(object, context, call) : imagined(object, context, call),

    async ask(object, hypotheses, evidence, context, call = {}) {
      const told = hypotheses.filter(({ id }) => id !== NONE_OF_THESE);
      if (told.length === 0) return [];
      const request = {
        name: "questions",
        schema: questionsSchema(told.length),
        system: ASK,
        user: [knownOf(object, context), numbered(told), heard(evidence)].join("\n\n"),
      };
      const { questions } = (await endpoint.ask(request, call)).value;
      const asked = new Set(evidence.map(({ question }) => question));
      const kept = questions.filter(({ question }) => {
        const fresh = !asked.has(question) && !ABOUT_USE.test(question);
        asked.add(question);
        return fresh;
      });
      return kept.slice(0, MOST_QUESTIONS).map(
        ({ question, reason, angle, seen, yes }): TellingQuestion => ({
          object,
          text: question,
          because: reason,
          angle,
          seen: { scene: guess(seen.scene), above: guess(seen.above), side: guess(seen.side) },
          yes: {
            ...Object.fromEntries(yes.map((y) => [told[y.number - 1]!.id, guess(y.probability)])),
            ...(told.length < hypotheses.length ? { [NONE_OF_THESE]: 0.5 } : {}),
          },
        }),
      );
    },

    // The model hears the answers, not our belief; each counts half, so neither's slip decides alone.
    async conclude(object, hypotheses, belief, evidence, context, call = {}) {
      if (hypotheses.length < 2) return belief;
      const verdicts = await Promise.all(
        Array.from({ length: ORDERS }, async (_, order) => {
          const shown = inOrder(hypotheses, object.id, order);
          const request = {
            name: "verdict",
            schema: verdictSchema(shown.length),
            system: CONCLUDE,
            user: [knownOf(object, context), heard(evidence), numbered(shown)].join("\n\n"),
          };
          const { states } = (await endpoint.ask(request, call)).value;
          const shares = shared(states.map((s) => s.probability));
          return new Map(states.map((s, i) => [shown[s.number - 1]!.id, shares[i]!]));
        }),
      );
      const final = hypotheses.map(({ id }) => {
        const said = verdicts.reduce((sum, verdict) => sum + (verdict.get(id) ?? 0), 0) / ORDERS;
        return [id, ((belief[id] ?? 0) + said) / 2] as const;
      });
      return Object.fromEntries(final) satisfies Belief;
    },
  };
}

/** Rotated by a start that the object's id gives, then by equal steps from one order to the next. */
function inOrder<T>(states: readonly T[], objectId: string, order: number): readonly T[] {
  const start = createHash("sha256").update(objectId).digest().readUInt32BE(0);
  const by = (start + Math.round((order * states.length) / ORDERS)) % states.length;
  return [...states.slice(by), ...states.slice(0, by)];
}

function shared(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function rightOf(
  said: readonly { readonly verb: Verb; readonly probability: number }[],
): Hypothesis["right"] {
  const right: Partial<Record<Verb, number>> = {};
  const shares = shared(said.map((s) => s.probability));
  for (const [i, { verb }] of said.entries()) right[verb] = (right[verb] ?? 0) + shares[i]!;
  return right;
}

/** An option says what is right in its state; a tenth is left for those who would rather be careful. */
function mostly(verb: Verb): Hypothesis["right"] {
  return rightOf([
    { verb, probability: 0.9 },
    { verb: "ask", probability: 0.06 },
    { verb: "leave", probability: 0.04 },
  ]);
}

function noneOfThese({ surface }: Context, prior: number): Hypothesis {
  const away = surface.situation.people === "away";
  return {
    id: NONE_OF_THESE,
    means: "none of these",
    prior,
    right: away ? { leave: 0.7, ask: 0.3 } : { ask: 0.6, leave: 0.4 },
    do: away ? "leave it, and mention it later" : "ask what to do with it; leave it until then",
    loss: "high",
  };
}
