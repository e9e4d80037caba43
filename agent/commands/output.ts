import Table from "cli-table3";
import pc from "picocolors";
import { linesForTerminal } from "../../datasets/terminal-text.ts";
import { percent } from "../narrator.ts";
import type { RunRecord } from "../record.ts";
import type { Score } from "../report/score.ts";

/** Lines for people: on stdout, or nowhere when stdout carries the one JSON document. */
export const linesFor = (json: boolean) => (line: string) => {
  if (!json) process.stdout.write(`${linesForTerminal(line)}\n`);
};

/** The same as a shell takes it for one word. */
export const shellWord = (text: string): string =>
  /^[\w.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A line that is no part of what was asked for: always on stderr. */
export const tellOnStderr = (line: string): void => {
  process.stderr.write(`${linesForTerminal(line)}\n`);
};

/** Progress on stderr, rewritten in place; only where somebody watches. */
export function progressLine(): { show(text: string): void; clear(): void } {
  const shown = process.stderr.isTTY === true;
  return {
    show: (text) => {
      if (shown) process.stderr.write(`\r\x1b[2K${linesForTerminal(text)}`);
    },
    clear: () => {
      if (shown) process.stderr.write("\r\x1b[2K");
    },
  };
}

/** Colours only where a terminal shows them. */
export const TABLE_STYLE = pc.isColorSupported
  ? { head: ["bold"], compact: true }
  : { head: [], border: [], compact: true };

/** The decisions as a table, the worst of them, and how many agree with the key. */
export function decisionTable(record: RunRecord, score?: Score): string {
  const table = new Table({
    head: ["object", "decision", "verb", "sure", "looks", ...(score ? ["key says"] : [])],
    style: TABLE_STYLE,
    colWidths: [16, 38, 10, 7, 7, ...(score ? [36] : [])],
    wordWrap: true,
  });
  for (const { object, decision, looks } of record.objects) {
    const judged = score?.objects.find((it) => it.objectId === object.id);
    const verdict = judged
      ? (judged.right ? pc.green : pc.red)(
          `${judged.kind}, ${judged.state}: ${judged.accepted.join(" or ")}`,
        )
      : pc.red("no object of the key");
    table.push([
      object.id,
      decision?.action.text ?? "undecided",
      decision?.action.verb ?? "",
      decision ? percent(decision.probability) : "",
      looks.length,
      ...(score ? [verdict] : []),
    ]);
  }
  return table.toString();
}

/** The decision that most deserves a second look: wrong and hard to undo, else the least sure. */
export function worstDecision(record: RunRecord, score?: Score): string | undefined {
  const graveness = { reversible: 0, costly: 1, irreversible: 2 };
  const decided = record.objects.flatMap(({ object, decision }) => {
    if (decision === undefined) return [];
    const judged = score?.objects.find((it) => it.objectId === object.id);
    const wrong = score !== undefined && !judged?.right;
    return [{ decision, judged, wrong }];
  });
  const [worst] = decided.toSorted(
    (a, b) =>
      Number(b.wrong) - Number(a.wrong) ||
      (a.wrong
        ? graveness[b.decision.action.reversibility] - graveness[a.decision.action.reversibility]
        : 0) ||
      (a.wrong ? b.decision.probability - a.decision.probability : 0) ||
      a.decision.probability - b.decision.probability,
  );
  if (worst === undefined) return undefined;
  const { action, because, objectId } = worst.decision;
  const truth = worst.judged
    ? ` The key: ${worst.judged.kind}, ${worst.judged.state}: ${worst.judged.accepted.join(" or ")}.`
    : "";
  return `${objectId}: ${action.text} (${action.verb}, ${percent(worst.decision.probability)}). ${because}${truth}`;
}
