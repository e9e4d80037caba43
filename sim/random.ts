import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers fixed by a seed, the same on every platform. */
export type Random = {
  /** 0 <= x < 1. */
  readonly next: () => number;
  /** from <= x < to. */
  readonly between: (from: number, to: number) => number;
  /** Whole number, 0 <= n < count. */
  readonly below: (count: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly chance: (probability: number) => boolean;
  /** Key drawn by weight. */
  readonly weighted: (weights: Readonly<Record<string, number>>) => string;
};

/** A stream of its own for each purpose: `randomFrom(seed, "light")` never shifts another's draws. */
export function randomFrom(seed: number, purpose: string): Random {
  let hash = 2166136261 ^ seed;
  hash = Math.imul(hash ^ (seed >>> 16), 16777619);
  for (let i = 0; i < purpose.length; i++) {
    hash = Math.imul(hash ^ purpose.charCodeAt(i), 16777619);
  }
  const generator = xoroshiro128plus(hash);
  for (let i = 0; i < 8; i++) generator.next();
  const next = () => (generator.next() >>> 0) / 4294967296;
  const below = (count: number) => Math.min(count - 1, Math.floor(next() * count));
  return {
    next,
    below,
    between: (from, to) => from + (to - from) * next(),
    pick: (items) => items[below(items.length)]!,
    chance: (probability) => next() < probability,
    weighted: (weights) => {
      const entries = Object.entries(weights);
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      return entries.at(-1)![0];
    },
  };
}
