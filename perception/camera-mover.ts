import type { CallOptions } from "./call-options.ts";
import type { Pose } from "./geometry/pose.ts";
import type { RobotTime } from "./photo.ts";

/** Where the camera came to rest, and when it did by the robot's clock. */
export type Arrival =
  | { readonly kind: "arrived"; readonly pose: Pose; readonly stamp: RobotTime }
  | { readonly kind: "refused"; readonly reason: string };

/** Brings the camera to a pose: optical frame in the surface frame, metres. */
export interface CameraMover {
  moveTo(cameraPose: Pose, options?: CallOptions): Promise<Arrival>;
}
