import type { DatasetObject } from "../../datasets/dataset-format.ts";
import { acceptedVerbs, type Key, keyState, treatmentIn } from "../../datasets/key.ts";
import type { Situation } from "../../perception/situation.ts";
import type { Verb } from "../../perception/tidy-action.ts";
import type { Random } from "../random.ts";
import { type PlannedObject, shuffled } from "./plan.ts";

type Option = NonNullable<DatasetObject["options"]>[number];

const OPTIONS = 5;

/**
 * Five options in an order of chance, and which of them are right: the true state with what is right in
 * this situation, the same state with what another situation would want, other states, and what is
 * never true here. Where none is to fit, whatever the true state would want is left out.
 */
export function optionsOf(
  { kind, state, noneFits }: PlannedObject,
  situation: Situation,
  key: Key,
  random: Random,
): { options: Option[]; accepted: number[] | "none" } {
  const accepted = acceptedVerbs(key, kind, state, situation);
  const elsewhere = noneFits ? undefined : inAnotherSituation(key, kind, state, accepted, random);
  const wrong = [
    ...(elsewhere === undefined ? [] : [elsewhere]),
    ...otherOptions(key, kind, [state], situation, random),
  ];
  const right = noneFits ? [] : [optionInState(key, kind, state, situation)];
  const options = [...shuffled(random, [...right, ...wrong].slice(0, OPTIONS))];
  const [truth] = right;
  return { options, accepted: truth === undefined ? "none" : [options.indexOf(truth) + 1] };
}

/** A state as it looks, and what is right for it in this situation. */
export function optionInState(key: Key, kind: string, state: string, situation: Situation): Option {
  const { right, do: action } = treatmentIn(key, kind, state, situation);
  return { state: wordsOf(keyState(key, kind, state).seen), action, verb: right[0]! };
}

/** Every state but these, in an order of chance, then what is never true. */
export function otherOptions(
  key: Key,
  kind: string,
  states: readonly string[],
  situation: Situation,
  random: Random,
): readonly Option[] {
  const { states: all, also } = (key.kinds[kind] ?? key.unseen[kind])!;
  const others = Object.keys(all).filter((name) => !states.includes(name));
  return [
    ...shuffled(random, others).map((name) => optionInState(key, kind, name, situation)),
    ...shuffled(random, also).map(({ state, verb, do: action }) => ({ state, action, verb })),
  ];
}

/** What would be right for the same state, were something else known of the people. */
function inAnotherSituation(
  key: Key,
  kind: string,
  state: string,
  accepted: readonly Verb[],
  random: Random,
): Option | undefined {
  const { seen, right, do: action, when = [] } = keyState(key, kind, state);
  const treatments = [{ right, do: action }, ...when.map((it) => ({ ...it, do: it.do ?? action }))];
  const wrongHere = treatments.filter(({ right: [verb] }) => !accepted.includes(verb!));
  if (wrongHere.length === 0) return undefined;
  const { right: verbs, do: text } = random.pick(wrongHere);
  return { state: wordsOf(seen), action: text, verb: verbs[0]! };
}

/** What is seen of a state, without from where. */
const wordsOf = (seen: string): string => seen.split(";")[0]!.trim();
