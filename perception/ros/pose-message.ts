import { compose, type Pose } from "../geometry/pose.ts";
import { type Dialect, poseStamped } from "./dialect.ts";
import type { Placeholder } from "./message-template.ts";
import type { ArmProfile } from "./profile.ts";
import { surfacePose } from "./surface-frame.ts";

/** What a template's holes are filled with for a pose in a frame that the robot knows. */
export function poseHoles(
  dialect: Dialect,
  frame: string,
  pose: Pose,
): Readonly<Partial<Record<Placeholder, unknown>>> {
  // Stamp zero: the latest transforms. Ours would be of another clock.
  const time = { sec: 0, nanosec: 0 };
  const [x, y, z] = pose.position;
  const [qx, qy, qz, qw] = pose.orientation;
  const position = { x, y, z };
  const orientation = { x: qx, y: qy, z: qz, w: qw };
  return {
    poseStamped: poseStamped(dialect, frame, pose, time),
    pose: { position, orientation },
    position,
    orientation,
    header: dialect.header(frame, time),
    frame,
  };
}

/** A pose of the surface frame in one that the robot itself knows: a profile may have named the other. */
export function inRobotsFrame(
  { surface, frames }: Pick<ArmProfile, "surface" | "frames">,
  pose: Pose,
): { readonly frame: string; readonly pose: Pose } {
  if (surface === undefined) return { frame: frames.surface, pose };
  return { frame: surface.in, pose: compose(surfacePose(surface), pose) };
}
