import type { Interfaces } from "./message-types.ts";

/** The interfaces that any robot's packages bring along and ours speaks, rosapi's left out. */
export const COMMON_INTERFACES: Interfaces = {
  messages: {
    "std_msgs/String": "string data",
    "std_msgs/Int32": "int32 data",
    "geometry_msgs/Point": "float64 x, float64 y, float64 z",
    "geometry_msgs/Vector3": "float64 x, float64 y, float64 z",
    "geometry_msgs/Quaternion": "float64 x, float64 y, float64 z, float64 w",
    "geometry_msgs/Pose": "geometry_msgs/Point position, geometry_msgs/Quaternion orientation",
    "geometry_msgs/PoseStamped": "std_msgs/Header header, geometry_msgs/Pose pose",
    "geometry_msgs/Transform":
      "geometry_msgs/Vector3 translation, geometry_msgs/Quaternion rotation",
    "geometry_msgs/TransformStamped":
      "std_msgs/Header header, string child_frame_id, geometry_msgs/Transform transform",
    "tf2_msgs/TFMessage": "geometry_msgs/TransformStamped[] transforms",
    "sensor_msgs/CompressedImage": "std_msgs/Header header, string format, uint8[] data",
    "sensor_msgs/Image":
      "std_msgs/Header header, uint32 height, uint32 width, string encoding, " +
      "uint8 is_bigendian, uint32 step, uint8[] data",
    "sensor_msgs/RegionOfInterest":
      "uint32 x_offset, uint32 y_offset, uint32 height, uint32 width, bool do_rectify",
    "sensor_msgs/JointState":
      "std_msgs/Header header, string[] name, float64[] position, float64[] velocity, " +
      "float64[] effort",
    "sensor_msgs/LaserScan":
      "std_msgs/Header header, float32 angle_min, float32 angle_max, float32 angle_increment, " +
      "float32 time_increment, float32 scan_time, float32 range_min, float32 range_max, " +
      "float32[] ranges, float32[] intensities",
    "trajectory_msgs/JointTrajectoryPoint":
      "float64[] positions, float64[] velocities, float64[] accelerations, float64[] effort, " +
      "duration time_from_start",
    "trajectory_msgs/JointTrajectory":
      "std_msgs/Header header, string[] joint_names, trajectory_msgs/JointTrajectoryPoint[] points",
    "control_msgs/JointTolerance":
      "string name, float64 position, float64 velocity, float64 acceleration",
    "rosbridge_msgs/ConnectedClient": "string ip_address, time connection_time",
    "rosbridge_msgs/ConnectedClients": "rosbridge_msgs/ConnectedClient[] clients",
  },
  services: {
    "std_srvs/Empty": "---",
    "std_srvs/SetBool": "bool data --- bool success, string message",
    "std_srvs/Trigger": "--- bool success, string message",
  },
  actions: {
    "control_msgs/FollowJointTrajectory":
      "trajectory_msgs/JointTrajectory trajectory, control_msgs/JointTolerance[] path_tolerance, " +
      "control_msgs/JointTolerance[] goal_tolerance, duration goal_time_tolerance --- " +
      "int32 error_code, string error_string --- " +
      "std_msgs/Header header, string[] joint_names, trajectory_msgs/JointTrajectoryPoint desired, " +
      "trajectory_msgs/JointTrajectoryPoint actual, trajectory_msgs/JointTrajectoryPoint error",
  },
};
