import type { z } from "zod";
import type { BridgeSettings } from "./bridge-settings.ts";
import type { RosGraph } from "./graph.ts";
import type { Outbox } from "./outbox.ts";
import type { RobotClock } from "./robot-clock.ts";

/** One topic as the whole bridge hears it: as messages, or as ROS's own bytes. */
type Hearing = { readonly raw: boolean; clients: number };

/** What the connections of one bridge share. */
export type SharedBridge = {
  readonly graph: RosGraph;
  readonly clock: RobotClock;
  readonly settings: BridgeSettings;
  /** rosbridge subscribes once for all its clients: the first decides whether to raw bytes. */
  readonly hearings: Map<string, Hearing>;
  /** Goals under way by their ids, whichever connection sent them. */
  readonly goals: Map<string | number, { readonly cancel: () => void }>;
};

/** A connection as one group of operations sees it. */
export type Connection = SharedBridge & { readonly outbox: Outbox };

/**
 * What a bridge does with one operation. A promise holds up all that the client sends after it;
 * it never rejects.
 */
export type Operation = (message: unknown) => Promise<void> | void;

/** A group of operations, and how to drop what it holds when the connection is gone. */
export type Capability = {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly close: () => void;
};

/** An operation on messages of a shape; any other is passed over in silence. */
export const operation =
  <T>(shape: z.ZodType<T>, carryOut: (request: T) => Promise<void> | void): Operation =>
  (message) => {
    const read = shape.safeParse(message);
    return read.success ? carryOut(read.data) : undefined;
  };
