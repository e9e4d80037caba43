import type { BridgeDialect } from "./bridge-dialect.ts";
import type { Interfaces } from "./message-types.ts";

/** rosapi's services by the last word of their names, in the order in which it offers them: type and definition. */
type Services = Readonly<Record<string, readonly [type: string, definition: string]>>;

const details = (word: string): [string, string] => [word, "string type --- TypeDef[] typedefs"];

const BOTH: Services = {
  topics: ["Topics", "--- string[] topics, string[] types"],
  topics_for_type: ["TopicsForType", "string type --- string[] topics"],
  services: ["Services", "--- string[] services"],
  services_for_type: ["ServicesForType", "string type --- string[] services"],
  nodes: ["Nodes", "--- string[] nodes"],
  node_details: [
    "NodeDetails",
    "string node --- string[] subscribing, string[] publishing, string[] services",
  ],
  action_servers: ["GetActionServers", "--- string[] action_servers"],
  topic_type: ["TopicType", "string topic --- string type"],
  service_type: ["ServiceType", "string service --- string type"],
  publishers: ["Publishers", "string topic --- string[] publishers"],
  subscribers: ["Subscribers", "string topic --- string[] subscribers"],
  service_providers: ["ServiceProviders", "string service --- string[] providers"],
  service_node: ["ServiceNode", "string service --- string node"],
};

const DETAILS: Services = {
  message_details: details("MessageDetails"),
  service_request_details: details("ServiceRequestDetails"),
  service_response_details: details("ServiceResponseDetails"),
};

const TIME_AND_TEXTS: Services = {
  get_time: ["GetTime", "--- time time"],
  topics_and_raw_types: [
    "TopicsAndRawTypes",
    "--- string[] topics, string[] types, string[] typedefs_full_text",
  ],
};

const SERVICES: Readonly<Record<BridgeDialect["rosapi"], Services>> = {
  rosapi: {
    ...BOTH,
    service_host: ["ServiceHost", "string service --- string host"],
    ...DETAILS,
    set_param: ["SetParam", "string name, string value ---"],
    get_param: ["GetParam", "string name, string default --- string value"],
    has_param: ["HasParam", "string name --- bool exists"],
    search_param: ["SearchParam", "string name --- string global_name"],
    delete_param: ["DeleteParam", "string name ---"],
    get_param_names: ["GetParamNames", "--- string[] names"],
    ...TIME_AND_TEXTS,
  },
  rosapi_msgs: {
    ...BOTH,
    interfaces: ["Interfaces", "--- string[] interfaces"],
    action_type: ["ActionType", "string action --- string type"],
    ...DETAILS,
    action_goal_details: details("ActionGoalDetails"),
    action_result_details: details("ActionResultDetails"),
    action_feedback_details: details("ActionFeedbackDetails"),
    set_param: ["SetParam", "string name, string value --- bool successful, string reason"],
    get_param: [
      "GetParam",
      "string name, string default_value --- string value, bool successful, string reason",
    ],
    has_param: ["HasParam", "string name --- bool exists, bool successful, string reason"],
    delete_param: ["DeleteParam", "string name --- bool successful, string reason"],
    get_param_names: ["GetParamNames", "--- string[] names, bool successful, string reason"],
    ...TIME_AND_TEXTS,
    get_ros_version: ["GetROSVersion", "--- uint8 version, string distro"],
  },
};

/** The services of a dialect's rosapi: name in full and type, in its order. */
export const rosapiServices = ({ rosapi }: BridgeDialect) =>
  Object.entries(SERVICES[rosapi]).map(([word, [type]]) => ({
    word,
    name: `/rosapi/${word}`,
    type: `${rosapi}/${type}`,
  }));

/** The interfaces behind them. */
export function rosapiInterfaces({ rosapi }: BridgeDialect): Interfaces {
  const typeDef =
    "string type, string[] fieldnames, string[] fieldtypes, int32[] fieldarraylen, " +
    "string[] examples, string[] constnames, string[] constvalues";
  return {
    messages: { [`${rosapi}/TypeDef`]: typeDef },
    services: Object.fromEntries(
      Object.values(SERVICES[rosapi]).map(([type, definition]) => [
        `${rosapi}/${type}`,
        definition.replace("TypeDef[]", `${rosapi}/TypeDef[]`),
      ]),
    ),
  };
}
