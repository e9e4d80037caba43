import type { ActionName, Goal } from "./action-goals.ts";
import type { Way } from "./arm-driver.ts";
import type { MoverParts } from "./mover-parts.ts";
import type { RosMessage } from "./ros-message.ts";
import { serveAction } from "./serve-action.ts";
import { cameraPoseFrom, frameOf, toolStamped } from "./stamped-pose.ts";

const FEEDBACK_EVERY_MS = 100;

/** Takes goals for the tool's pose, one at a time: a new goal preempts the one before it. */
export function servePoseAction(
  { graph, clock, arm, driver, frames }: MoverParts,
  action: ActionName,
): { readonly close: () => void } {
  const ways = new Map<Goal, Way>();

  const take = (goal: Goal) => {
    const stamped = goal.goal.target_pose as RosMessage;
    const target = cameraPoseFrom(frames, stamped);
    if ("problem" in target) {
      driver.stats.refusals += 1;
      goal.end("rejected", target.problem);
      return;
    }
    const refusal = driver.refusal(target.pose);
    if (refusal !== undefined) {
      driver.stats.refusals += 1;
      const end = graph.dialect.unreachableGoal;
      if (end === "aborted") goal.accept();
      goal.end(end, refusal);
      return;
    }
    driver.stop("another goal came");
    goal.accept();
    const report = () => goal.feedback({ distance_left: arm.distanceLeftAt(clock.nowMs()) });
    const timer = setInterval(report, FEEDBACK_EVERY_MS);
    timers.add(timer);
    const way = driver.drive(target.pose, (end, why) => {
      clearInterval(timer);
      timers.delete(timer);
      ways.delete(goal);
      const restsAt = arm.restsAt();
      const pose = toolStamped(frames, frameOf(stamped), arm.poseAt(restsAt), restsAt);
      goal.end(end === "arrived" ? "succeeded" : "stopped", why, { pose });
    });
    ways.set(goal, way);
    report();
  };
  const timers = new Set<NodeJS.Timeout>();
  const server = serveAction(graph, clock, action, {
    take,
    cancel: (goal) => ways.get(goal)?.stop("cancelled"),
  });
  return {
    close: () => {
      for (const timer of timers) clearInterval(timer);
      server.close();
    },
  };
}
