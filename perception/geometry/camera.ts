import { type Pose, rotate } from "./pose.ts";
import { add, scale, type Vec3 } from "./vec3.ts";

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
