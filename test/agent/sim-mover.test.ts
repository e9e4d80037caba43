import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";

/** Starts `tactful sim`, reads the robot that its last line names, and ends it; gives what it told on stderr. */
async function withSim(args: readonly string[], use: (robot: string) => Promise<void>) {
  const sim = startTactful(["sim", "--port", "0", "--speed", "50", ...args]);
  try {
    const robot = await new Promise<string>((resolve) => {
      let said = "";
      sim.child.stdout!.on("data", (part) => {
        said += part;
        const found = /^tactful run --robot (\S+) .*\n/m.exec(said);
        if (found) resolve(found[1]!);
      });
    });
    await use(robot);
  } finally {
    sim.child.kill("SIGINT");
  }
  const { code, stderr } = await sim.finished;
  expect(code).toBe(130);
  return stderr;
}

test("sim --mover prints a line that works, and takes its profile with it", async () => {
  let file = "";
  await withSim(["--mover", "service", "--ros", "2"], async (robot) => {
    file = robot;
    const profile = await loadProfile(robot);
    expect(profile.mover.kind).toBe("service");
    const connected = await connectRosbridgeRobot({ profile });
    expect(await connected.photograph({ kind: "scene" })).toMatchObject({ widthPx: 512 });
    await connected.close();
  });
  expect(existsSync(file)).toBe(false);
}, 60_000);

test("sim --profile keeps the profile where it was told to", async () => {
  const folder = newFolder();
  const file = join(folder, "mine.yaml");
  await withSim(["--mover", "joints", "--profile", file], async (robot) => {
    expect(robot).toBe(file);
  });
  expect((await loadProfile(file)).mover.kind).toBe("joints");
  expect(await readdir(folder)).toEqual(["mine.yaml"]);
}, 60_000);

test("sim --faults works with another mover, and its profile leads through what goes wrong", async () => {
  const folder = newFolder();
  const file = join(folder, "robot.yaml");
  const faults = ["--faults", "25:out-of-order,hostile", "--mover", "topic", "--ros", "2"];
  const wrong = await withSim([...faults, "--profile", file], async (robot) => {
    expect((await loadProfile(robot)).mover.kind).toBe("topic");
    const args = ["--dry-run", "--budget", "3", "--out", join(folder, "run"), "--json"];
    const run = await tactful("run", "--robot", robot, ...args);
    expect(run).toMatchObject({ code: 0 });
    expect(JSON.parse(run.stdout).decisions.length).toBeGreaterThan(0);
  });
  expect(wrong).toMatch(/^(out-of-order|hostile) (while connecting|at command \d+), for/m);
}, 120_000);

test("sim says what is wrong with a mover or a profile's place", async () => {
  const wrong = await tactful("sim", "--mover", "wheels");
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("wheels") });
  const nowhere = await tactful("sim", "--port", "0", "--profile", "/nowhere/at/all/robot.yaml");
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr.trim().split("\n")).toHaveLength(1);
  const untold = await tactful("sim", "--mover", "topic", "--faults", "7:goal-endless");
  expect(untold.code).toBe(2);
  expect(untold.stderr).toMatch(/^tactful: .*goal-endless means nothing for --mover topic.*\n$/);
}, 60_000);
