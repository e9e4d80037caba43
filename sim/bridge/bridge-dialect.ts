import { type BridgeSettings, ROS1_SETTINGS, ROS2_SETTINGS } from "./bridge-settings.ts";

export type InterfaceKind = "msg" | "srv" | "action";

/** The names of the two fields of a time. */
export type TimeKeys = { readonly seconds: string; readonly nanoseconds: string };

/** The parts of an action (`goal`, `result`, `feedback`), each as the fields of a message. */
export type ActionParts = readonly [goal: string, result: string, feedback: string];

/**
 * Everything in which a bridge of ROS 1 and one of ROS 2 differ. Types are named `package/Type`
 * inside, whatever they are called on the wire.
 */
export type BridgeDialect = {
  readonly name: "ros1" | "ros2";
  readonly time: TimeKeys;
  /** How clients may write a time, the first that is there counts; other keys mean nothing. */
  readonly timesHeard: readonly TimeKeys[];
  /** Message types that are defined otherwise in the other dialect, as in .msg files. */
  readonly messages: Readonly<Record<string, string>>;
  /** The fields of sensor_msgs/CameraInfo for distortion, camera, rectification and projection. */
  readonly cameraInfo: readonly [d: string, k: string, r: string, p: string];
  /** A type's name as rosapi tells it. */
  readonly toldType: (kind: InterfaceKind, type: string) => string;
  /** The type that a client's words mean; `undefined` where a bridge would fail to load one. */
  readonly heardType: (written: string) => string | undefined;
  /** What stands between the name of a service or action and that of its part. */
  readonly partJoint: "" | "_";
  /** The message types behind an action. */
  readonly actionMessages: (type: string, parts: ActionParts) => Readonly<Record<string, string>>;
  /** Whether actions are actionlib's five topics or operations of the bridge. */
  readonly actions: "topics" | "operations";
  readonly cborHasStringLists: boolean;
  /** How messages stand on ROS's own wire, which `cbor-raw` passes on. */
  readonly serialisation: "ros1" | "cdr";
  /** The package of rosapi's types. */
  readonly rosapi: "rosapi" | "rosapi_msgs";
  /** Names of primitive types in rosapi's details, where they are other than in .msg files. */
  readonly primitiveNames: Readonly<Record<string, string>>;
  /** Times in rosapi's details: the names of their types, and the fields of both. */
  readonly timeDetails: {
    readonly time: string;
    readonly duration: string;
    readonly fields: Readonly<Record<string, string>>;
  };
  /** How a goal ends that the robot understands and cannot reach: refused, or taken on and given up. */
  readonly unreachableGoal: "rejected" | "aborted";
  /** Whether a bridge tells the caller that the service's node failed. */
  readonly saysFailedCalls: boolean;
  readonly settings: BridgeSettings;
};

const words = (written: string): string[] => written.split("/").filter((word) => word !== "");
const cameraInfo = ([d, k, r, p]: BridgeDialect["cameraInfo"]): string =>
  "std_msgs/Header header, uint32 height, uint32 width, string distortion_model, " +
  `float64[] ${d}, float64[9] ${k}, float64[9] ${r}, float64[12] ${p}, ` +
  "uint32 binning_x, uint32 binning_y, sensor_msgs/RegionOfInterest roi";

const ROS1_MATRICES = ["D", "K", "R", "P"] as const;
const ROS2_MATRICES = ["d", "k", "r", "p"] as const;
const ROS1_TIME: TimeKeys = { seconds: "secs", nanoseconds: "nsecs" };
const ROS2_TIME: TimeKeys = { seconds: "sec", nanoseconds: "nanosec" };

