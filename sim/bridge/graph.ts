import type { BridgeDialect } from "./bridge-dialect.ts";
import { type Interfaces, type Language, type TypeBook, typeBook } from "./message-types.ts";
import { emptyMessage, type RosMessage } from "./ros-message.ts";

export type Listener = (message: RosMessage) => void;

/** A topic of the robot, to be published on. */
export type Publisher = {
  readonly publish: (message: RosMessage) => void;
  readonly hasListeners: () => boolean;
};

/** Who has to do with a topic, and how. */
export type Holder = { readonly node: string; readonly role: "publishes" | "subscribes" };

type Topic = {
  readonly type: string;
  readonly listeners: Set<Listener>;
  /** The robot's own stay; a client's topic vanishes with the last who holds it. */
  readonly holders: Holder[];
  latched?: RosMessage;
};

/** A service: its type, and what it does with a whole request. A rejection is the node's error. */
export type Service = {
  readonly type: string;
  readonly call: (request: RosMessage) => Promise<RosMessage> | RosMessage;
  /** The node that offers it; the robot's if not given. */
  readonly node?: string;
};

/** What is heard of a goal of a ROS 2 action; action_msgs/GoalStatus at its end. */
export type GoalListener = {
  readonly feedback: (feedback: RosMessage) => void;
  readonly ended: (status: number, result: RosMessage) => void;
  readonly rejected: () => void;
};

/** An action server of ROS 2. Cancelling a goal asks it to end; it says so itself. */
export type Action = {
  readonly type: string;
  /** The node that serves it. */
  readonly node: string;
  readonly begin: (goal: RosMessage, heard: GoalListener) => { readonly cancel: () => void };
};

export const ROBOT_NODE = "/robot_node";
export const BRIDGE_NODE = "/rosbridge_websocket";
const MOST_TOPICS = 1000;

/** What a ROS master and its nodes are to a bridge: topics with their types, services, actions. */
export class RosGraph implements Language {
  readonly dialect: BridgeDialect;
  readonly types: TypeBook;
  readonly services = new Map<string, Service>();
  readonly actions = new Map<string, Action>();
  readonly topics = new Map<string, Topic>();
  readonly #watchers = new Map<string, () => void>();

  constructor(dialect: BridgeDialect, ...interfaces: readonly Interfaces[]) {
    this.dialect = dialect;
    this.types = typeBook(dialect, ...interfaces);
  }

  /** Announces a topic for good. The header's `seq` counts up, as rospy does it. */
  advertise(
    name: string,
    type: string,
    options: { readonly latch?: boolean; readonly node?: string } = {},
  ): Publisher {
    this.hold(name, type, { node: options.node ?? ROBOT_NODE, role: "publishes" });
    const counts = this.types.get(type)?.[0]?.type === "std_msgs/Header";
    let seq = 0;
    return {
      publish: (message) => {
        seq += 1;
        const header = message.header as RosMessage;
        this.publish(name, counts ? { ...message, header: { ...header, seq } } : message, options);
      },
      hasListeners: () => (this.topics.get(name)?.listeners.size ?? 0) > 0,
    };
  }

  /** Listens for good to a topic of the robot. */
  subscribe(name: string, type: string, listener: Listener): void {
    this.hold(name, type, { node: ROBOT_NODE, role: "subscribes" });
    this.listen(name, listener);
  }

  /** Calls back when a topic gets a listener more. */
  whenHeard(name: string, heard: () => void): void {
    this.#watchers.set(name, heard);
  }

  /**
   * Makes sure that the topic is there, of this type or, without one, of the type it has. False
   * where ROS would refuse: another type, an unknown one, or no topic to take it from.
   */
  hold(name: string, type: string | undefined, holder: Holder): boolean {
    const topic = this.topics.get(name);
    if (topic !== undefined) {
      if (type !== undefined && type !== topic.type) return false;
      topic.holders.push(holder);
      return true;
    }
    if (type === undefined || !this.types.has(type) || this.topics.size >= MOST_TOPICS)
      return false;
    this.topics.set(name, { type, listeners: new Set(), holders: [holder] });
    return true;
  }

  /** Takes back what one `hold` did. */
  release(name: string, holder: Holder): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    const at = topic.holders.findIndex(
      (one) => one.node === holder.node && one.role === holder.role,
    );
    if (at >= 0) topic.holders.splice(at, 1);
    if (topic.holders.length === 0) this.topics.delete(name);
  }

  /** Hands a whole message to all who listen; a latched one also to those who come later. */
  publish(name: string, message: RosMessage, options: { readonly latch?: boolean } = {}): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    if (options.latch) topic.latched = message;
    for (const listener of [...topic.listeners]) listener(message);
  }

  /** Listens on a topic that is held, to what it keeps too unless told otherwise; returns how to stop. */
  listen(name: string, listener: Listener, { kept = true } = {}): () => void {
    const topic = this.topics.get(name)!;
    topic.listeners.add(listener);
    if (kept) this.replay(name, listener);
    this.#watchers.get(name)?.();
    return () => topic.listeners.delete(listener);
  }

  /** Gives a listener what the topic keeps for late joiners. */
  replay(name: string, listener: Listener): void {
    const latched = this.topics.get(name)?.latched;
    if (latched !== undefined) listener(latched);
  }

  empty(type: string): RosMessage {
    return emptyMessage(this.types, type);
  }
}

/** Whether ROS 2 hides a topic or service from lists: a word of its name begins with `_`. */
export const isHidden = (name: string): boolean => name.includes("/_");
