import { detectorInput } from "../perception/embedded/detector-input.ts";
import { addNoise } from "./render/sensor.ts";
import { encodePhoto } from "./simulated-camera.ts";
import { CAMERA } from "./simulated-lens.ts";
import { drawSurface, photoOf, WHOLE } from "./surface-views.ts";
import type { RenderedShard, Wanted } from "./training-surface.ts";
import { makeWorld } from "./world.ts";

/** A surface's scene photo with the boxes on it and no closer views: all that a detector learns from. */
export async function renderScene({ seed }: Wanted): Promise<RenderedShard> {
  const world = makeWorld(seed);
  const { scene, visible } = drawSurface(world);
  const noisy = scene.rgb.slice();
  addNoise(noisy, seed, world.sceneCameraPose, WHOLE, CAMERA.widthPx);
  const bytes = await encodePhoto(noisy, CAMERA.widthPx, CAMERA.heightPx);
  return {
    shard: {
      scene: { file: `${seed}.scene.bin`, widthPx: CAMERA.widthPx, heightPx: CAMERA.heightPx },
      boxes: visible.map(({ index, box }) => ({ kind: world.objects[index]!.kind, box })),
      views: [],
    },
    pictures: new Uint8Array(),
    scene: await detectorInput(photoOf({ kind: "scene" }, bytes)),
    truth: world.objects.map(({ id, state }) => ({ object: id, state })),
  };
}
