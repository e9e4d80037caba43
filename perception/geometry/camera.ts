import type { Box } from "../surface.ts";
import { invert, type Pose, rotate, transform } from "./pose.ts";
import { add, distance, length, scale, type Vec3 } from "./vec3.ts";

/** Pinhole camera without distortion: pixels; the centre of the top left pixel is (0.5, 0.5). */
export type Intrinsics = {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** Pixel of a point given in the optical frame; `undefined` behind the camera. */
export function project(
  camera: Intrinsics,
  point: Vec3,
): readonly [u: number, v: number] | undefined {
  const [x, y, z] = point;
  if (z <= 1e-6) return undefined;
  return [(camera.fx * x) / z + camera.cx, (camera.fy * y) / z + camera.cy];
}

/** Direction (not normalised, z = 1) of a pixel in the optical frame. */
export const pixelRay = (camera: Intrinsics, u: number, v: number): Vec3 => [
  (u - camera.cx) / camera.fx,
  (v - camera.cy) / camera.fy,
  1,
];

/** Where a pixel's ray meets the plane z = `heightM` of the surface frame; `undefined` if it does not. */
export function pixelOnPlane(
  camera: Intrinsics,
  cameraInSurface: Pose,
  u: number,
  v: number,
  heightM = 0,
): Vec3 | undefined {
  const direction = rotate(cameraInSurface.orientation, pixelRay(camera, u, v));
  const t = (heightM - cameraInSurface.position[2]) / direction[2];
  if (!(t > 0) || !Number.isFinite(t)) return undefined;
  return add(cameraInSurface.position, scale(direction, t));
}

/**
 * An object's footprint from its box in a photo taken obliquely. A body with a round footprint that
 * stands on z = 0 touches the box's bottom with its near rim and its sides with its width, so the
 * middle lies one half-width behind the point under the bottom edge. `undefined` where the box's
 * bottom does not meet the surface.
 */
export function locate(
  camera: Intrinsics,
  cameraInSurface: Pose,
  box: Box,
): { readonly position: Vec3; readonly radiusM: number } | undefined {
  const u = box.x + box.width / 2;
  const near = pixelOnPlane(camera, cameraInSurface, u, box.y + box.height);
  if (near === undefined) return undefined;
  const depth = transform(invert(cameraInSurface), near)[2];
  const halfWidth = (box.width / 2 / camera.fx) * depth;
  const eye = cameraInSurface.position;
  const away: Vec3 = [near[0] - eye[0], near[1] - eye[1], 0];
  const far = pixelOnPlane(camera, cameraInSurface, u, box.y);
  // A flat thing ends where its box ends: never place the middle beyond the box's far edge.
  const reach = far === undefined ? halfWidth : Math.min(halfWidth, distance(near, far) / 2);
  const position = add(near, scale(away, reach / Math.max(1e-9, length(away))));
  const halfHeight = (box.height / 2 / camera.fy) * depth;
  return { position, radiusM: Math.max(halfWidth, halfHeight, 0.01) };
}
