import type { Reply } from "../question.ts";

/** The words a model is asked to answer with, and what each means. */
const WORDS = { yes: "Yes", no: "No", unknown: "Unknown" } as const;
type Word = keyof typeof WORDS;

/** The tokens that an answer may begin with, by what they mean. */
export type AnswerTokens = Readonly<Record<Word, readonly number[]>>;

/**
 * The first token of each word as a model may write it: with or without a space before, in small,
 * capital or mixed letters. A token that begins two of the words tells nothing and is left out.
 */
export function answerTokens(encode: (text: string) => readonly number[]): AnswerTokens {
  const firstOf = (word: Word): ReadonlySet<number> => {
    const cases = [WORDS[word], WORDS[word].toLowerCase(), WORDS[word].toUpperCase()];
    const ways = cases.flatMap((text) => [text, ` ${text}`]);
    return new Set(ways.flatMap((text) => encode(text).slice(0, 1)));
  };
  const all = { yes: firstOf("yes"), no: firstOf("no"), unknown: firstOf("unknown") };
  const alone = (word: Word) =>
    [...all[word]].filter((token) => Object.values(all).filter((it) => it.has(token)).length === 1);
  return { yes: alone("yes"), no: alone("no"), unknown: alone("unknown") };
}

/**
 * What a model's logits for the first token of its answer say: softmax over all tokens, summed over
 * each word's. Whatever else it would have said is no answer and counts as unknown.
 */
export function replyFrom(logits: ArrayLike<number>, tokens: AnswerTokens): Reply {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) top = Math.max(top, logits[i]!);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp(logits[i]! - top);
  const massOf = (word: Word) =>
    tokens[word].reduce((sum, token) => sum + Math.exp(logits[token]! - top), 0) / total;
  const [yes, no] = [massOf("yes"), massOf("no")];
  return { yes, no, unknown: Math.max(0, 1 - yes - no) };
}
