import sharp from "sharp";
import { detectorInput } from "../../perception/embedded/detector-input.ts";
import { eyeInput, eyeRegion } from "../../perception/embedded/eye-input.ts";
import { ANGLES, type Angle, type View } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { randomFrom } from "../random.ts";
import type { Compared } from "../render/alternative.ts";
import { exchanged, type Part, partOf, partsDiffer } from "../render/exchanged.ts";
import { addNoise, leastStep } from "../render/sensor.ts";
import type { Solid } from "../render/solid.ts";
import { solidIn, thingAt } from "../render/stage.ts";
import { encodePhoto } from "../simulated-camera.ts";
import { CAMERA } from "../simulated-lens.ts";
import {
  asDetected,
  type DrawnSurface,
  drawCloseUp,
  drawSurface,
  photoOf,
  WHOLE,
} from "../surface-views.ts";
import { kindNamed, makeWorld, type WorldObject } from "../world.ts";
import { isMadeOut, labelledBoxes, labelOf } from "./labels.ts";
import {
  isWanted,
  type LabelledPicture,
  propPictures,
  type RenderedShard,
  type Wanted,
} from "./surface-pictures.ts";

const QUARTERS = [0, Math.PI / 2, Math.PI, 1.5 * Math.PI];

/**
 * A surface to train on, whose every photo is taken with the object in each of its states in turn: what
 * differs between two such pictures is the state and nothing else. Labels by the same definition as
 * elsewhere; the scene photo for the detector is of the true states.
 */
export async function renderVariants({ seed, closeUps, kinds }: Wanted): Promise<RenderedShard> {
  const world = makeWorld(seed);
  const surface = drawSurface(world);
  const { stage, scene, visible } = surface;
  const chance = randomFrom(seed, "detection");
  const angles = randomFrom(seed, "angles");
  const noisy = scene.rgb.slice();
  addNoise(noisy, world, world.sceneCameraPose, WHOLE, CAMERA.widthPx);
  const pictures: LabelledPicture[] = [];
  for (const found of visible) {
    if (!isWanted(kinds, world.objects[found.index]!)) continue;
    const object = asDetected(surface, found, chance);
    if (object === undefined) continue;
    const solids = solidsOf(world.objects[found.index]!);
    const region = eyeRegion(photoOf({ kind: "scene" }), object);
    const pose = world.sceneCameraPose;
    const onScene = { stage, camera: CAMERA, pose, region: WHOLE, drawing: scene, within: region };
    const view: View = { kind: "scene" };
    pictures.push(...(await inEveryState(onScene, found.index, object, view, solids, noisy)));
    const left: Angle[] = [...ANGLES];
    for (let i = 0; i < closeUps; i++) {
      const angle = left.splice(angles.below(left.length), 1)[0]!;
      const compared = closeUpOf(surface, object, angle);
      if (compared === undefined) continue;
      const view: View = { kind: "close-up", object, angle };
      const grey = new Uint8Array(CAMERA.widthPx * CAMERA.heightPx * 3).fill(128);
      pictures.push(...(await inEveryState(compared, found.index, object, view, solids, grey)));
    }
  }
  const whole = photoOf({ kind: "scene" }, await encodePhoto(noisy, world.sensor));
  if (kinds === undefined) pictures.push(...(await propPictures(surface, whole, closeUps)));
  return {
    shard: {
      scene: { file: `${seed}.scene.bin`, widthPx: CAMERA.widthPx, heightPx: CAMERA.heightPx },
      boxes: labelledBoxes(surface),
      views: pictures.map(({ label }) => label),
    },
    pictures: Buffer.concat(pictures.map(({ bytes }) => bytes)),
    scene: await detectorInput(whole),
    truth: world.objects.map(({ id, state }) => ({ object: id, state })),
  };
}

function solidsOf(object: WorldObject): ReadonlyMap<string, Solid> {
  const states = Object.keys(kindNamed(object.kind).states);
  return new Map(states.map((state) => [state, solidIn(object, state)]));
}

function closeUpOf(surface: DrawnSurface, object: SceneObject, angle: Angle): Compared | undefined {
  const closeUp = drawCloseUp(surface, object, angle);
  if (closeUp === undefined) return undefined;
  const { pose, region, drawing } = closeUp;
  return { stage: surface.stage, camera: CAMERA, pose, region, drawing, within: region };
}

/** The view with the object in each of its states, pasted into `around` (a whole photo's bytes). */
async function inEveryState(
  compared: Compared,
  index: number,
  object: SceneObject,
  view: View,
  solids: ReadonlyMap<string, Solid>,
  around: Uint8Array,
): Promise<LabelledPicture[]> {
  const { stage, pose, within } = compared;
  const real = stage.world.objects[index]!;
  const turns = kindNamed(real.kind).turnsUnseen ? QUARTERS : [0];
  const parts = new Map<string, readonly Part[]>();
  for (const [state, solid] of solids) {
    const turned = turns.map((turn) =>
      state === real.state && turn === 0
        ? partOf(compared)
        : exchanged(compared, index, thingAt(solid, real, stage.lightDirections, turn)),
    );
    parts.set(state, turned);
  }
  const step = leastStep(stage.world.sensor.noiseSigma);
  const angle = view.kind === "scene" ? "scene" : view.angle;
  const madeOut = isMadeOut(compared.drawing, index);
  const pictures: LabelledPicture[] = [];
  for (const [state, [part]] of parts) {
    const excluded: Record<string, boolean> = {};
    for (const [other, turned] of parts) {
      if (other !== state) excluded[other] = turned.every((it) => partsDiffer(part!, it, step));
    }
    const noisy = part!.rgb.slice();
    addNoise(noisy, stage.world, pose, within, CAMERA.widthPx);
    const whole = around.slice();
    for (let row = 0; row < within.height; row++) {
      const from = row * within.width * 3;
      const to = ((within.y + row) * CAMERA.widthPx + within.x) * 3;
      whole.set(noisy.subarray(from, from + within.width * 3), to);
    }
    const photo = photoOf(view, await encodePhoto(whole, stage.world.sensor));
    pictures.push({
      label: labelOf(real, state, excluded, angle, madeOut),
      bytes: await eyeInput(photo, object),
    });
  }
  return pictures;
}

sharp.concurrency(1);
