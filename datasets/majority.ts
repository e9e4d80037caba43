import type { DatasetObject } from "./dataset-format.ts";

export type Vote = number | "none";

/**
 * What most people chose: one option, several when they tie, or `none` when more people than for any
 * one option said that none fits. In a tie of `none` with options, the options stand. `undefined`
 * without votes.
 */
export function majority(votes: readonly Vote[]): DatasetObject["accepted"] | undefined {
  const counts = new Map<Vote, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const most = Math.max(...counts.values());
  const options = [...counts].flatMap(([vote, count]) =>
    vote !== "none" && count === most ? [vote] : [],
  );
  return options.length > 0 ? options.toSorted((a, b) => a - b) : "none";
}
