import { reversibilityOf, VERBS, type Verb } from "../perception/tidy-action.ts";
import { beliefOf, certainOf, weightOf } from "./belief.ts";
import type { Evidence } from "./evidence.ts";
import { optionIndex } from "./hypotheses-from-options.ts";
import { type Belief, type Hypothesis, NONE_OF_THESE } from "./hypothesis.ts";
import { predictionSet } from "./prediction-set.ts";
import type { Decision, ObjectRecord, Run } from "./run.ts";
import {
  type Choice,
  type Costs,
  choose,
  expectedUtility,
  type Stakes,
  stakesOf,
} from "./utility.ts";

/** What to do with an object, by all that was seen of it; `belief` where the reasoner had the last word. */
export function decide(
  record: ObjectRecord,
  run: Run,
  costs: Costs,
  belief: Belief = beliefOf(record, run.likelihoods),
): Decision {
  const { object, hypotheses } = record;
  const stakes = stakesOf(record, run, costs);
  const choice = choose(hypotheses, belief, stakes);
  const acted = actedUpon(hypotheses, belief, choice.verb, stakes);
  const option = object.options?.[optionIndex(acted.id) ?? -1];
  const evidence = weightiestFirst(record, run);
  return {
    objectId: object.id,
    action: {
      verb: choice.verb,
      objectId: object.id,
      text: textOf(choice.verb, acted),
      reversibility:
        option?.verb === choice.verb ? option.reversibility : reversibilityOf(choice.verb),
    },
    hypothesis: acted.id,
    probability: choice.probability,
    belief,
    set: predictionSet(belief),
    evidence: evidence.map(({ piece }) => piece),
    because: reasonOf(record, belief, choice, evidence, stakes),
  };
}

/** The likeliest hypothesis in which the verb is the best one; none of these, where there is none. */
function actedUpon(
  hypotheses: readonly Hypothesis[],
  belief: Belief,
  verb: Verb,
  stakes: Stakes,
): Hypothesis {
  const likeliestFirst = [...hypotheses].sort((a, b) => belief[b.id]! - belief[a.id]!);
  const fitting = likeliestFirst.find(
    ({ id }) => choose(hypotheses, certainOf(hypotheses, id), stakes).verb === verb,
  );
  return fitting ?? hypotheses.find(({ id }) => id === NONE_OF_THESE) ?? likeliestFirst[0]!;
}

/** Each verb in plain words. */
export const PLAIN_TEXT: Readonly<Record<Verb, string>> = {
  leave: "leave it where it is",
  relocate: "lay it aside, in sight",
  store: "put it away",
  clean: "wash or wipe it",
  empty: "pour it out",
  recycle: "recycle it",
  discard: "throw it away",
  ask: "ask what to do with it",
};

/** The norms' words where they are about this verb, plain ones else. */
export function textOf(verb: Verb, { right, do: what }: Hypothesis): string {
  const highest = Math.max(...Object.values(right));
  // Where leaving is best by a little, the words may be those of the runner-up.
  const fits = right[verb] === highest && (verb !== "leave" || /\b(leave|keep|not)\b/i.test(what));
  return fits ? what : PLAIN_TEXT[verb];
}

type Weighed = { readonly piece: Evidence; readonly weight: number };

function weightiestFirst(record: ObjectRecord, run: Run): readonly Weighed[] {
  const asked = new Set(record.questions.map(({ text }) => text));
  const belief = beliefOf(record, run.likelihoods);
  return record.evidence
    .filter(({ question }) => asked.has(question))
    .map((piece) => ({ piece, weight: weightOf(record, piece, run.likelihoods, belief) }))
    .sort((a, b) => b.weight - a.weight);
}

/** One line for people: what it takes the object to be, from what, and what kept it from doing more. */
function reasonOf(
  { object, hypotheses, questions, refused }: ObjectRecord,
  belief: Belief,
  choice: Choice,
  evidence: readonly Weighed[],
  stakes: Stakes,
): string {
  const clauses = [taken(object.label, hypotheses, belief)];
  const telling = evidence.find(({ piece, weight }) => weight >= 0.05 && said(piece) !== "unknown");
  if (telling)
    clauses.push(`${said(telling.piece)} to "${telling.piece.question}" ${whence(telling.piece)}`);
  else if (questions.length > 0) clauses.push("no photo showed what would tell");
  if (choice.withheld) {
    clauses.push(`too unsure to ${choice.withheld} it, which is for ever`);
  }
  const missing = missingSkill(hypotheses, belief, stakes);
  if (missing) clauses.push(`cannot ${missing} anything`);
  if (refused.length > 0) {
    clauses.push(`no view from the ${refused.map(({ angle }) => angle).join(", ")}`);
  }
  return clauses.join("; ");
}

function taken(label: string, hypotheses: readonly Hypothesis[], belief: Belief): string {
  const [first, second] = [...hypotheses].sort((a, b) => belief[b.id]! - belief[a.id]!);
  if (!first) return "nothing is known of it";
  if (!second) return `the norms say nothing of "${label}", so it is treated with care`;
  const share = (id: string) => belief[id]!.toFixed(2);
  if (belief[first.id]! >= 0.75) return `${first.means} (${share(first.id)})`;
  return `${first.means} (${share(first.id)}) or ${second.means} (${share(second.id)})`;
}

function said({ answer }: Evidence): "yes" | "no" | "unknown" {
  if (answer.unknown >= answer.yes && answer.unknown >= answer.no) return "unknown";
  return answer.yes >= answer.no ? "yes" : "no";
}

const whence = ({ view }: Evidence): string => {
  if (view === "scene") return "on the scene photo";
  return view === "top" ? "from above" : `from the ${view}`;
};

/** The verb that would have been better, did the robot only have it. */
function missingSkill(
  hypotheses: readonly Hypothesis[],
  belief: Belief,
  { costs, verbs }: Stakes,
): Verb | undefined {
  const expected = (verb: Verb) => expectedUtility(hypotheses, belief, verb, costs);
  const best = VERBS.toSorted((a, b) => expected(b) - expected(a))[0]!;
  return verbs.includes(best) ? undefined : best;
}
