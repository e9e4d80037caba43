import fc from "fast-check";
import { expect, test } from "vitest";
import { softassign } from "../../planner/softassign.ts";

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
const columnOf = (rows: readonly (readonly number[])[], column: number) =>
  rows.map((row) => row[column]!);

test("no row has more than one partner, and hardly a column, whatever the ratios", () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
  const matrix = size.chain(([rows, columns]) => {
    const ratio = fc.double({ min: 0, max: 1e13, noNaN: true });
    const row = fc.array(ratio, { minLength: columns, maxLength: columns });
    return fc.array(row, { minLength: rows, maxLength: rows });
  });
  fc.assert(
    fc.property(matrix, (ratios) => {
      const shares = softassign(ratios);
      for (const row of shares) {
        expect(sumOf(row)).toBeLessThanOrEqual(1 + 1e-9);
        expect(row.every((share) => share >= 0)).toBe(true);
      }
      for (const column of ratios[0]!.keys()) {
        expect(sumOf(columnOf(shares, column))).toBeLessThanOrEqual(1.1);
      }
    }),
  );
});

test("the best partner goes to whom it suits better, and the other takes the second best", () => {
  const [first, second] = softassign([
    [1000, 100],
    [100_000, 10],
  ]);
  expect(first![1]).toBeGreaterThan(0.8);
  expect(second![0]).toBeGreaterThan(0.8);
});

test("what is unlikelier than to have no partner has none, and nothing has nothing", () => {
  expect(softassign([[0.01, 0.01]])[0]!.every((share) => share < 0.02)).toBe(true);
  expect(softassign([[], []])).toEqual([[], []]);
  expect(softassign([])).toEqual([]);
});
