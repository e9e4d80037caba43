import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readRun } from "../../agent/run-directory.ts";
import type { RunEvent } from "../../datasets/run-format.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { decisionsOf, killAndResume, repeated } from "../fakes/kill-and-resume.ts";
import { newFolder } from "../fakes/new-folder.ts";

const SEED = "2100005";
const ARGS = ["--seed", SEED, "--speed", "50", "--budget", "8"];
let folder: string;
let alone: readonly RunEvent[];

beforeAll(async () => {
  folder = newFolder();
  const out = join(folder, "alone");
  const { code, stdout, stderr } = await tactful("demo", ...ARGS, "--out", out, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { score, decisions, looks } = JSON.parse(stdout);
  expect(score.of).toBeGreaterThanOrEqual(8);
  expect(decisions.length).toBeGreaterThan(0);
  expect(looks).toBeLessThanOrEqual(8);
  alone = (await readRun(out)).events;
}, 90_000);

test("the simulator in another process and a run on its address decide as the demo does", async () => {
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
  const done = await tactful("run", ...args, "--budget", "8", "--out", run, "--json");
  sim.child.kill("SIGINT");
  expect(done.code).toBe(0);
  expect((await sim.finished).code).toBe(130);
  expect(decisionsOf((await readRun(run)).events)).toEqual(decisionsOf(alone));
}, 90_000);

test.each([0.2, 0.6, 0.9])(
  "killed after %f of its events and resumed, a run decides as if left alone",
  async (share) => {
    const lines = Math.floor(alone.length * share);
    const { events } = await killAndResume(ARGS, join(folder, `at-${share}`), lines, 30);
    expect(decisionsOf(events)).toEqual(decisionsOf(alone));
    expect(repeated(events)).toEqual([]);
  },
  120_000,
);
