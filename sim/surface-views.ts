import { eyeRegion } from "../perception/embedded/eye-input.ts";
import { locate } from "../perception/geometry/locate.ts";
import { closeUpPose } from "../perception/geometry/orbit.ts";
import type { Pose } from "../perception/geometry/pose.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import type { Angle, Photo, View } from "../perception/photo.ts";
import type { Box, SceneObject } from "../perception/surface.ts";
import { isProp } from "./clutter/draw-clutter.ts";
import type { Random } from "./random.ts";
import { type Drawing, draw } from "./render/draw.ts";
import { type Stage, stageOf } from "./render/stage.ts";
import { type Excluded, excludedStates, type OtherStates } from "./shown.ts";
import { CAMERA, CLOSE_UPS } from "./simulated-lens.ts";
import { type VisibleThing, visibleThings } from "./visible-boxes.ts";
import type { World } from "./world.ts";

/** Less of an object than this is not worth a box. */
export const LEAST_VISIBLE = 0.2;

export const WHOLE: Box = { x: 0, y: 0, width: CAMERA.widthPx, height: CAMERA.heightPx };

/** One photo as an object's eyes see it. */
export type ObjectView = {
  readonly object: SceneObject;
  readonly view: View;
  readonly pose: Pose;
  /** What of the photo the eyes look at. */
  readonly region: Box;
  readonly drawing: Drawing;
  readonly excluded: Excluded;
};

/** A surface with its scene photo drawn, ready for closer looks. */
export type DrawnSurface = {
  readonly world: World;
  readonly stage: Stage;
  readonly scene: Drawing;
  /** Objects of which enough shows for a box. */
  readonly visible: readonly VisibleThing[];
  /** What stands about and is no object of the key, where enough of it shows. */
  readonly props: readonly VisibleThing[];
  readonly others: OtherStates;
};

export function drawSurface(world: World): DrawnSurface {
  const stage = stageOf(world);
  const shot = { camera: CAMERA, pose: world.sceneCameraPose, region: WHOLE };
  const scene = draw(stage, shot);
  const seen = visibleThings(stage, shot, scene.film).filter(
    ({ visibleShare }) => visibleShare >= LEAST_VISIBLE,
  );
  const { length } = world.objects;
  return {
    world,
    stage,
    scene,
    visible: seen.filter(({ index }) => index < length),
    props: seen.filter(({ index }) => index >= length && isProp(world.clutter[index - length]!)),
    others: new Map(),
  };
}

/**
 * The object as an agent would make it out on the scene photo: its box a little off, and the place
 * and radius that follow from that. `undefined` where the box does not tell a place.
 */
export function asDetected(
  { world }: DrawnSurface,
  { index, box }: VisibleThing,
  random: Random,
): SceneObject | undefined {
  const off = (size: number) => random.between(-1.5, 1.5) + random.between(-0.03, 0.03) * size;
  const x0 = Math.max(0, box.x + off(box.width));
  const y0 = Math.max(0, box.y + off(box.height));
  const x1 = Math.min(CAMERA.widthPx, box.x + box.width + off(box.width));
  const y1 = Math.min(CAMERA.heightPx, box.y + box.height + off(box.height));
  const seen: Box = { x: x0, y: y0, width: Math.max(3, x1 - x0), height: Math.max(3, y1 - y0) };
  const place = locate(CAMERA, world.sceneCameraPose, seen);
  if (place === undefined) return undefined;
  const { objects, clutter } = world;
  const object = objects[index];
  const id = object?.id ?? clutter[index - objects.length]!.id;
  return { id, label: object?.kind ?? "object", box: seen, ...place };
}

/** The scene photo as the eyes see the object on it. */
export function sceneView(surface: DrawnSurface, object: SceneObject, index: number): ObjectView {
  const { world, stage, scene, others } = surface;
  const view: View = { kind: "scene" };
  const region = eyeRegion(photoOf(view), object);
  const compared = {
    stage,
    camera: CAMERA,
    pose: world.sceneCameraPose,
    region: WHOLE,
    drawing: scene,
    within: region,
  };
  return {
    object,
    view,
    pose: world.sceneCameraPose,
    region,
    drawing: scene,
    excluded: excludedStates(compared, index, others),
  };
}

/** A close-up as far as the eyes look at it, before it is said what it shows. */
export type CloseUp = Omit<ObjectView, "excluded">;

/** A close-up of the object, drawn where the eyes look; `undefined` where the camera cannot stand. */
export function drawCloseUp(
  { world, stage }: Pick<DrawnSurface, "world" | "stage">,
  object: SceneObject,
  angle: Angle,
): CloseUp | undefined {
  const { position, radiusM } = object;
  if (position === undefined || radiusM === undefined) return undefined;
  const pose = closeUpPose({ position, radiusM }, angle, CLOSE_UPS);
  if (isInside(world, pose.position)) return undefined;
  const view: View = { kind: "close-up", object, angle };
  const region = eyeRegion(photoOf(view), object);
  return { object, view, pose, region, drawing: draw(stage, { camera: CAMERA, pose, region }) };
}

/** The same with what it excludes. */
export function closeUpView(
  surface: DrawnSurface,
  object: SceneObject,
  index: number,
  angle: Angle,
): ObjectView | undefined {
  const closeUp = drawCloseUp(surface, object, angle);
  if (closeUp === undefined) return undefined;
  const { pose, region, drawing } = closeUp;
  const { stage, others } = surface;
  const compared = { stage, camera: CAMERA, pose, region, drawing, within: region };
  return { ...closeUp, excluded: excludedStates(compared, index, others) };
}

/** A photo's outer facts, for code that reads no more of it. */
export const photoOf = (view: View, bytes: Uint8Array = new Uint8Array()): Photo => ({
  sha256: "",
  bytes,
  mediaType: "image/jpeg",
  widthPx: CAMERA.widthPx,
  heightPx: CAMERA.heightPx,
  view,
});

/** A camera is of some size: it stays so far from what stands about, metres. */
const CAMERA_RADIUS_M = 0.015;

/** Whether a camera there would touch a thing, taken for the box around all its states. */
export const isInside = ({ objects, clutter }: World, [x, y, z]: Vec3): boolean =>
  [...objects, ...clutter].some(({ position, yawRad, extent }) => {
    const [dx, dy] = [x - position[0], y - position[1]];
    const along = Math.cos(yawRad) * dx + Math.sin(yawRad) * dy;
    const across = Math.cos(yawRad) * dy - Math.sin(yawRad) * dx;
    const near = CAMERA_RADIUS_M;
    return (
      z < position[2] + extent.heightM + near &&
      along > extent.minX - near &&
      along < extent.maxX + near &&
      across > extent.minY - near &&
      across < extent.maxY + near
    );
  });
