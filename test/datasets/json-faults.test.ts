import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFaults } from "../../datasets/json-fault.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test("finds a break wherever JSON.parse does, and nowhere else", () => {
  const broken = fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", '"', "}", "NaN", "\\", "\n", "1", "-", "."),
    )
    .map(([text, at, put]) => {
      const i = at % (text.length + 1);
      return text.slice(0, i) + put + text.slice(i + (at % 2));
    });
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
      expect(jsonFaults(text).broken === undefined).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{\n  "a": 1,\n}', 3, 1, /a name in double quotes expected, but found "}"/],
  ['{ "a": NaN }', 1, 8, /a value expected, but found "N"/],
  ["[1,\n 2", 2, 3, /"," or "]" expected, but the text ends/],
  ["", 1, 1, /a value expected, but the text ends/],
  ['{ "a": "b\nc" }', 1, 10, /" expected, but found "\\n"/],
  ['["a\\q"]', 1, 4, /an escape/],
  ["[".repeat(100_000), 1, 502, /more than 500 levels/],
] as const)("%j", (text, line, column, why) => {
  if (text.length < 100) expect(parses(text)).toBe(false);
  expect(jsonFaults(text).broken).toEqual({ line, column, why: expect.stringMatching(why) });
});

test("says where one object has a name twice, for JSON.parse says nothing", () => {
  const { broken, twice } = jsonFaults('{ "a": { "b": 1 },\n  "a": 2, "c": [{ "b": 1 }] }');
  expect(broken).toBeUndefined();
  expect(twice).toEqual([{ line: 2, column: 3, why: '"a" is there twice in one object' }]);
});
