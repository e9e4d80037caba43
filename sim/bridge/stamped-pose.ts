import { compose, invert, type Pose } from "../../perception/geometry/pose.ts";
import { cameraOf, toolOf } from "./camera-arm.ts";
import { rosTime } from "./robot-clock.ts";
import type { RosMessage } from "./ros-message.ts";
import { BASE_IN_SURFACE, poseStamped, readPose } from "./transforms.ts";

/** The frames of the robot that stand still. */
export type FixedFrames = { readonly surface: string; readonly base: string };

/** The name of a geometry_msgs/PoseStamped's frame. */
export const frameOf = (stamped: RosMessage): string =>
  String((stamped.header as RosMessage).frame_id);

/** A frame that stands still, in the surface frame; `undefined` for any other. */
export function framePose(frames: FixedFrames, name: string): Pose | undefined {
  const bare = name.startsWith("/") ? name.slice(1) : name;
  if (bare === frames.surface) return { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
  return bare === frames.base ? BASE_IN_SURFACE : undefined;
}

/** Where the camera is (optical frame in the surface frame) when the tool is at a PoseStamped. */
export function cameraPoseFrom(
  frames: FixedFrames,
  stamped: RosMessage,
): { readonly pose: Pose } | { readonly problem: string } {
  const parent = framePose(frames, frameOf(stamped));
  const pose = readPose(stamped.pose as RosMessage);
  if (parent === undefined) return { problem: "no transform from that frame" };
  if (pose === undefined) return { problem: "the pose is not a pose" };
  return { pose: cameraOf(compose(parent, pose)) };
}

/** The tool's PoseStamped in a frame that stands still, for a camera pose at a robot time. */
export function toolStamped(
  frames: FixedFrames,
  frame: string,
  camera: Pose,
  atMs: number,
): RosMessage {
  const parent = framePose(frames, frame)!;
  return poseStamped(compose(invert(parent), toolOf(camera)), frame, rosTime(atMs));
}
