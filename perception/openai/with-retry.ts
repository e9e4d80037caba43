import { setTimeout as sleep } from "node:timers/promises";
import { TidyError } from "../tidy-error.ts";

/** Waits; rejects at once when the signal aborts. */
export type Delay = (ms: number, signal?: AbortSignal) => Promise<void>;

export const realDelay: Delay = (ms, signal) =>
  sleep(ms, undefined, signal === undefined ? {} : { signal });

/**
 * Tries until it works, or until `waitMs` (given the error and how many tries there were) says
 * `undefined`: no more. An abort ends it at once, in mid-wait too, with `aborted`.
 */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  waitMs: (error: unknown, attempts: number) => number | undefined,
  { delay = realDelay, signal }: { readonly delay?: Delay; readonly signal?: AbortSignal } = {},
): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    if (signal?.aborted) throw stopped();
    try {
      return await attempt();
    } catch (error) {
      const wait = waitMs(error, attempts);
      if (wait === undefined) throw error;
      await delay(wait, signal).catch((cause) => {
        throw signal?.aborted ? stopped() : cause;
      });
    }
  }
}

/** How long to wait after an error that says `retry`; `undefined`: it is given up. */
export function waitBeforeRetry(options: {
  readonly attempts?: number;
  readonly longestWaitMs?: number;
  readonly random?: () => number;
}): (error: unknown, attempts: number) => number | undefined {
  const { attempts: most = 4, longestWaitMs = 60_000, random = Math.random } = options;
  return (error, attempts) => {
    if (!(error instanceof TidyError) || !error.details.retry || attempts >= most) return undefined;
    const asked = error.details.waitMs;
    const backoff = Math.min(longestWaitMs, 500 * 2 ** attempts * (0.5 + random() / 2));
    const wait = typeof asked === "number" ? asked : backoff;
    return wait > longestWaitMs ? undefined : wait;
  };
}

const stopped = () => new TidyError("aborted", "stopped while waiting for a model");

/** What a Retry-After header asks for, milliseconds from `nowMs`; seconds or a date. */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (exact >= 0) return exact;
  const value = headers?.get("retry-after")?.trim();
  if (!value) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
