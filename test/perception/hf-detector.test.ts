import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { detectionsFrom, hfDetector } from "../../perception/hf/hf-detector.ts";
import { findHfModel } from "../../perception/hf/hf-model.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { packageFile } from "../../perception/package-file.ts";
import { detectorContract } from "../contracts/detector-contract.ts";
import { drawnCup, drawnPhoto } from "../fakes/drawn-photos.ts";

const LABELS = ["book", "cup", "plate"];
const TASK = "zero-shot-object-detection";
const folderOf = (name: string) => packageFile(`test/fakes/${name}`);
const owl = hfDetector(findHfModel(folderOf("tiny-owl"), TASK), LABELS);
const dino = hfDetector(findHfModel(folderOf("tiny-dino"), TASK), LABELS);
const asOwlv2 = mkdtempSync(join(tmpdir(), "tactful-owlv2-"));
cpSync(folderOf("tiny-owl"), asOwlv2, { recursive: true });
const config = readFileSync(join(asOwlv2, "config.json"), "utf8");
writeFileSync(join(asOwlv2, "config.json"), config.replace('"owlvit"', '"owlv2"'));
const owlv2 = hfDetector(findHfModel(asOwlv2, TASK), LABELS);
afterAll(async () => {
  await Promise.all([owl, dino, owlv2].map((it) => it.close()));
  rmSync(asOwlv2, { recursive: true });
});

const ALL = { owl, dino, owlv2 };
for (const [name, detector] of Object.entries(ALL)) {
  detectorContract(`hf ${name}`, async () => ({
    detector,
    scene: await drawnPhoto("red", { kind: "scene" }),
    thing: { label: /^cup$/, box: drawnCup.box },
  }));
}

describe.each(Object.entries(ALL))("%s", (_, detector) => {
  test("each thing gets the label that fits it, and what no label fits is not found", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="100%" height="100%" fill="tan"/><circle cx="60" cy="120" r="30" fill="red"/><circle cx="160" cy="120" r="30" fill="black"/><circle cx="260" cy="120" r="30" fill="blue"/></svg>`;
    const photo = await photoFrom(await sharp(Buffer.from(svg)).png().toBuffer(), {
      kind: "scene",
    });
    const found = await detector.detect(photo);
    expect(new Set(found.map(({ label }) => label))).toEqual(new Set(["cup", "plate"]));
    for (const { label, box } of found) {
      const middle = box.x + box.width / 2;
      expect(Math.abs(middle - (label === "cup" ? 60 : 260))).toBeLessThan(45);
    }
    expect(found.map(({ score }) => score)).toEqual(
      found.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  test("an empty table holds nothing", async () => {
    expect(await detector.detect(await drawnPhoto("tan", { kind: "scene" }))).toEqual([]);
  });
});

test("boxes are cut where the photo ends, and one that is all of it is the surface", () => {
  const found = [
    {
      boxes: Float32Array.of(0.9, 0.5, 0.4, 0.2, 0.5, 0.5, 1, 1),
      scores: Float32Array.of(0.8, 0.9),
    },
  ];
  const size = { width: 200, height: 100 };
  const [only, ...more] = detectionsFrom(found, ["cup"], 0.1, size, {
    widthPx: 200,
    heightPx: 100,
  });
  expect(more).toEqual([]);
  expect(only!.box.x).toBeCloseTo(140, 4);
  expect(only!.box.width).toBeCloseTo(60, 4);
  expect(only!.box.height).toBeCloseTo(20, 4);
});

test("a detector without labels is refused", () => {
  expect(() => hfDetector(findHfModel(folderOf("tiny-owl"), TASK), [])).toThrow(/no labels/);
});
