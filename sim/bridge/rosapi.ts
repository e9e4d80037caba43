import type { InterfaceKind } from "./bridge-dialect.ts";
import type { BridgeSettings } from "./bridge-settings.ts";
import { BRIDGE_NODE, type Holder, isHidden, ROBOT_NODE, type RosGraph } from "./graph.ts";
import { feedbackOf, goalOf, requestOf, responseOf, resultOf } from "./message-types.ts";
import { MOST_PARAMETERS, parameterFrom, robotParameters } from "./parameters.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage } from "./ros-message.ts";
import { rosapiServices } from "./rosapi-interfaces.ts";
import { typeDetails, typeText } from "./type-details.ts";

const ROSAPI_NODE = "/rosapi";

type Answers = Readonly<Record<string, (request: RosMessage) => RosMessage>>;

/** The services of the rosapi node, which describe the graph, as the graph's dialect has them. */
export function addRosapi(
  graph: RosGraph,
  clock: RobotClock,
  settings: Partial<BridgeSettings> = {},
): void {
  const answers: Answers = {
    ...aboutTopics(graph),
    ...aboutServices(graph),
    ...aboutTypes(graph),
    ...parameterAnswers(graph, { ...graph.dialect.settings, ...settings }),
    get_time: () => ({ time: rosTime(clock.nowMs()) }),
    get_ros_version: () => ({ version: 2, distro: "jazzy" }),
  };
  for (const { word, name, type } of rosapiServices(graph.dialect))
    graph.services.set(name, { type, call: answers[word]!, node: ROSAPI_NODE });
}

const asked = (request: RosMessage, field: string) => String(request[field]);

/** A name that ROS lists; ROS 1 hides none. */
const isListed = ({ dialect }: RosGraph, name: string) =>
  dialect.name === "ros1" || !isHidden(name);

const told = ({ dialect }: RosGraph, kind: InterfaceKind, type: string | undefined) =>
  type === undefined ? "" : dialect.toldType(kind, type);

function aboutTopics(graph: RosGraph): Answers {
  const listed = () => [...graph.topics].filter(([name]) => isListed(graph, name));
  const nodes = (topic: string, role: Holder["role"]) => [
    ...new Set(
      (graph.topics.get(topic)?.holders ?? [])
        .filter((holder) => holder.role === role)
        .map(({ node }) => node),
    ),
  ];
  const names = () => ({
    topics: listed().map(([name]) => name),
    types: listed().map(([, { type }]) => told(graph, "msg", type)),
  });
  return {
    topics: names,
    topics_and_raw_types: () => ({
      ...names(),
      typedefs_full_text: listed().map(([, { type }]) => typeText(graph, type)),
    }),
    topics_for_type: (request) => ({
      topics: listed()
        .filter(([, { type }]) => told(graph, "msg", type) === asked(request, "type"))
        .map(([name]) => name),
    }),
    topic_type: (request) => ({
      type: told(graph, "msg", graph.topics.get(asked(request, "topic"))?.type),
    }),
    publishers: (request) => ({ publishers: nodes(asked(request, "topic"), "publishes") }),
    subscribers: (request) => ({ subscribers: nodes(asked(request, "topic"), "subscribes") }),
  };
}

