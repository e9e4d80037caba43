import { compose } from "../../perception/geometry/pose.ts";
import type { ActionName, Goal } from "./action-goals.ts";
import type { Way } from "./arm-driver.ts";
import { cameraOf } from "./camera-arm.ts";
import { JOINTS, type JointPositions, jointProblem, toolAt } from "./gantry.ts";
import type { MoverParts } from "./mover-parts.ts";
import type { RosMessage, RosTime } from "./ros-message.ts";
import { serveAction } from "./serve-action.ts";
import { BASE_IN_SURFACE } from "./transforms.ts";

/** The error codes of control_msgs/FollowJointTrajectory. */
const INVALID_GOAL = -1;
const GOAL_TOLERANCE_VIOLATED = -5;

/** The joints' controller: goes to where a trajectory ends, in no less time than it is given. */
export function serveJointTrajectory(
  { graph, clock, driver }: MoverParts,
  action: ActionName,
): { readonly close: () => void } {
  const ways = new Map<Goal, Way>();
  const take = (goal: Goal) => {
    const refuse = (end: "rejected" | "aborted", why: string) => {
      driver.stats.refusals += 1;
      if (end === "aborted") goal.accept();
      goal.end(end, why, { error_code: INVALID_GOAL, error_string: why });
    };
    const wanted = lastPointOf(goal.goal.trajectory as RosMessage);
    if (typeof wanted === "string") return refuse("rejected", wanted);
    const camera = compose(BASE_IN_SURFACE, cameraOf(toolAt(wanted.positions)));
    const refusal = jointProblem(wanted.positions) ?? driver.refusal(camera);
    if (refusal !== undefined) return refuse(graph.dialect.unreachableGoal, refusal);
    driver.stop("another goal came");
    goal.accept();
    const over = (end: "arrived" | "stopped", why: string) => {
      ways.delete(goal);
      if (end === "arrived") goal.end("succeeded", "", { error_code: 0, error_string: "" });
      else goal.end("stopped", why, { error_code: GOAL_TOLERANCE_VIOLATED, error_string: why });
    };
    ways.set(goal, driver.drive(camera, over, wanted.withinMs));
  };
  return serveAction(graph, clock, action, {
    take,
    cancel: (goal) => ways.get(goal)?.stop("cancelled"),
  });
}

/** Where a trajectory_msgs/JointTrajectory ends and how long it takes, or why it is none of ours. */
function lastPointOf(
  trajectory: RosMessage,
): { readonly positions: JointPositions; readonly withinMs: number } | string {
  const names = trajectory.joint_names as readonly string[];
  const point = (trajectory.points as readonly RosMessage[]).at(-1);
  if (point === undefined) return "the trajectory has no points";
  const given = point.positions as readonly number[];
  if (given.length !== names.length) return "a point has not one position a joint";
  const positions = JOINTS.map((joint) => given[names.indexOf(joint)]);
  if (names.length !== JOINTS.length || positions.includes(undefined))
    return `the trajectory is not of the joints ${JOINTS.join(", ")}`;
  const { secs, nsecs } = point.time_from_start as RosTime;
  return { positions: positions as number[], withinMs: Math.max(0, secs * 1000 + nsecs / 1e6) };
}
