import { watch } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

let home: string;
let photos: string;
beforeEach(async () => {
  home = newFolder();
  photos = join(home, "photos");
  await mkdir(photos);
});

test("photos, options and votes become a dataset, a page to vote on, and counts", async () => {
  for (const [view, colour] of [
    ["scene", "red"],
    ["top", "blue"],
  ] as const) {
    await writeFile(join(photos, `cup_${view}.jpg`), await drawnJpeg(colour));
    await writeFile(join(photos, `can_${view}.jpg`), await drawnJpeg(`dark${colour}`));
  }
  const options = join(home, "options.csv");
  const rows = ["cup", "can"].flatMap((it) => [
    `${it},1,full,pour it out,empty`,
    `${it},2,clean,put it away,store`,
  ]);
  await writeFile(options, ["object,option,state,action,verb", ...rows].join("\n"));
  const votes = join(home, "votes.csv");
  const cast = ["ann", "ben", "cem"].flatMap((who, i) => [
    `cup,${who},1`,
    `can,${who},${(i % 2) + 1}`,
  ]);
  await writeFile(votes, ["object,annotator,choice", ...cast].join("\n"));
  const out = join(home, "dataset");

  const imported = await tactful(
    "dataset",
    "import",
    photos,
    "--options",
    options,
    votes,
    "--out",
    out,
  );
  expect(imported.stderr).not.toContain("has no options");
  expect(imported.stdout).toBe(`${out}: 2 surfaces, 2 objects, 4 photos, no metadata\n`);

  const page = join(home, "label.html");
  const labelled = await tactful("dataset", "label", out, "--out", page);
  expect(labelled.stdout).toMatch(/label\.html: 2 objects, 4 photos, 0\.\d MB\n$/);
  expect(await readFile(page, "utf8")).toContain("Content-Security-Policy");

  const { stdout, code } = await tactful("dataset", "stats", out);
  expect(code).toBe(0);
  expect(stdout.replace(out, "dataset")).toMatchInlineSnapshot(`
    "dataset: 2 surfaces, 2 objects, 4 photos
    close-ups    front 0, back 0, left 0, right 0, top 2 of 2
    boxes        0 of 2 objects
    options      4 of 2 objects: store 2, empty 2
    accepted     2 of 2 objects
    votes        6 on 2 objects
    alpha        0.000 (too few for an interval) on which option
                 0.000 (too few for an interval) on what to do (the option's verb)
                 over 2 objects with two votes or more (6 votes)
    "
  `);
  const wrong = await tactful("dataset", "stats", out, "--close-ups");
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining("for simulated surfaces"),
  ]);
}, 60_000);

test("a file that tries to steer the terminal is refused in plain letters", async () => {
  await writeFile(join(photos, "cup_scene.jpg"), await drawnJpeg("red"));
  const votes = join(home, "votes.csv");
  await writeFile(votes, "object,annotator,choice\n\u001b[2Jcup,ann,1\n");
  const out = join(home, "dataset");
  const refused = await tactful("dataset", "import", photos, "--options", votes, "--out", out);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toBe(
    `tactful: ${votes}:2: there is no object "\\u{1b}[2Jcup"; there are cup\n`,
  );
}, 60_000);

test("Ctrl-C in the middle of an import ends with 130, says so, and leaves nothing", async () => {
  const picture = await drawnJpeg("red", { width: 2400, height: 1800 });
  for (let i = 0; i < 200; i++) await writeFile(join(photos, `thing${i}_scene.jpg`), picture);
  const begun = new Promise<void>((resolve) => {
    const watcher = watch(home, (_, name) => {
      if (!name?.endsWith(".part")) return;
      watcher.close();
      resolve();
    });
  });
  const out = join(home, "dataset");
  const { child, finished } = startTactful(["dataset", "import", photos, "--out", out]);
  await begun;
  child.kill("SIGINT");
  const { code, stdout, stderr } = await finished;
  expect([code, stdout, stderr]).toEqual([130, "", `stopped; ${out} was not made\n`]);
  expect(await readdir(home)).toEqual(["photos"]);
}, 60_000);
