import { multiply, type Pose, type Quaternion } from "../../perception/geometry/pose.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { RosMessage, RosTime } from "./ros-message.ts";

const turn = (axis: Vec3, degrees: number): Quaternion => {
  const half = (degrees * Math.PI) / 360;
  const s = Math.sin(half);
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(half)];
};

/** Where the arm stands: in front of the surface, turned and a little lower. */
export const BASE_IN_SURFACE: Pose = {
  position: [-0.12, -0.64, -0.05],
  orientation: turn([0, 0, 1], 75),
};

/** How the camera sits on the tool: beside it, ahead of it, tilted and rolled. */
export const CAMERA_IN_TOOL: Pose = {
  position: [-0.032, -0.047, 0.081],
  orientation: multiply(turn([0, 0, 1], 90), turn([1, 0, 0], 14)),
};

/** A pose as the JSON-like value of a geometry_msgs/PoseStamped. */
export const poseStamped = (pose: Pose, frame: string, stamp: RosTime): RosMessage => ({
  header: { seq: 0, stamp, frame_id: frame },
  pose: { position: vector(pose.position), orientation: quaternion(pose.orientation) },
});

/** The pose in a geometry_msgs/Pose; its quaternion brought to length 1, `undefined` if it has none. */
export function readPose(message: RosMessage): Pose | undefined {
  const p = message.position as { x: number; y: number; z: number };
  const q = message.orientation as { x: number; y: number; z: number; w: number };
  const norm = Math.hypot(q.x, q.y, q.z, q.w);
  const numbers = [p.x, p.y, p.z, norm];
  if (!numbers.every((n) => Number.isFinite(n)) || norm < 1e-6) return undefined;
  return {
    position: [p.x, p.y, p.z],
    orientation: [q.x / norm, q.y / norm, q.z / norm, q.w / norm],
  };
}

/** A tf2_msgs/TFMessage of children in their parents. */
export const tfMessage = (
  links: readonly { readonly parent: string; readonly child: string; readonly pose: Pose }[],
  stamp: RosTime,
): RosMessage => ({
  transforms: links.map(({ parent, child, pose }) => ({
    header: { seq: 0, stamp, frame_id: parent },
    child_frame_id: child,
    transform: { translation: vector(pose.position), rotation: quaternion(pose.orientation) },
  })),
});

const vector = ([x, y, z]: Vec3): RosMessage => ({ x, y, z });
const quaternion = ([x, y, z, w]: Quaternion): RosMessage => ({ x, y, z, w });

/**
 * A pose to the nearest micrometre and microradian, its quaternion with w >= 0: the same place
 * reached by different arithmetic is the same pose, digit for digit.
 */
export function snapped(pose: Pose): Pose {
  const fine = (value: number) => Math.round(value * 1e6) / 1e6 + 0;
  const [x, y, z] = pose.position;
  const sign = Math.sign(pose.orientation.toReversed().find((q) => Math.abs(q) > 1e-6) ?? 1);
  const [qx, qy, qz, qw] = pose.orientation;
  return {
    position: [fine(x), fine(y), fine(z)],
    orientation: [fine(qx * sign), fine(qy * sign), fine(qz * sign), fine(qw * sign)],
  };
}
