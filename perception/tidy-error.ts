/** Everything that can go wrong in the world, as one word a caller may branch on. */
export type TidyErrorCode =
  | "bad-input"
  | "aborted"
  | "deadline"
  | "unreachable"
  | "view-unavailable"
  | "view-stale"
  | "outside-workspace"
  | "skill-unavailable"
  | "action-failed"
  | "model-unavailable"
  | "model-reply"
  | "storage"
  | "not-final";

/** The world failed, not the program: `code` says how, `details` where, `cause` what was underneath. */
export class TidyError extends Error {
  readonly code: TidyErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: TidyErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TidyError";
    this.code = code;
    this.details = options.details ?? {};
  }
}
