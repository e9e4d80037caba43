import type { RobotTime } from "../photo.ts";
import { type Dialect, messagesOf, understand } from "./dialect.ts";
import type { RosLink, Subscription } from "./ros-link.ts";

/** What came on a topic while it was listened to. */
export type Heard = {
  readonly messages: readonly unknown[];
  /** When each arrived, by a clock of ours that never jumps, milliseconds. */
  readonly arrivedMs: readonly number[];
};

const MOST_KEPT = 400;

/**
 * Listens to topics for a while, all at once; a topic on which nothing came is in it with no message.
 * Ends earlier where `enough` says so of a topic on which something came.
 * Rejects with `unreachable` or `aborted`.
 */
export async function hearTopics(
  link: RosLink,
  topics: readonly Subscription[],
  forMs: number,
  signal?: AbortSignal,
  enough: (topic: string) => boolean = () => false,
): Promise<ReadonlyMap<string, Heard>> {
  const heard = new Map(
    topics.map(({ topic }) => [topic, { messages: [] as unknown[], arrivedMs: [] as number[] }]),
  );
  await link.during<void>(
    (resolve) => {
      const timer = setTimeout(resolve, forMs);
      const stops = topics.map((what) =>
        link.subscribe(what, (message) => {
          const one = heard.get(what.topic)!;
          one.arrivedMs.push(performance.now());
          // Of pictures the last is enough.
          if (what.compression === "cbor" || one.messages.length >= MOST_KEPT) one.messages.shift();
          one.messages.push(message);
          if (enough(what.topic)) resolve();
        }),
      );
      return () => {
        clearTimeout(timer);
        for (const stop of stops) stop();
      };
    },
    "listening",
    { deadlineMs: forMs + 1000, signal },
  );
  return heard;
}

/** Messages a second; `undefined` for fewer than two. */
export function rateOf({ arrivedMs }: Heard): number | undefined {
  const [first, last] = [arrivedMs[0], arrivedMs.at(-1)];
  if (first === undefined || last === undefined || last <= first) return undefined;
  return ((arrivedMs.length - 1) * 1000) / (last - first);
}

/** Frame and time of a message with a header; `undefined` where it has none. */
export function headerOf(
  dialect: Dialect,
  message: unknown,
): { readonly frame: string; readonly stamp: RobotTime } | undefined {
  const read = understand(messagesOf(dialect).stamped, message);
  return "problem" in read ? undefined : read.value;
}
