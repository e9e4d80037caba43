import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { overlap } from "../../perception/geometry/overlap.ts";
import { bestConvention, boxFrom } from "../../perception/openai/box-convention.ts";
import { plainSchema } from "../../perception/openai/ladder.ts";
import { fromStated, fromTokens } from "../../perception/openai/reply-probabilities.ts";
import { fitToSchema, jsonObjectsIn } from "../../perception/openai/tolerant-json.ts";

describe("JSON in what a model wrote", () => {
  test("is found whatever prose, fences and braces stand around it", () => {
    const prose = fc.string().map((text) => text.replace(/[{"\\<]/g, ""));
    const value = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()));
    fc.assert(
      fc.property(prose, value, prose, (before, inner, after) => {
        const plain = JSON.parse(JSON.stringify(inner));
        expect(jsonObjectsIn(`${before}${JSON.stringify(plain)}${after}`)).toContainEqual(plain);
      }),
    );
  });

  test("never takes more than linear time over babble", () => {
    expect(jsonObjectsIn("{".repeat(200_000))).toEqual([]);
    expect(jsonObjectsIn(`${'{"a":'.repeat(50_000)}1`)).toEqual([]);
    expect(jsonObjectsIn("<think>".repeat(300_000))).toEqual([]);
  });

  test("that a model only thought of does not count", () => {
    expect(jsonObjectsIn('<think>{"a":1}</think>{"a":2}')).toEqual([{ a: 2 }]);
    expect(jsonObjectsIn('{"a":1}</think>{"a":2}')).toEqual([{ a: 2 }]);
    expect(jsonObjectsIn('<think>{"a":1}')).toEqual([]);
    expect(jsonObjectsIn('<think>1</think>{"a":2}<thinking>{"a":3}')).toEqual([{ a: 2 }]);
  });

  test("may have words in the wrong case and numbers as text, but nothing is invented", () => {
    const schema = plainSchema(
      z.strictObject({ word: z.enum(["yes", "no"]), n: z.number(), list: z.array(z.int()) }),
    );
    const slips = { word: " YES ", n: "0.5", list: ["3", 4] };
    expect(fitToSchema(slips, schema)).toEqual({ word: "yes", n: 0.5, list: [3, 4] });
    const wrong = { word: "maybe", n: "half", list: null, constructor: "x" };
    expect(fitToSchema(wrong, schema)).toEqual(wrong);
  });
});

describe("probabilities of an answer", () => {
  test("from a stated confidence: the rest is halved, and nobody is ever certain", () => {
    expect(fromStated("yes", 0.8)).toEqual({
      yes: 0.8,
      no: expect.closeTo(0.1),
      unknown: expect.closeTo(0.1),
    });
    expect(fromStated("no", 1).no).toBe(0.98);
    expect(fromStated("unknown", 0).unknown).toBeCloseTo(1 / 3);
  });

  const token = (text: string, top: Record<string, number> = {}) => ({
    token: text,
    logprob: 0,
    top_logprobs: Object.entries(top).map(([word, p]) => ({ token: word, logprob: Math.log(p) })),
  });

  test("from tokens: what else the model would have written where the word begins", () => {
    const tokens = [
      token('{"answers":[{"evidence":"it says \\"answer\\": \\"no\\"","answer"'),
      token(': "'),
      token("yes", { yes: 0.6, no: 0.2, un: 0.1, Yes: 0.05, maybe: 0.05 }),
      token('"},{"answer":'),
      token(' "no', { ' "no': 0.5, ' "unknown': 0.5 }),
      token('"}]}'),
    ];
    const [first, second] = fromTokens(tokens, 2)!;
    expect(first?.yes).toBeCloseTo(0.65 / 0.95);
    expect(first?.unknown).toBeCloseTo(0.1 / 0.95);
    expect(second).toEqual({ yes: 0, no: expect.closeTo(0.5), unknown: expect.closeTo(0.5) });
  });

  test("from tokens that do not tell: none, so that the stated confidence counts", () => {
    const vague = [token('{"answer": "'), token("yes", { yes: 0.2, the: 0.8 }), token('"}')];
    expect(fromTokens(vague, 1)).toBeUndefined();
    expect(fromTokens([token('{"answer": "yes"}')], 1)).toBeUndefined();
    expect(fromTokens(vague, 2)).toBeUndefined();
    expect(fromTokens([], 1)).toBeUndefined();
  });
});

describe("boxes as models write them", () => {
  const size = { widthPx: 800, heightPx: 600 };
  const known = { x: 80, y: 60, width: 160, height: 300 };
  const corners: Record<string, number[]> = {
    "thousandths true": [100, 100, 300, 600],
    "thousandths false": [100, 100, 600, 300],
    "fractions true": [0.1, 0.1, 0.3, 0.6],
    "fractions false": [0.1, 0.1, 0.6, 0.3],
    "pixels true": [80, 60, 240, 360],
    "pixels false": [60, 80, 360, 240],
  };

  test.each(Object.entries(corners))(
    "%s is told apart on a known box and read back",
    (name, written) => {
      const best = bestConvention([{ size, pairs: [{ written, known }] }]);
      expect(`${best.convention.unit} ${best.convention.xFirst}`).toBe(name);
      expect(overlap(boxFrom(written, best.convention, size)!, known)).toBeCloseTo(1);
    },
  );

  const cards = [
    { widthPx: 1280, heightPx: 720 },
    { widthPx: 900, heightPx: 1200 },
  ];
  const places = [
    [0.06, 0.12, 0.24, 0.42],
    [0.55, 0.08, 0.9, 0.23],
    [0.3, 0.5, 0.42, 0.9],
  ];

  test.each(["longest", "shortest", "square"] as const)(
    "pixels of a picture whose %s was scaled are told apart on two cards, and read back at other sizes",
    (side) => {
      fc.assert(
        fc.property(fc.integer({ min: 200, max: 720 }), fc.boolean(), (toPx, xFirst) => {
          const convention = { unit: "pixels", xFirst, scaled: { side, toPx } } as const;
          const far = ({ widthPx, heightPx }: (typeof cards)[number]) => {
            if (side === "square") return [toPx, toPx, toPx, toPx];
            const scale = toPx / Math[side === "longest" ? "max" : "min"](widthPx, heightPx);
            return [widthPx, heightPx, widthPx, heightPx].map((px) => px * scale);
          };
          const write = (size: (typeof cards)[number], shares: readonly number[]) => {
            const corners = shares.map((share, i) => Math.round(share * far(size)[i]!));
            return xFirst ? corners : [1, 0, 3, 2].map((i) => corners[i]!);
          };
          const boxOn = (size: (typeof cards)[number], shares: readonly number[]) => ({
            x: shares[0]! * size.widthPx,
            y: shares[1]! * size.heightPx,
            width: (shares[2]! - shares[0]!) * size.widthPx,
            height: (shares[3]! - shares[1]!) * size.heightPx,
          });
          const best = bestConvention(
            cards.map((size) => ({
              size,
              pairs: places.map((at) => ({ written: write(size, at), known: boxOn(size, at) })),
            })),
          );
          const other = { widthPx: 1024, heightPx: 1000 };
          for (const at of places) {
            const read = boxFrom(write(other, at), best.convention, other)!;
            expect(overlap(read, boxOn(other, at))).toBeGreaterThan(0.9);
          }
          expect(
            overlap(
              boxFrom(write(other, places[0]!), convention, other)!,
              boxOn(other, places[0]!),
            ),
          ).toBeGreaterThan(0.9);
        }),
        { numRuns: 50 },
      );
    },
  );

  test.each([
    [[10, 10, 5, 50]],
    [[10, 10, 50]],
    [[10, 10, 50, Number.NaN]],
    [[-400, 10, 50, 50]],
    [[10, 10, 5000, 50]],
    [[500, 500, 500.5, 600]],
  ])("%j is nonsense", (written) => {
    expect(boxFrom(written, { unit: "thousandths", xFirst: true }, size)).toBeUndefined();
  });

  test("a box that just leaves the photo is clamped to it", () => {
    const box = boxFrom([-5, 900, 500, 1010], { unit: "thousandths", xFirst: true }, size);
    expect(box).toEqual({ x: 0, y: 540, width: 400, height: expect.closeTo(60) });
  });
});
