import type { Reply } from "../question.ts";
import type { TokenLogprob } from "./classify-reply.ts";

const WORDS = ["yes", "no", "unknown"] as const;
export type AnswerWord = (typeof WORDS)[number];

/** No model is believed beyond this, by its word or by its tokens. */
const MOST = 0.98;
/** Token probabilities count where the three words hold at least this much of the mass. */
const LEAST_MASS = 0.5;

/** A stated confidence (0..1) as probabilities: what is left is halved between the other words. */
export function fromStated(word: AnswerWord, confidence: number): Reply {
  const sure = Math.min(MOST, Math.max(1 / 3, confidence));
  const rest = (1 - sure) / 2;
  return { yes: rest, no: rest, unknown: rest, [word]: sure };
}

/**
 * Probabilities of the `count` values of "answer" in a reply, in the order written, from the
 * alternatives at the token where each word begins. `undefined` where the tokens do not tell.
 */
export function fromTokens(
  tokens: readonly TokenLogprob[],
  count: number,
): readonly Reply[] | undefined {
  const text = tokens.map(({ token }) => token).join("");
  const starts = [...text.matchAll(/"answer"\s*:\s*"\s*(?=yes|no|unknown)/gi)].map(
    (match) => match.index + match[0].length,
  );
  if (starts.length !== count) return undefined;
  const replies = starts.map((start) => atToken(tokens, start));
  return replies.every((reply) => reply !== undefined) ? replies : undefined;
}

function atToken(tokens: readonly TokenLogprob[], start: number): Reply | undefined {
  let end = 0;
  const token = tokens.find((t) => {
    end += t.token.length;
    return end > start;
  });
  if (token === undefined) return undefined;
  const mass = { yes: 0, no: 0, unknown: 0 };
  for (const { token: text, logprob } of token.top_logprobs) {
    const begun = text.toLowerCase().match(/[a-z]+/)?.[0];
    const word = begun === undefined ? undefined : WORDS.find((w) => w.startsWith(begun));
    if (word !== undefined) mass[word] += Math.exp(logprob);
  }
  const total = mass.yes + mass.no + mass.unknown;
  if (!(total >= LEAST_MASS)) return undefined;
  const top = WORDS.reduce((a, b) => (mass[b] > mass[a] ? b : a));
  if (mass[top] / total > MOST) return fromStated(top, MOST);
  return { yes: mass.yes / total, no: mass.no / total, unknown: mass.unknown / total };
}
