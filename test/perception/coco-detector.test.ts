import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { cocoBoxes } from "../../perception/coco/coco-boxes.ts";
import { cocoDetector } from "../../perception/coco/coco-detector.ts";
import { readCocoFile } from "../../perception/coco/coco-file.ts";
import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { overlap } from "../../perception/geometry/overlap.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { matchKind } from "../../planner/match-kind.ts";
import { loadNorms } from "../../planner/norms.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { simulatedCamera } from "../../sim/simulated-camera.ts";
import { drawSurface } from "../../sim/surface-views.ts";
import { makeWorld } from "../../sim/world.ts";
import { detectorContract } from "../contracts/detector-contract.ts";
import { sampleFolder, WHY_SKIPPED } from "../datasets/sample.ts";

const detector = cocoDetector();
afterAll(() => detector.close());

let rendered: ReturnType<typeof renderedCup> | undefined;
detectorContract("coco", () => {
  rendered ??= renderedCup();
  return rendered;
});

async function renderedCup() {
  const world = makeWorld(2_100_121);
  const pool = renderPool({ threads: 1 });
  const bytes = await simulatedCamera(world, pool).shoot(world.sceneCameraPose);
  await pool.close();
  const scene = await photoFrom(bytes, { kind: "scene" });
  const found = await detector.detect(scene);
  const cup = found.find(({ label }) => label === "cup")!;
  // What it calls a cup must lie where something stands.
  const shares = drawSurface(world).visible.map(({ box }) => ({
    box,
    share: overlap(box, cup.box),
  }));
  const thing = shares.toSorted((a, b) => b.share - a.share)[0]!;
  return { detector, scene, thing: { label: /cup/, box: thing.box } };
}

describe.skipIf(sampleFolder === undefined)(
  `on the six photographs of a cup (else skipped: ${WHY_SKIPPED})`,
  () => {
    const found = async (view: string) => {
      const bytes = await readFile(join(sampleFolder!, `cup_${view}.jpg`));
      return detector.detect(await photoFrom(bytes, { kind: "scene" }));
    };

    test("it calls it a cup first on five, and a bowl or else a cup from above", async () => {
      const views = ["scene", "front", "back", "left", "right", "top"];
      const all = await Promise.all(views.map(found));
      const first = all.map((it) => it.some(({ label }) => label === "cup"));
      expect(first).toEqual([true, true, true, true, true, false]);
      const top = all[5]!.find(({ label }) => label === "bowl");
      expect(top?.orElse).toMatchObject([{ label: "cup", score: expect.closeTo(0.4, 1) }]);
    });

    test("it misses the closed laptop on the desk", async () => {
      const scene = await found("scene");
      expect(scene.map(({ label }) => label)).not.toContain("laptop");
    });

    test("the embedded detector finds nothing there, and says why and what may help", async () => {
      const embedded = embeddedDetector();
      const bytes = await readFile(join(sampleFolder!, "cup_scene.jpg"));
      const photo = await photoFrom(bytes, { kind: "scene" });
      expect(await embedded.detect(photo)).toEqual([]);
      expect(embedded.blindTo?.(photo)).toMatch(/512 x 384.*try --detector coco/);
      await embedded.close();
    });
  },
);

describe("boxes", () => {
  const file = readCocoFile();
  const cells = file.strides.reduce((sum, stride) => sum + Math.ceil(file.size / stride) ** 2, 0);
  const at = (name: string) => file.classes.indexOf(name);
  /** One cell of the coarsest grid has these scores; its box reaches two strides each way. */
  const answer = (scores: Readonly<Record<string, number>>, cell = cells - 1) => {
    const all = new Float32Array(cells * file.classes.length);
    for (const [name, score] of Object.entries(scores))
      all[cell * file.classes.length + at(name)] = score;
    const distances = new Float32Array(cells * 4 * file.bins);
    for (let side = 0; side < 4; side++) distances[(4 * cell + side) * file.bins + 2] = 50;
    return cocoBoxes(all, distances, file);
  };

  test("reach as far as the mean of their distances says, in strides", () => {
    const stride = file.strides.at(-1)!;
    const across = Math.ceil(file.size / stride);
    const middle = (across - 0.5) * stride;
    const [found] = answer({ cup: 0.6 });
    expect(found).toMatchObject({ label: "cup", score: expect.closeTo(0.6) });
    expect(found!.box.x).toBeCloseTo(middle - 2 * stride, 3);
    expect(found!.box.width).toBeCloseTo(4 * stride, 3);
  });

  test("of one place keep the surest name, and the others as what it may be instead", () => {
    expect(answer({ cup: 0.6, vase: 0.5, bowl: 0.36, knife: 0.2 })).toMatchObject([
      { label: "cup", orElse: [{ label: "vase" }, { label: "bowl" }] },
    ]);
  });

  test("of people, animals and furniture are not reported", () => {
    expect(answer({ person: 0.9, "dining table": 0.8 })).toEqual([]);
  });
});

test("every COCO name that the norms have a kind for is one that they know", () => {
  const norms = loadNorms();
  const { classes } = readCocoFile();
  const known = classes.filter((name) => matchKind(norms, name) !== undefined);
  expect(known).toEqual(
    "bottle,wine glass,cup,bowl,banana,apple,potted plant,laptop,cell phone,book,toothbrush".split(
      ",",
    ),
  );
});

test("a picture too small or too long for a box of it gets none, and no error", async () => {
  for (const [width, height] of [
    [4, 4],
    [4000, 10],
  ] as const) {
    const bytes = await sharp({ create: { width, height, channels: 3, background: "#888" } })
      .jpeg()
      .toBuffer();
    expect(await detector.detect(await photoFrom(bytes, { kind: "scene" }))).toEqual([]);
  }
});
