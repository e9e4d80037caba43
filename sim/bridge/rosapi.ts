import type { RosGraph, Service } from "./graph.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage } from "./ros-message.ts";

/** The services of the rosapi node that describe the graph. */
export function addRosapi(graph: RosGraph, clock: RobotClock): void {
  const serve = (name: string, type: string, call: Service["call"]) =>
    graph.services.set(`/rosapi/${name}`, { type: `rosapi/${type}`, call });
  const topics = () => [...graph.topics];
  const services = () => [...graph.services];
  const wanted = (request: RosMessage, field: string) => String(request[field]);

  serve("topics", "Topics", () => ({
    topics: topics().map(([name]) => name),
    types: topics().map(([, topic]) => topic.type),
  }));
  serve("topics_for_type", "TopicsForType", (request) => ({
    topics: topics()
      .filter(([, topic]) => topic.type === wanted(request, "type"))
      .map(([name]) => name),
  }));
  serve("services", "Services", () => ({ services: services().map(([name]) => name) }));
  serve("services_for_type", "ServicesForType", (request) => ({
    services: services()
      .filter(([, service]) => service.type === wanted(request, "type"))
      .map(([name]) => name),
  }));
  serve("nodes", "Nodes", () => ({ nodes: ["/rosbridge_websocket", "/robot_node", "/rosapi"] }));
  serve("action_servers", "GetActionServers", () => ({ action_servers: actionServers(graph) }));
  serve("topic_type", "TopicType", (request) => ({
    type: graph.topics.get(wanted(request, "topic"))?.type ?? "",
  }));
  serve("service_type", "ServiceType", (request) => ({
    type: graph.services.get(wanted(request, "service"))?.type ?? "",
  }));
  serve("get_time", "GetTime", () => ({ time: rosTime(clock.nowMs()) }));
}

/** An action server is whatever has the five topics of one. */
function actionServers(graph: RosGraph): string[] {
  return [...graph.topics.keys()]
    .filter((name) => name.endsWith("/goal"))
    .map((name) => name.slice(0, -"/goal".length))
    .filter((name) =>
      ["cancel", "status", "feedback", "result"].every((part) =>
        graph.topics.has(`${name}/${part}`),
      ),
    );
}