const ros1: BridgeDialect = {
  name: "ros1",
  time: ROS1_TIME,
  timesHeard: [ROS1_TIME],
  messages: {
    "std_msgs/Header": "uint32 seq, time stamp, string frame_id",
    "sensor_msgs/CameraInfo": cameraInfo(ROS1_MATRICES),
    "rosgraph_msgs/Log":
      "std_msgs/Header header, byte level, string name, string msg, string file, " +
      "string function, uint32 line, string[] topics",
    "actionlib_msgs/GoalID": "time stamp, string id",
    "actionlib_msgs/GoalStatus": "actionlib_msgs/GoalID goal_id, uint8 status, string text",
    "actionlib_msgs/GoalStatusArray":
      "std_msgs/Header header, actionlib_msgs/GoalStatus[] status_list",
  },
  cameraInfo: ROS1_MATRICES,
  toldType: (_kind, type) => type,
  heardType: (written) => {
    const [head, tail, ...more] = words(written);
    return tail === undefined || more.length > 0 ? undefined : `${head}/${tail}`;
  },
  partJoint: "",
  actionMessages: (type, [goal, result, feedback]) => {
    const head = "std_msgs/Header header";
    const status = "actionlib_msgs/GoalStatus status";
    return {
      [`${type}Goal`]: goal,
      [`${type}Result`]: result,
      [`${type}Feedback`]: feedback,
      [`${type}ActionGoal`]: `${head}, actionlib_msgs/GoalID goal_id, ${type}Goal goal`,
      [`${type}ActionResult`]: `${head}, ${status}, ${type}Result result`,
      [`${type}ActionFeedback`]: `${head}, ${status}, ${type}Feedback feedback`,
    };
  },
  actions: "topics",
  cborHasStringLists: false,
  serialisation: "ros1",
  rosapi: "rosapi",
  primitiveNames: {},
  timeDetails: { time: "time", duration: "duration", fields: { secs: "int32", nsecs: "int32" } },
  unreachableGoal: "rejected",
  saysFailedCalls: true,
  settings: ROS1_SETTINGS,
};

const ros2: BridgeDialect = {
  name: "ros2",
  time: ROS2_TIME,
  timesHeard: [ROS2_TIME, ROS1_TIME],
  messages: {
    "std_msgs/Header": "time stamp, string frame_id",
    "sensor_msgs/CameraInfo": cameraInfo(ROS2_MATRICES),
    "rcl_interfaces/Log":
      "time stamp, uint8 level, string name, string msg, string file, string function, uint32 line",
    "unique_identifier_msgs/UUID": "uint8[16] uuid",
    "action_msgs/GoalInfo": "unique_identifier_msgs/UUID goal_id, time stamp",
    "action_msgs/GoalStatus": "action_msgs/GoalInfo goal_info, int8 status",
    "action_msgs/GoalStatusArray": "action_msgs/GoalStatus[] status_list",
    "action_msgs/CancelGoal_Request": "action_msgs/GoalInfo goal_info",
    "action_msgs/CancelGoal_Response": "int8 return_code, action_msgs/GoalInfo[] goals_canceling",
  },
  cameraInfo: ROS2_MATRICES,
  toldType: (kind, type) => type.replace("/", `/${kind}/`),
  heardType: (written) => {
    const found = words(written);
    return found.length === 2 || found.length === 3 ? `${found[0]}/${found.at(-1)}` : undefined;
  },
  partJoint: "_",
  actionMessages: (type, [goal, result, feedback]) => ({
    [`${type}_Goal`]: goal,
    [`${type}_Result`]: result,
    [`${type}_Feedback`]: feedback,
    [`${type}_FeedbackMessage`]: `unique_identifier_msgs/UUID goal_id, ${type}_Feedback feedback`,
  }),
  actions: "operations",
  cborHasStringLists: true,
  serialisation: "cdr",
  rosapi: "rosapi_msgs",
  primitiveNames: { float64: "double", float32: "float", bool: "boolean", byte: "octet" },
  timeDetails: {
    time: "builtin_interfaces/Time",
    duration: "builtin_interfaces/Duration",
    fields: { sec: "int32", nanosec: "uint32" },
  },
  // A refusal would never be answered.
  unreachableGoal: "aborted",
  saysFailedCalls: false,
  settings: ROS2_SETTINGS,
};

export const BRIDGE_DIALECTS: Readonly<Record<BridgeDialect["name"], BridgeDialect>> = {
  ros1,
  ros2,
};
