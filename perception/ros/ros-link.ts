import { randomUUID } from "node:crypto";
import { Ros, type RosbridgeMessage } from "roslib";
import { TidyError } from "../tidy-error.ts";
import { deadlineMs, type Timed } from "./deadline.ts";
import { openTransport, placeOf, type WsTransport, whyNot } from "./ws-transport.ts";

/** `lost` from a drop until the next connection; `closed` is for good. */
export type LinkState = "connected" | "lost" | "closed";

/** Waits and limits, milliseconds. */
export type LinkLimits = {
  readonly connectWithinMs: number;
  readonly heartbeatMs: number;
  readonly missedHeartbeats: number;
  readonly retryFromMs: number;
  readonly retryToMs: number;
  /** Sent with every connection; they may hold secrets, and stand in no message. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type Subscription = {
  readonly topic: string;
  /** Left out: whatever the topic has. */
  readonly type?: string;
  readonly compression?: "cbor" | "none";
  readonly throttleMs?: number;
  readonly queueLength?: number;
};

/** One message of the rosbridge protocol on its way out. */
export type Operation = Readonly<Record<string, unknown>> & { readonly op: string };

type Waiting = { readonly fail: (error: TidyError) => void };

/**
 * A rosbridge connection that never acts late: what cannot be sent now is refused, what is under way
 * when the link drops fails with `unreachable`, and after a reconnect only subscriptions and
 * advertisements come back. roslib (a fresh one for each connection) decodes and dispatches.
 */
export class RosLink {
  readonly place: string;
  readonly #url: string;
  readonly #limits: LinkLimits;
  readonly #random: () => number;
  readonly #subscriptions = new Map<string, { what: Subscription; on: (msg: unknown) => void }>();
  readonly #advertised = new Map<string, string>();
  readonly #waiting = new Set<Waiting>();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #live: { readonly ros: Ros; readonly transport: WsTransport } | undefined;
  #retry: NodeJS.Timeout | undefined;
  #opening: WsTransport | undefined;
  #state: LinkState = "lost";
  #attempt = 0;

