import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** What several people said of one thing; who said it does not matter, and any may have said nothing. */
export type Unit = readonly (string | number)[];

/** Krippendorff's alpha with a 95 % interval, and what it rests on. */
export type Agreement = {
  /** 1 is perfect agreement, 0 what chance would give. Left out where nobody could have differed. */
  readonly alpha?: number;
  readonly interval?: readonly [low: number, high: number];
  /** Things that at least two people spoke of, and how often they did. */
  readonly units: number;
  readonly values: number;
  readonly seed: number;
};

/**
 * Krippendorff's alpha for nominal data with missing values: 1 - D_o / D_e over the coincidences of
 * values within units (K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, section
 * C). `undefined` where fewer than two values can be paired, or all are the same.
 */
export function krippendorffAlpha(units: readonly Unit[]): number | undefined {
  const totals = new Map<string | number, number>();
  let n = 0;
  let agreeing = 0;
  for (const unit of units) {
    if (unit.length < 2) continue;
    const counts = new Map<string | number, number>();
    for (const value of unit) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const [value, count] of counts) {
      agreeing += (count * (count - 1)) / (unit.length - 1);
      totals.set(value, (totals.get(value) ?? 0) + count);
    }
    n += unit.length;
  }
  const byChance = [...totals.values()].reduce((sum, it) => sum + it * (it - 1), 0) / (n - 1);
  if (n < 2 || totals.size < 2) return undefined;
  return 1 - (n - agreeing) / (n - byChance);
}

const RESAMPLES = 2000;

/**
 * Alpha with its percentile bootstrap interval: whole units are drawn again with replacement (2,000
 * times, seeded). Draws in which all values are the same have no alpha and are left out; no interval
 * where that befalls more than one in twenty.
 */
export function agreement(units: readonly Unit[], seed = 1): Agreement {
  const paired = units.filter((unit) => unit.length >= 2);
  const alpha = krippendorffAlpha(paired);
  const values = paired.reduce((sum, unit) => sum + unit.length, 0);
  const about = { units: paired.length, values, seed };
  if (alpha === undefined) return about;
  const generator = xoroshiro128plus(seed);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    krippendorffAlpha(paired.map(() => paired[(generator.next() >>> 0) % paired.length]!)),
  )
    .filter((it) => it !== undefined)
    .toSorted((a, b) => a - b);
  if (paired.length < 2 || drawn.length < RESAMPLES * 0.95) return { alpha, ...about };
  const at = (share: number) => drawn[Math.floor(drawn.length * share)]!;
  return { alpha, interval: [at(0.025), at(0.975)], ...about };
}
