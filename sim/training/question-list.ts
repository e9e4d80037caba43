import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_KINDS } from "../all-kinds.ts";
import type { Kind, TrueAnswer } from "../kinds/kind.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import { FACTOIDS } from "./factoids.ts";
import { captionOf, PROP, PROP_CAPTION } from "./labels.ts";

type Wordings = { readonly ask: string; readonly wordings: readonly string[] };

/** By kind, state and question: what is true, whether a photo shows it or not. */
type TrueAnswers = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, TrueAnswer>>>>>
>;

/** Every kind's questions in all their wordings, without their answers; the last one is held out. */
function questionList(
  kinds: readonly Kind[] = ALL_KINDS,
): Readonly<Record<string, readonly Wordings[]>> {
  const entries = kinds.map(
    ({ name, questions }) =>
      [name, questions.map(({ ask, wordings }) => ({ ask, wordings }))] as const,
  );
  return { ...Object.fromEntries(entries), [PROP]: [] };
}

/** What is true of every kind in every state: with `truth.json`, the answers that photos hide. */
function trueAnswers(kinds: readonly Kind[] = ALL_KINDS): TrueAnswers {
  const entries = kinds.map(({ name, states, questions }) => {
    const answersIn = (state: string) =>
      Object.fromEntries(questions.map(({ ask, truth }) => [ask, truth[state]!]));
    return [name, Object.fromEntries(Object.keys(states).map((s) => [s, answersIn(s)]))] as const;
  });
  return { ...Object.fromEntries(entries), [PROP]: {} };
}

/** Every word that a caption may hold, once. */
function captionWords(kinds: readonly Kind[] = ALL_KINDS): readonly string[] {
  const captions = kinds.flatMap(({ name, stateWords }) =>
    Object.values(stateWords).map((words) => captionOf("clear", name, words)),
  );
  const words = [...captions, ...COLOUR_NAMES, PROP_CAPTION].flatMap((it) => it.split(/,? /));
  return [...new Set([",", ...words])].sort();
}

/** Writes them into a folder of shards: `questions.json`, `factoids.json`, `true-answers.json`, `caption-words.json`. */
export function writeQuestionList(folder: string): void {
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 1)}\n`);
  mkdirSync(folder, { recursive: true });
  write("questions.json", questionList());
  write("factoids.json", FACTOIDS);
  write("true-answers.json", trueAnswers());
  write("caption-words.json", captionWords());
}
