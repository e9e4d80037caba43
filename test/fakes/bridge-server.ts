import { BRIDGE_DIALECTS, type BridgeDialect } from "../../sim/bridge/bridge-dialect.ts";
import type { BridgeSettings } from "../../sim/bridge/bridge-settings.ts";
import { COMMON_INTERFACES } from "../../sim/bridge/common-interfaces.ts";
import { RosGraph } from "../../sim/bridge/graph.ts";
import { robotClock } from "../../sim/bridge/robot-clock.ts";
import { addRosapi } from "../../sim/bridge/rosapi.ts";
import { rosapiInterfaces } from "../../sim/bridge/rosapi-interfaces.ts";
import { RosbridgeServer } from "../../sim/bridge/rosbridge-server.ts";
import { rawBridgeClient } from "./raw-bridge-client.ts";

/** An action that counts, for tests of bridges. */
export const COUNT = { actions: { "test_msgs/Count": "int32 goal --- int32 total --- int32 at" } };

/** A simulated bridge over an empty graph of a dialect, and clients of it; `close` ends all. */
export async function bridgeServer(
  name: BridgeDialect["name"],
  settings: Partial<BridgeSettings> = {},
) {
  const dialect = BRIDGE_DIALECTS[name];
  const clock = robotClock(0);
  const graph = new RosGraph(dialect, COMMON_INTERFACES, rosapiInterfaces(dialect), COUNT);
  const server = new RosbridgeServer(graph, clock, settings);
  addRosapi(graph, clock, settings);
  const url = `ws://127.0.0.1:${await server.open(0)}`;
  return {
    graph,
    clock,
    server,
    url,
    client: () => rawBridgeClient(url),
    close: () => server.close(),
  };
}
