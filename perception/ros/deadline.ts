/** How long something may take, who may end it, and what to add to the message if it is too late. */
export type Timed = {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly hint?: () => string;
};

/** Node fires timers beyond 2^31 - 1 ms at once. */
export const deadlineMs = (timed: Timed): number =>
  Math.min(2_147_483_647, Math.max(0, timed.deadlineMs));
