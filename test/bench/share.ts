/** A share of `n`, with its Wilson 95 % interval. */
export type Share = {
  readonly share: number | undefined;
  readonly interval: readonly [low: number, high: number];
  readonly n: number;
};

/** Wilson (1927), z = 1.96; over nothing the share is undefined. */
export function shareOf(right: number, n: number): Share {
  if (n === 0) return { share: undefined, interval: [0, 1], n };
  const z2 = 1.96 ** 2;
  const p = right / n;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (1.96 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { share: p, interval: [Math.max(0, middle - half), Math.min(1, middle + half)], n };
}

/** Counts what was right. */
export class Tally {
  #right = 0;
  #n = 0;

  add(right: boolean): void {
    this.#n++;
    if (right) this.#right++;
  }

  get share(): Share {
    return shareOf(this.#right, this.#n);
  }
}
