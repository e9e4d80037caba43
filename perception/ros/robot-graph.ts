import { TidyError } from "../tidy-error.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf, plainType, type Rosapi } from "./rosapi.ts";

/** What a robot offers, by name; types are `package/Type`, an action's without its `Action`. */
export type RobotGraph = {
  readonly dialect: Dialect["name"];
  readonly topics: ReadonlyMap<string, string>;
  readonly services: readonly string[];
  /** Actions with a server; `undefined` where nothing tells the type. */
  readonly actions: ReadonlyMap<string, string | undefined>;
};

/** Reads a robot's graph. Rejects with `unreachable` where no rosapi answers or it lists nothing. */
export async function readGraph(api: Rosapi): Promise<RobotGraph> {
  const listed = await api.topics();
  const dialect = dialectOf([...listed.values()]);
  if (dialect === undefined)
    throw new TidyError("unreachable", "rosapi lists no topic: start the robot's nodes");
  const topics = new Map([...listed].map(([topic, type]) => [topic, plainType(type)]));
  const servers = new Set(await api.actionServers());
  for (const [topic, type] of topics)
    if (topic.endsWith("/goal") && type.endsWith("ActionGoal"))
      servers.add(topic.slice(0, -"/goal".length));
  const actions = new Map<string, string | undefined>();
  for (const name of servers) {
    const byTopic = topics.get(`${name}/goal`)?.replace(/ActionGoal$/, "");
    const told = byTopic ?? (await api.actionType(name));
    actions.set(name, told?.replace(/Action$/, ""));
  }
  return { dialect, topics, services: await api.services(), actions };
}
