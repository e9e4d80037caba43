import { expect, test } from "vitest";
import { placedIn } from "../../perception/embedded/detector-input.ts";
import { describeDetections, withoutDoubles } from "../../perception/embedded/embedded-detector.ts";
import { overlap } from "../../perception/geometry/overlap.ts";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

test("overlap is the shared part of the union", () => {
  expect(overlap(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(50 / 150);
  expect(overlap(box(0, 0, 10, 10), box(20, 20, 5, 5))).toBe(0);
});

test("one thing is found once, by its best box; neighbours stay", () => {
  const found = withoutDoubles([
    { label: "bowl", score: 0.4, box: box(1, 0, 10, 10) },
    { label: "cup", score: 0.9, box: box(0, 0, 10, 10) },
    { label: "can", score: 0.5, box: box(7, 0, 10, 10) },
  ]);
  expect(found.map(({ label }) => label)).toEqual(["cup", "can"]);
});

test("a photo of any shape lies whole in the detector's picture", () => {
  expect(placedIn({ widthPx: 512, heightPx: 384 })).toEqual({ scale: 0.5, right: 0, down: 0 });
  expect(placedIn({ widthPx: 384, heightPx: 384 })).toEqual({ scale: 0.5, right: 32, down: 0 });
});

test("a surface is described by what is on it", () => {
  const cup = { label: "cup", score: 0.9, box: box(0, 0, 1, 1) };
  expect(describeDetections([cup, { ...cup, label: "book" }, cup])).toBe(
    "a surface with 1 x book, 2 x cup",
  );
  expect(describeDetections([])).toMatch(/nothing/);
});
