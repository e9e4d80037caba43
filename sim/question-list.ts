import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_KINDS } from "./all-kinds.ts";
import type { Kind } from "./kinds/kind.ts";

type Wordings = { readonly ask: string; readonly wordings: readonly string[] };

/** Every kind's questions in all their wordings, without their answers; the last one is held out. */
export function questionList(
  kinds: readonly Kind[] = ALL_KINDS,
): Readonly<Record<string, readonly Wordings[]>> {
  const entries = kinds.map(({ name, questions }) => [
    name,
    questions.map(({ ask, wordings }) => ({ ask, wordings })),
  ]);
  return Object.fromEntries(entries);
}

/** Writes that list as `questions.json` into a folder of shards, for training to read. */
export function writeQuestionList(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "questions.json"), `${JSON.stringify(questionList(), null, 1)}\n`);
}
