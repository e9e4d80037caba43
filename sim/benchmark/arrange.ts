import { loadKey } from "../../datasets/key.ts";
import { locate } from "../../perception/geometry/locate.ts";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import { ANGLES } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { drawClutter } from "../clutter/draw-clutter.ts";
import { extentOf } from "../exemplar.ts";
import { ANYWHERE, CROWDED, emptyTable } from "../layout.ts";
import { randomFrom } from "../random.ts";
import { drawSceneCamera } from "../setting.ts";
import { decides } from "../shown.ts";
import { CAMERA, CLOSE_UPS } from "../simulated-lens.ts";
import { type DrawnSurface, drawSurface, isInside, sceneView } from "../surface-views.ts";
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
  /** Which draw of places it is. */
  readonly attempt: number;
  readonly drawn: DrawnSurface;
  /** In the order of the world's objects: as an agent makes them out by their boxes. */
  readonly objects: readonly SceneObject[];
};

export type ArrangeOptions = {
  /** The share of objects that the scene photo shall not decide, 0 to 0.8; as it comes where absent. */
  readonly hidden?: number | undefined;
};

const MOST_ATTEMPTS = 400;
/** Where a crowd leaves no room for cameras, things stand farther apart from this draw on. */
const LOOSER_FROM = 60;
/** With a share to hide, the best of so many that can be photographed is taken. */
const CANDIDATES = 10;

/** The planned surface, laid out so that everything on it can be photographed. */
export function arrange(plan: PlannedSurface, { hidden }: ArrangeOptions = {}): ArrangedSurface {
  const wanted = hidden === undefined ? undefined : toHide(plan, hidden);
  let best: { readonly surface: ArrangedSurface; readonly off: number } | undefined;
  let candidates = 0;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const surface = arrangedIn(plan, attempt, hidden);
    if (surface === undefined) continue;
    if (wanted === undefined) return surface;
    const off = Math.abs(hiddenIn(surface) - wanted);
    if (best === undefined || off < best.off) best = { surface, off };
    if (off === 0 || ++candidates === CANDIDATES) break;
  }
  if (best === undefined) throw new Error(`${plan.id}: found no way to lay it out`);
  return best.surface;
}

/** The surface of one draw of places; `undefined` where something cannot be photographed. */
export function arrangedIn(
  plan: PlannedSurface,
  attempt: number,
  hidden?: number,
): ArrangedSurface | undefined {
  const world = worldOf(plan, attempt, hidden);
  return world && photographable(world, attempt);
}

/** How many of its objects are to be hidden: by chance where the share does not come out whole. */
function toHide({ seed, objects }: PlannedSurface, hidden: number): number {
  const random = randomFrom(seed, "hidden");
  return objects.filter(() => random.chance(hidden)).length;
}

const hiddenIn = ({ drawn, objects }: ArrangedSurface): number =>
  objects.filter((object, index) => !decides(sceneView(drawn, object, index).excluded)).length;

/** The higher the camera, the more the scene photo tells: it looks down by so much, radians. */
const steepnessFor = (hidden: number): number => 1.1 - hidden;

function worldOf(
  { seed, surfaceKind, objects: planned }: PlannedSurface,
  attempt: number,
  hidden: number | undefined,
): World | undefined {
  const steepRad = hidden === undefined ? undefined : steepnessFor(hidden);
  const sceneCameraPose = drawSceneCamera(randomFrom(seed, "camera"), steepRad);
  const table = emptyTable(sceneCameraPose);
  const exemplars = randomFrom(seed, "objects");
  const places = randomFrom(seed, `places ${attempt}`);
  const objects: WorldObject[] = [];
  for (const { kind, state } of planned) {
    const exemplar = drawExemplar(exemplars, kind);
    const extent = extentOf(kindNamed(kind), exemplar);
    const place = table.putDown(places, extent, attempt < LOOSER_FROM ? CROWDED : ANYWHERE);
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

/** The world as it can be photographed; `undefined` where something hides too much or is in the way. */
export function photographable(world: World, attempt: number): ArrangedSurface | undefined {
  // Known before anything is drawn, and the commonest reason.
  const crowded = world.objects.some(({ position, extent }) => {
    const radiusM = Math.max(extent.radiusM, extent.heightM / 2);
    return closeUpPoses({ position, radiusM }).some((pose) => isInside(world, pose.position));
  });
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
  return { attempt, drawn, objects };
}

const closeUpPoses = (object: Parameters<typeof closeUpPose>[0]): readonly Pose[] =>
  ANGLES.map((angle) => closeUpPose(object, angle, CLOSE_UPS));
