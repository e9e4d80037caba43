import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleFolder, WHY_SKIPPED } from "../datasets/sample.ts";
import { tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";

test.skipIf(sampleFolder === undefined)(
  `with the embedded models all answers on a real cup are unknown, it is left or asked about, and the run says why (else skipped: ${WHY_SKIPPED})`,
  async () => {
    const home = newFolder();
    const folder = join(home, "photos");
    await mkdir(folder);
    for (const view of ["scene", "top", "front", "back", "left", "right"]) {
      const file = `cup_${view}.jpg`;
      await writeFile(join(folder, file), await readFile(join(sampleFolder!, file)));
    }
    const dataset = join(home, "dataset");
    expect((await tactful("dataset", "import", folder, "--out", dataset)).code).toBe(0);
    const { code, stdout } = await tactful(
      "run",
      "--robot",
      dataset,
      "--out",
      join(home, "run"),
      "--json",
    );
    expect(code).toBe(0);
    const [{ action, because }] = JSON.parse(stdout).decisions;
    expect(["leave", "ask"]).toContain(action.verb);
    expect(because.length).toBeGreaterThan(20);
    const lines = (await readFile(join(home, "run", "events.jsonl"), "utf8")).trim().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    const told = events.find(({ kind }) => kind === "described");
    expect(told.text).toMatch(/photo of \d+ x \d+ pixels.* cannot tell/);
    const answered = events.filter(({ kind }) => kind === "answered");
    expect(answered.length).toBeGreaterThan(0);
    for (const { answers } of answered) {
      for (const { unknown } of answers) expect(unknown).toBeGreaterThan(0.9);
    }
  },
  60_000,
);
