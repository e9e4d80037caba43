import type { RobotProfile } from "../../perception/ros/profile.ts";
import { serveJointTrajectory } from "./joint-trajectory.ts";
import type { Interfaces } from "./message-types.ts";
import type { MoverParts } from "./mover-parts.ts";
import { servePoseAction } from "./pose-action.ts";
import { servePoseService } from "./pose-service.ts";
import { servePoseTopic } from "./pose-topic.ts";

type MoverSettings = RobotProfile["mover"];

const TARGET = "geometry_msgs/PoseStamped target_pose";

/** The interfaces of a mover that no package of ROS brings along. */
export function moverInterfaces(mover: MoverSettings): Interfaces {
  if (mover.kind === "action") {
    const result = "geometry_msgs/PoseStamped pose --- float64 distance_left";
    return { actions: { [mover.type]: `${TARGET} --- ${result}` } };
  }
  if (mover.kind === "service")
    return { services: { [mover.type]: `${TARGET} --- bool success, string message` } };
  return {};
}

/** The way of moving the camera that a profile names; a camera in hand has none. */
export function serveMover(
  parts: MoverParts,
  mover: MoverSettings,
): { readonly close: () => void } {
  switch (mover.kind) {
    case "action":
      return servePoseAction(parts, mover);
    case "joints":
      return serveJointTrajectory(parts, mover);
    case "service":
      servePoseService(parts, mover);
      break;
    case "topic":
      servePoseTopic(parts, mover.name);
      break;
    case "human":
      break;
  }
  return { close: () => {} };
}
