import sharp from "sharp";
import { detectorInput } from "../../perception/embedded/detector-input.ts";
import { eyeInput } from "../../perception/embedded/eye-input.ts";
import { ANGLES, type Angle, type Photo } from "../../perception/photo.ts";
import type { Box } from "../../perception/surface.ts";
import { type Random, randomFrom } from "../random.ts";
import { addNoise } from "../render/sensor.ts";
import { encodePhoto } from "../simulated-camera.ts";
import { CAMERA } from "../simulated-lens.ts";
import {
  asDetected,
  type CloseUp,
  closeUpView,
  type DrawnSurface,
  drawCloseUp,
  drawSurface,
  type ObjectView,
  photoOf,
  sceneView,
  WHOLE,
} from "../surface-views.ts";
import { makeWorld, type World, type WorldObject } from "../world.ts";
import { isMadeOut, type LabelledView, labelledBoxes, labelOf, propLabel } from "./labels.ts";

/** A surface's labels, as its `<seed>.json` holds them. */
export type Shard = {
  /** The scene photo's size: what `boxes` are measured in. */
  readonly scene: { readonly file: string; readonly widthPx: number; readonly heightPx: number };
  readonly boxes: readonly { readonly kind: string; readonly box: Box }[];
  /** In the order of the pictures in `<seed>.bin`. */
  readonly views: readonly LabelledView[];
};

export type RenderedShard = {
  readonly shard: Shard;
  /** 128 x 128 x 3 bytes a view. */
  readonly pictures: Uint8Array;
  /** 256 x 192 x 3 bytes. */
  readonly scene: Uint8Array;
  /** Apart from the rest: what no training input may hold. */
  readonly truth: readonly { readonly object: string; readonly state: string }[];
};

/** What is rendered of a surface. */
export type Wanted = {
  readonly seed: number;
  /** Close-ups of each object, of five. */
  readonly closeUps: number;
  /** Kinds whose objects get views; all where absent. */
  readonly kinds?: readonly string[];
};

export const isWanted = (kinds: Wanted["kinds"], { kind }: WorldObject): boolean =>
  kinds === undefined || kinds.includes(kind);

/**
 * All that is learned from one surface: its scene photo with boxes, and of each object the eyes' crop of
 * it and `closeUps` of the five close-ups, drawn by lot. Pictures go through noise, JPEG and the eyes'
 * own cutting, as they do when a robot looks.
 */
export async function renderShard({ seed, closeUps, kinds }: Wanted): Promise<RenderedShard> {
  const world = makeWorld(seed);
  const surface = drawSurface(world);
  const chance = randomFrom(seed, "detection");
  const angles = randomFrom(seed, "angles");
  const noisy = surface.scene.rgb.slice();
  addNoise(noisy, world, world.sceneCameraPose, WHOLE, CAMERA.widthPx);
  const scenePhoto = photoOf({ kind: "scene" }, await encodePhoto(noisy, world.sensor));
  const views: LabelledView[] = [];
  const pictures: Uint8Array[] = [];
  for (const found of surface.visible) {
    const { index } = found;
    if (!isWanted(kinds, world.objects[index]!)) continue;
    const object = asDetected(surface, found, chance);
    const chosen = drawn(angles, closeUps);
    if (object === undefined) continue;
    const real = world.objects[index]!;
    const label = ({ excluded, drawing }: ObjectView, angle: "scene" | Angle) =>
      labelOf(real, real.state, excluded, angle, isMadeOut(drawing, index));
    views.push(label(sceneView(surface, object, index), "scene"));
    pictures.push(await eyeInput(scenePhoto, object));
    for (const angle of chosen) {
      const closeUp = closeUpView(surface, object, index, angle);
      if (closeUp === undefined) continue;
      views.push(label(closeUp, angle));
      pictures.push(await closeUpPicture(world, closeUp));
    }
  }
  if (kinds === undefined)
    for (const prop of await propPictures(surface, scenePhoto, closeUps)) {
      views.push(prop.label);
      pictures.push(prop.bytes);
    }
  return {
    shard: {
      scene: {
        file: `${seed}.scene.bin`,
        widthPx: CAMERA.widthPx,
        heightPx: CAMERA.heightPx,
      },
      boxes: labelledBoxes(surface),
      views,
    },
    pictures: Buffer.concat(pictures),
    scene: await detectorInput(scenePhoto),
    truth: world.objects.map(({ id, state }) => ({ object: id, state })),
  };
}

/** So many of the five angles, each set equally likely. */
function drawn(random: Random, count: number): readonly Angle[] {
  const left: Angle[] = [...ANGLES];
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(random.below(left.length), 1)[0]!,
  );
}

export type LabelledPicture = { readonly label: LabelledView; readonly bytes: Uint8Array };

/** What stands about and is no kind of the key, on the scene photo and from so many angles. */
export async function propPictures(
  surface: DrawnSurface,
  scenePhoto: Photo,
  closeUps: number,
): Promise<readonly LabelledPicture[]> {
  const { world, props } = surface;
  const chance = randomFrom(world.seed, "props");
  const pictures: LabelledPicture[] = [];
  for (const found of props) {
    const object = asDetected(surface, found, chance);
    const chosen = drawn(chance, closeUps);
    if (object === undefined) continue;
    const { id } = object;
    pictures.push({ label: propLabel(id, "scene"), bytes: await eyeInput(scenePhoto, object) });
    for (const angle of chosen) {
      const closeUp = drawCloseUp(surface, object, angle);
      if (closeUp === undefined || !isMadeOut(closeUp.drawing, found.index)) continue;
      const bytes = await closeUpPicture(world, closeUp);
      pictures.push({ label: propLabel(id, angle), bytes });
    }
  }
  return pictures;
}

/** Only what the eyes look at is drawn; around it the photo is grey, in whole JPEG blocks. */
async function closeUpPicture(world: World, seen: CloseUp): Promise<Uint8Array> {
  const { drawing, region, pose, view, object } = seen;
  const noisy = drawing.rgb.slice();
  addNoise(noisy, world, pose, region, CAMERA.widthPx);
  const whole = new Uint8Array(CAMERA.widthPx * CAMERA.heightPx * 3).fill(128);
  for (let row = 0; row < region.height; row++) {
    const from = row * region.width * 3;
    whole.set(
      noisy.subarray(from, from + region.width * 3),
      ((region.y + row) * CAMERA.widthPx + region.x) * 3,
    );
  }
  const bytes = await encodePhoto(whole, world.sensor);
  return eyeInput(photoOf(view, bytes), object);
}

// One picture is too small a job to share among threads.
sharp.concurrency(1);
