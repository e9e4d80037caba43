import type { Pose } from "../../perception/geometry/pose.ts";
import { FLAT_CAMERA } from "./flat-camera.ts";
import { keepingShots } from "./kept-shots.ts";
import { speckles } from "./speckles.ts";

/** A camera with sharp photos, another for every pose; it keeps from where each photo was shot. */
export const speckledCamera = () =>
  keepingShots({
    intrinsics: FLAT_CAMERA,
    shoot: ({ position, orientation }: Pose) =>
      speckles([...position, ...orientation].map((it) => it.toFixed(4)).join()),
  });
