import type { RosMessage } from "./ros-message.ts";

/** How a goal can end; `rejected` only one that was never accepted. */
export type GoalEnd = "succeeded" | "stopped" | "aborted" | "rejected";

/** A goal as the robot has it; exactly one `end` finishes it, later ones are ignored. */
export type Goal = {
  readonly goal: RosMessage;
  readonly accept: () => void;
  readonly feedback: (feedback: RosMessage) => void;
  readonly end: (end: GoalEnd, text: string, result?: RosMessage) => void;
};

/** What the robot does with goals: it ends each, at once or later. */
export type GoalHandler = {
  readonly take: (goal: Goal) => void;
  readonly cancel: (goal: Goal) => void;
};

/** An action's name and its type, as `pkg/Name`. */
export type ActionName = { readonly name: string; readonly type: string };
