import fc from "fast-check";
import { expect, test } from "vitest";
import { ANGLES } from "../../perception/photo.ts";
import type { AnswerLikelihoods } from "../../perception/vision-model.ts";
import { beliefOf, patternChances } from "../../planner/belief.ts";
import { aRecord, asked, goodEyes, heard, hypothesis } from "../fakes/one-object.ts";

const QUESTION = "Is it waste?";
const words = fc.constantFrom("yes" as const, "no" as const, "unknown" as const);
const views = fc.constantFrom("scene" as const, ...ANGLES);
const texts = ["first?", "second?", "third?"];
const aKind = (evidence: Parameters<typeof aRecord>[0] & object = {}) =>
  aRecord({
    hypotheses: ["a", "b", "other"].map((id, index) =>
      hypothesis(id, { prior: [0.5, 0.3, 0.2][index]! }),
    ),
    questions: texts.map((text, index) =>
      asked(
        text,
        { a: 0.9 - 0.4 * index, b: 0.1, other: 0.5 },
        { scene: 0.3, above: 0.9, side: 0.35 },
      ),
    ),
    ...evidence,
  });
const evidences = fc
  .array(fc.record({ view: views, text: fc.constantFrom(...texts), word: words }), {
    maxLength: 12,
  })
  .map((drawn) => drawn.map(({ view, text, word }) => heard(view, text, word)));
const exactEyes: AnswerLikelihoods = {
  reply: {
    yes: { yes: 1, no: 0, unknown: 0 },
    no: { yes: 0, no: 1, unknown: 0 },
    hidden: { yes: 0, no: 0, unknown: 1 },
  },
};

test("a belief sums to 1 whatever was seen, and no reply makes it forget a hypothesis", () => {
  fc.assert(
    fc.property(evidences, (evidence) => {
      const shares = Object.values(beliefOf(aKind({ evidence }), goodEyes));
      expect(shares.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }),
  );
});

test("the order in which answers came does not matter", () => {
  fc.assert(
    fc.property(evidences, fc.integer(), (evidence, turn) => {
      const at = evidence.length ? Math.abs(turn) % evidence.length : 0;
      const turned = [...evidence.slice(at), ...evidence.slice(0, at)].reverse();
      const one = beliefOf(aKind({ evidence }), goodEyes);
      const other = beliefOf(aKind({ evidence: turned }), goodEyes);
      for (const id of Object.keys(one)) expect(other[id]).toBeCloseTo(one[id]!, 9);
    }),
  );
});

test("a yes from above moves an even belief to 0.945, as worked out by hand", () => {
  // P(yes | waste) = 0.95 * 0.9 + 0.05 * 0.05 = 0.8575; P(yes | good) = 0.95 * 0.05 + 0.05 * 0.05 = 0.05.
  const record = aRecord({ evidence: [heard("top", QUESTION, "yes")] });
  expect(beliefOf(record, goodEyes).waste).toBeCloseTo(0.8575 / 0.9075, 9);
});

test("a half-hearted reply counts by its probabilities", () => {
  // 0.6 * 0.8575 + 0.4 * 0.05 against 0.6 * 0.05 + 0.4 * 0.8575.
  const record = aRecord({ evidence: [heard("top", QUESTION, { yes: 0.6, no: 0.4, unknown: 0 })] });
  expect(beliefOf(record, goodEyes).waste).toBeCloseTo(0.5345 / (0.5345 + 0.373), 9);
});

test("not seeing it tells nothing where yes and no show equally often", () => {
  const evidence = ANGLES.map((view) => heard(view, QUESTION, "unknown"));
  expect(beliefOf(aRecord({ evidence }), goodEyes).waste).toBeCloseTo(0.5, 9);
});

const oneSided: AnswerLikelihoods = {
  ...exactEyes,
  shown: {
    [QUESTION]: {
      scene: { yes: 0.25, no: 0.02 },
      above: { yes: 0.3, no: 0.02 },
      side: { yes: 0.2, no: 0.02 },
    },
  },
};
const unseenFrom = (sides: number) =>
  beliefOf(
    aRecord({
      evidence: ANGLES.slice(0, sides).map((view) => heard(view, QUESTION, "unknown")),
    }),
    oneSided,
  ).waste!;

test("sides are drawn without replacement: a sign missing on n of four is missing with 1 - n s", () => {
  for (const sides of [1, 2, 3, 4]) {
    const waste = 0.9 * (1 - sides * 0.2) + 0.1 * 0.8 ** sides;
    const good = 0.9 * (1 - sides * 0.02) + 0.1 * 0.98 ** sides;
    expect(unseenFrom(sides)).toBeCloseTo(waste / (waste + good), 2);
  }
  expect(unseenFrom(4)).toBeLessThan(0.2);
});

test("the same view asked the same twice counts once", () => {
  const once = [heard("top", QUESTION, "yes")];
  const twice = [...once, ...once];
  expect(beliefOf(aRecord({ evidence: twice }), goodEyes)).toEqual(
    beliefOf(aRecord({ evidence: once }), goodEyes),
  );
});

test("two questions that hide on the same photo are no two hints", () => {
  const both = asked("Is it spoilt?", { good: 0, waste: 1 });
  const shown = { ...oneSided.shown, [both.text]: oneSided.shown![QUESTION]! };
  const hidden = (questions: readonly string[]) =>
    beliefOf(
      aRecord({
        questions: [asked(QUESTION, { good: 0, waste: 1 }), both],
        evidence: questions.map((text) => heard("top", text, "unknown")),
      }),
      { ...oneSided, shown },
    ).waste!;
  expect(hidden([QUESTION, both.text])).toBeGreaterThan(hidden([QUESTION]) - 0.02);
});

test("patterns of true answers are numbered by the bits of their yeses", () => {
  const questions = [asked("a?", { h: 0.9 }), asked("b?", { h: 0.2 })];
  const chances = patternChances(questions, "h");
  const byHand = [0.08, 0.72, 0.02, 0.18];
  for (const [pattern, chance] of byHand.entries()) {
    expect(chances[pattern]).toBeCloseTo(chance, 9);
  }
});

test("answers to questions nobody knows the meaning of change nothing", () => {
  const record = aRecord({ evidence: [heard("top", "Is it blue?", "yes")] });
  expect(beliefOf(record, goodEyes)).toEqual({ good: 0.5, waste: 0.5 });
});
