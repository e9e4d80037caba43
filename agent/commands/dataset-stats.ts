import { Command } from "commander";
import { type Share, shownStatistics } from "../../sim/statistics.ts";
import { wilson } from "../evaluation/statistics.ts";
import type { Edge } from "./edge.ts";
import { simulatedRange } from "./simulated-range.ts";

/** `tactful dataset stats`: what the photos of simulated surfaces show, found by rendering again. */
export const datasetStatsCommand = (_edge: Edge): Command =>
  new Command("stats")
    .description(
      "what share of objects the scene photo decides, found by rendering the other states",
    )
    .argument("<surfaces>", "sim:<first>-<last>")
    .option("--close-ups", "also count what close-ups decide (takes about ten times as long)")
    .option("--json", "print one JSON document instead")
    .action((name: string, { closeUps = false, json }: { closeUps?: boolean; json?: boolean }) => {
      const { seeds } = simulatedRange(name);
      const statistics = shownStatistics(seeds, { closeUps });
      if (json) {
        process.stdout.write(`${JSON.stringify(statistics, null, 2)}\n`);
        return;
      }
      const { surfaces, objects, visible, sceneDecides, byKind, closeUpDecides } = statistics;
      const lines = [
        `${name}: ${surfaces} surfaces, ${objects} objects`,
        `seen on the scene photo     ${words(visible)}`,
        `decided by the scene photo  ${words(sceneDecides)}`,
        ...Object.entries(byKind).map(([kind, share]) => `  ${kind.padEnd(24)}  ${words(share)}`),
        ...Object.entries(closeUpDecides).map(
          ([view, share]) => `decided by a close-up, ${view.padEnd(5)} ${words(share)}`,
        ),
      ];
      process.stdout.write(`${lines.join("\n")}\n`);
    });

function words({ yes, of }: Share): string {
  const bounds = wilson(yes, of);
  if (bounds === undefined) return "none";
  const [low, high] = bounds;
  return `${(yes / of).toFixed(3)} (${yes} of ${of}, 95 % ${low.toFixed(3)} to ${high.toFixed(3)})`;
}
