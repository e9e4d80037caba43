const BINS = 10;

/** How sure an answer was, 0..1, and whether it was right. */
export type Judged = { readonly sure: number; readonly right: boolean };

/**
 * Expected calibration error (Guo et al. 2017, arXiv:1706.04599, eq. 3): the mean distance between how
 * sure answers are and how often they are right, over ten bins of equal width, each by its count.
 */
export function calibrationError(judged: readonly Judged[]): number | undefined {
  if (judged.length === 0) return undefined;
  const bins = Array.from({ length: BINS }, () => ({ sure: 0, right: 0 }));
  for (const { sure, right } of judged) {
    const bin = bins[Math.min(BINS - 1, Math.floor(sure * BINS))]!;
    bin.sure += sure;
    if (right) bin.right++;
  }
  return bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / judged.length;
}
