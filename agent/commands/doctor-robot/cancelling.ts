import { tryCancelling } from "../../../perception/ros/cancel-goals.ts";
import { DIALECTS } from "../../../perception/ros/dialect.ts";
import type { RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import type { RosLink } from "../../../perception/ros/ros-link.ts";
import type { Rosapi } from "../../../perception/ros/rosapi.ts";
import { type Claim, claim } from "./claim.ts";

const THREADS = "/rosbridge_websocket:send_action_goals_in_new_thread";

/** Whether a goal of ROS 2 can be cancelled; asked of the action, as rosapi lists no hidden service. */
export async function cancelClaim(
  link: RosLink,
  api: Rosapi,
  { mover, link: { callWithinMs } }: RobotProfile,
  graph: RobotGraph,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const isAction = mover.kind === "action" || mover.kind === "joints";
  if (!isAction || graph.dialect !== "ros2" || !graph.actions.has(mover.name)) return [];
  const timed = { deadlineMs: callWithinMs, signal };
  const tried = await tryCancelling(link, DIALECTS.ros2, mover.name, timed);
  if (!("problem" in tried) || (await api.param(THREADS)) === true) {
    const found = "a cancel is heard while a goal is under way";
    return [claim("mover", "ok", found, undefined, "cancelling")];
  }
  const found = `a goal is cancelled only after it ended: ${tried.problem}`;
  const todo = "let the bridge call that, or start it with send_action_goals_in_new_thread: true";
  return [claim("mover", "warning", found, todo, "cancelling")];
}
