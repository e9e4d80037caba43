import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeTexts, MOST_WORDS, wordsOf } from "../../perception/embedded/tokens.ts";

// Written by perception/training/words.py from the same texts; its vocabulary is every second text's.
type Row = { text: string; words: string[]; numbers: number[] };
const rows: Row[] = JSON.parse(
  readFileSync(new URL("./embedded-tokens.json", import.meta.url), "utf8"),
);

test("reads words as the training did", () => {
  expect(rows.length).toBeGreaterThan(10);
  for (const { text, words } of rows) expect(wordsOf(text)).toEqual(words);
});

test("gives words the numbers that the training gave them", () => {
  const vocabulary = ["", "?"];
  for (const word of new Set(rows.filter((_, i) => i % 2 === 0).flatMap(({ words }) => words))) {
    vocabulary.push(word);
  }
  const sorted = ["", "?", ...vocabulary.slice(2).sort()];
  const places = new Map(sorted.map((word, i) => [word, i]));
  const texts = rows.map(({ text }) => text);
  const numbers = encodeTexts(texts, places);
  rows.forEach((row, i) => {
    expect([...numbers.subarray(i * MOST_WORDS, (i + 1) * MOST_WORDS)]).toEqual(row.numbers);
  });
});

test("endings do not matter, other words do", () => {
  expect(wordsOf("Are the lids opened?")).toEqual(wordsOf("are the lid, OPENS!"));
  expect(wordsOf("Is it full?")).not.toEqual(wordsOf("Is it empty?"));
});
