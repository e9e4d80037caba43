import type { CallOptions } from "./call-options.ts";
import type { Pose } from "./geometry/pose.ts";
import type { RobotTime, View } from "./photo.ts";

/** The view that is wanted, and the pose that gives it, where anybody knows one. */
export type CameraTarget = {
  readonly view: View;
  /** Optical frame in the surface frame, metres. */
  readonly pose?: Pose;
};

/** Where the camera came to rest, where that is known, and when it did by the robot's clock. */
export type Arrival =
  | { readonly kind: "arrived"; readonly pose?: Pose; readonly stamp: RobotTime }
  | { readonly kind: "refused"; readonly reason: string };

/** Brings the camera to a view. */
export interface CameraMover {
  moveTo(target: CameraTarget, options?: CallOptions): Promise<Arrival>;
}
