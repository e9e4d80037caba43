import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";
import { wouldDiffer } from "../../sim/render/alternative.ts";
import { draw } from "../../sim/render/draw.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { addNoise, leastStep } from "../../sim/render/sensor.ts";
import { solidIn, stageOf, thingAt, withThing } from "../../sim/render/stage.ts";
import { toByte, toLinear } from "../../sim/render/tone.ts";
import { simulatedCamera } from "../../sim/simulated-camera.ts";
import { CAMERA } from "../../sim/simulated-lens.ts";
import { visibleThings } from "../../sim/visible-boxes.ts";
import { kindNamed, makeWorld } from "../../sim/world.ts";

const world = makeWorld(2_110_000);
const stage = stageOf(world);
const pose = world.sceneCameraPose;
const region = { x: 64, y: 96, width: 384, height: 208 };
const drawing = draw(stage, { camera: CAMERA, pose, region });
const pool = renderPool({ threads: 2 });
afterAll(() => pool.close());

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

test("the same seed gives the same bytes, on every machine and Node version", () => {
  const noisy = drawing.rgb.slice();
  addNoise(noisy, world, pose, region, CAMERA.widthPx);
  expect({ plain: hash(drawing.rgb), noisy: hash(noisy) }).toMatchInlineSnapshot(`
    {
      "noisy": "847177faafdfe2e1",
      "plain": "fdf36a311d57ccd8",
    }
  `);
});

test("nothing that shapes or shades calls functions whose last bits differ between Node versions", () => {
  const sources = (folder: string) =>
    readdirSync(packageFile(folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(packageFile(join(folder, name)), "utf8"));
  const folders = [
    "sim/render",
    "sim/kinds",
    "sim/clutter",
    "sim/scenes",
    "sim/benchmark",
    "sim/twins",
  ];
  for (const source of folders.flatMap(sources)) {
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code).not.toMatch(/Math\.(pow|exp|log|cbrt|sinh|cosh|tanh)\b|\*\*/);
  }
});

test("a region has the same bytes as the same pixels of a larger one", () => {
  const part = { x: 200, y: 150, width: 40, height: 33 };
  const { rgb, plain } = draw(stage, { camera: CAMERA, pose, region: part });
  for (let row = 0; row < part.height; row++) {
    const from = ((part.y - region.y + row) * region.width + part.x - region.x) * 3;
    const to = row * part.width * 3;
    const width = part.width * 3;
    expect(rgb.subarray(to, to + width)).toEqual(drawing.rgb.subarray(from, from + width));
    expect(plain.subarray(to, to + width)).toEqual(drawing.plain.subarray(from, from + width));
  }
});

test("worker threads render the same bytes, in bands or whole", async () => {
  const part = { x: 100, y: 120, width: 120, height: 90 };
  const { rgb } = draw(stage, { camera: CAMERA, pose, region: part });
  addNoise(rgb, world, pose, part, CAMERA.widthPx);
  expect(hash(await pool.render(world, pose, CAMERA, { region: part }))).toBe(hash(rgb));
});

test("rendering can be stopped, and a pool goes on after it", async () => {
  const stop = new AbortController();
  const part = { x: 100, y: 120, width: 64, height: 64 };
  const stopped = pool.render(world, pose, CAMERA, { region: part, signal: stop.signal });
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  expect(await pool.render(world, pose, CAMERA, { region: part })).toHaveLength(64 * 64 * 3);
});

test("photos of a pose are the same bytes every time", async () => {
  const camera = simulatedCamera(world, pool);
  const first = await camera.shoot(pose);
  expect(first.subarray(0, 2)).toEqual(Uint8Array.from([0xff, 0xd8]));
  expect(hash(await camera.shoot(pose))).toBe(hash(first));
  expect(hash(await camera.shoot(pose, { blurPx: 3 }))).not.toBe(hash(first));
});

test("another state changes nothing but the object and its shadow", () => {
  const index = 0;
  const object = world.objects[index]!;
  const [x, y] = stage.things[index]!.centre;
  for (const state of Object.keys(kindNamed(object.kind).states)) {
    const other = stageOf({
      ...world,
      objects: world.objects.map((one, i) => (i === index ? { ...one, state } : one)),
    });
    const { film, plain } = draw(other, { camera: CAMERA, pose, region });
    for (let row = 0; row < region.height; row++) {
      for (let column = 0; column < region.width; column++) {
        const p = (row * region.width + column) * 3;
        if (plain[p] === drawing.plain[p] && plain[p + 1] === drawing.plain[p + 1]) continue;
        const at = (row + 1) * film.area.width + column + 1;
        const owner = film.owner[at]!;
        const near =
          owner < 0 ||
          owner === index ||
          Math.hypot(stage.things[owner]!.centre[0] - x, stage.things[owner]!.centre[1] - y) < 0.45;
        expect(near).toBe(true);
      }
    }
  }
});

test("the short way to tell photos apart agrees with rendering them whole", () => {
  for (const { index, box } of visibleThings(
    stage,
    { camera: CAMERA, pose, region },
    drawing.film,
  )) {
    const object = world.objects[index];
    if (object === undefined) continue;
    const kind = kindNamed(object.kind);
    const within = box;
    const compared = { stage, camera: CAMERA, pose, region, drawing, within };
    for (const state of Object.keys(kind.states)) {
      for (const turn of kind.turnsUnseen ? [0, Math.PI / 2] : [0]) {
        const other = thingAt(solidIn(object, state), object, stage.lightDirections, turn);
        const { plain } = draw(withThing(stage, index, other), {
          camera: CAMERA,
          pose,
          region: within,
        });
        let differing = 0;
        for (let row = 0; row < within.height; row++) {
          for (let column = 0; column < within.width; column++) {
            const a = (row * within.width + column) * 3;
            const b =
              ((within.y - region.y + row) * region.width + within.x - region.x + column) * 3;
            const step = Math.max(
              ...[0, 1, 2].map((k) => Math.abs(plain[a + k]! - drawing.plain[b + k]!)),
            );
            if (step > leastStep(world.sensor.noiseSigma)) differing++;
          }
        }
        expect(wouldDiffer(compared, index, other)).toBe(differing >= 25);
        if (state === object.state && turn === 0) expect(differing).toBe(0);
      }
    }
  }
});

test("the camera's noise has its sigma and no bias, and hangs on seed, pose and pixel", () => {
  const grey = new Uint8Array(300 * 300 * 3).fill(120);
  const where = { x: 0, y: 0, width: 300 };
  const sensor = { noiseSigma: 2, jpegQuality: 90 };
  addNoise(grey, { seed: 7, sensor }, pose, where, 512);
  const mean = grey.reduce((a, b) => a + b, 0) / grey.length;
  const variance = grey.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / grey.length;
  expect(Math.abs(mean - 120)).toBeLessThan(0.05);
  // Rounding to whole steps adds a twelfth.
  expect(Math.abs(Math.sqrt(variance - 1 / 12) - sensor.noiseSigma)).toBeLessThan(0.05);
  const again = new Uint8Array(300 * 300 * 3).fill(120);
  addNoise(again, { seed: 8, sensor }, pose, where, 512);
  expect(hash(again)).not.toBe(hash(grey));
});

test("the tone table follows the sRGB curve below its shoulder", () => {
  for (const code of [1, 20, 90, 150, 200]) expect(toByte(toLinear(code / 255))).toBe(code);
  expect(toByte(0)).toBe(0);
  expect(toByte(50)).toBeGreaterThan(245);
});
