import { randomBytes } from "node:crypto";
import { TidyError } from "../tidy-error.ts";
import { deadlineMs, type Timed } from "./deadline.ts";
import { type Dialect, messagesOf, understand } from "./dialect.ts";
import type { RosLink } from "./ros-link.ts";

/** How many goals a server now cancels, or why nobody knows of any. */
export type Cancelled = { readonly goals: number } | { readonly problem: string };

/** Return codes of action_msgs/CancelGoal. */
const DONE = 0;
const UNKNOWN_GOAL = 2;

/**
 * Cancels all goals of a ROS 2 action by a connection of its own: where a bridge carries out a
 * client's operations one after the other, a cancel on the goal's own connection waits until the
 * goal ended. All of them, as only the server knows what it calls ours; that is right for an arm
 * that one agent drives. A signal that comes before the request is sent keeps it from being sent.
 */
export const cancelAllGoals = (
  link: RosLink,
  dialect: Dialect,
  action: string,
  timed: Timed,
): Promise<Cancelled> =>
  // What is left out is zeros, which name all goals; roslib asks so too.
  ask(link, dialect, action, {}, timed);

/** Whether `cancelAllGoals` would be heard, asked for a goal that nobody sent; cancels nothing. */
export const tryCancelling = (
  link: RosLink,
  dialect: Dialect,
  action: string,
  timed: Timed,
): Promise<Cancelled> => {
  const uuid = randomBytes(16).toString("base64");
  return ask(link, dialect, action, { goal_info: { goal_id: { uuid } } }, timed);
};

async function ask(
  link: RosLink,
  dialect: Dialect,
  action: string,
  args: object,
  timed: Timed,
): Promise<Cancelled> {
  const service = `${action}/_action/cancel_goal`;
  const withinMs = Math.max(1, deadlineMs(timed));
  const untilMs = performance.now() + withinMs;
  const own = link.beside(withinMs);
  try {
    await own.connect(timed.signal);
    const type = dialect.typeOf("srv", "action_msgs/CancelGoal");
    // Waited for whatever the signal says: still on its way, it could meet a later goal.
    const reply = await own.call(service, type, args, { deadlineMs: untilMs - performance.now() });
    const read = understand(messagesOf(dialect).cancelReply, reply);
    if ("problem" in read) return { problem: `${service}: ${read.problem}` };
    const { return_code: code, goals_canceling } = read.value;
    if (code !== DONE && code !== UNKNOWN_GOAL)
      return { problem: `${service} refused (code ${code})` };
    return { goals: goals_canceling.length };
  } catch (error) {
    if (error instanceof TidyError) return { problem: error.message };
    throw error;
  } finally {
    own.close();
  }
}
