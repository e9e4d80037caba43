import type { WebSocket } from "ws";
import { z } from "zod";
import { cborPublication, jsonOf, jsonText } from "./encode-message.ts";
import type { RosGraph } from "./graph.ts";
import { MessageGate } from "./message-gate.ts";
import type { RobotClock } from "./robot-clock.ts";
import { rosTime } from "./robot-clock.ts";
import { MessageError, type RosMessage, readMessage } from "./ros-message.ts";

/** What a client's socket may have unsent before messages to it are dropped, bytes. */
const MOST_UNSENT = 64 * 1024 * 1024;

const id = z.union([z.string(), z.number()]).optional().catch(undefined);
const whole = z.number().int();
const operation = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("subscribe"),
    id,
    topic: z.string(),
    type: z.string().optional(),
    throttle_rate: whole.default(0),
    queue_length: whole.default(0),
    compression: z.string().default("none"),
  }),
  z.object({ op: z.literal("unsubscribe"), id, topic: z.string() }),
  z.object({ op: z.literal("advertise"), id, topic: z.string(), type: z.string() }),
  z.object({ op: z.literal("unadvertise"), id, topic: z.string() }),
  z.object({
    op: z.literal("publish"),
    topic: z.string(),
    latch: z.boolean().default(false),
    msg: z.unknown().optional(),
  }),
  z.object({
    op: z.literal("call_service"),
    id,
    service: z.string(),
    args: z.unknown().optional(),
  }),
]);
type Operation = z.infer<typeof operation>;
type Op<Name extends Operation["op"]> = Extract<Operation, { op: Name }>;

type Subscription = {
  readonly requests: Map<string | number | undefined, Op<"subscribe">>;
  readonly gate: MessageGate;
  readonly stop: () => void;
};

/**
 * One connection, served as rosbridge (ROS 1) serves it: what it cannot read or carry out it passes
 * over in silence, except a service call, which always gets a response.
 */
export class BridgeClient {
  readonly #socket: WebSocket;
  readonly #graph: RosGraph;
  readonly #clock: RobotClock;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #advertised = new Set<string>();

  constructor(socket: WebSocket, graph: RosGraph, clock: RobotClock) {
    this.#socket = socket;
    this.#graph = graph;
    this.#clock = clock;
  }

  /** One text frame from the client. */
  receive(text: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return;
    }
    const known = operation.safeParse(parsed);
    if (!known.success) return;
    const request = known.data;
    if (request.op === "subscribe") this.#subscribe(request);
    else if (request.op === "unsubscribe") this.#unsubscribe(request);
    else if (request.op === "advertise") this.#advertise(request);
    else if (request.op === "unadvertise") this.#unadvertise(request.topic);
    else if (request.op === "publish") this.#publish(request);
    else void this.#call(request);
  }

  /** The connection is gone: so is all it held. */
  close(): void {
    for (const topic of [...this.#subscriptions.keys()]) this.#drop(topic);
    for (const topic of [...this.#advertised]) this.#unadvertise(topic);
  }

  #subscribe(request: Op<"subscribe">): void {
    const { topic } = request;
    const before = this.#subscriptions.get(topic);
    if (!this.#graph.hold(topic, request.type)) return;
    if (before !== undefined) {
      this.#graph.release(topic);
      before.requests.set(request.id, request);
      this.#settle(before);
      this.#graph.replay(topic, (message) => before.gate.take(message));
      return;
    }
    const requests: Subscription["requests"] = new Map([[request.id, request]]);
    const gate = new MessageGate((message) => this.#deliver(topic, requests, message));
    const held: { stop?: () => void } = {};
    const subscription: Subscription = { requests, gate, stop: () => held.stop?.() };
    this.#subscriptions.set(topic, subscription);
    this.#settle(subscription);
    held.stop = this.#graph.listen(topic, (message) => gate.take(message));
  }

  /** Several subscriptions to one topic share the least of what they ask for. */
  #settle({ requests, gate }: Subscription): void {
    const all = [...requests.values()];
    gate.set({
      throttleMs: Math.min(...all.map((one) => one.throttle_rate)),
      queueLength: Math.min(...all.map((one) => one.queue_length)),
    });
  }

  #deliver(topic: string, requests: Subscription["requests"], message: RosMessage): void {
    if (this.#socket.bufferedAmount > MOST_UNSENT) return;
    const type = this.#graph.topics.get(topic)?.type;
    if (type === undefined) return;
    const binary = [...requests.values()].some((one) => one.compression === "cbor");
    if (!binary) {
      const msg = jsonOf(this.#graph.types, { type, message });
      this.#send(`{"op":"publish","topic":${jsonText(topic)},"msg":${msg}}`);
      return;
    }
    const frame = cborPublication(this.#graph.types, topic, { type, message });
    if (frame !== undefined) this.#send(frame);
  }

  #unsubscribe({ topic, id: which }: Op<"unsubscribe">): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription === undefined) return;
    if (which === undefined) subscription.requests.clear();
    else subscription.requests.delete(which);
    if (subscription.requests.size === 0) this.#drop(topic);
    else this.#settle(subscription);
  }

  #drop(topic: string): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription === undefined) return;
    this.#subscriptions.delete(topic);
    subscription.gate.close();
    subscription.stop();
    this.#graph.release(topic);
  }

  #advertise({ topic, type }: Op<"advertise">): void {
    if (this.#advertised.has(topic) || !this.#graph.hold(topic, type)) return;
    this.#advertised.add(topic);
  }

  #unadvertise(topic: string): void {
    if (this.#advertised.delete(topic)) this.#graph.release(topic);
  }

  #publish({ topic, latch, msg }: Op<"publish">): void {
    const type = this.#graph.topics.get(topic)?.type;
    if (type === undefined) return;
    const now = rosTime(this.#clock.nowMs());
    try {
      const message = readMessage(this.#graph.types, type, msg ?? {}, now);
      this.#graph.publish(topic, message, { latch });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
    }
  }

  async #call(request: Op<"call_service">): Promise<void> {
    const name = request.service.startsWith("/") ? request.service : `/${request.service}`;
    const service = this.#graph.services.get(name);
    if (service === undefined) {
      this.#respond(request, jsonText(`Service ${request.service} does not exist`), false);
      return;
    }
    try {
      const { types } = this.#graph;
      const type = `${service.type}Request`;
      const fields = types.get(type) ?? [];
      const { args } = request;
      const sent = Array.isArray(args)
        ? Object.fromEntries(args.map((arg, i) => [fields[i]?.name ?? `arg${i}`, arg]))
        : (args ?? {});
      const asked = readMessage(types, type, sent, rosTime(this.#clock.nowMs()));
      const message = await service.call(asked);
      this.#respond(request, jsonOf(types, { type: `${service.type}Response`, message }), true);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const said =
        error instanceof MessageError
          ? what
          : `service [${name}] responded with an error: b'error processing request: ${what}'`;
      this.#respond(request, jsonText(said), false);
    }
  }

  #respond(request: Op<"call_service">, values: string, result: boolean): void {
    const asked =
      request.id === undefined
        ? ""
        : `,"id":${typeof request.id === "string" ? jsonText(request.id) : request.id}`;
    const service = jsonText(request.service);
    this.#send(
      `{"op":"service_response","service":${service},"values":${values},"result":${result}${asked}}`,
    );
  }

  #send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(data, () => {});
  }
}
