import { wordsOf } from "../perception/embedded/tokens.ts";
import type { ObjectOption } from "../perception/surface.ts";
import { VERBS, type Verb } from "../perception/tidy-action.ts";
import { NONE_OF_THESE } from "./hypothesis.ts";
import type { KindNorms, Norms } from "./norms.ts";
import { softassign } from "./softassign.ts";

/** P(an option's state is this one), by the id of a state; what is left to 1: a state the norms do not know. */
export type Meaning = Readonly<Record<string, number>>;

/** What each of an object's options means, its kind being known to the norms or not. */
export type ReadOptions = (
  options: readonly ObjectOption[],
  kind: KindNorms | undefined,
) => readonly Meaning[];

/**
 * Reads options by the norms' words. A state is likely meant by an option whose words are those of the
 * state, of its treatment, or of a question that is answered so in it, and whose verb could be right in
 * it. Options that tell of one state alike mean one state; two states of the norms are never meant by one.
 */
export function optionReader(norms: Norms): ReadOptions {
  const everywhere = wordShares(Object.values(norms.kinds).flatMap(allWords));
  return (options, kind) => {
    if (!kind) return options.map(() => ({}));
    const states = Object.keys(kind.states).filter((id) => id !== NONE_OF_THESE);
    // Words in letters that are none of the norms' are none: such a text is only like itself.
    const texts = options.map(({ state }) => wordsOf(state).join(" ") || state);
    const groups = [...new Set(texts)];
    const shares = softassign(
      groups.map((text) => {
        const alike = options.filter((_, index) => texts[index] === text);
        return states.map((id) => likelihoodRatio(alike, kind, id, everywhere));
      }),
    );
    return texts.map((text) => {
      const row = shares[groups.indexOf(text)]!;
      return Object.fromEntries(states.map((id, column) => [id, row[column]!]));
    });
  };
}

/** How much likelier options alike are where they mean this state than where they mean none. */
function likelihoodRatio(
  alike: readonly ObjectOption[],
  kind: KindNorms,
  id: string,
  everywhere: ReadonlyMap<string, number>,
): number {
  const seen = textRatio(alike[0]!.state, wordShares(wordsOfState(kind, id)), everywhere);
  const treatment = wordShares(wordsOfTreatment(kind, id));
  const done = alike.map(
    ({ action, verb }) => textRatio(action, treatment, everywhere) * verbRatio(verb, kind, id),
  );
  return seen * (done.reduce((sum, each) => sum + each, 0) / done.length);
}

/** Of the words of a sentence, how many are special to what it is about: what serves whole sentences best there. */
const OWN = 0.3;

/**
 * P(words | a text about this) / P(words | any text), the model of a text being mixed from its own words
 * and those of all (Jelinek-Mercer smoothing: Zhai and Lafferty, ACM TOIS 22, 2004). Each word counts once.
 */
function textRatio(
  text: string,
  about: ReadonlyMap<string, number>,
  everywhere: ReadonlyMap<string, number>,
): number {
  const rarest = Math.min(...everywhere.values());
  const words = [...new Set(signedWords(text))];
  const logRatio = words.reduce((sum, word) => {
    const share = about.get(word) ?? 0;
    return sum + Math.log(1 - OWN + (OWN * share) / (everywhere.get(word) ?? rarest));
  }, 0);
  // No words make it surer than this, and a text of any length stays a finite number.
  return Math.exp(Math.min(15, logRatio));
}

/** P(the verb | this state, in the situation that speaks for it most) / P(the verb | any option). */
function verbRatio(verb: Verb, kind: KindNorms, id: string): number {
  const { right, when } = kind.states[id]!;
  const shares = [right, ...when.map((each) => each.right)].map((each) => each[verb] ?? 0);
  return Math.max(0.02, ...shares) * VERBS.length;
}

/** The words of what a state is like: its own, and those of the questions that it answers. */
const wordsOfState = ({ states, questions }: KindNorms, id: string): readonly string[] => [
  ...signedWords(`${id} ${states[id]!.means}`),
  ...questions.flatMap(({ ask, yes }) => {
    const share = yes[id] ?? 0.5;
    return share >= 0.8 ? signedWords(ask) : share <= 0.2 ? signedWords(ask, false) : [];
  }),
];

const wordsOfTreatment = ({ states }: KindNorms, id: string): readonly string[] =>
  [states[id]!, ...states[id]!.when].flatMap((each) => signedWords(each.do));

const allWords = (kind: KindNorms): readonly string[] => [
  ...Object.keys(kind.states).flatMap((id) => [
    ...signedWords(`${id} ${kind.states[id]!.means}`),
    ...wordsOfTreatment(kind, id),
  ]),
  ...kind.questions.flatMap(({ ask }) => [...signedWords(ask), ...signedWords(ask, false)]),
];

const NEGATORS = new Set(["no", "not", "never", "nothing", "without", "nobody"].flatMap(wordsOf));

/** A text's words in order; one after a negator is another word, and so are all where the text is not true. */
function signedWords(text: string, holds = true): readonly string[] {
  const words: string[] = [];
  let negated = false;
  for (const word of wordsOf(text)) {
    if (NEGATORS.has(word)) negated = true;
    else {
      words.push(negated === holds ? `not ${word}` : word);
      negated = false;
    }
  }
  return words;
}

/** How often each word is among the words, of all of them and one more that is none of them. */
function wordShares(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, count / (words.length + 1)]));
}
