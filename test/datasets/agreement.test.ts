import fc from "fast-check";
import { expect, test } from "vitest";
import { agreement, krippendorffAlpha } from "../../datasets/agreement.ts";
import { majority } from "../../datasets/majority.ts";

/** Rows of observers, `.` where one said nothing, as what was said of each unit. */
const units = (...rows: string[]): string[][] =>
  rows[0]!
    .split(" ")
    .map((_, i) => rows.map((row) => row.split(" ")[i]!).filter((it) => it !== "."));

test("alpha agrees with Krippendorff's published examples", () => {
  // Krippendorff 2011: section A (binary, two observers), B (nominal, two), C (nominal, four, gaps).
  expect(krippendorffAlpha(units("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))).toBeCloseTo(
    0.095,
    3,
  );
  expect(
    krippendorffAlpha(units("a a b b d c c c e d d a", "b a b b b c c c e d d d")),
  ).toBeCloseTo(0.692, 3);
  const four = units(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
  );
  expect(krippendorffAlpha(four)).toBeCloseTo(0.743, 3);
});

test("alpha is unknown where nobody could have differed", () => {
  expect(krippendorffAlpha([])).toBeUndefined();
  expect(krippendorffAlpha([[1], [2]])).toBeUndefined();
  expect(
    krippendorffAlpha([
      [1, 1],
      [1, 1, 1],
    ]),
  ).toBeUndefined();
  expect(agreement([[1, 1], [1]])).toEqual({ units: 1, values: 2, seed: 1 });
});

test("alpha is 1 for those who always agree, whatever the gaps, and never above", () => {
  const unit = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), (given) => {
      const alpha = krippendorffAlpha(given);
      if (alpha !== undefined) expect(alpha).toBeLessThanOrEqual(1 + 1e-12);
      const agreeing = krippendorffAlpha(given.map((it) => it.map(() => it[0]!)));
      if (agreeing !== undefined) expect(agreeing).toBeCloseTo(1, 12);
    }),
  );
});

test("the interval holds alpha, is fixed by its seed, and narrows with more units", () => {
  const few = units(
    "1 2 3 3 2 1 4 1 2 5 1 3",
    "1 2 3 3 2 2 4 1 2 5 1 3",
    "1 2 3 3 2 4 4 1 2 5 2 3",
  );
  const many = Array.from({ length: 20 }, () => few).flat();
  const [a, again, wide] = [agreement(few, 7), agreement(few, 7), agreement(many, 7)];
  expect(a).toEqual(again);
  expect(a).toMatchObject({ units: 12, values: 36, seed: 7 });
  expect(a.interval![0]).toBeLessThan(a.alpha!);
  expect(a.interval![1]).toBeGreaterThan(a.alpha!);
  const width = ({ interval }: typeof a) => interval![1] - interval![0];
  expect(width(wide)).toBeLessThan(width(a) / 3);
});

test.each([
  ["most votes win", [3, 3, 4, 1, 3], [3]],
  ["a tie accepts both", [4, 2, 4, 2, 1], [2, 4]],
  ["none wins only alone", ["none", "none", 1, 2, "none"], "none"],
  ["a tie of none with an option leaves the option", ["none", 3, "none", 3], [3]],
  ["no votes, no answer", [], undefined],
] as const)("%s", (_, votes, accepted) => expect(majority(votes)).toEqual(accepted));
