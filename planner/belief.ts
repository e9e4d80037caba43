import type { AnswerLikelihoods } from "../perception/vision-model.ts";
import { answerPatterns } from "./answer-patterns.ts";
import type { Evidence } from "./evidence.ts";
import type { Belief, Hypothesis } from "./hypothesis.ts";
import type { TellingQuestion } from "./reasoner.ts";
import type { ObjectRecord } from "./run.ts";

/** The belief before anything was seen. */
export function priorBelief(hypotheses: readonly Hypothesis[]): Belief {
  return normalised(hypotheses.map(({ id, prior }) => [id, prior] as const));
}

/**
 * Bayes: the belief in each hypothesis, given every reply on every photo. In what order they came does
 * not matter, and the same view asked twice counts once. The likelihood of a hypothesis is that of each
 * pattern of true answers (`answer-patterns.ts`) times how likely the hypothesis makes the pattern.
 */
export function beliefOf(
  { hypotheses, questions, evidence }: Pick<ObjectRecord, "hypotheses" | "questions" | "evidence">,
  likelihoods: AnswerLikelihoods,
): Belief {
  const asked = questions.filter(({ text }) => evidence.some(({ question }) => question === text));
  const weights = new Map(hypotheses.map(({ id, prior }) => [id, prior]));
  for (const few of inFews(asked)) {
    const { likelihood } = answerPatterns(few, evidence, likelihoods);
    for (const [id, weight] of weights) {
      const chances = patternChances(few, id);
      weights.set(id, weight * sumOfProducts(chances, likelihood));
    }
  }
  const weighed = [...weights];
  const total = weighed.reduce((sum, [, weight]) => sum + weight, 0);
  return total > 0 ? normalised(weighed) : priorBelief(hypotheses);
}

/** P(pattern of true answers | hypothesis), the questions being independent given the hypothesis. */
export function patternChances(
  questions: readonly TellingQuestion[],
  hypothesisId: string,
): readonly number[] {
  return questions.reduce(
    (chances, { yes }) => {
      const share = yes[hypothesisId] ?? 0.5;
      return [...chances.map((each) => each * (1 - share)), ...chances.map((each) => each * share)];
    },
    [1],
  );
}

/** A belief in one hypothesis and no other. */
export function certainOf(hypotheses: readonly Hypothesis[], id: string): Belief {
  return Object.fromEntries(hypotheses.map((each) => [each.id, each.id === id ? 1 : 0]));
}

/** How much a piece of evidence moved the belief: half the sum of differences, 0..1. */
export function weightOf(
  record: ObjectRecord,
  piece: Evidence,
  likelihoods: AnswerLikelihoods,
  belief: Belief = beliefOf(record, likelihoods),
): number {
  const evidence = record.evidence.filter((each) => each !== piece);
  const without = beliefOf({ ...record, evidence }, likelihoods);
  return Object.keys(belief).reduce((sum, id) => sum + Math.abs(belief[id]! - without[id]!), 0) / 2;
}

export function sumOfProducts(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

// The patterns double with each question; beyond six, further ones are taken as independent.
function inFews<T>(items: readonly T[]): readonly (readonly T[])[] {
  const fews: T[][] = [];
  for (let from = 0; from < items.length; from += 6) fews.push(items.slice(from, from + 6));
  return fews;
}

function normalised(weights: readonly (readonly [string, number])[]): Belief {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return Object.fromEntries(
    weights.map(([id, weight]) => [id, total > 0 ? weight / total : 1 / weights.length]),
  );
}
