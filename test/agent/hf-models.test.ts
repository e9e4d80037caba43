import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareHfModels } from "../../agent/commands/prepare-hf-models.ts";
import { detectorFor } from "../../agent/models.ts";
import { readRun } from "../../agent/run-directory.ts";
import { packageFile } from "../../perception/package-file.ts";
import { startTactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { FAKE_COMMIT, type FakeHub, fakeHub } from "../fakes/fake-hub.ts";

const OWL = packageFile("test/fakes/tiny-owl");
const TINY = packageFile("test/fakes/tiny-vlm");
const NEVER = new AbortController().signal;

let folder: string;
let dataset: string;
let hub: FakeHub;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tactful-hf-run-"));
  dataset = join(folder, "dataset");
  hub = await fakeHub(TINY, "tiny-vlm");
  mkdirSync(dataset);
  writeFileSync(join(dataset, "scene.jpg"), await drawnJpeg("red"));
  writeFileSync(join(dataset, "top.jpg"), await drawnJpeg("brown"));
  const cup = { id: "cup", label: "cup", closeUps: { top: "top.jpg" } };
  const surface = { id: "desk", scene: "scene.jpg", objects: [cup] };
  const about = { format: 1, name: "desk", version: "1", licence: "CC0", surfaces: [surface] };
  writeFileSync(join(dataset, "dataset.json"), JSON.stringify(about));
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

const run = (out: string, ...more: readonly string[]) => {
  const eyes = ["--vision", "hf:acme/tiny-vlm", "--detector", `hf:${OWL}`];
  return startTactful(
    ["run", "--robot", dataset, "--dry-run", "--json", "--out", out, ...eyes, ...more],
    { HF_ENDPOINT: hub.url, HF_TOKEN: "secret-key", TACTFUL_MODELS: join(folder, "models") },
  ).finished;
};

test("a whole run: nothing is fetched unless allowed, then once, and the run says which model saw", async () => {
  const out = join(folder, "run");
  const refused = await run(out);
  expect(refused.stderr).toMatch(/^tactful: hf:acme\/tiny-vlm: .*--allow-download fetches it$/m);
  expect(refused.code).toBe(2);
  expect(hub.requests).toEqual([]);
  expect(existsSync(out)).toBe(false);

  const allowed = await run(out, "--allow-download");
  expect(allowed.stderr).toContain(`into ${join(folder, "models", "acme", "tiny-vlm")}`);
  expect(allowed.code).toBe(0);
  const fetched = hub.requests.length;
  expect(fetched).toBeGreaterThan(5);
  const name = `hf:acme/tiny-vlm@${FAKE_COMMIT.slice(0, 12)}#fp32`;
  const { config, events } = await readRun(out);
  expect(config.hashes).toHaveProperty([`${name}/onnx/decoder_model_merged.onnx`]);
  expect(config.hashes).toHaveProperty(["hf:tiny-owl#fp32/onnx/model.onnx"]);
  const answered = events.filter((it) => it.kind === "answered");
  expect(new Set(answered.flatMap(({ answers }) => answers.map(({ model }) => model)))).toEqual(
    new Set([name]),
  );
  const found = events.find((it) => it.kind === "found")!.objects[0]!;
  expect(found.box.width).toBeLessThan(100);

  const again = await run(join(folder, "again"));
  expect(again.code).toBe(0);
  expect(hub.requests).toHaveLength(fetched);
  const said = [refused, allowed, again].map(({ stdout, stderr }) => stdout + stderr).join();
  expect(said + readFileSync(join(out, "run.json"), "utf8")).not.toContain("secret-key");
}, 60_000);

test("a run does not go on with another model than it began with", async () => {
  const names = { reasoner: "embedded", vision: `hf:${TINY}`, detector: "coco" };
  const hashes = await prepareHfModels(names, undefined, false, NEVER);
  await expect(prepareHfModels(names, hashes, false, NEVER)).resolves.toEqual(hashes);
  const [file] = Object.keys(hashes);
  const other = { ...hashes, [file!]: "0".repeat(64) };
  await expect(prepareHfModels(names, other, false, NEVER)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(/^hf:tiny-vlm#fp32\/.* is not what that run began with/),
  });
});

test("eyes that draw no boxes go with a detector that does", () => {
  expect(detectorFor("hf:acme/eyes")).toBe("coco");
  expect(detectorFor("embedded")).toBe("embedded");
});
