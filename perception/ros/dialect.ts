import { z } from "zod";
import { type Pose, type Quaternion, toUnit } from "../geometry/pose.ts";
import type { Vec3 } from "../geometry/vec3.ts";
import { rawImageFields } from "../images/raw-image.ts";
import type { RobotTime } from "../photo.ts";
import { calibrationFields } from "./camera-info.ts";

/** How a goal ended, whatever number the wire has for it. */
export type GoalEnd = "succeeded" | "stopped" | "refused";

/**
 * Everything in which ROS 1 and ROS 2 differ behind a rosbridge. Types are named `package/Type` in
 * profiles and here; what goes out is `typeOf(kind, name)`.
 */
export type Dialect = {
  readonly name: "ros1" | "ros2";
  readonly typeOf: (kind: "msg" | "srv" | "action", name: string) => string;
  readonly stamp: (time: RobotTime) => unknown;
  /** std_msgs/Header. */
  readonly header: (frame: string, time: RobotTime) => unknown;
  readonly readStamp: z.ZodType<RobotTime>;
  /** Whether actions are actionlib's five topics or operations of the bridge. */
  readonly actions: "topics" | "operations";
  /** Final states only; a goal in any other is still under way. */
  readonly goalEnds: Readonly<Record<number, GoalEnd>>;
};

const whole = z.number().int().nonnegative();
const nano = whole.max(999_999_999);

const ros1: Dialect = {
  name: "ros1",
  typeOf: (kind, name) => (kind === "action" ? `${name}Action` : name),
  stamp: (time) => ({ secs: time.sec, nsecs: time.nanosec }),
  header: (frame, time) => ({ seq: 0, stamp: ros1.stamp(time), frame_id: frame }),
  readStamp: z
    .object({ secs: whole, nsecs: nano })
    .transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
  actions: "topics",
  // actionlib_msgs/GoalStatus
  goalEnds: { 2: "stopped", 3: "succeeded", 4: "refused", 5: "refused", 8: "stopped" },
};

const ros2: Dialect = {
  name: "ros2",
  typeOf: (kind, name) => name.replace("/", `/${kind}/`),
  stamp: (time) => ({ sec: time.sec, nanosec: time.nanosec }),
  header: (frame, time) => ({ stamp: ros2.stamp(time), frame_id: frame }),
  readStamp: z.object({ sec: whole, nanosec: nano }),
  actions: "operations",
  // action_msgs/GoalStatus
  goalEnds: { 4: "succeeded", 5: "stopped", 6: "refused" },
};

export const DIALECTS: Readonly<Record<Dialect["name"], Dialect>> = { ros1, ros2 };

const finite = z.number().refine(Number.isFinite, "is not a number");
const vector = z
  .object({ x: finite, y: finite, z: finite })
  .transform(({ x, y, z }): Vec3 => [x, y, z]);

/** Refuses what is no rotation; irons out what floats left of one. */
const rotation = z
  .object({ x: finite, y: finite, z: finite, w: finite })
  .transform((q): Quaternion => [q.x, q.y, q.z, q.w])
  .refine((q) => Math.abs(Math.hypot(...q) - 1) < 0.01, "is not a unit quaternion")
  .transform(toUnit);

/** ROS 1 tools write frame names with and without a leading slash. */
const frameName = z.string().transform((name) => name.replace(/^\//, ""));

const header = (dialect: Dialect) => z.object({ stamp: dialect.readStamp, frame_id: frameName });

/** One edge of the tree: `child` in `parent`, at a robot time. */
export type StampedTransform = {
  readonly parent: string;
  readonly child: string;
  readonly pose: Pose;
  readonly stamp: RobotTime;
};

const base64 = z.string().transform((text) => new Uint8Array(Buffer.from(text, "base64")));

/** actionlib_msgs/GoalStatus. */
const goalState = z
  .object({
    goal_id: z.object({ id: z.string() }),
    status: z.number().int(),
    text: z.string().default(""),
  })
  .transform(({ goal_id, status, text }) => ({ id: goal_id.id, status, text }));

/** What is understood of the wire: anything else is refused with the place where it is wrong. */
export function messagesOf(dialect: Dialect) {
  return {
    /** Of any message with a header, that alone. */
    stamped: z
      .object({ header: header(dialect) })
      .transform(({ header }) => ({ frame: header.frame_id, stamp: header.stamp })),
    transforms: z
      .object({
        transforms: z.array(
          z.object({
            header: header(dialect),
            child_frame_id: frameName,
            transform: z.object({ translation: vector, rotation }),
          }),
        ),
      })
      .transform(({ transforms }): readonly StampedTransform[] =>
        transforms.map((edge) => ({
          parent: edge.header.frame_id,
          child: edge.child_frame_id,
          stamp: edge.header.stamp,
          pose: { position: edge.transform.translation, orientation: edge.transform.rotation },
        })),
      ),
    compressedImage: z
      .object({
        header: header(dialect),
        format: z.string(),
        data: z.union([z.instanceof(Uint8Array), base64]),
      })
      .transform(({ header, format, data }) => ({ stamp: header.stamp, format, bytes: data })),
    rawImage: rawImageFields
      .extend({ header: header(dialect) })
      .transform(({ header, ...image }) => ({ stamp: header.stamp, image })),
    cameraInfo: calibrationFields,
    jointStates: z
      .object({ name: z.array(z.string()), position: z.array(finite) })
      .transform(({ name, position }) =>
        name.flatMap((joint, i): [string, number][] =>
          position[i] === undefined ? [] : [[joint, position[i]]],
        ),
      ),
    goalStates: z.object({ status_list: z.array(goalState) }),
    goalResult: z.object({ status: goalState, result: z.unknown() }),
    operationResult: z.object({
      op: z.literal("action_result"),
      status: z.number().int().optional(),
      result: z.boolean(),
      values: z.unknown(),
    }),
    /** action_msgs/CancelGoal. */
    cancelReply: z.object({ return_code: z.number().int(), goals_canceling: z.array(z.unknown()) }),
    skillReply: z.object({ success: z.boolean(), message: z.string().default("") }),
  };
}

export type Messages = ReturnType<typeof messagesOf>;

/** geometry_msgs/PoseStamped. */
export function poseStamped(dialect: Dialect, frame: string, pose: Pose, time: RobotTime): unknown {
  const [x, y, z] = pose.position;
  const [qx, qy, qz, qw] = pose.orientation;
  return {
    header: dialect.header(frame, time),
    pose: { position: { x, y, z }, orientation: { x: qx, y: qy, z: qz, w: qw } },
  };
}

/** The message, or in one line where it is not one. */
export function understand<T>(
  schema: z.ZodType<T>,
  message: unknown,
): { readonly value: T } | { readonly problem: string } {
  const result = schema.safeParse(message);
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0]!;
  const place = issue.path.length > 0 ? issue.path.join(".") : "message";
  return { problem: `${place}: ${issue.message}`.split("\n")[0]!.slice(0, 200) };
}
