import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";

/** A picture as the camera took it, and from where. */
export type Shot = { readonly pose: Pose; readonly bytes: Uint8Array };

type ShootingCamera = {
  readonly intrinsics: Intrinsics;
  readonly shoot: (pose: Pose) => Promise<Uint8Array>;
};

/** The same camera, keeping each of its shots. */
export function keepingShots({ intrinsics, shoot }: ShootingCamera): {
  readonly camera: ShootingCamera;
  readonly shots: readonly Shot[];
} {
  const shots: Shot[] = [];
  return {
    shots,
    camera: {
      intrinsics,
      shoot: async (pose) => {
        const bytes = await shoot(pose);
        shots.push({ pose, bytes });
        return bytes;
      },
    },
  };
}
