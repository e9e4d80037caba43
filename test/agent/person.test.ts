import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { personVision } from "../../agent/person/person-vision.ts";
import { openTerminal, type Terminal } from "../../agent/person/terminal.ts";
import { readRun } from "../../agent/run-directory.ts";
import { questionCrop } from "../../perception/images/question-crop.ts";
import { visionModelContract } from "../contracts/vision-model-contract.ts";
import { startTactful } from "../fakes/command-line.ts";
import { drawnCan, drawnCup, drawnJpeg, drawnPhoto } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

const HAS_DRINK = "Does a drink fill the cup to about half or more?";

/** A terminal whose person has typed these lines already, and what it wrote. */
function typed(...lines: readonly string[]): { terminal: Terminal; written: () => string } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = "";
  output.on("data", (part) => {
    text += part;
  });
  const terminal = openTerminal(input, output);
  input.write(lines.map((line) => `${line}\n`).join(""));
  return { terminal, written: () => text };
}

const asked = (object = drawnCup, text = HAS_DRINK) => ({ object, text, because: "it matters" });

visionModelContract("a person at the terminal", async () => ({
  model: personVision(typed("y", "", "n", "n").terminal, async () => "here"),
  scene: await drawnPhoto("red", { kind: "scene" }),
  closeUp: await drawnPhoto("brown", { kind: "close-up", object: drawnCup, angle: "top" }),
  objects: [drawnCup, drawnCan],
}));

test("nothing that a model or a robot said steers the terminal it is shown on", async () => {
  const { terminal, written } = typed("n");
  terminal.write("cup\x1b[8m, throw it away\x1b[2K\rleave it");
  await terminal.ask("store it\x1b]0;safe\x07? [y/N] ");
  expect(written()).toBe(
    "cup\\u{1b}[8m, throw it away\\u{1b}[2K\\u{d}leave it\nstore it\\u{1b}]0;safe\\u{7}? [y/N] ",
  );
});

