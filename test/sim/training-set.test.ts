import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ALL_KINDS } from "../../sim/all-kinds.ts";
import { captionOf } from "../../sim/training/labels.ts";
import { writeQuestionList } from "../../sim/training/question-list.ts";
import type { Shard } from "../../sim/training/surface-pictures.ts";
import { renderTrainingSet } from "../../sim/training/training-set.ts";

const out = mkdtempSync(join(tmpdir(), "training-set-"));
afterAll(() => rmSync(out, { recursive: true }));
const options = { firstSeed: 2_110_200, count: 1, out, threads: 1, closeUps: 0 };

test("a surface becomes a shard: labels, pictures and the scene, true states apart", async () => {
  const { surfaces, views } = await renderTrainingSet(options);
  expect(surfaces).toBe(1);
  const text = readFileSync(join(out, "2110200.json"), "utf8");
  const shard = JSON.parse(text) as Shard;
  expect(shard.views).toHaveLength(views);
  expect(statSync(join(out, "2110200.bin")).size).toBe(views * 128 * 128 * 3);
  expect(statSync(join(out, "2110200.scene.bin")).size).toBe(256 * 192 * 3);
  for (const { kind, answers, view } of shard.views) {
    const { questions } = ALL_KINDS.find(({ name }) => name === kind)!;
    expect(Object.keys(answers).sort()).toEqual(questions.map(({ ask }) => ask).sort());
    expect(view).toBe("scene");
  }
  for (const { box } of shard.boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(shard.scene.widthPx);
  }
  expect(text).not.toMatch(/"state"/);
  const truth = JSON.parse(readFileSync(join(out, "truth.json"), "utf8"));
  expect(truth.seed).toBe(2_110_200);
  expect(truth.objects.length).toBeGreaterThanOrEqual(8);
});

test("captions are written in the caption words alone", () => {
  const captions = ALL_KINDS.flatMap(({ name, stateWords }) =>
    Object.values(stateWords).map((words) => captionOf("brown", name, words)),
  );
  writeQuestionList(out);
  const known = JSON.parse(readFileSync(join(out, "caption-words.json"), "utf8")) as string[];
  const words = captions.flatMap((caption) => caption.replaceAll(",", " ,").split(" "));
  expect(words.filter((word) => !known.includes(word))).toEqual([]);
});

test("what is rendered already is not rendered again, and nothing half-written lies about", async () => {
  const before = statSync(join(out, "2110200.bin")).mtimeMs;
  const again = await renderTrainingSet(options);
  expect(again).toEqual({ surfaces: 0, views: 0 });
  expect(statSync(join(out, "2110200.bin")).mtimeMs).toBe(before);
  expect(readdirSync(out).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test.each(["as-it-is", "every-state"] as const)(
  "%s: only things of the kinds asked for have views, and the scene keeps all boxes",
  async (views) => {
    const folder = join(out, views);
    const { kind } = (JSON.parse(readFileSync(join(out, "2110200.json"), "utf8")) as Shard)
      .boxes[0]!;
    await renderTrainingSet({ ...options, out: folder, kinds: [kind], views });
    const shard = JSON.parse(readFileSync(join(folder, "2110200.json"), "utf8")) as Shard;
    expect(new Set(shard.views.map((view) => view.kind))).toEqual(new Set([kind]));
    expect(new Set(shard.boxes.map((box) => box.kind)).size).toBeGreaterThan(1);
  },
);
