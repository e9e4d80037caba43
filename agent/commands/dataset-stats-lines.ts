import type { DatasetStatistics } from "../../datasets/dataset-statistics.ts";
import type { Share, ShownStatistics } from "../../sim/statistics.ts";
import { wilson } from "../evaluation/statistics.ts";

/** What photos of simulated surfaces show, in lines for people. */
export const shownLines = (name: string, it: ShownStatistics): readonly string[] => [
  `${name}: ${it.surfaces} surfaces, ${it.objects} objects`,
  `seen on the scene photo     ${words(it.visible)}`,
  `decided by the scene photo  ${words(it.sceneDecides)}`,
  ...Object.entries(it.byKind).map(([kind, share]) => `  ${kind.padEnd(24)}  ${words(share)}`),
  ...Object.entries(it.closeUpDecides).map(
    ([view, share]) => `decided by a close-up, ${view.padEnd(5)} ${words(share)}`,
  ),
];

/** What a dataset's folder holds, in lines for people. */
export function heldLines(name: string, it: DatasetStatistics): readonly string[] {
  const each = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([word, count]) => `${word} ${count}`)
      .join(", ");
  const none = it.acceptedNone > 0 ? ` (${it.acceptedNone} accept none)` : "";
  const { onOption, onVerb } = it.agreement;
  return [
    `${name}: ${it.surfaces} surfaces, ${it.objects} objects, ${it.photos} photos`,
    `close-ups    ${each(it.closeUps)} of ${it.objects}`,
    `boxes        ${it.withBox} of ${it.objects} objects`,
    `options      ${it.options} of ${it.withOptions} objects${it.options > 0 ? `: ${each(it.verbs)}` : ""}`,
    `accepted     ${it.withAccepted} of ${it.objects} objects${none}`,
    `votes        ${it.votes} on ${it.withVotes} objects`,
    ...(it.votes === 0
      ? []
      : [
          `alpha        ${alphaWords(onOption)} on which option`,
          `             ${alphaWords(onVerb)} on what to do (the option's verb)`,
          `             over ${onOption.units} objects with two votes or more (${onOption.values} votes)`,
        ]),
  ];
}

function alphaWords({ alpha, interval }: DatasetStatistics["agreement"]["onOption"]): string {
  if (alpha === undefined) return "unknown (needs two votes on an object, and two answers)";
  const bounds = interval?.map((it) => it.toFixed(3)).join(" to ");
  return `${alpha.toFixed(3)} (${bounds ? `95 % ${bounds}` : "too few for an interval"})`;
}

/** A share with its count and its interval. */
export function words({ yes, of }: Share): string {
  const bounds = wilson(yes, of);
  if (bounds === undefined) return "none";
  const [low, high] = bounds;
  return `${(yes / of).toFixed(3)} (${yes} of ${of}, 95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
}
