import type { Intrinsics } from "../perception/geometry/camera.ts";
import type { Orbit } from "../perception/geometry/orbit.ts";

/** The simulated robot's camera; scene photo and close-ups alike. */
export const CAMERA: Intrinsics = {
  fx: 480,
  fy: 480,
  cx: 256,
  cy: 192,
  widthPx: 512,
  heightPx: 384,
};

/** How the simulated robot's close-ups are taken. */
export const CLOSE_UPS: Orbit = { radii: 4, nearestM: 0.16, farthestM: 0.85, elevationRad: 0.36 };
