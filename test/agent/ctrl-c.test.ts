import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { profileFile } from "../../agent/commands/sim-profile.ts";
import { startSimulation } from "../../sim/simulation.ts";
import { makeWorld } from "../../sim/world.ts";
import { startTactful } from "../fakes/command-line.ts";
import { guardedBridge } from "../fakes/guarded-bridge.ts";
import { newFolder } from "../fakes/new-folder.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A run on a slow arm behind a bridge of ROS 2, whose first move is under way. */
async function aRunInMidMove() {
  const folder = newFolder();
  const mover = { dialect: "ros2", mover: "joints" } as const;
  const simulation = await startSimulation({ world: makeWorld(7), speed: 0.02, ...mover });
  open.push(simulation.close);
  const guard = await guardedBridge(simulation.robot.url);
  open.push(guard.close);
  const path = join(folder, "robot.yaml");
  await profileFile({ ...simulation.profile, url: guard.url }, path);
  const run = startTactful(["run", "--robot", path, "--dry-run", "--out", join(folder, "run")]);
  await vi.waitFor(() => expect(simulation.robot.stats().moves).toBe(1), 30_000);
  return { ...run, guard, stats: simulation.robot.stats };
}

test("Ctrl-C stops the arm before the program ends", async () => {
  const { child, finished, stats } = await aRunInMidMove();
  child.kill("SIGINT");
  const { code, stderr } = await finished;
  expect(stats()).toMatchObject({ moves: 1, stops: 1, arrivals: 0 });
  expect(code).toBe(130);
  expect(stderr).not.toContain("moving");
}, 60_000);

test("Ctrl-C says so where the arm may go on, and why", async () => {
  const { child, finished, guard, stats } = await aRunInMidMove();
  guard.reception = "refused";
  child.kill("SIGINT");
  const { code, stderr } = await finished;
  expect(stderr).toMatch(/^tactful: the robot may still be moving: .*it refuses us \(HTTP 401\)/m);
  expect(stats()).toMatchObject({ moves: 1, stops: 0 });
  expect(code).toBe(130);
}, 60_000);
