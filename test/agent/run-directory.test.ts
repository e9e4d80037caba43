import { appendFile, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createRunDirectory,
  openRunDirectory,
  readRun,
  readRunPhoto,
} from "../../agent/run-directory.ts";
import type { RunConfig } from "../../datasets/run-format.ts";
import { newFolder } from "../fakes/new-folder.ts";

const CONFIG: RunConfig = {
  format: 1,
  tactful: "0.0.0",
  node: "v20",
  startedAt: "2026-01-01T00:00:00.000Z",
  command: "run",
  robot: "ws://127.0.0.1:9090",
  instruction: "Clean the desk.",
  situation: {},
  reasoner: "embedded",
  vision: "embedded",
  detector: "embedded",
  policy: "tactful",
  budget: 10,
  consent: "dry-run",
  hashes: {},
};
const SHA = "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35";

const newPath = () => join(newFolder(), "run");

test("what was appended is there when the run is opened again, in order", async () => {
  const path = newPath();
  const run = await createRunDirectory(path, CONFIG);
  await Promise.all(["a", "b", "c"].map((text) => run.journal.append({ kind: "described", text })));
  await run.close();
  const { events } = await readRun(path);
  expect(events.map((it) => it.kind === "described" && it.text)).toEqual(["a", "b", "c"]);
});

test("a last line cut short by a crash is dropped, and the next event starts a line of its own", async () => {
  const path = newPath();
  const run = await createRunDirectory(path, CONFIG);
  await run.journal.append({ kind: "described", text: "whole" });
  await run.close();
  await appendFile(join(path, "events.jsonl"), '{"kind":"described","te');
  const again = await openRunDirectory(path);
  expect(again.journal.past).toHaveLength(1);
  await again.journal.append({ kind: "finished" });
  await again.close();
  expect((await readRun(path)).events.map(({ kind }) => kind)).toEqual(["described", "finished"]);
});

test("a damaged line is named by file and number", async () => {
  const path = newPath();
  await (await createRunDirectory(path, CONFIG)).close();
  await writeFile(join(path, "events.jsonl"), '{"kind":"finished"}\n{"kind":"magic"}\n');
  await expect(readRun(path)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("events.jsonl:2"),
  });
});

test("a photo that was changed after the run is noticed", async () => {
  const path = newPath();
  const run = await createRunDirectory(path, CONFIG);
  await run.journal.keep(SHA, new TextEncoder().encode("2"));
  expect(new TextDecoder().decode(await run.journal.photo(SHA))).toBe("2");
  await writeFile(join(path, "photos", `${SHA}.jpg`), "3");
  await expect(readRunPhoto(path, SHA)).rejects.toMatchObject({ code: "bad-input" });
  await run.close();
});

test("what cannot be written is one line that names the place, and what was written stays", async () => {
  const path = newPath();
  const run = await createRunDirectory(path, CONFIG);
  await run.journal.append({ kind: "described", text: "safe" });
  await run.close();
  await expect(run.journal.append({ kind: "finished" })).rejects.toMatchObject({
    code: "storage",
    message: expect.stringContaining(path),
  });
  expect((await readRun(path)).events).toHaveLength(1);
});

test("a run is not started over another, and a folder without run.json is no run", async () => {
  const path = newPath();
  await (await createRunDirectory(path, CONFIG)).close();
  await expect(createRunDirectory(path, CONFIG)).rejects.toMatchObject({ code: "bad-input" });
  await expect(openRunDirectory(tmpdir())).rejects.toMatchObject({ code: "bad-input" });
  expect(JSON.parse(await readFile(join(path, "run.json"), "utf8"))).toEqual(CONFIG);
});
