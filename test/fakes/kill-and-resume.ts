import { existsSync, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readRun } from "../../agent/run-directory.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import { startTactful, tactful } from "./command-line.ts";

/** What was decided, and on which photo each answer rests: the same for the same run. */
export const decisionsOf = (events: readonly RunEvent[]) =>
  events
    .flatMap((it) =>
      it.kind === "decided"
        ? [
            {
              id: it.decision.objectId,
              verb: it.decision.action.verb,
              probability: it.decision.probability,
              photos: it.decision.evidence.map(({ answer }) => answer.photo),
            },
          ]
        : [],
    )
    .sort((a, b) => a.id.localeCompare(b.id));

/** Happenings that were journaled twice: there must be none. */
export function repeated(events: readonly RunEvent[]): readonly string[] {
  const names = events.flatMap((it) => {
    switch (it.kind) {
      case "photo":
        return [`photo ${it.view}`];
      case "answered":
        return [`answered ${it.objectId}/${it.view}`];
      case "proposed":
      case "asked":
      case "acting":
      case "acted":
        return [`${it.kind} ${it.objectId}`];
      case "chose":
        return [`chose ${it.number}`];
      case "described":
      case "found":
        return [it.kind];
      default:
        return [];
    }
  });
  return names.filter((name, i) => names.indexOf(name) !== i);
}

/**
 * Starts a demo, kills it (-9) once `lines` events are journaled and `afterMs` more have passed, and
 * resumes it. Gives the events of the whole run, and whether the kill came before its end.
 */
export async function killAndResume(
  args: readonly string[],
  out: string,
  lines: number,
  afterMs: number,
): Promise<{ events: readonly RunEvent[]; killed: boolean }> {
  await mkdir(out, { recursive: true });
  const { child, finished } = startTactful(["demo", ...args, "--out", out]);
  const stop = new AbortController();
  const count = async () =>
    existsSync(join(out, "events.jsonl")) ? (await readRun(out)).events.length : 0;
  const reached = new Promise<void>((resolve) => {
    const watcher = watch(out, { signal: stop.signal }, async () => {
      if ((await count().catch(() => 0)) >= lines) resolve();
    });
    watcher.on("error", () => {});
  });
  await Promise.race([reached, finished]);
  stop.abort();
  await Promise.race([new Promise((resolve) => setTimeout(resolve, afterMs)), finished]);
  child.kill("SIGKILL");
  const { signal } = await finished;
  if (existsSync(join(out, "run.json"))) {
    const resumed = await tactful("demo", "--resume", out, "--json");
    if (resumed.code !== 0) throw new Error(`resume ended with ${resumed.code}: ${resumed.stderr}`);
  }
  return { events: (await readRun(out)).events, killed: signal === "SIGKILL" };
}
