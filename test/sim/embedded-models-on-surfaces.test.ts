import { afterAll, expect, test } from "vitest";
import { embeddedDetector } from "../../perception/embedded/embedded-detector.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import { renderPool } from "../../sim/render/render-pool.ts";
import { simulatedCamera } from "../../sim/simulated-camera.ts";
import { drawSurface } from "../../sim/surface-views.ts";
import { makeWorld } from "../../sim/world.ts";
import { detectorContract } from "../contracts/detector-contract.ts";

const world = makeWorld(2_100_002);
const pool = renderPool({ threads: 1 });
const detector = embeddedDetector();
afterAll(() => Promise.all([pool.close(), detector.close()]));

const scene = simulatedCamera(world, pool)
  .shoot(world.sceneCameraPose)
  .then((bytes) => photoFrom(bytes, { kind: "scene" }));
const { visible } = drawSurface(world);

detectorContract("embedded", async () => {
  const { box, index } = visible.find(({ index }) => world.objects[index]!.kind === "cup")!;
  return {
    detector,
    scene: await scene,
    thing: { label: new RegExp(world.objects[index]!.kind), box },
  };
});

test("the embedded detector finds most of what stands on a rendered surface", async () => {
  const found = await detector.detect(await scene);
  expect(found.length).toBeGreaterThan(visible.length * 0.6);
  expect(found.length).toBeLessThan(visible.length * 1.5);
});
