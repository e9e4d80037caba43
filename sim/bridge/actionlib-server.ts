import type { ActionName, Goal, GoalEnd, GoalHandler } from "./action-goals.ts";
import type { Publisher, RosGraph } from "./graph.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage, RosTime } from "./ros-message.ts";

/** actionlib_msgs/GoalStatus. */
const STATUS = {
  pending: 0,
  active: 1,
  preempted: 2,
  succeeded: 3,
  aborted: 4,
  rejected: 5,
  recalling: 7,
  recalled: 8,
} as const;
type Status = (typeof STATUS)[keyof typeof STATUS];

const ENDS: Readonly<Record<GoalEnd, Status>> = {
  succeeded: STATUS.succeeded,
  stopped: STATUS.preempted,
  aborted: STATUS.aborted,
  rejected: STATUS.rejected,
};

type Tracker = {
  readonly id: string;
  readonly stamp: RosTime;
  status: Status;
  text: string;
  endedMs?: number;
  goal?: Goal;
};

/** How long a finished goal stays in the status list, and how often that list goes out. */
const KEEP_ENDED_MS = 5000;
const STATUS_EVERY_MS = 200;

/** An actionlib action server: five topics under `name`, for the action `type` (`pkg/Name`). */
export class ActionlibServer {
  readonly #graph: RosGraph;
  readonly #clock: RobotClock;
  readonly #type: string;
  readonly #handler: GoalHandler;
  readonly #trackers: Tracker[] = [];
  readonly #status: Publisher;
  readonly #feedback: Publisher;
  readonly #result: Publisher;
  readonly #timer: NodeJS.Timeout;
  #made = 0;

  constructor(graph: RosGraph, clock: RobotClock, action: ActionName, handler: GoalHandler) {
    this.#graph = graph;
    this.#clock = clock;
    this.#type = action.type;
    this.#handler = handler;
    this.#status = graph.advertise(`${action.name}/status`, "actionlib_msgs/GoalStatusArray");
    this.#result = graph.advertise(`${action.name}/result`, `${action.type}ActionResult`);
    this.#feedback = graph.advertise(`${action.name}/feedback`, `${action.type}ActionFeedback`);
    graph.subscribe(`${action.name}/goal`, `${action.type}ActionGoal`, (message) =>
      this.#take(message),
    );
    graph.subscribe(`${action.name}/cancel`, "actionlib_msgs/GoalID", (message) =>
      this.#cancel(message),
    );
    this.#timer = setInterval(() => this.#publishStatus(), STATUS_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #take(message: RosMessage): void {
    const goalId = message.goal_id as RosMessage;
    const id = goalId.id === "" ? this.#newId() : String(goalId.id);
    const known = this.#trackers.find((one) => one.id === id);
    if (known !== undefined) {
      if (known.status !== STATUS.recalling) return;
      // It was cancelled before it came.
      this.#finish(known, STATUS.recalled, "");
      return;
    }
    const tracker: Tracker = {
      id,
      stamp: this.#stampOf(goalId.stamp as RosTime),
      status: STATUS.pending,
      text: "",
    };
    this.#trackers.push(tracker);
    const goal: Goal = {
      goal: message.goal as RosMessage,
      accept: () => {
        tracker.status = STATUS.active;
        this.#publishStatus();
      },
      feedback: (feedback) =>
        this.#feedback.publish({ header: this.#header(), status: statusOf(tracker), feedback }),
      end: (end, text, result) => this.#finish(tracker, ENDS[end], text, result),
    };
    tracker.goal = goal;
    this.#handler.take(goal);
  }

  /** No id and no stamp: all; else the one named, and all up to the stamp. */
  #cancel(message: RosMessage): void {
    const id = String(message.id);
    const stamp = message.stamp as RosTime;
    const open = this.#trackers.filter((one) => one.endedMs === undefined && one.goal);
    const meant = open.filter(
      (one) =>
        (id === "" && isZero(stamp)) || one.id === id || (!isZero(stamp) && upTo(one.stamp, stamp)),
    );
    for (const tracker of meant) this.#handler.cancel(tracker.goal!);
    if (id !== "" && !this.#trackers.some((one) => one.id === id))
      this.#trackers.push({
        id,
        stamp: this.#stampOf(stamp),
        status: STATUS.recalling,
        text: "",
        endedMs: performance.now(),
      });
  }

  #finish(tracker: Tracker, status: Status, text: string, result?: RosMessage): void {
    if (tracker.goal !== undefined && tracker.endedMs !== undefined) return;
    tracker.status = status;
    tracker.text = text;
    tracker.endedMs = performance.now();
    this.#result.publish({
      header: this.#header(),
      status: statusOf(tracker),
      result: result ?? this.#graph.empty(`${this.#type}Result`),
    });
    this.#publishStatus();
  }

  #publishStatus(): void {
    const oldest = performance.now() - KEEP_ENDED_MS;
    const kept = this.#trackers.filter((one) => one.endedMs === undefined || one.endedMs > oldest);
    this.#trackers.splice(0, this.#trackers.length, ...kept);
    if (!this.#status.hasListeners()) return;
    this.#status.publish({ header: this.#header(), status_list: kept.map(statusOf) });
  }

  #header(): RosMessage {
    return { seq: 0, stamp: rosTime(this.#clock.nowMs()), frame_id: "" };
  }

  #stampOf(stamp: RosTime): RosTime {
    return isZero(stamp) ? rosTime(this.#clock.nowMs()) : stamp;
  }

  #newId(): string {
    this.#made += 1;
    const { secs, nsecs } = rosTime(this.#clock.nowMs());
    return `/robot_node-${this.#made}-${secs}.${nsecs}`;
  }
}

const statusOf = (tracker: Tracker): RosMessage => ({
  goal_id: { stamp: tracker.stamp, id: tracker.id },
  status: tracker.status,
  text: tracker.text,
});

const isZero = (stamp: RosTime): boolean => stamp.secs === 0 && stamp.nsecs === 0;
const upTo = (a: RosTime, b: RosTime): boolean =>
  a.secs < b.secs || (a.secs === b.secs && a.nsecs <= b.nsecs);
