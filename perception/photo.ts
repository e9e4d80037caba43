import type { Intrinsics } from "./geometry/camera.ts";
import type { Pose } from "./geometry/pose.ts";
import type { SceneObject } from "./surface.ts";

/** Sides of a surface, seen from it: front is the scene camera's side. Objects stand at any yaw. */
export const ANGLES = ["front", "back", "left", "right", "top"] as const;
export type Angle = (typeof ANGLES)[number];

export type View =
  | { readonly kind: "scene" }
  | { readonly kind: "close-up"; readonly object: SceneObject; readonly angle: Angle };

/** Robot time, never ours. */
export type RobotTime = { readonly sec: number; readonly nanosec: number };

/** An encoded image, named by the SHA-256 of its bytes; no metadata inside. */
export type Photo = {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly mediaType: "image/jpeg" | "image/png";
  readonly widthPx: number;
  readonly heightPx: number;
  readonly view: View;
  readonly stamp?: RobotTime;
  /** Camera (optical frame: x right, y down, z forward) in the surface frame, where known. */
  readonly cameraPose?: Pose;
  readonly intrinsics?: Intrinsics;
};

/** A view in one word, for logs and journals: `scene`, or `cup-1/top`. */
export function viewName(view: View): string {
  return view.kind === "scene" ? "scene" : `${view.object.id}/${view.angle}`;
}
