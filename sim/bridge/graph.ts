import type { TypeBook } from "./message-types.ts";
import { emptyMessage, type RosMessage } from "./ros-message.ts";

export type Listener = (message: RosMessage) => void;

/** A topic of the robot, to be published on. */
export type Publisher = {
  readonly publish: (message: RosMessage) => void;
  readonly hasListeners: () => boolean;
};

type Topic = {
  readonly type: string;
  readonly listeners: Set<Listener>;
  /** The robot's own topics stay; a client's vanishes with the last who holds it. */
  holders: number;
  latched?: RosMessage;
};

/** A service: its type, and what it does with a whole request. A rejection is the node's error. */
export type Service = {
  readonly type: string;
  readonly call: (request: RosMessage) => Promise<RosMessage> | RosMessage;
};

const MOST_TOPICS = 1000;

/** What a ROS master and its nodes are to a bridge: topics with their types, and services. */
export class RosGraph {
  readonly types: TypeBook;
  readonly services = new Map<string, Service>();
  readonly topics = new Map<string, Topic>();
  readonly #watchers = new Map<string, () => void>();

  constructor(types: TypeBook) {
    this.types = types;
  }

  /** Announces a topic for good. The header's `seq` counts up, as rospy does it. */
  advertise(name: string, type: string, options: { readonly latch?: boolean } = {}): Publisher {
    this.hold(name, type);
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

  /** Calls back when a topic gets a listener more. */
  whenHeard(name: string, heard: () => void): void {
    this.#watchers.set(name, heard);
  }

  /**
   * Makes sure that the topic is there, of this type or, without one, of the type it has. False
   * where ROS would refuse: another type, an unknown one, or no topic to take it from.
   */
  hold(name: string, type?: string): boolean {
    const topic = this.topics.get(name);
    if (topic !== undefined) {
      if (type !== undefined && type !== topic.type) return false;
      topic.holders += 1;
      return true;
    }
    if (type === undefined || !this.types.has(type) || this.topics.size >= MOST_TOPICS)
      return false;
    this.topics.set(name, { type, listeners: new Set(), holders: 1 });
    return true;
  }

  release(name: string): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    topic.holders -= 1;
    if (topic.holders <= 0) this.topics.delete(name);
  }

  /** Hands a whole message to all who listen; a latched one also to those who come later. */
  publish(name: string, message: RosMessage, options: { readonly latch?: boolean } = {}): void {
    const topic = this.topics.get(name);
    if (topic === undefined) return;
    if (options.latch) topic.latched = message;
    for (const listener of [...topic.listeners]) listener(message);
  }

  /** Listens on a topic that is held; returns how to stop. */
  listen(name: string, listener: Listener): () => void {
    const topic = this.topics.get(name)!;
    topic.listeners.add(listener);
    this.replay(name, listener);
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
