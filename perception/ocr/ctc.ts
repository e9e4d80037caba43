/** What a strip says, and how sure: the mean probability of its characters, 0..1; 0 for no character. */
export type Line = { readonly text: string; readonly score: number };

/** The characters behind a dictionary file: the first class is the blank, the last a space. */
export const alphabetOf = (dictionary: string): readonly string[] => [
  "",
  ...dictionary.replace(/\r?\n$/, "").split(/\r?\n/),
  " ",
];

/**
 * The likeliest class of every step, repeats and blanks dropped (greedy CTC decoding, Graves et al. 2006).
 * Characters that steer a terminal or a page are left out.
 */
export function lineOf(probabilities: Float32Array, alphabet: readonly string[]): Line {
  const classes = alphabet.length;
  let text = "";
  let sum = 0;
  let count = 0;
  let before = 0;
  for (let at = 0; at + classes <= probabilities.length; at += classes) {
    let best = 0;
    for (let i = 1; i < classes; i++) {
      if (probabilities[at + i]! > probabilities[at + best]!) best = i;
    }
    if (best !== 0 && best !== before) {
      text += alphabet[best]!;
      sum += probabilities[at + best]!;
      count += 1;
    }
    before = best;
  }
  const plain = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
  return { text: plain, score: plain === "" ? 0 : sum / count };
}
