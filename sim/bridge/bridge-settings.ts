/** What a rosbridge's launch file decides, and its version. */
export type BridgeSettings = {
  /**
   * Characters or bytes above which what goes out is cut into fragments, until a client sends a
   * `fragment_size` of its own. `undefined`: never.
   */
  readonly maxMessageSize: number | undefined;
  /** Whether a call leaves the connection free for what comes after it. */
  readonly callsInNewThread: boolean;
  /** The same for the goal of an action. If not, its cancellation waits behind it. */
  readonly goalsInNewThread: boolean;
  /** Whether who comes late is given latched messages, `/tf_static` above all. */
  readonly keepsLatched: boolean;
  /** Whether a goal that is refused, or that nobody takes, gets an answer. Older bridges are silent. */
  readonly answersRefusedGoals: boolean;
};

export const ROS1_SETTINGS: BridgeSettings = {
  maxMessageSize: undefined,
  callsInNewThread: true,
  goalsInNewThread: true,
  keepsLatched: true,
  answersRefusedGoals: false,
};

export const ROS2_SETTINGS: BridgeSettings = {
  maxMessageSize: 10_000_000,
  callsInNewThread: false,
  goalsInNewThread: false,
  keepsLatched: true,
  answersRefusedGoals: false,
};
