import { loadKey } from "../../datasets/key.ts";
import { locate } from "../../perception/geometry/locate.ts";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { ANGLES } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { drawClutter } from "../clutter/draw-clutter.ts";
import { footprintOf } from "../exemplar.ts";
import { CROWDED, emptyTable } from "../layout.ts";
import { randomFrom } from "../random.ts";
import { drawSceneCamera } from "../setting.ts";
import { CAMERA, CLOSE_UPS } from "../simulated-lens.ts";
import { type DrawnSurface, drawSurface, isInside } from "../surface-views.ts";
import {
  drawExemplar,
  drawSituation,
  kindNamed,
  settingOf,
  type World,
  type WorldObject,
} from "../world.ts";
import type { PlannedSurface } from "./plan.ts";

/** A surface whose every object has a box on the scene photo and room for five close-ups. */
export type ArrangedSurface = {
  readonly drawn: DrawnSurface;
  /** In the order of the world's objects: as an agent makes them out by their boxes. */
  readonly objects: readonly SceneObject[];
};

/** How a planned surface is laid out: by chance, or so that the scene photo hides a share of states. */
export type Arrangement = {
  /** Which of the draws of places is taken. */
  readonly attempt: number;
  /** How far the scene camera looks down, radians. */
  readonly steepRad?: number;
};

const MOST_ATTEMPTS = 400;

/** The first draw of places, from `first` on, in which everything can be photographed. */
export function arrange(
  plan: PlannedSurface,
  { first = 0, steepRad }: { readonly first?: number; readonly steepRad?: number } = {},
): { readonly surface: ArrangedSurface; readonly attempt: number } {
  for (let attempt = first; attempt < first + MOST_ATTEMPTS; attempt++) {
    const world = worldOf(plan, { attempt, ...(steepRad !== undefined && { steepRad }) });
    const surface = world && photographable(world);
    if (surface !== undefined) return { surface, attempt };
  }
  throw new Error(`${plan.id}: found no way to lay it out`);
}

/** The planned surface as it truly is; `undefined` where this draw of places has no room for all. */
export function worldOf(
  { seed, surfaceKind, objects: planned }: PlannedSurface,
  { attempt, steepRad }: Arrangement,
): World | undefined {
  const sceneCameraPose = drawSceneCamera(randomFrom(seed, "camera"), steepRad);
  const table = emptyTable(sceneCameraPose);
  const exemplars = randomFrom(seed, "objects");
  const places = randomFrom(seed, `places ${attempt}`);
  const objects: WorldObject[] = [];
  for (const { kind, state } of planned) {
    const exemplar = drawExemplar(exemplars, kind);
    const place = table.putDown(places, footprintOf(kindNamed(kind), exemplar), CROWDED);
    if (place === undefined) return undefined;
    objects.push({ ...exemplar, ...place, id: `${kind}-${objects.length + 1}`, state });
  }
  return {
    ...settingOf(seed, surfaceKind),
    situation: drawSituation(randomFrom(seed, "situation"), loadKey()),
    objects,
    clutter: drawClutter(seed, table),
    sceneCameraPose,
  };
}

function photographable(world: World): ArrangedSurface | undefined {
  // Known before anything is drawn, and the commonest reason.
  const crowded = world.objects.some(({ position, extent: { radiusM } }) =>
    closeUpPoses({ position, radiusM }).some((pose) => isInside(world, pose.position)),
  );
  if (crowded) return undefined;
  const drawn = drawSurface(world);
  const objects: SceneObject[] = [];
  for (const [index, { id, kind }] of world.objects.entries()) {
    const box = drawn.visible.find((it) => it.index === index)?.box;
    const place = box && locate(CAMERA, world.sceneCameraPose, box);
    if (box === undefined || place === undefined) return undefined;
    if (closeUpPoses(place).some((pose) => isInside(world, pose.position))) return undefined;
    objects.push({ id, label: kind.replaceAll("-", " "), box, ...place });
  }
  return { drawn, objects };
}

const closeUpPoses = (object: Parameters<typeof closeUpPose>[0]): readonly Pose[] =>
  ANGLES.map((angle) => closeUpPose(object, angle, CLOSE_UPS));
