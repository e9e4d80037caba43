/** Most words of a question that the embedded eyes read; the rest is cut off. */
export const MOST_WORDS = 28;

const UNKNOWN = 1;

/** Cuts the commonest English endings, so that `dents` and `dented` are one word. */
function stem(word: string): string {
  let rest = word;
  if (rest.length > 3 && rest.endsWith("s") && !rest.endsWith("ss")) rest = rest.slice(0, -1);
  for (const ending of ["ing", "ed"]) {
    if (rest.length <= ending.length + 2 || !rest.endsWith(ending)) continue;
    rest = rest.slice(0, -ending.length);
    const doubled = rest.at(-1) === rest.at(-2) && !"aeiouls".includes(rest.at(-1)!);
    if (rest.length > 3 && doubled) rest = rest.slice(0, -1);
    break;
  }
  return rest.length > 3 && rest.endsWith("e") ? rest.slice(0, -1) : rest;
}

/** A question's words as the eyes read them: lower-case stems in order, the same as in training. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map(stem);
}

/** Texts as texts.length x MOST_WORDS numbers: places in the vocabulary, 1 for others, 0 for none. */
export function encodeTexts(
  texts: readonly string[],
  places: ReadonlyMap<string, number>,
): Int32Array {
  const numbers = new Int32Array(texts.length * MOST_WORDS);
  texts.forEach((text, row) => {
    const words = wordsOf(text).slice(0, MOST_WORDS);
    words.forEach((word, column) => {
      numbers[row * MOST_WORDS + column] = places.get(word) ?? UNKNOWN;
    });
    if (words.length === 0) numbers[row * MOST_WORDS] = UNKNOWN;
  });
  return numbers;
}
