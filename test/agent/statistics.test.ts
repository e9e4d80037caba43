import fc from "fast-check";
import { expect, test } from "vitest";
import { pairedDifference, wilson } from "../../agent/evaluation/statistics.ts";

test("the Wilson interval agrees with published values", () => {
  // Newcombe 1998, table I: 81 of 263, and 0 of 20.
  expect(wilson(81, 263)![0]).toBeCloseTo(0.2553, 4);
  expect(wilson(81, 263)![1]).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)![0]).toBe(0);
  expect(wilson(0, 20)![1]).toBeCloseTo(0.1611, 4);
  expect(wilson(0, 0)).toBeUndefined();
});

test("a share lies within its interval, and the interval within 0..1", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, s) => {
        const hits = Math.round(n * s);
        const [low, high] = wilson(hits, n)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(hits / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(hits / n - 1e-12);
      },
    ),
  );
});

test("equal methods do not differ; a method better on every surface does", () => {
  const equal = Array.from({ length: 20 }, () => ({ a: 5, b: 5, n: 9 }));
  expect(pairedDifference(equal)).toEqual({ difference: 0, interval: [0, 0], p: 1 });
  const better = Array.from({ length: 20 }, () => ({ a: 7, b: 4, n: 10 }));
  const compared = pairedDifference(better)!;
  expect(compared.difference).toBeCloseTo(0.3);
  expect(compared.interval[0]).toBeGreaterThan(0.29);
  expect(compared.p).toBeLessThan(0.001);
  expect(pairedDifference([])).toBeUndefined();
});

test("swapping the methods turns the difference round", () => {
  const clusters = [
    { a: 7, b: 4, n: 9 },
    { a: 3, b: 5, n: 8 },
    { a: 6, b: 4, n: 10 },
  ];
  const there = pairedDifference(clusters)!;
  const back = pairedDifference(clusters.map(({ a, b, n }) => ({ a: b, b: a, n })))!;
  expect(back.difference).toBeCloseTo(-there.difference);
  expect(back.p).toBeCloseTo(there.p);
});
