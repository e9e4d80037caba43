import { detectorInput } from "../../perception/embedded/detector-input.ts";
import { addNoise } from "../render/sensor.ts";
import { encodePhoto } from "../simulated-camera.ts";
import { CAMERA } from "../simulated-lens.ts";
import { drawSurface, photoOf, WHOLE } from "../surface-views.ts";
import { makeWorld } from "../world.ts";
import { labelledBoxes } from "./labels.ts";
import type { RenderedShard, Wanted } from "./surface-pictures.ts";

/** A surface's scene photo with the boxes on it and no closer views: all that a detector learns from. */
export async function renderScene({ seed }: Wanted): Promise<RenderedShard> {
  const world = makeWorld(seed);
  const surface = drawSurface(world);
  const noisy = surface.scene.rgb.slice();
  addNoise(noisy, world, world.sceneCameraPose, WHOLE, CAMERA.widthPx);
  const bytes = await encodePhoto(noisy, world.sensor);
  return {
    shard: {
      scene: { file: `${seed}.scene.bin`, widthPx: CAMERA.widthPx, heightPx: CAMERA.heightPx },
      boxes: labelledBoxes(surface),
      views: [],
    },
    pictures: new Uint8Array(),
    scene: await detectorInput(photoOf({ kind: "scene" }, bytes)),
    truth: world.objects.map(({ id, state }) => ({ object: id, state })),
  };
}
