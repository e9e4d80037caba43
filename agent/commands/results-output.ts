import { join } from "node:path";
import Table from "cli-table3";
import { type Results, resultsCsv } from "../evaluation/results.ts";
import { evaluationReport } from "../report/evaluation-report.ts";
import { writeAside } from "../run-directory.ts";
import { linesFor, TABLE_STYLE } from "./output.ts";

/** Writes an evaluation to its folder, if it has one, and prints it: a table, or the one document. */
export async function finishWith(
  results: Results,
  { out, json }: { readonly out?: string; readonly json?: boolean },
): Promise<void> {
  if (out !== undefined) await writeResults(out, results);
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else linesFor(false)(resultsTable(results));
}

async function writeResults(out: string, results: Results): Promise<void> {
  await writeAside(join(out, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  await writeAside(join(out, "results.csv"), resultsCsv(results));
  await writeAside(join(out, "report.html"), evaluationReport(results));
}

function resultsTable({ methods, comparisons, n, dataset, judge, samples }: Results): string {
  const share = (value: number) => value.toFixed(3);
  const table = new Table({
    head: ["method", "agrees", "95 %", "objects", "missed", "looks", "asks", "irrev. wrong"],
    style: TABLE_STYLE,
  });
  for (const it of methods) {
    table.push([
      it.method,
      it.accuracy === undefined ? "unscored" : share(it.accuracy),
      it.interval ? `${share(it.interval[0])}-${share(it.interval[1])}` : "",
      it.n,
      it.missed,
      it.looksPerDecision.toFixed(2),
      share(it.helpRate),
      share(it.irreversibleWrong),
    ]);
  }
  const groups = methods.flatMap((it) => {
    const parts = it.groups.map(({ group, accuracy, n }) => `${share(accuracy)} of ${n} ${group}`);
    return parts.length > 1 ? [`${it.method}: ${parts.join(", ")}`] : [];
  });
  const twins = methods.flatMap((it) => {
    const parts = it.twins.map(
      ({ differIn, bothRight, pairs }) =>
        `${share(bothRight)} of ${pairs} that differ in ${differIn}`,
    );
    return parts.length > 0 ? [`${it.method}, pairs with both right: ${parts.join(", ")}`] : [];
  });
  const unscored = methods.flatMap((it) => {
    const failed = samples.find(({ method, failed }) => method === it.method && failed);
    return [
      ...(failed ? [`${it.method}: runs unscored: ${it.unscored}, e.g. ${failed.failed}`] : []),
      ...(it.unscoredObjects > 0
        ? [`${it.method}: objects without an accepted answer: ${it.unscoredObjects}`]
        : []),
    ];
  });
  const differences = comparisons.map(
    (it) =>
      `${it.a} - ${it.b}: ${share(it.difference)} (${share(it.interval[0])} to ${share(it.interval[1])}, p ${it.p.toFixed(4)})`,
  );
  return [
    `${dataset}, ${n} surfaces, agreement with the ${judge}`,
    table.toString(),
    ...groups,
    ...twins,
    ...unscored,
    ...differences,
  ].join("\n");
}
