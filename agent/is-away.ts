import { TidyError } from "../perception/tidy-error.ts";

/**
 * Whether what failed may come back by itself: a robot out of reach, a model's server that is down, a
 * camera that shows nothing of the surface yet.
 */
export const isAway = (error: unknown): boolean =>
  error instanceof TidyError && (error.code === "unreachable" || error.details.retry === true);
