import { expect, test } from "vitest";
import { calibrationError } from "./calibration-error.ts";

test("the calibration error is how far sureness and being right lie apart, bin by bin", () => {
  const judged = [
    { sure: 0.95, right: true },
    { sure: 0.95, right: false },
    { sure: 0.55, right: true },
    { sure: 1, right: true },
  ];
  // Bins of 0.9 to 1: sure 2.9, right 2; of 0.5 to 0.6: sure 0.55, right 1.
  expect(calibrationError(judged)).toBeCloseTo((0.9 + 0.45) / 4, 10);
  expect(calibrationError([])).toBeUndefined();
});
