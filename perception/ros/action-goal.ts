import { randomUUID } from "node:crypto";
import { TidyError } from "../tidy-error.ts";
import { type Cancelled, cancelAllGoals } from "./cancel-goals.ts";
import type { Timed } from "./deadline.ts";
import { type Dialect, type GoalEnd, messagesOf, understand } from "./dialect.ts";
import type { RosLink } from "./ros-link.ts";

/** How a goal ended, in the robot's words; `result` is the action's own, where the robot sent one. */
export type GoalOutcome = {
  readonly end: GoalEnd;
  readonly text: string;
  readonly result?: unknown;
};

/** An action server as it is reached through the bridge; one goal at a time. */
export type ActionServer = {
  /**
   * Sends a goal and waits for its end. Told to stop, or too late, it cancels, waits until the robot
   * says so, and rejects with `aborted` or `deadline`; `unreachable` when the link drops. In ROS 2 a
   * cancel is for every goal of this action, whoever sent it. Where the robot does not say that it
   * stopped, the error has `mayGoOn` in its details.
   */
  run(
    goal: unknown,
    options: Timed & {
      readonly cancelWithinMs: number;
      /** Success counts only with the action's own result. */
      readonly needsResult?: boolean;
    },
  ): Promise<GoalOutcome>;
  /** Whether a goal that nobody waits for any more may still be under way. */
  mayBeBusy(): boolean;
  close(): void;
};

/** What both ways of speaking to an action server come down to. */
type Wire = {
  readonly start: (id: string, goal: unknown) => void;
  readonly cancel: (id: string) => void;
  /** Cancels past whatever holds up this connection, for goals of earlier ones too. */
  readonly cancelBeside?: (timed: Timed) => Promise<Cancelled>;
  /** Calls back when anything is heard of the goal, with its end once there is one. */
  readonly watch: (id: string, on: (outcome: GoalOutcome | undefined) => void) => () => void;
  /** Whether a goal, perhaps sent before the link dropped, is known to be still under way. */
  readonly isUnderWay: (id: string) => boolean;
  /** Whether a server says by itself that it is there, and that it has heard of a goal. */
  readonly announces: boolean;
  readonly isThere: () => boolean;
  readonly onSign: (on: () => void) => () => void;
  readonly problem: () => string | undefined;
  readonly close: () => void;
};

/** The action `name` of `type` (`package/Name`), in the dialect's way; silent until a goal is run. */
export function actionServer(
  link: RosLink,
  dialect: Dialect,
  { name, type, heardWithinMs }: { name: string; type: string; heardWithinMs: number },
): ActionServer {
  const wire = (dialect.actions === "topics" ? byTopics : byOperations)(link, dialect, name, type);
  let orphan: string | undefined;

  /** Cancels a goal; resolves at its end with `undefined`, or else with what is known of why not. */
  const stop = async (id: string, cancelWithinMs: number): Promise<string | undefined> => {
    const timed = { deadlineMs: cancelWithinMs };
    const ended = new AbortController();
    const beside = wire.cancelBeside?.({ ...timed, signal: ended.signal });
    try {
      await link.during<void>(
        (resolve) => {
          const unwatch = wire.watch(id, (outcome) => outcome && resolve());
          wire.cancel(id);
          return unwatch;
        },
        name,
        timed,
      );
      ended.abort();
      await beside;
      return undefined;
    } catch (error) {
      if (!(error instanceof TidyError)) throw error;
      const cancelled = await beside;
      if (cancelled === undefined) return "";
      if ("problem" in cancelled) return `: ${cancelled.problem}`;
      return cancelled.goals === 0 ? ": the robot found nothing to cancel" : "";
    }
  };

  /** Ends a goal that nobody waits for any more; resolves with why it may go on nevertheless. */
  const clear = async (id: string, cancelWithinMs: number, signal?: AbortSignal) => {
    if (wire.cancelBeside === undefined) {
      if (wire.isUnderWay(id)) await stop(id, cancelWithinMs);
      return "";
    }
    const cancelled = await wire.cancelBeside({ deadlineMs: cancelWithinMs, signal });
    return "problem" in cancelled ? ` (the goal before may go on: ${cancelled.problem})` : "";
  };

  /** A goal sent before the server has found us is lost without a word. */
  const there = (signal: AbortSignal | undefined): Promise<boolean> =>
    link
      .during<boolean>(
        (resolve) => {
          if (wire.isThere()) resolve(true);
          return wire.onSign(() => resolve(true));
        },
        name,
        { deadlineMs: heardWithinMs, signal },
      )
      .catch((error: unknown) => {
        if (error instanceof TidyError && error.code === "deadline") return false;
        throw error;
      });

  return {
    async run(goal, { cancelWithinMs, needsResult = false, ...timed }) {
      if (wire.announces && !(await there(timed.signal)))
        return { end: "refused", text: `nobody takes goals on ${name}` };
      // rosbridge lets a goal go on when its client is gone.
      const left = orphan === undefined ? "" : await clear(orphan, cancelWithinMs, timed.signal);
      if (timed.signal?.aborted) throw new TidyError("aborted", `${name}: told to stop`);
      orphan = undefined;
      const id = `tactful-${randomUUID()}`;
      const hint = () =>
        wire.problem() === undefined ? left : `${left} (last refused: ${wire.problem()})`;
      try {
        const outcome = await link.during<GoalOutcome | "unheard">(
          (resolve) => {
            const unheard = setTimeout(() => resolve("unheard"), heardWithinMs);
            const unwatch = wire.watch(id, (end) => {
              clearTimeout(unheard);
              // The list of goals may tell of success before the result says what came of it.
              const early = needsResult && end?.end === "succeeded" && end.result === undefined;
              if (end !== undefined && !early) resolve(end);
            });
            if (!wire.announces) clearTimeout(unheard);
            wire.start(id, goal);
            return () => {
              clearTimeout(unheard);
              unwatch();
            };
          },
          name,
          { hint, ...timed },
        );
        if (outcome !== "unheard") return outcome;
        wire.cancel(id);
        return { end: "refused", text: `nobody takes goals on ${name}${hint()}` };
      } catch (error) {
        if (!(error instanceof TidyError)) throw error;
        if (error.code === "unreachable") orphan = id;
        if (error.code !== "aborted" && error.code !== "deadline") throw error;
        const why = await stop(id, cancelWithinMs);
        if (why === undefined) throw error;
        orphan = id;
        const silent = `${error.message}; it did not say that it stopped${why}`;
        throw new TidyError(error.code, silent, { cause: error, details: { mayGoOn: true } });
      }
    },
    mayBeBusy: () => orphan !== undefined,
    close: wire.close,
  };
}

