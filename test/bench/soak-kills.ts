import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun } from "../../agent/run-directory.ts";
import { randomFrom } from "../../sim/random.ts";
import { tactful } from "../fakes/command-line.ts";
import { decisionsOf, killAndResume, repeated } from "../fakes/kill-and-resume.ts";

const ROUNDS = 20;
const SEED = 2_100_007;
const ARGS = ["--seed", String(SEED), "--speed", "50"];

/** Kill -9 at 20 random moments, resume, and compare with the run left alone; whether all are the same. */
export async function soakKills(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "tactful-soak-"));
  const whole = join(folder, "whole");
  const { code, stderr } = await tactful("demo", ...ARGS, "--out", whole, "--json");
  if (code !== 0) throw new Error(`the run left alone ended with ${code}: ${stderr}`);
  const expected = (await readRun(whole)).events;
  const random = randomFrom(SEED, "soak");
  let same = 0;
  let killed = 0;
  let twice = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const lines = random.below(expected.length);
    const afterMs = random.between(0, 300);
    const out = join(folder, `killed-${round}`);
    const run = await killAndResume(ARGS, out, lines, afterMs);
    const equal = JSON.stringify(decisionsOf(run.events)) === JSON.stringify(decisionsOf(expected));
    const doubled = repeated(run.events);
    same += Number(equal);
    killed += Number(run.killed);
    twice += doubled.length;
    process.stdout.write(
      `${String(round).padStart(2)}  killed after ${String(lines).padStart(3)} events: ` +
        `${equal ? "same decisions" : "DIFFERENT decisions"}, ${doubled.length} repeated\n`,
    );
  }
  process.stdout.write(
    `${killed} of ${ROUNDS} killed in mid-run; ${same} of ${ROUNDS} decided as the run left alone; ${twice} happenings repeated\n`,
  );
  return same === ROUNDS && twice === 0;
}
