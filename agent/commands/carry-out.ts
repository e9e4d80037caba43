import { join } from "node:path";
import pc from "picocolors";
import { RUN_FORMAT, type RunConfig } from "../../datasets/run-format.ts";
import { paddleReader } from "../../perception/ocr/paddle-reader.ts";
import type { Leaving } from "../../perception/openai/endpoint.ts";
import type { Robot } from "../../perception/robot.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Norms } from "../../planner/norms.ts";
import { askAtTerminal, type Consent, dryRun, simulatedConsent } from "../consent.ts";
import { measuredEndpoints } from "../measured-endpoints.ts";
import { loadModels, shippedHashes } from "../models.ts";
import { narrator } from "../narrator.ts";
import { personBefore } from "../person/person.ts";
import type { Terminal } from "../person/terminal.ts";
import { policyNamed } from "../policies.ts";
import { readingBeside } from "../reading-beside.ts";
import { emptyRecord, type RunRecord, withEvent } from "../record.ts";
import { runReport } from "../report/run-report.ts";
import type { Score } from "../report/score.ts";
import { type RunDirectory, readRun, readRunPhoto, writeAside } from "../run-directory.ts";
import { summaryOf } from "../run-summary.ts";
import { type Outcome, tidy } from "../tidy.ts";
import { version } from "../version.ts";
import { EXIT } from "./exit-codes.ts";
import { decisionTable, linesFor, tellOnStderr, worstDecision } from "./output.ts";

/** How long a robot that went away is waited for. */
const PATIENCE_MS = 60_000;

const CONSENTS: Record<RunConfig["consent"], (terminal: Terminal) => Consent> = {
  "dry-run": () => dryRun,
  supervised: (terminal) => askAtTerminal(terminal, { irreversibleOnly: false }),
  autonomous: (terminal) => askAtTerminal(terminal, { irreversibleOnly: true }),
  simulated: () => simulatedConsent,
};

/** What a run is started with, completed with what it is made of; `hashes` are those of other models. */
export const runConfig = (
  settings: Omit<RunConfig, "format" | "tactful" | "node" | "startedAt" | "hashes">,
  hashes: Readonly<Record<string, string>> = {},
): RunConfig => ({
  format: RUN_FORMAT,
  tactful: version,
  node: process.version,
  startedAt: new Date().toISOString(),
  ...settings,
  ...measuredEndpoints(settings, tellOnStderr),
  hashes: { ...shippedHashes(), ...hashes },
});

/** `runs/<time>-<slug>` below the working directory. */
export function newRunPath(slug: string, now = new Date()): string {
  const time = now.toISOString().slice(0, 19).replaceAll(":", "").replace("T", "-");
  return join("runs", `${time}-${slug.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`);
}

/**
 * Runs the loop in a run directory, tells it as it goes, writes report.html and prints the outcome.
 * `score` is asked for once the decisions are final. Resolves to the exit code.
 */
export async function carryOut(task: {
  readonly directory: RunDirectory;
  readonly robot: Robot;
  readonly norms: Norms;
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly score?: (record: RunRecord) => Promise<Score>;
}): Promise<number> {
  const { directory, robot, norms, terminal, json, signal } = task;
  const { config, journal, path } = directory;
  const started = performance.now();
  const line = linesFor(json);
  const person = personBefore(directory, terminal, norms.costs);
  const onPhotoLeaves = async ({ sha256, host, scaledTo }: Leaving) => {
    const scaled = scaledTo === undefined ? {} : { scaledTo };
    await journal.append({ kind: "photo-left", photo: sha256, host, ...scaled });
    const size = scaledTo ? `, scaled to ${scaledTo.widthPx} x ${scaledTo.heightPx}` : "";
    tellOnStderr(`a photo (${sha256.slice(0, 8)}) goes to ${host}${size}`);
  };
  // Before the models, which would stay open: it throws where its package is missing.
  const reader = config.ocr ? paddleReader() : undefined;
  const models = loadModels(config, norms, onPhotoLeaves, person.vision);
  const tell = narrator(line);
  const reading =
    reader && readingBeside(reader, journal, (event) => tell(event, emptyRecord(config)));
  signal.addEventListener("abort", () => void reading?.stop(), { once: true });
  let outcome: Outcome;
  try {
    outcome = await tidy({
      told: { instruction: config.instruction, situation: config.situation },
      robot,
      ...models,
      policy: config.policy === "human" ? person.policy : policyNamed(config.policy, norms.costs),
      costs: norms.costs,
      budget: config.budget,
      consent: CONSENTS[config.consent](terminal),
      journal,
      patienceMs: PATIENCE_MS,
      signal,
      onEvent: (event, record) => {
        person.onRecord(record);
        tell(event, record);
        reading?.onEvent(event);
      },
    });
    if (outcome.ended === "done") await reading?.finished();
  } finally {
    await reading?.stop();
    await reader?.close();
    await models.close();
  }
  if (outcome.ended !== "done") return incomplete(outcome, config, path);
  // All is decided, but photos are still to be read.
  if (reading && signal.aborted)
    return incomplete({ ...outcome, ended: "interrupted" }, config, path);
  // The journal also holds what went on beside the loop: which photos left the machine.
  const { events } = await readRun(path);
  const record = events.reduce(withEvent, emptyRecord(config));
  const score = await task.score?.(record);
  if (score) await writeAside(join(path, "score.json"), `${JSON.stringify(score, null, 2)}\n`);
  const report = join(path, "report.html");
  await writeAside(report, await runReport(record, (sha) => readRunPhoto(path, sha), score));
  const seconds = (performance.now() - started) / 1000;
  if (json) {
    const summary = summaryOf(record, path, seconds, score);
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return EXIT.done;
  }
  line("");
  line(decisionTable(record, score));
  const worst = worstDecision(record, score);
  if (worst) line(`${pc.bold("worst")}     ${worst}`);
  if (score) {
    const ghosts =
      score.ghosts > 0
        ? `, ${score.ghosts} decided ${score.ghosts === 1 ? "is" : "are"} no object of the key`
        : "";
    line(
      `${pc.bold("key")}       ${score.appropriate} of ${score.of} agree with the authored key${ghosts}`,
    );
  }
  const looks = record.objects.reduce((sum, it) => sum + it.looks.length, 0);
  line(`${pc.bold("took")}      ${looks} closer looks, ${seconds.toFixed(1)} s`);
  line(`${pc.bold("report")}    ${report}`);
  return EXIT.done;
}

function incomplete(outcome: Outcome, config: RunConfig, path: string): number {
  const resume = `tactful ${config.command} --resume ${path}`;
  if (outcome.ended === "interrupted") {
    tellOnStderr(`\nstopped; nothing is lost. To go on: ${resume}`);
    return EXIT.interrupted;
  }
  const why = outcome.error instanceof TidyError ? outcome.error.message : String(outcome.error);
  tellOnStderr(`tactful: ${why}\nnothing is lost. To go on: ${resume}`);
  return outcome.ended === "away" ? EXIT.incomplete : EXIT.failed;
}
