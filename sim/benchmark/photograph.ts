import type { DatasetSurface } from "../../datasets/dataset-format.ts";
import { isUntold, loadKey } from "../../datasets/key.ts";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { ANGLES } from "../../perception/photo.ts";
import { randomFrom } from "../random.ts";
import { draw } from "../render/draw.ts";
import { addNoise } from "../render/sensor.ts";
import { encodePhoto } from "../simulated-camera.ts";
import { CAMERA, CLOSE_UPS } from "../simulated-lens.ts";
import { WHOLE } from "../surface-views.ts";
import { SURFACE_NAMES } from "../world.ts";
import type { ArrangedSurface } from "./arrange.ts";
import { optionsOf } from "./options.ts";
import type { PlannedSurface } from "./plan.ts";
import type { SurfaceTruth } from "./truth.ts";

/** A file of a dataset: its path inside the folder, and its bytes. */
export type PhotoFile = { readonly path: string; readonly bytes: Uint8Array };

/** All photos of a surface: the scene, and five close-ups of each object, or of those at these places. */
export async function photograph(
  id: string,
  surface: ArrangedSurface,
  indices?: readonly number[],
): Promise<readonly PhotoFile[]> {
  const { drawn, objects } = surface;
  const { stage, world, scene } = drawn;
  const finish = async (path: string, rgb: Uint8Array, pose: Pose): Promise<PhotoFile> => {
    const noisy = rgb.slice();
    addNoise(noisy, world, pose, WHOLE, CAMERA.widthPx);
    return { path, bytes: await encodePhoto(noisy, world.sensor) };
  };
  const files = [await finish(scenePath(id), scene.rgb, world.sceneCameraPose)];
  for (const [index, object] of objects.entries()) {
    if (indices?.includes(index) === false) continue;
    const { position, radiusM } = object;
    if (position === undefined || radiusM === undefined)
      throw new Error(`${object.id} has no place`);
    for (const angle of ANGLES) {
      const pose = closeUpPose({ position, radiusM }, angle, CLOSE_UPS);
      const { rgb } = draw(stage, { camera: CAMERA, pose, region: WHOLE });
      files.push(await finish(closeUpPath(id, object.id, angle), rgb, pose));
    }
  }
  return files;
}

export const scenePath = (surface: string) => `${surface}/scene.jpg`;
export const closeUpPath = (surface: string, object: string, angle: string) =>
  `${surface}/${object}_${angle}.jpg`;

/** The surface as a dataset tells of it, with what is accepted. */
export function datasetSurfaceOf(
  plan: PlannedSurface,
  { drawn, objects }: ArrangedSurface,
): DatasetSurface {
  const { instruction, situation } = drawn.world;
  const order = randomFrom(plan.seed, "options");
  return {
    id: plan.id,
    kind: SURFACE_NAMES[plan.surfaceKind]!,
    instruction,
    situation,
    scene: scenePath(plan.id),
    objects: objects.map(({ id, label, box }, i) => ({
      id,
      label,
      box,
      closeUps: Object.fromEntries(ANGLES.map((angle) => [angle, closeUpPath(plan.id, id, angle)])),
      ...optionsOf(plan.objects[i]!, situation, loadKey(), order),
    })),
  };
}

/** What it truly shows. */
export function surfaceTruthOf(
  { id, seed, objects }: PlannedSurface,
  attempt: number,
): SurfaceTruth {
  const key = loadKey();
  return {
    id,
    seed,
    attempt,
    objects: objects.map((object, i) => ({
      id: `${object.kind}-${i + 1}`,
      ...object,
      unseen: key.unseen[object.kind] !== undefined,
      untold: isUntold(key, object.kind, object.state),
    })),
  };
}
