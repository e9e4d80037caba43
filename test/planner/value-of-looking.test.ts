import fc from "fast-check";
import { expect, test } from "vitest";
import { ANGLES } from "../../perception/photo.ts";
import type { AnswerLikelihoods } from "../../perception/vision-model.ts";
import { loadNorms } from "../../planner/norms.ts";
import { stakesOf } from "../../planner/utility.ts";
import { unlike, valueOfLooking } from "../../planner/value-of-looking.ts";
import { aRecord, aRun, asked, goodEyes, heard, hypothesis } from "../fakes/one-object.ts";

const { costs } = loadNorms();
const stakes = stakesOf(aRecord(), aRun([aRecord()]), costs);
const exactEyes: AnswerLikelihoods = {
  reply: {
    yes: { yes: 1, no: 0, unknown: 0 },
    no: { yes: 0, no: 1, unknown: 0 },
    hidden: { yes: 0, no: 0, unknown: 1 },
  },
};

test("with eyes that never err it is worth what knowing is worth, where the view shows it", () => {
  // Now: leave, 0.5 * 1 + 0.5 * -0.25 = 0.375. Knowing: 1. Shown with 0.95: 0.95 * 0.625 - 0.03.
  const { gain } = valueOfLooking(aRecord(), "top", stakes, exactEyes);
  expect(gain).toBeCloseTo(0.95 * 0.625 - 0.03, 2);
  const side = valueOfLooking(aRecord(), "left", stakes, exactEyes);
  expect(side.gain).toBeCloseTo(0.25 * 0.625 - 0.03, 2);
});

test("a look that can change no action is worth less than nothing: its cost", () => {
  const same = aRecord({
    hypotheses: [hypothesis("good"), hypothesis("waste")],
  });
  expect(valueOfLooking(same, "top", stakes, goodEyes).gain).toBeCloseTo(costs.look, 9);
  const mute = aRecord({ questions: [asked("Is it blue?", { good: 0.5, waste: 0.5 })] });
  expect(valueOfLooking(mute, "top", stakes, goodEyes).gain).toBeCloseTo(costs.look, 9);
});

test("no look is worth less than minus its cost, and looking on never lowers it", () => {
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const seen = fc.record({ scene: share, above: share, side: share });
  const drawn = fc.record({
    prior: share,
    a: share,
    b: share,
    c: share,
    d: share,
    seen,
    also: seen,
  });
  fc.assert(
    fc.property(drawn, fc.constantFrom(...ANGLES), ({ prior, a, b, c, d, ...views }, angle) => {
      const record = aRecord({
        hypotheses: aRecord().hypotheses.map((each, index) => ({
          ...each,
          prior: index ? prior : 1 - prior,
        })),
        questions: [
          asked("first?", { good: a, waste: b }, views.seen),
          asked("second?", { good: c, waste: d }, views.also),
        ],
        evidence: [heard("scene", "first?", "unknown")],
      });
      const { gain } = valueOfLooking(record, angle, stakes, goodEyes);
      expect(gain).toBeGreaterThanOrEqual(costs.look - 1e-9);
      const others = ANGLES.filter((other) => other !== angle).slice(0, 2);
      const ahead = valueOfLooking(record, angle, stakes, goodEyes, others);
      expect(ahead.gain).toBeGreaterThanOrEqual(gain - 1e-9);
    }),
    { numRuns: 40 },
  );
});

test("a sign on one of four sides may be worth a search though no single look is", () => {
  const shown = {
    "Is it waste?": {
      scene: { yes: 0.02, no: 0.02 },
      above: { yes: 0.02, no: 0.02 },
      side: { yes: 0.25, no: 0.02 },
    },
  };
  const record = aRecord({
    hypotheses: [
      hypothesis("good", { prior: 0.2, right: { leave: 1 }, loss: "low" }),
      hypothesis("waste", { prior: 0.8, right: { discard: 1 }, loss: "none" }),
    ],
  });
  const eyes = { ...exactEyes, shown };
  const alone = valueOfLooking(record, "front", stakes, eyes).gain;
  const search = valueOfLooking(record, "front", stakes, eyes, ["back", "left", "right"]).gain;
  expect(search).toBeGreaterThan(alone);
});

test("the most telling question comes first", () => {
  const record = aRecord({
    questions: [
      asked("Is it old?", { good: 0.4, waste: 0.6 }),
      asked("Is it waste?", { good: 0.02, waste: 0.98 }),
    ],
  });
  expect(valueOfLooking(record, "top", stakes, goodEyes).questions).toEqual([
    "Is it waste?",
    "Is it old?",
  ]);
});

test("sides that are left promise the same, so one stands for all", () => {
  expect(unlike(ANGLES)).toEqual(["front", "top"]);
  expect(unlike(["left", "back"])).toEqual(["left"]);
});
