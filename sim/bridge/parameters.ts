import type { BridgeDialect } from "./bridge-dialect.ts";
import type { BridgeSettings } from "./bridge-settings.ts";
import { BRIDGE_NODE } from "./graph.ts";

/** Parameters by name, each as the JSON that rosapi tells. */
export type Parameters = Map<string, string>;

/** What a client may store here. */
export const MOST_PARAMETERS = 1000;

/** The parameters that a robot of the dialect has by itself: nothing of what stands before it. */
export function robotParameters(dialect: BridgeDialect, settings: BridgeSettings): Parameters {
  if (dialect.name === "ros1")
    return new Map([
      ["/rosdistro", '"noetic\\n"'],
      ["/rosversion", '"1.16.0\\n"'],
      [`${BRIDGE_NODE}/address`, '"127.0.0.1"'],
      [`${BRIDGE_NODE}/max_message_size`, JSON.stringify(settings.maxMessageSize ?? "None")],
    ]);
  return new Map([
    [`${BRIDGE_NODE}:address`, '"127.0.0.1"'],
    [`${BRIDGE_NODE}:max_message_size`, JSON.stringify(settings.maxMessageSize ?? 0)],
    [`${BRIDGE_NODE}:call_services_in_new_thread`, JSON.stringify(settings.callsInNewThread)],
    [`${BRIDGE_NODE}:send_action_goals_in_new_thread`, JSON.stringify(settings.goalsInNewThread)],
    [`${BRIDGE_NODE}:use_sim_time`, "false"],
    ["/rosapi:use_sim_time", "false"],
  ]);
}

/** A parameter's value from what a client gave: JSON, or anything else as a text. */
export function parameterFrom(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}
