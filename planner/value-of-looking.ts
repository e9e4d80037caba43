import type { Angle } from "../perception/photo.ts";
import type { Reply } from "../perception/question.ts";
import type { SceneObject } from "../perception/surface.ts";
import type { AnswerLikelihoods } from "../perception/vision-model.ts";
import { answerPatterns, heardAs } from "./answer-patterns.ts";
import { beliefOf, patternChances, sumOfProducts } from "./belief.ts";
import type { Evidence } from "./evidence.ts";
import type { Belief, Hypothesis } from "./hypothesis.ts";
import type { TellingQuestion } from "./reasoner.ts";
import { type ObjectRecord, viewClass } from "./run.ts";
import { chooseBy, type Stakes, utilityIn } from "./utility.ts";

/** What one more close-up promises. */
export type Prospect = {
  readonly angle: Angle;
  /** Expected utility after the look, less the one now, less what the look costs. */
  readonly gain: number;
  /** What to ask on that photo, most telling first. */
  readonly questions: readonly string[];
};

/** The joint replies to k questions number 3^k. */
const MOST_QUESTIONS = 4;

const REPLIES: readonly Reply[] = [
  { yes: 1, no: 0, unknown: 0 },
  { yes: 0, no: 1, unknown: 0 },
  { yes: 0, no: 0, unknown: 1 },
];

/**
 * The expected value of looking at an object from an angle and asking all its questions there: the mean,
 * over every joint reply, of the best action's expected utility after it, less that of the best action
 * now, less the cost of the look. (Value of sample information: Raiffa, Schlaifer, Applied Statistical
 * Decision Theory, 1961.) `thenFrom` are the angles that would be left: after the likeliest reply, which
 * often is "unknown", looking on is counted wherever it would pay. Without them it is one step ahead, and
 * a sign on one side of four would never be worth the first look.
 */
export function valueOfLooking(
  record: ObjectRecord,
  angle: Angle,
  stakes: Stakes,
  likelihoods: AnswerLikelihoods,
  thenFrom: readonly Angle[] = [],
): Prospect {
  const { hypotheses } = record;
  const belief = beliefOf(record, likelihoods);
  const questions = mostTelling(record, belief, angle, likelihoods);
  const outcomes = outcomesOf(questions, record, belief, angle, likelihoods);
  const bestUtility = bestUtilityOf(hypotheses, stakes);
  const chances = outcomes.map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
  let later = outcomes.reduce((sum, weights, outcome) => {
    const chance = chances[outcome]!;
    return chance > 0 ? sum + chance * bestUtility(weights.map((each) => each / chance)) : sum;
  }, 0);
  if (thenFrom.length > 0) {
    const likeliest = chances.indexOf(Math.max(...chances));
    const evidence = [...record.evidence, ...supposed(questions, record.object, angle, likeliest)];
    const gains = unlike(thenFrom).map((next) => {
      const rest = thenFrom.filter((each) => each !== next);
      return valueOfLooking({ ...record, evidence }, next, stakes, likelihoods, rest).gain;
    });
    later += chances[likeliest]! * Math.max(0, ...gains);
  }
  return {
    angle,
    gain: later - bestUtility(hypotheses.map(({ id }) => belief[id]!)) + stakes.costs.look,
    questions: questions.map(({ text }) => text),
  };
}

/** Of angles that promise the same, as the sides that are left do, the first. */
export function unlike(angles: readonly Angle[]): readonly Angle[] {
  const classes = angles.map(viewClass);
  return angles.filter((_, index) => classes.indexOf(classes[index]!) === index);
}

/** The best action's expected utility, by shares of belief in the order of the hypotheses. */
function bestUtilityOf(
  hypotheses: readonly Hypothesis[],
  stakes: Stakes,
): (shares: readonly number[]) => number {
  const worth = new Map(
    stakes.verbs.map((verb) => [
      verb,
      {
        utility: hypotheses.map((each) => utilityIn(each, verb, stakes.costs)),
        right: hypotheses.map(({ right }) => right[verb] ?? 0),
      },
    ]),
  );
  return (shares) =>
    chooseBy(stakes, (verb) => {
      const { utility, right } = worth.get(verb)!;
      return {
        utility: sumOfProducts(shares, utility),
        probability: sumOfProducts(shares, right),
      };
    }).utility;
}

/** The evidence that a joint reply would be. */
function supposed(
  questions: readonly TellingQuestion[],
  object: SceneObject,
  angle: Angle,
  outcome: number,
): readonly Evidence[] {
  return questions.map(({ text }, index) => ({
    view: angle,
    question: text,
    answer: {
      ...replyIn(outcome, index),
      question: text,
      objectId: object.id,
      photo: "",
      model: "supposed",
    },
  }));
}

/** What question `index` is answered in the joint reply of that number, in the base of three. */
const replyIn = (outcome: number, index: number): Reply =>
  REPLIES[Math.floor(outcome / 3 ** index) % 3]!;

/** P(hypothesis and joint reply), by hypothesis, for every joint reply to the questions. */
function outcomesOf(
  questions: readonly TellingQuestion[],
  { hypotheses, evidence }: ObjectRecord,
  belief: Belief,
  angle: Angle,
  likelihoods: AnswerLikelihoods,
): readonly (readonly number[])[] {
  const patterns = answerPatterns(questions, evidence, likelihoods);
  const chances = hypotheses.map(({ id }) => patternChances(questions, id));
  const before = chances.map((each) => sumOfProducts(each, patterns.likelihood));
  return Array.from({ length: REPLIES.length ** questions.length }, (_, outcome) => {
    const heard = questions.map(({ text }, index) =>
      heardAs(text, replyIn(outcome, index), likelihoods),
    );
    const after = patterns.with(angle, heard);
    return hypotheses.map(
      ({ id }, index) => (belief[id]! * sumOfProducts(chances[index]!, after)) / before[index]!,
    );
  });
}

/** The questions by how much the reply on such a photo tells of the hypotheses (mutual information). */
function mostTelling(
  record: ObjectRecord,
  belief: Belief,
  angle: Angle,
  likelihoods: AnswerLikelihoods,
): readonly TellingQuestion[] {
  return record.questions
    .map((question) => ({
      question,
      told: information(outcomesOf([question], record, belief, angle, likelihoods)),
    }))
    .sort((a, b) => b.told - a.told)
    .slice(0, MOST_QUESTIONS)
    .map(({ question }) => question);
}

/** Mutual information in nats of a joint distribution, given as rows. */
function information(rows: readonly (readonly number[])[]): number {
  const columns = rows[0]!.map((_, index) => rows.reduce((sum, row) => sum + row[index]!, 0));
  return rows.reduce((total, row) => {
    const whole = row.reduce((sum, each) => sum + each, 0);
    return row.reduce(
      (sum, each, index) =>
        each > 0 ? sum + each * Math.log(each / (whole * columns[index]!)) : sum,
      total,
    );
  }, 0);
}
