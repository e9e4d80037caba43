import sharp from "sharp";
import { detectorInput } from "../perception/embedded/detector-input.ts";
import { eyeInput } from "../perception/embedded/eye-input.ts";
import { ANGLES, type Angle } from "../perception/photo.ts";
import type { Box } from "../perception/surface.ts";
import type { ViewClass } from "../perception/vision-model.ts";
import { viewClass } from "../planner/run.ts";
import { lookOf } from "./exemplar.ts";
import type { TrueAnswer } from "./kinds/kind.ts";
import { type Random, randomFrom } from "./random.ts";
import { addNoise } from "./render/sensor.ts";
import { decides, shownAnswer } from "./shown.ts";
import { encodePhoto } from "./simulated-camera.ts";
import { CAMERA } from "./simulated-lens.ts";
import {
  asDetected,
  closeUpView,
  type DrawnSurface,
  drawSurface,
  type ObjectView,
  photoOf,
  sceneView,
  WHOLE,
} from "./surface-views.ts";
import { kindNamed, makeWorld, type World, type WorldObject } from "./world.ts";

/** One picture of 128 x 128 and what may be said of it; `unknown` where it does not show the answer. */
export type LabelledView = {
  /** Which of the surface's things: the key to its true state. */
  readonly object: string;
  readonly kind: string;
  readonly view: ViewClass;
  readonly angle: "scene" | Angle;
  readonly answers: Readonly<Record<string, TrueAnswer | "unknown">>;
  readonly caption: string;
};

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

/** What the detector learns to find: objects by kind, and whatever else stands about as `object`. */
export const labelledBoxes = ({
  world,
  visible,
  props,
}: DrawnSurface): RenderedShard["shard"]["boxes"] => [
  ...visible.map(({ index, box }) => ({ kind: world.objects[index]!.kind, box })),
  ...props.map((box) => ({ kind: "object", box })),
];

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
    const scene = sceneView(surface, object, index);
    views.push(labelled(real, scene, "scene"));
    pictures.push(await eyeInput(scenePhoto, object));
    for (const angle of chosen) {
      const closeUp = closeUpView(surface, object, index, angle);
      if (closeUp === undefined) continue;
      views.push(labelled(real, closeUp, angle));
      pictures.push(await closeUpPicture(world, closeUp));
    }
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

function labelled(
  object: WorldObject,
  { excluded }: ObjectView,
  angle: "scene" | Angle,
): LabelledView {
  const kind = kindNamed(object.kind);
  const name = kind.name.replaceAll("-", " ");
  const state = decides(excluded) ? `, ${kind.stateWords[object.state]}` : "";
  return {
    object: object.id,
    kind: kind.name,
    view: viewClass(angle),
    angle,
    answers: Object.fromEntries(
      kind.questions.map((question) => [
        question.ask,
        shownAnswer(question, object.state, excluded),
      ]),
    ),
    caption: `a ${kind.colourName(lookOf(kind, object), object.state)} ${name}${state}`,
  };
}

/** Only what the eyes look at is drawn; around it the photo is grey, in whole JPEG blocks. */
async function closeUpPicture(world: World, seen: ObjectView): Promise<Uint8Array> {
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
