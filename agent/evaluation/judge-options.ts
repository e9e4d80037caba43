import type { DatasetObject } from "../../datasets/dataset-format.ts";
import type { ObjectOption } from "../../perception/surface.ts";
import { optionIndex } from "../../planner/hypotheses-from-options.ts";
import type { Decision, ObjectRecord } from "../../planner/run.ts";
import type { Judged } from "./results.ts";

/** An option's number, from 1, or none of them. */
export type ChosenOption = number | "none";

/** What is known of an object that the agent is never told. */
export type TrueObject = Pick<Judged, "kind" | "state" | "group">;

/** An object of a dataset that can be scored. */
export type AnsweredObject = DatasetObject & Required<Pick<DatasetObject, "options" | "accepted">>;

/** Whether there is something to choose, and an answer to hold the choice against. */
export const isAnswered = (object: DatasetObject): object is AnsweredObject =>
  object.options !== undefined && object.accepted !== undefined;

/** The answers that are right, one or more. */
export const answersOf = ({ accepted }: AnsweredObject): readonly ChosenOption[] =>
  accepted === "none" ? [accepted] : accepted;

/**
 * The option that a decision is about, where it also does what that option says. Who takes the state of
 * an option to be true, but asks or leaves it alone instead, has chosen none.
 */
export function chosenOption(
  { hypothesis = "", action }: Pick<Decision, "hypothesis" | "action">,
  options: readonly Pick<ObjectOption, "verb">[],
): ChosenOption {
  const index = optionIndex(hypothesis);
  if (index === undefined) return "none";
  return options[index]?.verb === action.verb ? index + 1 : "none";
}

/** Holds what was decided of an object against the accepted answers; undecided is wrong. */
export function judgeOption(
  object: AnsweredObject,
  { decision, looks }: Pick<ObjectRecord, "decision" | "looks">,
  truth: TrueObject = asLabelled(object),
): Judged {
  const option = decision && chosenOption(decision, object.options);
  return {
    ...truth,
    accepted: answersOf(object).map(String),
    ...(decision && { verb: decision.action.verb, probability: decision.probability }),
    ...(option !== undefined && { option }),
    looks: looks.length,
    right: option !== undefined && answersOf(object).includes(option),
  };
}

/** Where nobody wrote down what is true, it is what the accepted options say. */
function asLabelled(object: AnsweredObject): TrueObject {
  const states = answersOf(object).map((it) =>
    it === "none" ? "none of the options" : object.options[it - 1]!.state,
  );
  return { kind: object.label, state: states.join(" / ") };
}
