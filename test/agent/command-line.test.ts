import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";

test("says what there is", async () => {
  const { code, stdout } = await tactful("--help");
  expect(code).toBe(0);
  for (const command of ["demo", "run", "sim", "eval", "dataset", "report", "robot", "doctor"]) {
    expect(stdout).toContain(command);
  }
}, 60_000);

describe("a user's mistake ends with 2 and says what is wrong", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["no such command", ["tidy"], /unknown command 'tidy'/],
    ["no such option", ["demo", "--quick"], /unknown option '--quick'/],
    ["a seed that is none", ["demo", "--seed", "seven"], /--seed.*whole number from 0/],
    ["no such fact", ["demo", "--situation", "mood=good"], /no fact "mood"; there are people/],
    ["no such value", ["demo", "--situation", "people=many"], /people is one of away, present/],
    ["no such policy", ["demo", "--policy", "luck"], /no policy "luck"; there are tactful/],
    ["no robot", ["run"], /--robot is missing/],
    ["no such profile", ["run", "--robot", "nowhere.yaml"], /nowhere\.yaml: there is no such file/],
    ["no such model", ["run", "--robot", ".", "--vision", "magic"], /dataset\.json|--vision magic/],
    ["seeds backwards", ["eval", "sim:9-1"], /the last seed is before the first/],
    ["no such method", ["eval", "sim:1-2", "--methods", "luck"], /no "luck"/],
    ["no run there", ["report", tmpdir()], /not a run/],
    ["no place to write to", ["dataset", "render", "sim:1", "--out", "/dev/null/x"], /ENOTDIR/],
    [
      "two things to render at once",
      ["dataset", "render", "sim:1", "--split", "test", "--out", "x"],
      /give one of --split, --twins and sim:/,
    ],
    [
      "an option of another rendering",
      ["dataset", "render", "--twins", "test", "--hidden", "0.5", "--out", "x"],
      /--hidden goes with --split alone/,
    ],
    [
      "a surface that the split does not have",
      ["dataset", "render", "--split", "test", "--surfaces", "attic-01", "--out", "x"],
      /no "attic-01"/,
    ],
    [
      "no such split",
      ["dataset", "stats", "split:all"],
      /split:all: no such split; there are test/,
    ],
    [
      "a share beyond the dial",
      ["dataset", "render", "--split", "test", "--hidden", "0.9", "--out", "x"],
      /0 to 0.8/,
    ],
    ["nothing to resume", ["demo", "--resume", tmpdir()], /not a run/],
    [
      "no photos",
      ["dataset", "import", "/nowhere", "--out", join(tmpdir(), "tactful-nothing")],
      /there is no such folder/,
    ],
  ])(
    "%s",
    async (_, args, message) => {
      const { code, stdout, stderr } = await tactful(...args);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe("");
      expect(code).toBe(2);
    },
    20_000,
  );
});

test("a profile's mistake names the file and the place", async () => {
  const file = join(newFolder(), "robot.yaml");
  await writeFile(file, "name: mine\nurl: http://127.0.0.1\n");
  const { code, stderr } = await tactful("run", "--robot", file);
  expect(stderr).toContain(`${file}:2: url`);
  expect(code).toBe(2);
}, 60_000);

test("a bridge that is not there is reported in one line", async () => {
  const { code, stderr } = await tactful("run", "--robot", "ws://127.0.0.1:1");
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(1);
}, 60_000);

test("Ctrl-C stops a demo with 130 and the command that goes on with it", async () => {
  const out = join(newFolder(), "run");
  const { child, finished } = startTactful([
    "demo",
    "--seed",
    "2100003",
    "--speed",
    "50",
    "--budget",
    "6",
    "--out",
    out,
  ]);
  child.stdout!.on("data", (text) => {
    if (String(text).includes("finds")) child.kill("SIGINT");
  });
  const { code, stderr } = await finished;
  expect(code).toBe(130);
  expect(stderr).toContain(`tactful demo --resume ${out}`);
  const resumed = await tactful("demo", "--resume", out, "--json");
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stdout).decisions.length).toBeGreaterThan(0);
}, 90_000);
