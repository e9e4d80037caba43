import type { Belief } from "./hypothesis.ts";

/** How much of the belief the hypotheses still possible hold together. */
export const SET_MASS = 0.9;

/** The fewest hypotheses that hold `mass` of the belief, likeliest first; at a tie the earlier one. */
export function predictionSet(belief: Belief, mass: number = SET_MASS): readonly string[] {
  const set: string[] = [];
  let held = 0;
  for (const [id, share] of Object.entries(belief).sort(([, a], [, b]) => b - a)) {
    if (held >= mass - 1e-9) break;
    set.push(id);
    held += share;
  }
  return set;
}
