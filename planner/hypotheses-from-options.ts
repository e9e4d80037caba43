import type { Situation } from "../perception/situation.ts";
import type { ObjectOption } from "../perception/surface.ts";
import type { Verb } from "../perception/tidy-action.ts";
import { inSituation } from "./hypotheses-from-norms.ts";
import { type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import type { KindNorms, Treatment } from "./norms.ts";
import type { Meaning } from "./option-meanings.ts";

/** The id of a dataset object's option, counted from 1. */
export const optionId = (index: number): string => `option-${index + 1}`;

/** The option (from 0) that a hypothesis stands for; `undefined` for none-of-these. */
export function optionIndex(hypothesisId: string): number | undefined {
  const number = /^option-([1-9]\d*)$/.exec(hypothesisId)?.[1];
  return number === undefined ? undefined : Number(number) - 1;
}

/**
 * A dataset object's options as hypotheses, plus none-of-these. As far as an option means no state of the
 * norms it is handled as they handle what nobody thought of: rare, perhaps its verb, perhaps better asked.
 */
export function hypothesesOfOptions(
  options: readonly ObjectOption[],
  meanings: readonly Meaning[],
  kind: KindNorms | undefined,
  situation: Situation,
  general: Treatment,
): readonly Hypothesis[] {
  const other = kind?.states[NONE_OF_THESE];
  const otherPrior = other?.prior ?? 0.1;
  const careful = inSituation(other ?? general, situation);
  const weights = weightsOf(options, meanings, kind, situation, otherPrior);
  const total = sumOf(weights);
  const hypotheses = options.map((option, index): Hypothesis => {
    const meaning = meanings[index]!;
    return {
      id: optionId(index),
      means: option.state,
      prior: (1 - otherPrior) * (total > 0 ? weights[index]! / total : 1 / options.length),
      right: mostly(option.verb, 0.5 + 0.4 * known(meaning)),
      do: option.action,
      loss: lossOf(meaning, kind) ?? careful.loss,
    };
  });
  return [
    ...hypotheses,
    {
      id: NONE_OF_THESE,
      means: "none of these",
      prior: options.length > 0 ? otherPrior : 1,
      ...careful,
    },
  ];
}

/**
 * How common each option is, but for a factor: as the states that it may mean, each shared among the
 * options that mean it by how right their verbs are in this situation.
 */
function weightsOf(
  options: readonly ObjectOption[],
  meanings: readonly Meaning[],
  kind: KindNorms | undefined,
  situation: Situation,
  otherPrior: number,
): readonly number[] {
  const shared = Object.entries(kind?.states ?? {}).map(([id, state]) => {
    const { right } = inSituation(state, situation);
    const meant = meanings.map((meaning) => meaning[id] ?? 0);
    const fitting = options.map(
      ({ verb }, index) => meant[index]! * Math.max(0.02, right[verb] ?? 0),
    );
    const prior = state.prior * Math.min(1, sumOf(meant));
    return { fitting, scale: prior / (sumOf(fitting) || 1) };
  });
  return meanings.map((meaning, index) =>
    shared.reduce(
      (sum, { fitting, scale }) => sum + fitting[index]! * scale,
      otherPrior * (1 - known(meaning)),
    ),
  );
}

/**
 * P(true answer is yes | hypothesis), by its id, from P(yes | state of the norms). An option of which the
 * norms know nothing answers as their states do on average: most signs are one state's own.
 */
export function yesOfOptions(
  meanings: readonly Meaning[],
  kind: KindNorms,
  yes: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const shares = Object.values(yes);
  const usual = shares.length > 0 ? sumOf(shares) / shares.length : 0.5;
  const inMeaning = (meaning: Meaning, otherwise: number): number =>
    sumOf(Object.entries(meaning).map(([id, share]) => share * yes[id]!)) +
    otherwise * (1 - known(meaning));
  return {
    ...Object.fromEntries(meanings.map((each, index) => [optionId(index), inMeaning(each, usual)])),
    [NONE_OF_THESE]: inMeaning(meaningOfNone(meanings, kind), 0.5),
  };
}

/** What none-of-these means: the states that no option means, by how common they are, and the unthought of. */
function meaningOfNone(meanings: readonly Meaning[], kind: KindNorms): Meaning {
  const left = Object.entries(kind.states).map(([id, { prior }]) => {
    const meant = sumOf(meanings.map((meaning) => meaning[id] ?? 0));
    return { id, weight: prior * Math.max(0, 1 - meant) };
  });
  const all = sumOf(left.map(({ weight }) => weight));
  const states = left.filter(({ id, weight }) => id !== NONE_OF_THESE && weight > 0);
  return Object.fromEntries(states.map(({ id, weight }) => [id, weight / all]));
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** P(an option means any state of the norms). */
const known = (meaning: Meaning): number => sumOf(Object.values(meaning));

/** What is lost in the state that the option most likely means; `undefined` where it means none. */
function lossOf(meaning: Meaning, kind: KindNorms | undefined): Hypothesis["loss"] | undefined {
  const likeliest = Object.entries(meaning).find(([, share]) => share > 0.5);
  return likeliest && kind?.states[likeliest[0]]?.loss;
}

function mostly(verb: Verb, share: number): Hypothesis["right"] {
  const rest = 1 - share;
  if (verb === "leave") return { leave: share + 0.4 * rest, ask: 0.6 * rest };
  if (verb === "ask") return { ask: share + 0.6 * rest, leave: 0.4 * rest };
  return { [verb]: share, ask: 0.6 * rest, leave: 0.4 * rest };
}
