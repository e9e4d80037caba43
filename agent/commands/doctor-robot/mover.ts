import type { RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { plainType, type Rosapi } from "../../../perception/ros/rosapi.ts";
import { type Claim, claim } from "./claim.ts";

/** Whether what moves the camera is there, and of its type. */
export async function moverClaims(
  api: Rosapi,
  { mover }: RobotProfile,
  graph: RobotGraph,
): Promise<readonly Claim[]> {
  if (mover.kind === "human") return [claim("mover", "ok", "a person holds the camera")];
  if (mover.kind === "topic") {
    const type = graph.topics.get(mover.name);
    const listens = (await api.subscribers(mover.name)).length > 0;
    return [
      listens && type === "geometry_msgs/PoseStamped"
        ? claim("mover.name", "ok", mover.name)
        : claim("mover.name", "wrong", `nobody listens to poses on ${mover.name}`, "start it"),
    ];
  }
  const isService = mover.kind === "service";
  const offered = isService ? graph.services.includes(mover.name) : graph.actions.has(mover.name);
  const kind = isService ? "service" : "action server";
  if (!offered) {
    const others = isService ? [] : [...graph.actions.keys()];
    const todo = others.length === 0 ? "start it" : `start it, or name one of ${others.join(", ")}`;
    return [claim("mover.name", "wrong", `there is no ${kind} ${mover.name}`, todo)];
  }
  const type = isService ? await api.serviceType(mover.name) : graph.actions.get(mover.name);
  const wrongType = type !== undefined && type !== plainType(mover.type);
  return [
    wrongType
      ? claim("mover.type", "wrong", `${mover.name} is ${type}`, `write ${type}`)
      : claim("mover.name", "ok", `${mover.name} (${type ?? "of a type that nothing tells"})`),
  ];
}
