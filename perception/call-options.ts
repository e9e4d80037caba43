/** How long a call may take, and who may end it. */
export type CallOptions = {
  readonly signal?: AbortSignal;
};
