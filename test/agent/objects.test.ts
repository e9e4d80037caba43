import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRun } from "../../agent/run-directory.ts";
import { objectsFileSchema, readObjectsFile } from "../../datasets/objects-file.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { newFolder } from "../fakes/new-folder.ts";

const OPTIONS = [
  { state: "clean and dry", action: "put it away", verb: "store" },
  { state: "dried coffee inside", action: "wash it", verb: "clean" },
];
const CUP = { label: "cup", box: { x: 66, y: 90, width: 60, height: 60 } };

/** A dataset of one photo in which nobody has named anything, and a file beside it. */
async function aSurface(objects: object | string = { objects: [] }, file = "objects.json") {
  const home = newFolder();
  const dataset = join(home, "dataset");
  await mkdir(dataset);
  await writeFile(join(dataset, "scene.jpg"), await drawnJpeg("red"));
  await writeFile(join(dataset, "top.jpg"), await drawnJpeg("brown"));
  const cup = {
    id: "cup",
    ...CUP,
    options: OPTIONS,
    accepted: [2],
    votes: [2, 2, 1],
    closeUps: { top: "top.jpg" },
  };
  const surface = { id: "desk", scene: "scene.jpg", objects: [cup] };
  const about = { format: 1, name: "desk", version: "1", licence: "CC0", surfaces: [surface] };
  await writeFile(join(dataset, "dataset.json"), JSON.stringify(about));
  const path = join(home, file);
  await writeFile(path, typeof objects === "string" ? objects : JSON.stringify(objects));
  return { dataset, path, out: join(home, "run") };
}

const run = (dataset: string, out: string, ...more: readonly string[]) =>
  tactful("run", "--robot", dataset, "--dry-run", "--out", out, "--json", ...more);

describe("objects that a person tells of", () => {
  test("are what the run is about, whatever a detector would find, and outlive the file", async () => {
    const { dataset, path, out } = await aSurface({
      surface: { instruction: "Tidy up.", situation: { people: "away" } },
      objects: [{ id: "my-cup", ...CUP, options: OPTIONS }],
    });
    const { code, stdout } = await run(
      dataset,
      out,
      "--objects",
      path,
      "--object",
      "can=220,90,40,60",
    );
    expect(code).toBe(0);
    const ids = JSON.parse(stdout).decisions.map((it: { objectId: string }) => it.objectId);
    expect(ids).toEqual(["my-cup", "can-1"]);
    const { config, events } = await readRun(out);
    expect(config).toMatchObject({ instruction: "Tidy up.", situation: { people: "away" } });
    const found = events.find((it) => it.kind === "found");
    expect(found?.objects).toMatchObject([
      { id: "my-cup", label: "cup", box: CUP.box, options: [{ verb: "store" }, { verb: "clean" }] },
      { id: "can-1", label: "can", box: { x: 220, y: 90, width: 40, height: 60 } },
    ]);
    await writeFile(path, "gone");
    const again = await startTactful(["run", "--resume", out, "--json"]).finished;
    expect(JSON.parse(again.stdout).decisions).toHaveLength(2);
  });

  test("may stand in YAML", async () => {
    const yaml = "objects:\n  - label: cup\n    box: { x: 66, y: 90, width: 60, height: 60 }\n";
    const { dataset, path, out } = await aSurface(yaml, "objects.yaml");
    const { code, stdout } = await run(dataset, out, "--objects", path);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).decisions).toMatchObject([{ objectId: "cup", label: "cup" }]);
  });

  const wrong: readonly (readonly [what: string, file: object | string, says: RegExp])[] = [
    [
      "a verb that is none",
      { objects: [{ ...CUP, options: [OPTIONS[0], { ...OPTIONS[1], verb: "burn" }] }] },
      /objects\[0\]\.options\[1\]\.verb: /,
    ],
    [
      "an accepted answer",
      { objects: [{ ...CUP, options: OPTIONS, accepted: [1] }] },
      /objects\[0\]: .*accepted/,
    ],
    [
      "a name twice",
      {
        objects: [
          { id: "a", ...CUP },
          { id: "a", ...CUP },
        ],
      },
      /objects\[1\]\.id: "a" is there twice/,
    ],
    ["no object", { objects: [] }, /objects: /],
    ["no JSON", "{", /not JSON: line 1/],
  ];
  for (const [what, file, says] of wrong)
    test(`with ${what} get one line that names file and place`, async () => {
      const { path } = await aSurface(file);
      const error = await readObjectsFile(path).catch((it: Error) => it);
      expect(error).toMatchObject({ code: "bad-input", message: expect.stringMatching(says) });
      expect((error as Error).message).toContain(path);
      expect((error as Error).message).not.toContain("\n");
    });

  test("with a box out of the photo get one line, and nothing is run", async () => {
    const box = { ...CUP.box, x: 300 };
    const { dataset, path, out } = await aSurface({ objects: [{ ...CUP, box }] });
    const { code, stderr } = await run(dataset, out, "--objects", path);
    expect(code).toBe(2);
    expect(stderr).toMatch(/objects\[0\]: box: reaches out of the scene photo \(320 x 240/);
    await expect(readFile(join(out, "run.json"))).rejects.toThrow();
  });

  test("by hand must say where", async () => {
    const { dataset, out } = await aSurface();
    const { code, stderr } = await run(dataset, out, "--object", "cup=1,2,3");
    expect(code).toBe(2);
    expect(stderr).toMatch(/is not label=x,y,width,height in pixels/);
  });
});

test("a dataset's objects are written without its answers and votes, and run the same", async () => {
  const { dataset, path, out } = await aSurface();
  const written = await tactful("dataset", "objects", dataset, "--out", path);
  expect(written.code).toBe(0);
  const text = await readFile(path, "utf8");
  expect(text).not.toMatch(/accepted|votes/);
  expect(objectsFileSchema.parse(JSON.parse(text)).objects).toHaveLength(1);
  const told = JSON.parse((await run(dataset, out, "--objects", path)).stdout);
  const known = JSON.parse((await run(dataset, `${out}-2`)).stdout);
  expect(told.decisions).toEqual(known.decisions);
});
