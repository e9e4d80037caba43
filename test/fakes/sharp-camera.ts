import { FLAT_CAMERA } from "./flat-camera.ts";
import { speckles } from "./speckles.ts";

/** A camera of sharp photos, each unlike all before, wherever it is. */
export function sharpCamera() {
  let shots = 0;
  return { intrinsics: FLAT_CAMERA, shoot: () => speckles(String(++shots)) };
}
