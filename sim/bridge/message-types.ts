/** One field of a ROS message: `type` without the brackets, which `list` and `count` stand for. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  /** Elements of a fixed-size array. */
  readonly count?: number;
};

/** Message types by name (`pkg/Type`), each with its fields in the order in which they are sent. */
export type TypeBook = ReadonlyMap<string, readonly Field[]>;

/** A book from definitions as in .msg files: a field `type name` each, separated by commas. */
export function typeBook(...pages: readonly Readonly<Record<string, string>>[]): TypeBook {
  return new Map(
    pages.flatMap((page) =>
      Object.entries(page).map(([type, text]) => [type, fieldsOf(text)] as const),
    ),
  );
}

function fieldsOf(text: string): Field[] {
  return text
    .split(",")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [written = "", name = ""] = line.split(/\s+/);
      const [, type = "", list, count] = /^([^[]+)(\[(\d*)\])?$/.exec(written)!;
      return {
        name,
        type,
        list: list !== undefined,
        ...(count ? { count: Number(count) } : {}),
      };
    });
}

/** The types of ROS 1 that the robot speaks; services have a Request and a Response. */
export const COMMON_TYPES: Readonly<Record<string, string>> = {
  "std_msgs/Header": "uint32 seq, time stamp, string frame_id",
  "std_msgs/String": "string data",
  "std_msgs/Int32": "int32 data",
  "geometry_msgs/Point": "float64 x, float64 y, float64 z",
  "geometry_msgs/Vector3": "float64 x, float64 y, float64 z",
  "geometry_msgs/Quaternion": "float64 x, float64 y, float64 z, float64 w",
  "geometry_msgs/Pose": "geometry_msgs/Point position, geometry_msgs/Quaternion orientation",
  "geometry_msgs/PoseStamped": "std_msgs/Header header, geometry_msgs/Pose pose",
  "geometry_msgs/Transform": "geometry_msgs/Vector3 translation, geometry_msgs/Quaternion rotation",
  "geometry_msgs/TransformStamped":
    "std_msgs/Header header, string child_frame_id, geometry_msgs/Transform transform",
  "tf2_msgs/TFMessage": "geometry_msgs/TransformStamped[] transforms",
  "sensor_msgs/CompressedImage": "std_msgs/Header header, string format, uint8[] data",
  "sensor_msgs/RegionOfInterest":
    "uint32 x_offset, uint32 y_offset, uint32 height, uint32 width, bool do_rectify",
  "sensor_msgs/CameraInfo":
    "std_msgs/Header header, uint32 height, uint32 width, string distortion_model, float64[] D, " +
    "float64[9] K, float64[9] R, float64[12] P, uint32 binning_x, uint32 binning_y, " +
    "sensor_msgs/RegionOfInterest roi",
  "sensor_msgs/LaserScan":
    "std_msgs/Header header, float32 angle_min, float32 angle_max, float32 angle_increment, " +
    "float32 time_increment, float32 scan_time, float32 range_min, float32 range_max, " +
    "float32[] ranges, float32[] intensities",
  "actionlib_msgs/GoalID": "time stamp, string id",
  "actionlib_msgs/GoalStatus": "actionlib_msgs/GoalID goal_id, uint8 status, string text",
  "actionlib_msgs/GoalStatusArray":
    "std_msgs/Header header, actionlib_msgs/GoalStatus[] status_list",
  "rosapi/TopicsRequest": "",
  "rosapi/TopicsResponse": "string[] topics, string[] types",
  "rosapi/TopicsForTypeRequest": "string type",
  "rosapi/TopicsForTypeResponse": "string[] topics",
  "rosapi/TopicTypeRequest": "string topic",
  "rosapi/TopicTypeResponse": "string type",
  "rosapi/ServicesRequest": "",
  "rosapi/ServicesResponse": "string[] services",
  "rosapi/ServicesForTypeRequest": "string type",
  "rosapi/ServicesForTypeResponse": "string[] services",
  "rosapi/ServiceTypeRequest": "string service",
  "rosapi/ServiceTypeResponse": "string type",
  "rosapi/NodesRequest": "",
  "rosapi/NodesResponse": "string[] nodes",
  "rosapi/GetTimeRequest": "",
  "rosapi/GetTimeResponse": "time time",
  "rosapi/GetActionServersRequest": "",
  "rosapi/GetActionServersResponse": "string[] action_servers",
};

/** What actionlib makes of an action (`pkg/Name`), as the .action file would define it. */
export function actionTypes(
  name: string,
  parts: { readonly goal: string; readonly result: string; readonly feedback: string },
): Readonly<Record<string, string>> {
  const head = "std_msgs/Header header";
  const status = "actionlib_msgs/GoalStatus status";
  return {
    [`${name}Goal`]: parts.goal,
    [`${name}Result`]: parts.result,
    [`${name}Feedback`]: parts.feedback,
    [`${name}ActionGoal`]: `${head}, actionlib_msgs/GoalID goal_id, ${name}Goal goal`,
    [`${name}ActionResult`]: `${head}, ${status}, ${name}Result result`,
    [`${name}ActionFeedback`]: `${head}, ${status}, ${name}Feedback feedback`,
  };
}
