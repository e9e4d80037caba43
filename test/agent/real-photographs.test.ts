import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRun } from "../../agent/run-directory.ts";
import { sampleFolder, WHY_SKIPPED } from "../datasets/sample.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { DRINK_OPTIONS, modelThatSeesTheDrinkOn } from "../fakes/model-that-sees-a-drink.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { type Manner, strictOpenaiServer } from "../fakes/strict-openai-server.ts";

const COLOURS = {
  scene: "red",
  top: "brown",
  front: "white",
  back: "blue",
  left: "pink",
  right: "grey",
};

let drawn: ReturnType<typeof importCup> | undefined;

/** A dataset of one cup; drawn photos are imported once for all tests. */
function importedCup(photos?: string): ReturnType<typeof importCup> {
  if (photos !== undefined) return importCup(photos);
  drawn ??= importCup();
  return drawn;
}

/** Imports by the command line; `top` is the hash of the photo from above. */
async function importCup(photos?: string) {
  const home = newFolder();
  const folder = join(home, "photos");
  await mkdir(folder);
  for (const [view, colour] of Object.entries(COLOURS)) {
    const file = `cup_${view}.jpg`;
    const bytes = photos ? await readFile(join(photos, file)) : await drawnJpeg(colour);
    await writeFile(join(folder, file), bytes);
  }
  const options = { objects: { cup: { options: DRINK_OPTIONS } } };
  await writeFile(join(folder, "options.json"), JSON.stringify(options));
  const dataset = join(home, "dataset");
  const { code, stderr } = await tactful("dataset", "import", folder, "--out", dataset);
  expect(stderr).not.toMatch(/tactful:/);
  expect(code).toBe(0);
  const { surfaces } = JSON.parse(await readFile(join(dataset, "dataset.json"), "utf8"));
  const top = await readFile(join(dataset, surfaces[0].objects[0].closeUps.top));
  return { dataset, top: createHash("sha256").update(top).digest("hex") };
}

async function runOn(dataset: string, top: string, out: string, manners: readonly Manner[] = []) {
  const server = await strictOpenaiServer({ mind: modelThatSeesTheDrinkOn(() => top), manners });
  const { model, apiKey, baseUrl, complaints } = server;
  const names = ["--reasoner", `openai:${model}`, "--vision", `openai:${model}`];
  const args = [
    "run",
    "--robot",
    dataset,
    ...names,
    "--detector",
    "embedded",
    "--out",
    out,
    "--json",
  ];
  const env = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl };
  const ended = await startTactful(args, env).finished;
  await server.close();
  return { ...ended, complaints, host: new URL(baseUrl).host, apiKey };
}

for (const [name, photos] of [
  ["drawn photos", undefined],
  ["the cup's photos", sampleFolder],
] as const) {
  test.skipIf(name !== "drawn photos" && photos === undefined)(
    `${name}: the model asks, the run goes to the angle that tells, sends that photo, hears, decides (else skipped: ${WHY_SKIPPED})`,
    async () => {
      const { dataset, top } = await importedCup(photos);
      const out = newOut();
      const { code, stdout, stderr, complaints, host, apiKey } = await runOn(dataset, top, out);
      expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
      const { decisions, photosLeft } = JSON.parse(stdout);
      expect(decisions).toHaveLength(1);
      expect(decisions[0].action).toMatchObject({
        verb: "empty",
        text: "empty, rinse and store it",
      });
      expect(decisions[0].evidence.map((it: { photo: string }) => it.photo)).toContain(top);
      expect(photosLeft).toContainEqual({ photo: top, host });
      expect(stderr).toContain(`goes to ${host}`);
      const written =
        JSON.stringify(await readRun(out)) + (await readFile(join(out, "report.html")));
      expect(written + stdout + stderr).not.toContain(apiKey);
    },
    60_000,
  );
}

const newOut = () => join(newFolder(), "run");

describe("a server that behaves badly once does not change the decision", () => {
  test.each<[string, Manner]>([
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "0" } }],
    ["500", { status: 500 }],
    ["a fenced reply", "fenced"],
    ["thinking aloud", "thinking"],
  ])(
    "%s",
    async (_, manner) => {
      const { dataset, top } = await importedCup();
      const { code, stdout } = await runOn(dataset, top, newOut(), [manner]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).decisions[0].action.verb).toBe("empty");
    },
    60_000,
  );
});

test("a model that babbles ends the run in one line, and the run goes on with one that does not", async () => {
  const { dataset, top } = await importedCup();
  const out = newOut();
  const babble = Array.from({ length: 40 }, (): Manner => "babble");
  const failed = await runOn(dataset, top, out, babble);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(`tactful run --resume ${out}`);
  expect(failed.stderr).not.toMatch(/\n\s+at /);
  expect(failed.stdout).toBe("");
}, 60_000);
