import { z } from "zod";
import type { ArmProfile } from "../../perception/ros/profile.ts";

/** How a camera is moved, and the name of the action, service or pose topic for it. */
export type MoverName = Pick<ArmProfile["mover"], "kind" | "name">;

/** What a client tells the robot to do, and by which operation; `id` is the goal's or the call's. */
export type Command = {
  readonly way: "actionlib" | "operation" | "service" | "pose";
  readonly id: string;
  readonly name: string;
};

/** How what moves the camera comes to its end. */
export type CommandEnd = "succeeded" | "aborted";

const text = z.string().optional().catch(undefined);
const operation = z.looseObject({
  op: z.string(),
  id: text,
  topic: text,
  service: text,
  action: text,
  msg: z.unknown().optional(),
});
const goalOf = z.object({ goal_id: z.object({ id: z.string() }) });
const statusesOf = z.looseObject({ status_list: z.array(z.looseObject({ status: z.number() })) });

/** actionlib_msgs/GoalStatus. */
const GOAL = { active: 1, succeeded: 3, aborted: 4 };
/** Questions, and what only takes a command back. */
const NO_COMMAND = /^\/rosapi\/|\/_action\/cancel_goal$/;
/** action_msgs/GoalStatus. */
const ROS2_GOAL = { succeeded: 4, aborted: 6 };
/** control_msgs/FollowJointTrajectory: SUCCESSFUL, PATH_TOLERANCE_VIOLATED. */
const TRAJECTORY = { succeeded: 0, aborted: -4 };

/** The command in a client's message, where there is one: a goal, a pose, a call that is no question. */
export function commandIn(frame: string, mover: MoverName): Command | undefined {
  const { op, id = "", topic, service, action, msg } = readOperation(frame) ?? {};
  if (op === "send_action_goal" && action !== undefined)
    return { way: "operation", id, name: action };
  if (op === "call_service" && service !== undefined)
    return NO_COMMAND.test(service) ? undefined : { way: "service", id, name: service };
  if (op !== "publish" || topic === undefined) return undefined;
  if (topic === mover.name) return { way: "pose", id, name: topic };
  const goal = topic === `${mover.name}/goal` ? goalOf.safeParse(msg) : undefined;
  if (!goal?.success) return undefined;
  return { way: "actionlib", id: goal.data.goal_id.id, name: mover.name };
}

/** Whether a frame answers a call of a client. */
export const isReply = (frame: string): boolean => readOperation(frame)?.op === "service_response";

/**
 * A frame as it would be while a move never ends: without the action's result or the service's reply,
 * and with every goal that is over still under way in the list of goals.
 */
export function withoutEnd(frame: string, { name }: MoverName): string | undefined {
  const known = readOperation(frame);
  if (known?.op === "action_result" && known.action === name) return undefined;
  if (known?.op === "service_response" && known.service === name) return undefined;
  if (known?.op !== "publish") return frame;
  if (known.topic === `${name}/result`) return undefined;
  const statuses = known.topic === `${name}/status` ? statusesOf.safeParse(known.msg) : undefined;
  if (!statuses?.success) return frame;
  const status_list = statuses.data.status_list.map((it) => ({ ...it, status: GOAL.active }));
  return JSON.stringify({ ...known, msg: { ...statuses.data, status_list } });
}

/** What a server says at a move's end; `undefined` where nothing is said, as of a pose on a topic. */
export function endOf(
  { way, id, name }: Command,
  { kind }: MoverName,
  end: CommandEnd,
): string | undefined {
  const why = end === "aborted" ? "the controller gave up" : "";
  const result =
    kind === "joints"
      ? { error_code: TRAJECTORY[end], error_string: why }
      : { success: end === "succeeded", message: why };
  const answer = { id, values: result, result: true };
  switch (way) {
    case "operation":
      return JSON.stringify({
        ...answer,
        op: "action_result",
        action: name,
        status: ROS2_GOAL[end],
      });
    case "service":
      return JSON.stringify({ ...answer, op: "service_response", service: name });
    case "actionlib": {
      const stamp = { secs: 0, nsecs: 0 };
      const status = { goal_id: { id, stamp }, status: GOAL[end], text: why };
      const msg = { header: { seq: 0, stamp, frame_id: "" }, status, result };
      return JSON.stringify({ op: "publish", topic: `${name}/result`, msg });
    }
    case "pose":
      return undefined;
  }
}

function readOperation(frame: string): z.infer<typeof operation> | undefined {
  try {
    const read = operation.safeParse(JSON.parse(frame));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
