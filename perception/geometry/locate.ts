import type { Box } from "../surface.ts";
import { type Intrinsics, pixelOnPlane, project } from "./camera.ts";
import { invert, type Pose, rotate, transform } from "./pose.ts";
import { add, distance, dot, length, scale, subtract, type Vec3 } from "./vec3.ts";

const ROUNDS = 12;
/**
 * How far, in half depths, the fitted middle lies behind the true one on average: things round off
 * towards their foot (fruit, bowls, the rims of plates) and boxes and bottles do not.
 */
const ROUNDED_FOOT = 0.2;
const RING = Array.from({ length: 32 }, (_, i) => [
  Math.cos((i * Math.PI) / 16),
  Math.sin((i * Math.PI) / 16),
]);

/** An upright body: half axes of its footprint across and along the line of sight, and its height. */
type Body = { middle: Vec3; across: number; along: number; height: number };

/**
 * Where a thing stands, from its box in a photo taken obliquely: the upright cylinder on z = 0 whose
 * picture has that box, or, where a round one would be too deep for it, the flat ellipse; its
 * middle a little nearer, as most things are narrower at their foot. `radiusM` is half the box's larger side at the thing's distance. `undefined` where the box's
 * bottom does not meet the surface.
 */
export function locate(
  camera: Intrinsics,
  cameraInSurface: Pose,
  box: Box,
): { readonly position: Vec3; readonly radiusM: number } | undefined {
  const u = box.x + box.width / 2;
  const onSurface = (v: number) => pixelOnPlane(camera, cameraInSurface, u, v);
  const near = onSurface(box.y + box.height);
  if (near === undefined) return undefined;
  const toCamera = invert(cameraInSurface);
  const depth = transform(toCamera, near)[2];
  const halfWidth = (box.width / 2 / camera.fx) * depth;
  const halfHeight = (box.height / 2 / camera.fy) * depth;
  const radiusM = Math.max(halfWidth, halfHeight, 0.01);

  const forward = horizontal(subtract(near, cameraInSurface.position));
  const right: Vec3 = [forward[1], -forward[0], 0];
  const far = onSurface(box.y);
  const reach = far === undefined ? halfWidth : Math.min(halfWidth, distance(near, far) / 2);
  const start = add(near, scale(forward, reach));
  const body: Body = { middle: start, across: halfWidth, along: reach, height: halfWidth };
  const upright = Math.max(0.2, Math.abs(rotate(cameraInSurface.orientation, [0, 1, 0])[2]));
  for (let round = 0; round < ROUNDS; round++) {
    const seen = boxOf(body, forward, right, camera, toCamera);
    const bottom = seen && onSurface(seen.y + seen.height);
    if (seen === undefined || bottom === undefined) break;
    const away = transform(toCamera, body.middle)[2];
    const aside = ((u - seen.x - seen.width / 2) / camera.fx) * away;
    const back = dot(subtract(near, bottom), forward);
    body.middle = add(body.middle, add(scale(right, aside), scale(forward, back)));
    body.across *= within(0.5, 2, box.width / seen.width);
    const missing = (((seen.y - box.y) / camera.fy) * away) / upright;
    body.height = Math.max(0, body.height + missing);
    const tooDeep = body.height === 0 ? within(0.5, 1, box.height / seen.height) : 1.2;
    body.along = Math.min(body.across, body.along * tooDeep);
  }
  // A box that no body fits, as of a thing half out of the picture, is not followed far.
  const moved = distance(body.middle, start);
  const fits = body.middle.every(Number.isFinite) && moved <= 2 * Math.max(halfWidth, 0.01);
  const middle = fits ? body.middle : start;
  return { position: add(middle, scale(forward, -ROUNDED_FOOT * body.along)), radiusM };
}

function boxOf(
  { middle, across, along, height }: Body,
  forward: Vec3,
  right: Vec3,
  camera: Intrinsics,
  toCamera: Pose,
): Box | undefined {
  const [us, vs]: [number[], number[]] = [[], []];
  for (const [cos, sin] of RING)
    for (const z of [0, height]) {
      const side = add(scale(right, across * cos!), scale(forward, along * sin!));
      const pixel = project(camera, transform(toCamera, add(add(middle, side), [0, 0, z])));
      if (pixel === undefined) return undefined;
      us.push(pixel[0]);
      vs.push(pixel[1]);
    }
  const [x, y] = [Math.min(...us), Math.min(...vs)];
  return { x, y, width: Math.max(...us) - x, height: Math.max(...vs) - y };
}

function horizontal([x, y]: Vec3): Vec3 {
  const size = Math.max(1e-9, length([x, y, 0]));
  return [x / size, y / size, 0];
}

const within = (least: number, most: number, value: number): number =>
  Math.min(most, Math.max(least, Number.isFinite(value) ? value : 1));
