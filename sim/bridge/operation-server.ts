import { randomBytes } from "node:crypto";
import type { ActionName, Goal, GoalEnd, GoalHandler } from "./action-goals.ts";
import { ROBOT_NODE, type RosGraph } from "./graph.ts";
import { feedbackOf, resultOf } from "./message-types.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage, RosTime } from "./ros-message.ts";

/** action_msgs/GoalStatus. */
const STATUS = { accepted: 1, executing: 2, succeeded: 4, canceled: 5, aborted: 6 } as const;
type Status = (typeof STATUS)[keyof typeof STATUS];

/** The return codes of action_msgs/CancelGoal. */
const CANCEL = { done: 0, unknownGoal: 2, goalEnded: 3 } as const;

const KEEP_ENDED_MS = 5000;

type Tracker = {
  readonly uuid: Uint8Array;
  readonly stamp: RosTime;
  readonly cancel: () => void;
  status: Status;
  endedMs?: number;
};

/** An action server of ROS 2: in the graph's actions, with the topics and the service it hides. */
export function operationServer(
  graph: RosGraph,
  clock: RobotClock,
  { name, type }: ActionName,
  handler: GoalHandler,
): { readonly close: () => void } {
  let trackers: readonly Tracker[] = [];
  const hidden = `${name}/_action`;
  const statusTopic = graph.advertise(`${hidden}/status`, "action_msgs/GoalStatusArray", {
    latch: true,
  });
  const feedbackTopic = graph.advertise(
    `${hidden}/feedback`,
    `${feedbackOf(graph.dialect, type)}Message`,
  );
  const info = ({ uuid, stamp }: Tracker): RosMessage => ({ goal_id: { uuid }, stamp });
  const publishStatus = () => {
    const oldest = performance.now() - KEEP_ENDED_MS;
    trackers = trackers.filter(({ endedMs }) => endedMs === undefined || endedMs > oldest);
    statusTopic.publish({
      status_list: trackers.map((one) => ({ goal_info: info(one), status: one.status })),
    });
  };

  graph.actions.set(name, {
    type,
    node: ROBOT_NODE,
    begin: (message, heard) => {
      let asked = false;
      let ended = false;
      const cancel = () => {
        if (ended) return;
        asked = true;
        handler.cancel(goal);
      };
      const tracker: Tracker = {
        uuid: randomBytes(16),
        stamp: rosTime(clock.nowMs()),
        cancel,
        status: STATUS.accepted,
      };
      const statusAt = (end: Exclude<GoalEnd, "rejected">): Status => {
        if (end === "succeeded") return STATUS.succeeded;
        return end === "stopped" && asked ? STATUS.canceled : STATUS.aborted;
      };
      const goal: Goal = {
        goal: message,
        accept: () => {
          trackers = [...trackers, tracker];
          tracker.status = STATUS.executing;
          publishStatus();
        },
        feedback: (feedback) => {
          feedbackTopic.publish({ goal_id: { uuid: tracker.uuid }, feedback });
          heard.feedback(feedback);
        },
        end: (end, _text, result) => {
          if (ended) return;
          ended = true;
          if (end === "rejected") {
            heard.rejected();
            return;
          }
          tracker.status = statusAt(end);
          tracker.endedMs = performance.now();
          publishStatus();
          heard.ended(tracker.status, result ?? graph.empty(resultOf(graph.dialect, type)));
        },
      };
      handler.take(goal);
      return { cancel };
    },
  });

  // As rclpy answers: an id of zeros names all goals, which is how roslib asks.
  graph.services.set(`${hidden}/cancel_goal`, {
    type: "action_msgs/CancelGoal",
    call: (request) => {
      const asked = (request.goal_info as { goal_id: { uuid: Uint8Array } }).goal_id.uuid;
      const isForAll = asked.every((byte) => byte === 0);
      const named = trackers.filter(({ uuid }) => isForAll || Buffer.compare(uuid, asked) === 0);
      const meant = named.filter(({ endedMs }) => endedMs === undefined);
      for (const { cancel } of meant) cancel();
      const refusal = named.length === 0 ? CANCEL.unknownGoal : CANCEL.goalEnded;
      return {
        return_code: isForAll || meant.length > 0 ? CANCEL.done : refusal,
        goals_canceling: meant.map(info),
      };
    },
  });
  return { close: () => graph.actions.delete(name) };
}