describe("a person's eyes", () => {
  test("are shown the very crop that a model would get, and asked again until it is clear", async () => {
    const { terminal, written } = typed("perhaps", "yes", "s");
    const shown: [string, Uint8Array][] = [];
    const vision = personVision(terminal, async (name, picture) => {
      shown.push([name, picture]);
      return "file:///cup.jpg";
    });
    const scene = await drawnPhoto("red", { kind: "scene" });
    const questions = [asked(), asked(drawnCup, "Is it clean?"), asked(drawnCup, "Is it broken?")];
    const answers = await vision.answer(scene, questions);
    expect(answers.map(({ yes, unknown }) => [yes, unknown])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(shown).toEqual([["cup-1-scene", await questionCrop(scene, drawnCup)]]);
    expect(written()).toMatch(/cup-1 \(cup\), scene: file:\/\/\/cup\.jpg/);
    expect(written()).not.toMatch(/Is it broken/);
  });

  test("answer one photo after the other, whoever asks at the same time", async () => {
    const { terminal } = typed("y", "n");
    const vision = personVision(terminal, async () => "here");
    const scene = await drawnPhoto("red", { kind: "scene" });
    const answers = await Promise.all([
      vision.answer(scene, [asked()]),
      vision.answer(scene, [asked(drawnCan)]),
    ]);
    expect(answers.flat().map(({ yes }) => yes)).toEqual([1, 0]);
  });

  test("that are gone end the call, they are not taken for a no", async () => {
    const input = new PassThrough();
    const vision = personVision(openTerminal(input, new PassThrough()), async () => "here");
    const answer = vision.answer(await drawnPhoto("red", { kind: "scene" }), [asked()]);
    input.end();
    await expect(answer).rejects.toMatchObject({ code: "aborted" });
  });
});

describe("a person in the policy's place", () => {
  test("looks and decides from the same photos within the same budget", async () => {
    const { dataset, out } = await twoCups();
    const wishes = ["sideways", "top", "top", "b", "2", "n", "discard", "leave"];
    const { code, stdout, stderr } = await runByHand(dataset, out, wishes, ["--budget", "1"]);
    expect(stderr).toMatch(/an angle \(front, back, left, right, top/);
    expect(stderr).toMatch(/the budget of closer looks is spent/);
    expect(code).toBe(0);
    const { decisions, looks } = JSON.parse(stdout);
    expect(looks).toBe(1);
    expect(decisions).toMatchObject([
      { objectId: "cup-1", action: { verb: "clean", text: "wash it" }, probability: 1, looks: 1 },
      { objectId: "cup-2", action: { verb: "discard" }, probability: 1, looks: 0 },
    ]);
    const { events } = await readRun(out);
    expect(events.some(({ kind }) => kind === "asked")).toBe(false);
    const decided = events.flatMap((it) => (it.kind === "decided" ? [it.decision.because] : []));
    expect(decided[0]).toMatch(/a person decided, having seen the scene photo, the top/);
    // What is to be looked at holds no answer of a model, and nothing said of an object is live.
    const page = await readFile(join(out, "photos.html"), "utf8");
    expect(page).not.toMatch(/wash it|<script/);
    expect(stderr).toMatch(/file:\/\/\/.*photos\.html#cup-1/);
  });

  test("may go away and come back: what they said is not asked again", async () => {
    const { dataset, out } = await twoCups();
    const gone = await runByHand(dataset, out, ["top", "1"]);
    expect(gone.code).toBe(130);
    expect(gone.stderr).toMatch(/nothing is lost\. To go on: tactful run --resume/);
    const back = startTactful(["run", "--resume", out, "--json"], {}, "leave\n");
    const { code, stdout, stderr } = await back.finished;
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/cup-1 \(cup\)/);
    expect(JSON.parse(stdout).decisions.map((it: { action: object }) => it.action)).toMatchObject([
      { verb: "store" },
      { verb: "leave" },
    ]);
  });

  test("whose eyes answer too is asked on crops that lie in the run", async () => {
    const { dataset, out } = await twoCups();
    const answers = Array.from({ length: 40 }, () => "s").join("\n");
    const args = ["run", "--robot", dataset, "--vision", "human", "--detector", "embedded"];
    const run = startTactful([...args, "--dry-run", "--out", out, "--json"], {}, `${answers}\n`);
    const { code, stderr } = await run.finished;
    expect(code).toBe(0);
    const [, shown] = /cup-2 \(cup\), scene: (file:\/\/\S+)/.exec(stderr) ?? [];
    const { width, height } = await sharp(fileURLToPath(shown!)).metadata();
    expect([width, height]).toEqual([84, 84]);
  });
});

const OPTIONS = [
  { state: "clean and dry", action: "put it away", verb: "store" },
  { state: "dried coffee inside", action: "wash it", verb: "clean" },
];

async function twoCups(): Promise<{ dataset: string; out: string }> {
  const dataset = newFolder();
  await mkdir(join(dataset, "photos"));
  for (const colour of ["red", "brown"])
    await writeFile(join(dataset, "photos", `${colour}.jpg`), await drawnJpeg(colour));
  const cup = (id: string, x: number) => ({
    id,
    label: "cup",
    box: { x, y: 90, width: 60, height: 60 },
    options: OPTIONS,
    closeUps: { top: "photos/brown.jpg", back: "photos/brown.jpg" },
  });
  const surface = {
    id: "desk",
    scene: "photos/red.jpg",
    objects: [cup("cup-1", 66), cup("cup-2", 200)],
  };
  const about = { format: 1, name: "two cups", version: "1", licence: "CC0" };
  await writeFile(join(dataset, "dataset.json"), JSON.stringify({ ...about, surfaces: [surface] }));
  return { dataset, out: join(dataset, "run") };
}

const runByHand = (
  dataset: string,
  out: string,
  wishes: readonly string[],
  more: readonly string[] = [],
) => {
  const args = [
    "run",
    "--robot",
    dataset,
    "--policy",
    "human",
    "--dry-run",
    "--out",
    out,
    "--json",
  ];
  return startTactful([...args, ...more], {}, `${wishes.join("\n")}\n`).finished;
};
