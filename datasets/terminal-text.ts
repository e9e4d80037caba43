const spelt = (letter: string): string => `\\u{${letter.codePointAt(0)!.toString(16)}}`;

/** Text from outside on one line of a terminal: what would steer it, or cannot be seen, is spelt out. */
export const escapedForTerminal = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, spelt);

/**
 * Lines for a terminal, parts of which may come from outside: they break, and have the few colours that
 * we use, none of which hides anything; all else that would steer it is spelt out.
 */
export const linesForTerminal = (text: string): string =>
  text
    .split(/(\n|\p{Cc}\[(?:[0-2]|22|3[1-69]|90)m)/u)
    // Every other part is one of those.
    .map((part, i) =>
      i % 2 === 1 && "\n\u{1b}".includes(part[0]!) ? part : escapedForTerminal(part),
    )
    .join("");
