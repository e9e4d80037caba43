import { z } from "zod";
import { ANGLES } from "../photo.ts";
import { POSE_PLACEHOLDERS, succeededWhenSchema, templateSchema } from "./message-template.ts";

const name = z.string().min(1);
const ms = z.number().int().positive();
const tolerances = {
  /** How far from the wanted pose the camera may come to rest: metres, radians. */
  toleranceM: z.number().positive(),
  toleranceRad: z.number().positive(),
};
const goal = templateSchema(POSE_PLACEHOLDERS).default({ target_pose: "$poseStamped" });

/** An action that takes a pose: ROS 1 actionlib, or a ROS 2 action. */
export const actionMoverSchema = z.strictObject({
  kind: z.literal("action"),
  name,
  /** Without the `Action` that actionlib adds. */
  type: name,
  goal,
  succeededWhen: succeededWhenSchema.optional(),
  deadlineMs: ms,
  /** How long it may take to acknowledge that it stopped. */
  cancelWithinMs: ms,
  ...tolerances,
});

/** A service that takes a pose, and replies when it is there. */
export const serviceMoverSchema = z.strictObject({
  kind: z.literal("service"),
  name,
  type: name,
  request: goal,
  succeededWhen: succeededWhenSchema.optional(),
  deadlineMs: ms,
  ...tolerances,
});

/** A topic of geometry_msgs/PoseStamped, as Cartesian controllers take it; TF shows the arrival. */
export const topicMoverSchema = z.strictObject({
  kind: z.literal("topic"),
  name,
  deadlineMs: ms,
  ...tolerances,
});

const joints = z.array(z.number()).readonly();

/** Joint positions that somebody taught, one set a view; radians or metres, as the joints have it. */
export const jointsMoverSchema = z
  .strictObject({
    kind: z.literal("joints"),
    name,
    type: name.default("control_msgs/FollowJointTrajectory"),
    joints: z.array(name).min(1).readonly(),
    poses: z.strictObject({
      scene: joints,
      front: joints.optional(),
      back: joints.optional(),
      left: joints.optional(),
      right: joints.optional(),
      top: joints.optional(),
    }),
    /** What the trajectory gives the robot for the way. */
    seconds: z.number().positive(),
    deadlineMs: ms,
    cancelWithinMs: ms,
    /** How far a joint may be from where it was taught. */
    toleranceRad: z.number().positive(),
  })
  .superRefine((mover, context) => {
    const wrong = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (new Set(mover.joints).size < mover.joints.length) wrong(["joints"], "names a joint twice");
    for (const view of ["scene", ...ANGLES] as const) {
      const taught = mover.poses[view];
      if (taught !== undefined && taught.length !== mover.joints.length)
        wrong(["poses", view], `has ${taught.length} positions for ${mover.joints.length} joints`);
    }
  });

/** A person, who holds the camera where they are asked to. */
export const humanMoverSchema = z.strictObject({
  kind: z.literal("human"),
  deadlineMs: ms.default(600_000),
});

export type ActionMoverSettings = z.infer<typeof actionMoverSchema>;
export type ServiceMoverSettings = z.infer<typeof serviceMoverSchema>;
export type TopicMoverSettings = z.infer<typeof topicMoverSchema>;
