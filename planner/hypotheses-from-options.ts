import type { ObjectOption } from "../perception/surface.ts";
import type { Verb } from "../perception/tidy-action.ts";
import { type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import type { KindNorms, Treatment } from "./norms.ts";

/** The id of a dataset object's option, counted from 1. */
export const optionId = (index: number): string => `option-${index + 1}`;

/** The option (from 0) that a hypothesis stands for; `undefined` for none-of-these. */
export function optionIndex(hypothesisId: string): number | undefined {
  const number = /^option-([1-9]\d*)$/.exec(hypothesisId)?.[1];
  return number === undefined ? undefined : Number(number) - 1;
}

/**
 * A dataset object's options as hypotheses, plus none-of-these. An option that means a state of the
 * norms takes over its prior and loss; of any other nothing is known, so it gets a middling prior and
 * is handled with care: perhaps its verb, perhaps better asked, and much to lose.
 */
export function hypothesesOfOptions(
  options: readonly ObjectOption[],
  kind: KindNorms | undefined,
  general: Pick<Hypothesis, "right" | "do" | "loss">,
): readonly Hypothesis[] {
  const states = statesOfOptions(options, kind);
  const otherPrior = kind?.states[NONE_OF_THESE]?.prior ?? 0.1;
  const weights = states.map((id) => (id && kind?.states[id]?.prior) || 1 / (options.length + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const hypotheses = options.map((option, index): Hypothesis => {
    const state = states[index];
    return {
      id: optionId(index),
      means: option.state,
      prior: ((1 - otherPrior) * weights[index]!) / sum,
      right: state ? mostly(option.verb, 0.9) : mostly(option.verb, 0.5),
      do: option.action,
      loss: state && kind ? kind.states[state]!.loss : "high",
    };
  });
  return [
    ...hypotheses,
    {
      id: NONE_OF_THESE,
      means: "none of these",
      prior: options.length > 0 ? otherPrior : 1,
      ...general,
    },
  ];
}

function mostly(verb: Verb, share: number): Hypothesis["right"] {
  const rest = 1 - share;
  if (verb === "leave") return { leave: share + 0.4 * rest, ask: 0.6 * rest };
  if (verb === "ask") return { ask: share + 0.6 * rest, leave: 0.4 * rest };
  return { [verb]: share, ask: 0.6 * rest, leave: 0.4 * rest };
}

/**
 * The state of the norms that each option means, where one does. Two texts mean the same when they
 * share at least half of the telling words of the shorter, and the norms can imagine the option's
 * verb as right in that state. Each state goes to one option, the closest first.
 */
export function statesOfOptions(
  options: readonly ObjectOption[],
  kind: KindNorms | undefined,
): readonly (string | undefined)[] {
  const found: (string | undefined)[] = options.map(() => undefined);
  if (!kind) return found;
  const pairs = options.flatMap((option, index) =>
    Object.entries(kind.states)
      .filter(([id, state]) => id !== NONE_OF_THESE && thinkable(option.verb, state))
      .map(([id, state]) => ({
        index,
        id,
        likeness: likeness(tellingWords(option.state), tellingWords(`${id} ${state.means}`)),
      })),
  );
  pairs.sort((a, b) => b.likeness - a.likeness);
  for (const { index, id, likeness } of pairs) {
    if (likeness >= 0.5 && found[index] === undefined && !found.includes(id)) found[index] = id;
  }
  return found;
}

const thinkable = (verb: Verb, state: Treatment): boolean =>
  [state, ...state.when].some(({ right }) => (right[verb] ?? 0) >= 0.1);

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shorter = Math.min(a.size, b.size);
  if (shorter === 0) return 0;
  return [...a].filter((word) => b.has(word)).length / shorter;
}

const IDLE = new Set(
  (
    "a an the and or but of in on to for with is are it its be been still only one up out down at by " +
    "from that this there has have inside side all very some into over as"
  ).split(" "),
);
const NEGATORS = new Set(["no", "not", "never", "nothing", "without", "nobody"]);

/** The words that carry a text's sense; a negated word counts as another one ("not clean"). */
function tellingWords(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  let negated = false;
  for (const word of text.toLowerCase().split(/[^a-z0-9]+/)) {
    if (NEGATORS.has(word)) negated = true;
    else if (word !== "" && !IDLE.has(word)) {
      words.add(negated ? `not ${word}` : word);
      negated = false;
    }
  }
  return words;
}
