import type { ActionName, GoalHandler } from "./action-goals.ts";
import { ActionlibServer } from "./actionlib-server.ts";
import type { RosGraph } from "./graph.ts";
import { operationServer } from "./operation-server.ts";
import type { RobotClock } from "./robot-clock.ts";

/** Serves an action in the graph's dialect: actionlib's topics, or an action of ROS 2. */
export function serveAction(
  graph: RosGraph,
  clock: RobotClock,
  action: ActionName,
  handler: GoalHandler,
): { readonly close: () => void } {
  if (graph.dialect.actions === "operations") return operationServer(graph, clock, action, handler);
  return new ActionlibServer(graph, clock, action, handler);
}
