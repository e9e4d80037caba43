import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedConsent } from "../../agent/consent.ts";
import { memoryJournal } from "../../agent/journal.ts";
import { createRunDirectory } from "../../agent/run-directory.ts";
import { tidy } from "../../agent/tidy.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms } from "../../planner/norms.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { CAMERA } from "../../sim/simulated-lens.ts";
import { makeWorld } from "../../sim/world.ts";
import { fakeDetector, fakeRobot, fakeVision } from "../fakes/fake-parts.ts";

/** `npm run bench`: what our own parts cost, each against a baseline measured in the same run. */
type Row = { what: string; oursMs: number; baseline: string; baselineMs: number };

const timed = async (work: () => Promise<unknown>, times: number): Promise<number> => {
  await work();
  const started = performance.now();
  for (let i = 0; i < times; i++) await work();
  return (performance.now() - started) / times;
};

const rows: Row[] = [await journaling(), await loop(), await rendering()];
for (const { what, oursMs, baseline, baselineMs } of rows) {
  const ratio = (oursMs / baselineMs).toFixed(2);
  process.stdout.write(
    `${what}: ${oursMs.toFixed(2)} ms, ${ratio} of ${baseline} (${baselineMs.toFixed(2)} ms)\n`,
  );
}

/** One event made safe on disk, against the bare write and sync. */
async function journaling(): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), "tactful-bench-"));
  const run = await createRunDirectory(join(folder, "run"), {
    format: 1,
    tactful: "0",
    node: process.version,
    startedAt: new Date(0).toISOString(),
    command: "run",
    robot: "none",
    instruction: "",
    situation: {},
    reasoner: "embedded",
    vision: "embedded",
    detector: "embedded",
    policy: "tactful",
    budget: 0,
    consent: "dry-run",
    hashes: {},
  });
  const event: RunEvent = { kind: "described", text: "x".repeat(500) };
  const oursMs = await timed(() => run.journal.append(event), 300);
  await run.close();
  const bare = await open(join(folder, "bare"), "a");
  const line = `${JSON.stringify(event)}\n`;
  const baselineMs = await timed(async () => {
    await bare.appendFile(line);
    await bare.datasync();
  }, 300);
  await bare.close();
  await rm(folder, { recursive: true });
  return { what: "journal: append", oursMs, baseline: "append and sync alone", baselineMs };
}

/** A whole run without robot and models, against choosing its steps alone. */
async function loop(): Promise<Row> {
  const norms = loadNorms();
  const labels = ["cup", "apple", "can", "book", "letter", "laptop", "plate", "bowl"];
  const run = (policy = tactfulPolicy(norms.costs)) =>
    tidy({
      told: { instruction: "Clean the desk.", situation: {} },
      robot: fakeRobot(),
      vision: fakeVision([]),
      detector: fakeDetector(labels),
      reasoner: embeddedReasoner(norms),
      policy,
      costs: norms.costs,
      budget: 60,
      consent: simulatedConsent,
      journal: memoryJournal(),
      patienceMs: 0,
    });
  const choosingMs: number[] = [];
  const inner = tactfulPolicy(norms.costs);
  const watched = {
    ...inner,
    next: (...args: Parameters<typeof inner.next>) => {
      const started = performance.now();
      const step = inner.next(...args);
      choosingMs[choosingMs.length - 1]! += performance.now() - started;
      return step;
    },
  };
  const oursMs = await timed(() => {
    choosingMs.push(0);
    return run(watched);
  }, 5);
  // The first run only warms up, as it does for the other figure.
  const counted = choosingMs.slice(1);
  return {
    what: "loop: a run of 8 objects",
    oursMs,
    baseline: "its policy alone",
    baselineMs: counted.reduce((sum, ms) => sum + ms, 0) / counted.length,
  };
}

/** Photos by two threads, against one. */
async function rendering(): Promise<Row> {
  const world = makeWorld(2_100_001);
  const photos = async (threads: number) => {
    const pool = renderPool({ threads });
    const shoot = () =>
      Promise.all([0, 1, 2, 3].map(() => pool.render(world, world.sceneCameraPose, CAMERA, {})));
    const ms = (await timed(shoot, 2)) / 4;
    await pool.close();
    return ms;
  };
  const baselineMs = await photos(1);
  const oursMs = await photos(2);
  return { what: "renderer: a photo, two threads", oursMs, baseline: "one thread", baselineMs };
}