  /** Opens nothing yet. Throws `bad-input` for an address that is not ws:// or wss://. */
  constructor(url: string, limits: LinkLimits, random: () => number = Math.random) {
    this.place = placeOf(url);
    this.#url = url;
    this.#limits = limits;
    this.#random = random;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Another link to the same bridge, not open yet, that connects within so long or not at all. */
  beside(connectWithinMs: number): RosLink {
    return new RosLink(this.#url, { ...this.#limits, connectWithinMs }, this.#random);
  }

  /** First connection. Rejects with `unreachable`; from then on the link reconnects by itself. */
  async connect(signal?: AbortSignal): Promise<void> {
    try {
      await this.#open(signal);
    } catch (cause) {
      this.close();
      throw cause;
    }
  }

  /** Calls back at every change of state; returns how to stop that. */
  onState(listener: (state: LinkState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** One subscription a topic, renewed at each reconnect; messages come as they were on the wire. */
  subscribe(what: Subscription, on: (message: unknown) => void): () => void {
    this.#subscriptions.set(what.topic, { what, on });
    if (this.#live) this.#renew(this.#live.ros, what, on);
    return () => {
      if (!this.#subscriptions.delete(what.topic)) return;
      this.#live?.ros.removeAllListeners(what.topic);
      this.#sendIfUp({ op: "unsubscribe", topic: what.topic });
    };
  }

  /** Says that it will publish; renewed at each reconnect. */
  advertise(topic: string, type: string): void {
    this.#advertised.set(topic, type);
    this.#sendIfUp({ op: "advertise", id: `advertise:${topic}`, topic, type });
  }

  /** Throws `unreachable` when the link is down; nothing is kept for later. */
  publish(topic: string, msg: unknown): void {
    this.send({ op: "publish", id: `publish:${topic}:${randomUUID()}`, topic, msg });
  }

  /** Resolves when the bridge has read all that was sent before. Rejects as `call` does. */
  delivered(name: string, timed: Timed): Promise<void> {
    return this.during<void>((resolve) => this.#live!.transport.pingPong(resolve), name, timed);
  }

  /** Calls a service. Rejects with `deadline`, `unreachable`, `aborted`, or `action-failed`. */
  async call(service: string, type: string, args: unknown, timed: Timed): Promise<unknown> {
    const id = `call_service:${service}:${randomUUID()}`;
    const reply = await this.during<{ readonly result?: unknown; readonly values?: unknown }>(
      (resolve) => {
        const stop = this.hear(id, (message) => resolve(message as object));
        this.send({ op: "call_service", id, service, type, args });
        return stop;
      },
      service,
      timed,
    );
    if (reply.result === true) return reply.values;
    const why = typeof reply.values === "string" ? reply.values.slice(0, 300) : "no reason given";
    throw new TidyError("action-failed", `${service} failed: ${why}`, { details: { service } });
  }

  /** Calls back with every message of this connection that answers to `id`. */
  hear(id: string, on: (message: unknown) => void): () => void {
    const ros = this.#live?.ros;
    const listener = (message: unknown) => quietly(() => on(message));
    ros?.on(id, listener);
    return () => ros?.off(id, listener);
  }

  /** Sends an operation at once. Throws `unreachable` when the link is down. */
  send(operation: Operation): void {
    const live = this.#live;
    // roslib would keep it and send it on a later connection, when it is no longer wanted.
    if (!live?.transport.isOpen()) throw this.#unreachable(operation.op);
    live.ros.callOnConnection(operation as unknown as RosbridgeMessage);
  }

  /**
   * A promise that lives no longer than this connection, its deadline and its signal. `start` begins
   * and returns how to clean up, which happens exactly once.
   */
  during<T>(
    start: (resolve: (value: T) => void, reject: (error: TidyError) => void) => () => void,
    name: string,
    timed: Timed,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (timed.signal?.aborted) return reject(new TidyError("aborted", `${name}: told to stop`));
      if (!this.#live) return reject(this.#unreachable(name));
      let cleanUp = () => {};
      let ended = false;
      const end = (settle: () => void) => {
        if (ended) return;
        ended = true;
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        timed.signal?.removeEventListener("abort", onAbort);
        cleanUp();
        settle();
      };
      const fail = (error: TidyError) => end(() => reject(error));
      const waiting: Waiting = { fail };
      const onAbort = () => fail(new TidyError("aborted", `${name}: told to stop`));
      const timer = setTimeout(() => {
        const within = `within ${timed.deadlineMs / 1000} s`;
        fail(new TidyError("deadline", `${name}: no answer ${within}${timed.hint?.() ?? ""}`));
      }, deadlineMs(timed));
      this.#waiting.add(waiting);
      timed.signal?.addEventListener("abort", onAbort, { once: true });
      try {
        const stop = start((value) => end(() => resolve(value)), fail);
        if (ended) stop();
        else cleanUp = stop;
      } catch (error) {
        end(() => reject(error));
      }
    });
  }

  /** For good; whatever is under way fails with `unreachable`. */
  close(): void {
    if (this.#state === "closed") return;
    clearTimeout(this.#retry);
    this.#opening?.drop();
    this.#live?.transport.drop();
    this.#live = undefined;
    this.#become("closed");
  }

  async #open(signal?: AbortSignal): Promise<void> {
    const opened: { transport?: WsTransport } = {};
    const ros = new Ros({
      transportFactory: async (url) => {
        opened.transport = openTransport(url, this.#limits);
        return opened.transport;
      },
    });
    await ros.connect(this.#url);
    const transport = opened.transport!;
    this.#opening = transport;
    const onAbort = () => transport.drop();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) transport.drop();
    try {
      await transport.opened;
    } catch (cause) {
      if (signal?.aborted) throw new TidyError("aborted", `${this.place}: told to stop`);
      throw new TidyError("unreachable", `no rosbridge answers at ${this.place}${whyNot(cause)}`, {
        cause,
      });
    } finally {
      this.#opening = undefined;
      signal?.removeEventListener("abort", onAbort);
    }
    if (this.#state === "closed") return transport.drop();
    // A message may be named after any event, so the end is heard from the transport alone.
    transport.ended.then(() => this.#lost(ros));
    this.#live = { ros, transport };
    this.#attempt = 0;
    for (const [topic, type] of this.#advertised) this.advertise(topic, type);
    for (const { what, on } of this.#subscriptions.values()) this.#renew(ros, what, on);
    this.#become("connected");
  }

  #lost(ros: Ros): void {
    if (this.#live?.ros !== ros) return;
    this.#live = undefined;
    ros.removeAllListeners();
    this.#become("lost");
    this.#retryLater();
  }

  #retryLater(): void {
    const { retryFromMs, retryToMs } = this.#limits;
    const wait = Math.min(retryToMs, retryFromMs * 2 ** this.#attempt++);
    const jittered = wait * (0.5 + this.#random() / 2);
    this.#retry = setTimeout(() => {
      if (this.#state === "closed") return;
      this.#open().catch(() => {
        if (this.#state !== "closed") this.#retryLater();
      });
    }, jittered);
  }

  #become(state: LinkState): void {
    this.#state = state;
    if (state !== "connected") {
      for (const waiting of [...this.#waiting]) waiting.fail(this.#unreachable("the link dropped"));
    }
    for (const listener of [...this.#stateListeners]) quietly(() => listener(state));
  }

  #renew(ros: Ros, what: Subscription, on: (message: unknown) => void): void {
    ros.removeAllListeners(what.topic);
    ros.on(what.topic, (message) => {
      if (this.#live?.ros === ros && "msg" in message) quietly(() => on(message.msg));
    });
    this.#sendIfUp({
      op: "subscribe",
      id: `subscribe:${what.topic}`,
      topic: what.topic,
      ...(what.type !== undefined && { type: what.type }),
      compression: what.compression ?? "none",
      throttle_rate: what.throttleMs ?? 0,
      queue_length: what.queueLength ?? 0,
    });
  }

  /** For what each connection renews by itself. */
  #sendIfUp(operation: Operation): void {
    if (this.#live?.transport.isOpen()) this.send(operation);
  }

  #unreachable(what: string): TidyError {
    const state = this.#state === "closed" ? "is closed" : "is down";
    return new TidyError("unreachable", `${what}: the link to ${this.place} ${state}`);
  }
}

/** A listener's own mistake must not look like a broken link. */
function quietly(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
