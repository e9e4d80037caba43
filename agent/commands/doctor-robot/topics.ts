import { type Heard, rateOf } from "../../../perception/ros/hear-topics.ts";
import type { RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { type Claim, claim } from "./claim.ts";

/** How long a robot is listened to. */
export const LISTEN_MS = 2000;

const TYPES: Readonly<Record<string, readonly string[]>> = {
  image: ["sensor_msgs/CompressedImage", "sensor_msgs/Image"],
  cameraInfo: ["sensor_msgs/CameraInfo"],
  tf: ["tf2_msgs/TFMessage", "tf/tfMessage"],
  tfStatic: ["tf2_msgs/TFMessage"],
  jointStates: ["sensor_msgs/JointState"],
  say: ["std_msgs/String"],
};

/** Whether the robot speaks what the profile says. */
export const dialectClaim = ({ dialect }: RobotProfile, graph: RobotGraph): Claim =>
  dialect === undefined || dialect === graph.dialect
    ? claim("dialect", "ok", graph.dialect)
    : claim("dialect", "wrong", `the robot speaks ${graph.dialect}`, `write ${graph.dialect}`);

/** Whether a topic is there, of its type, and sent something. */
export function topicClaim(
  { topics }: RobotGraph,
  key: string,
  topic: string,
  heard?: Heard,
): Claim {
  const path = `topics.${key}`;
  const type = topics.get(topic);
  const wanted = TYPES[key] ?? [];
  if (type === undefined) {
    // Nobody need listen yet to what is spoken.
    const state = key === "say" ? "warning" : "wrong";
    const alike = [...topics].filter(([, it]) => wanted.includes(it)).map(([name]) => name);
    const others =
      alike.length === 0 ? "none of its type is there" : `there are ${alike.join(", ")}`;
    return claim(path, state, `there is no topic ${topic}`, others);
  }
  if (!wanted.includes(type))
    return claim(path, "wrong", `${topic} is ${type}`, `name a topic of ${wanted.join(" or ")}`);
  if (key === "say") return claim(path, "ok", topic);
  const count = heard?.messages.length ?? 0;
  if (count === 0) {
    const quiet = `${topic} sent nothing in ${LISTEN_MS / 1000} s`;
    // The simulated camera sends at rest and TF may have nothing fixed.
    const state = key === "tfStatic" || key === "image" ? "warning" : "wrong";
    return claim(path, state, quiet, "start what publishes it");
  }
  const rate = heard && rateOf(heard);
  return claim(path, "ok", rate === undefined ? topic : `${topic} at ${rate.toFixed(1)} Hz`);
}
