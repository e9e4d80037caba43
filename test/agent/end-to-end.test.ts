import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRun } from "../../agent/run-directory.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { decisionsOf, killAndResume, repeated } from "../fakes/kill-and-resume.ts";

const SEED = "2100005";
const BUDGET = ["--budget", "8"];
const newFolder = () => mkdtemp(join(tmpdir(), "tactful-"));

test("the simulator in another process and a run on its address decide as the demo does", async () => {
  const folder = await newFolder();
  const demo = join(folder, "demo");
  const shown = await tactful(
    "demo",
    "--seed",
    SEED,
    "--speed",
    "50",
    ...BUDGET,
    "--out",
    demo,
    "--json",
  );
  expect(shown.stderr).toBe("");
  const { score, decisions, looks } = JSON.parse(shown.stdout);
  expect(score.of).toBeGreaterThanOrEqual(8);
  expect(decisions.length).toBeGreaterThan(0);
  expect(looks).toBeLessThanOrEqual(8);

  const sim = startTactful(["sim", "--scene", SEED, "--port", "0", "--speed", "50"]);
  const line = await new Promise<string>((resolve) => {
    let said = "";
    sim.child.stdout!.on("data", (part) => {
      said += part;
      const found = /^tactful run (.*)$/m.exec(said);
      if (found && said.endsWith("\n")) resolve(found[1]!);
    });
  });
  const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const run = join(folder, "run");
  const done = await tactful("run", ...args, ...BUDGET, "--out", run, "--json");
  sim.child.kill("SIGINT");
  expect(done.code).toBe(0);
  expect((await sim.finished).code).toBe(130);
  expect(decisionsOf((await readRun(run)).events)).toEqual(
    decisionsOf((await readRun(demo)).events),
  );
}, 120_000);

test("killed at three moments and resumed, a run decides as if it had been left alone", async () => {
  const folder = await newFolder();
  const args = ["--seed", SEED, "--speed", "50", ...BUDGET];
  const whole = join(folder, "whole");
  expect((await tactful("demo", ...args, "--out", whole, "--json")).code).toBe(0);
  const expected = (await readRun(whole)).events;
  for (const share of [0.2, 0.6, 0.9]) {
    const lines = Math.floor(expected.length * share);
    const { events } = await killAndResume(args, join(folder, `at-${share}`), lines, 30);
    expect(decisionsOf(events)).toEqual(decisionsOf(expected));
    expect(repeated(events)).toEqual([]);
  }
}, 180_000);
