import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export type Interval = readonly [low: number, high: number];

/** Two-sided 95 % normal quantile. */
const Z = 1.959963984540054;

/** Wilson score interval of a share, 95 % (Wilson 1927); `undefined` for n = 0. */
export function wilson(hits: number, n: number): Interval | undefined {
  if (n === 0) return undefined;
  const p = hits / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** How many objects of one surface, or of two that are twins, each of two methods had right. */
export type PairedCluster = { readonly a: number; readonly b: number; readonly n: number };

const RESAMPLES = 10_000;

/**
 * Difference of two shares, a - b, over the same objects. Objects of one surface are not independent,
 * so whole surfaces are resampled (cluster bootstrap, percentile interval, 95 %), and the p-value
 * comes from flipping the sign of whole surfaces (two-sided permutation test, 10,000 draws). Seeded.
 */
export function pairedDifference(
  clusters: readonly PairedCluster[],
  seed = 1,
): { difference: number; interval: Interval; p: number } | undefined {
  const n = clusters.reduce((sum, it) => sum + it.n, 0);
  if (n === 0) return undefined;
  const gaps = clusters.map((it) => it.a - it.b);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const generator = xoroshiro128plus(seed);
  const below = (count: number) => (generator.next() >>> 0) % count;
  const resampled = Array.from({ length: RESAMPLES }, () => {
    let gap = 0;
    let size = 0;
    for (let i = 0; i < clusters.length; i++) {
      const picked = below(clusters.length);
      gap += gaps[picked]!;
      size += clusters[picked]!.n;
    }
    return gap / size;
  }).sort((x, y) => x - y);
  let extreme = 0;
  for (let i = 0; i < RESAMPLES; i++) {
    const flipped = gaps.reduce((sum, gap) => sum + (below(2) === 0 ? gap : -gap), 0);
    if (Math.abs(flipped) >= Math.abs(total) - 1e-9) extreme++;
  }
  return {
    difference: total / n,
    interval: [
      resampled[Math.floor(RESAMPLES * 0.025)]!,
      resampled[Math.floor(RESAMPLES * 0.975)]!,
    ],
    p: (extreme + 1) / (RESAMPLES + 1),
  };
}