/** Pending, active, preempting. */
const UNDER_WAY: readonly number[] = [0, 1, 6];

/** actionlib's topics, as ROS 1 has them. */
function byTopics(link: RosLink, dialect: Dialect, name: string, type: string): Wire {
  const messages = messagesOf(dialect);
  const action = dialect.typeOf("action", type);
  const watchers = new Map<string, (outcome: GoalOutcome | undefined) => void>();
  const signs = new Set<() => void>();
  let isThere = false;
  let underWay: ReadonlySet<string> = new Set();
  let problem: string | undefined;
  const now = dialect.stamp({ sec: 0, nanosec: 0 });

  const heard = (
    { id, status, text }: { id: string; status: number; text: string },
    final?: { readonly result: unknown },
  ) => {
    const end = dialect.goalEnds[status] ?? (final && "refused");
    watchers.get(id)?.(end && { end, text: text.slice(0, 300), ...final });
  };
  link.advertise(`${name}/goal`, `${action}Goal`);
  link.advertise(`${name}/cancel`, dialect.typeOf("msg", "actionlib_msgs/GoalID"));
  const stops = [
    link.subscribe(
      { topic: `${name}/status`, type: dialect.typeOf("msg", "actionlib_msgs/GoalStatusArray") },
      (message) => {
        const read = understand(messages.goalStates, message);
        if ("problem" in read) {
          problem = `${name}/status: ${read.problem}`;
          return;
        }
        isThere = true;
        const states = read.value.status_list;
        underWay = new Set(states.filter((it) => UNDER_WAY.includes(it.status)).map((it) => it.id));
        for (const sign of [...signs]) sign();
        for (const state of states) heard(state);
      },
    ),
    link.subscribe({ topic: `${name}/result`, type: `${action}Result` }, (message) => {
      const read = understand(messages.goalResult, message);
      if ("problem" in read) problem = `${name}/result: ${read.problem}`;
      else heard(read.value.status, { result: read.value.result });
    }),
    link.onState(() => {
      isThere = false;
      underWay = new Set();
    }),
  ];
  return {
    start: (id, goal) =>
      link.publish(`${name}/goal`, {
        header: dialect.header("", { sec: 0, nanosec: 0 }),
        goal_id: { stamp: now, id },
        goal,
      }),
    cancel: (id) => link.publish(`${name}/cancel`, { stamp: now, id }),
    watch: (id, on) => {
      watchers.set(id, on);
      return () => watchers.delete(id);
    },
    isUnderWay: (id) => underWay.has(id),
    announces: true,
    isThere: () => isThere,
    onSign: (on) => {
      signs.add(on);
      return () => signs.delete(on);
    },
    problem: () => problem,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

/** The bridge's own operations, as ROS 2 has them. */
function byOperations(link: RosLink, dialect: Dialect, name: string, type: string): Wire {
  const { operationResult } = messagesOf(dialect);
  let problem: string | undefined;
  return {
    start: (id, goal) =>
      link.send({
        op: "send_action_goal",
        id,
        action: name,
        action_type: dialect.typeOf("action", type),
        args: goal,
        feedback: false,
      }),
    cancel: (id) => link.send({ op: "cancel_action_goal", id, action: name }),
    cancelBeside: (timed) => cancelAllGoals(link, dialect, name, timed),
    watch: (id, on) =>
      link.hear(id, (message) => {
        const read = understand(operationResult, message);
        if ("problem" in read) {
          problem = `${name}: ${read.problem}`;
          return on(undefined);
        }
        const { status, result, values } = read.value;
        const end =
          status === undefined ? (result ? "succeeded" : "refused") : dialect.goalEnds[status];
        const text = typeof values === "string" ? values.slice(0, 300) : "";
        on({ end: end ?? "refused", text, result: values });
      }),
    // A goal's end is told to the connection that sent it alone.
    isUnderWay: () => false,
    announces: false,
    isThere: () => true,
    onSign: () => () => {},
    problem: () => problem,
    close: () => {},
  };
}