function aboutServices(graph: RosGraph): Answers {
  const listed = () => [...graph.services].filter(([name]) => isListed(graph, name));
  const nodeOf = (name: string) => {
    const service = graph.services.get(name);
    return service === undefined ? "" : (service.node ?? ROBOT_NODE);
  };
  const withType = (type: string) =>
    listed()
      .filter(([, service]) => told(graph, "srv", service.type) === type)
      .map(([name]) => name);
  return {
    services: () => ({ services: listed().map(([name]) => name) }),
    services_for_type: (request) => ({ services: withType(asked(request, "type")) }),
    service_type: (request) => ({
      type: told(graph, "srv", graph.services.get(asked(request, "service"))?.type),
    }),
    service_node: (request) => ({ node: nodeOf(asked(request, "service")) }),
    service_host: (request) => ({
      host: graph.services.has(asked(request, "service")) ? "127.0.0.1" : "",
    }),
    // Asked by type, whatever the field is called.
    service_providers: (request) => ({
      providers: withType(asked(request, "service")).map(nodeOf),
    }),
    nodes: () => ({ nodes: [BRIDGE_NODE, ROBOT_NODE, ROSAPI_NODE] }),
    node_details: (request) => {
      const node = asked(request, "node");
      const topics = (role: Holder["role"]) =>
        [...graph.topics]
          .filter(([name]) => isListed(graph, name))
          .filter(([, { holders }]) =>
            holders.some((holder) => holder.node === node && holder.role === role),
          )
          .map(([name]) => name)
          .sort();
      return {
        subscribing: topics("subscribes"),
        publishing: topics("publishes"),
        services: listed()
          .map(([name]) => name)
          .filter((name) => nodeOf(name) === node)
          .sort(),
      };
    },
    action_servers: () => ({ action_servers: actionServers(graph) }),
    action_type: (request) => ({
      type: told(graph, "action", graph.actions.get(asked(request, "action"))?.type),
    }),
  };
}

/** In ROS 1 an action server is whatever has the five topics of one. */
function actionServers(graph: RosGraph): readonly string[] {
  if (graph.dialect.actions === "operations") return [...graph.actions.keys()];
  return [...graph.topics.keys()]
    .filter((name) => name.endsWith("/goal"))
    .map((name) => name.slice(0, -"/goal".length))
    .filter((name) =>
      ["cancel", "status", "feedback", "result"].every((part) =>
        graph.topics.has(`${name}/${part}`),
      ),
    );
}

function aboutTypes(graph: RosGraph): Answers {
  const { dialect } = graph;
  const details = (messageOf: (type: string) => string) => (request: RosMessage) => {
    const written = asked(request, "type");
    const type = dialect.heardType(written);
    const typedefs = type === undefined ? [] : typeDetails(graph, messageOf(type));
    if (typedefs.length === 0 && dialect.saysFailedCalls)
      throw new Error(`Unable to load the type ${written}`);
    return { typedefs };
  };
  return {
    message_details: details((type) => type),
    service_request_details: details((type) => requestOf(dialect, type)),
    service_response_details: details((type) => responseOf(dialect, type)),
    action_goal_details: details((type) => goalOf(dialect, type)),
    action_result_details: details((type) => resultOf(dialect, type)),
    action_feedback_details: details((type) => feedbackOf(dialect, type)),
    interfaces: () => ({
      interfaces: [...graph.types.keys()]
        .filter((type) => !type.includes("_", type.indexOf("/")))
        .map((type) => dialect.toldType("msg", type)),
    }),
  };
}

function parameterAnswers({ dialect }: RosGraph, settings: BridgeSettings): Answers {
  const parameters = robotParameters(dialect, settings);
  const done = { successful: true, reason: "" };
  const failed = (reason: string) => ({ successful: false, reason });
  return {
    get_param: (request) => {
      const value = parameters.get(asked(request, "name"));
      const otherwise = String(request.default ?? request.default_value ?? "");
      if (value !== undefined) return { value, ...done };
      const absent = failed(`Parameter ${asked(request, "name")} does not exist`);
      return { value: otherwise === "" ? "null" : parameterFrom(otherwise), ...absent };
    },
    set_param: (request) => {
      const name = asked(request, "name");
      if (!parameters.has(name) && parameters.size >= MOST_PARAMETERS)
        return failed("there are too many parameters");
      parameters.set(name, parameterFrom(asked(request, "value")));
      return done;
    },
    has_param: (request) => ({ exists: parameters.has(asked(request, "name")), ...done }),
    search_param: (request) => {
      const name = asked(request, "name");
      return { global_name: [...parameters.keys()].find((one) => one.endsWith(`/${name}`)) ?? "" };
    },
    delete_param: (request) =>
      parameters.delete(asked(request, "name")) ? done : failed("there is no such parameter"),
    get_param_names: () => ({ names: [...parameters.keys()].sort(), ...done }),
  };
}
