import { z } from "zod";
import { type Capability, type Connection, operation } from "./connection.ts";
import { cborPublication, cborRawPublication } from "./encode-cbor.ts";
import { jsonOf, jsonText, messageId } from "./encode-message.ts";
import { BRIDGE_NODE, type Holder } from "./graph.ts";
import { MessageGate } from "./message-gate.ts";
import { pngEnvelope } from "./png-envelope.ts";
import { rosTime } from "./robot-clock.ts";
import { MessageError, type RosMessage, readMessage } from "./ros-message.ts";
import { serialise } from "./serialise-message.ts";

const whole = z.number().int();
const subscribe = z.object({
  id: messageId,
  topic: z.string(),
  type: z.string().optional(),
  throttle_rate: whole.default(0),
  queue_length: whole.default(0),
  compression: z.string().default("none"),
});
const unsubscribe = z.object({ id: messageId, topic: z.string() });
const advertise = z.object({ topic: z.string(), type: z.string() });
const publish = z.object({
  topic: z.string(),
  latch: z.boolean().default(false),
  msg: z.unknown().optional(),
});

type Subscription = {
  readonly requests: Map<string | number | undefined, z.infer<typeof subscribe>>;
  readonly gate: MessageGate;
  readonly stop: () => void;
};

/** How several subscriptions of one connection to a topic are served: by the last that one asks for. */
const COMPRESSIONS = ["none", "png", "cbor", "cbor-raw"] as const;

const LISTENS: Holder = { node: BRIDGE_NODE, role: "subscribes" };
const SPEAKS: Holder = { node: BRIDGE_NODE, role: "publishes" };

/** Subscribing and publishing, for one connection. */
export function clientTopics(connection: Connection): Capability {
  const { graph, clock, hearings, settings, outbox } = connection;
  const subscriptions = new Map<string, Subscription>();
  const advertised = new Set<string>();
  const now = () => rosTime(clock.nowMs());

  const deliver = (topic: string, requests: Subscription["requests"], message: RosMessage) => {
    const type = graph.topics.get(topic)?.type;
    if (type === undefined) return;
    const asked = [...requests.values()].map((one) => one.compression);
    const compression = COMPRESSIONS.findLast((one) => asked.includes(one)) ?? "none";
    // Bytes cannot be told as fields, nor fields as bytes: the bridge fails, and nothing goes out.
    if (hearings.get(topic)?.raw !== (compression === "cbor-raw")) return;
    const typed = { type, message };
    if (compression === "cbor-raw") {
      outbox.sendBytes(cborRawPublication(topic, serialise(graph, typed), now()));
    } else if (compression === "cbor") {
      const frame = cborPublication(graph, topic, typed);
      if (frame !== undefined) outbox.sendBytes(frame);
    } else {
      const text = `{"op":"publish","topic":${jsonText(topic)},"msg":${jsonOf(graph, typed)}}`;
      outbox.sendJson(compression === "png" ? pngEnvelope(text) : text);
    }
  };

  /** Several subscriptions to one topic share the least of what they ask for. */
  const settle = ({ requests, gate }: Subscription) => {
    const all = [...requests.values()];
    gate.set({
      throttleMs: Math.min(...all.map((one) => one.throttle_rate)),
      queueLength: Math.min(...all.map((one) => one.queue_length)),
    });
  };

  const drop = (topic: string) => {
    const subscription = subscriptions.get(topic);
    if (subscription === undefined) return;
    subscriptions.delete(topic);
    subscription.gate.close();
    subscription.stop();
    graph.release(topic, LISTENS);
    const hearing = hearings.get(topic)!;
    hearing.clients -= 1;
    if (hearing.clients === 0) hearings.delete(topic);
  };

  const unadvertise = (topic: string) => {
    if (advertised.delete(topic)) graph.release(topic, SPEAKS);
  };

  return {
    operations: {
      subscribe: operation(subscribe, (request) => {
        const { topic } = request;
        const type = request.type === undefined ? undefined : graph.dialect.heardType(request.type);
        if (request.type !== undefined && type === undefined) return;
        const before = subscriptions.get(topic);
        if (!graph.hold(topic, type, LISTENS)) return;
        if (before !== undefined) {
          graph.release(topic, LISTENS);
          before.requests.set(request.id, request);
          settle(before);
          if (settings.keepsLatched) graph.replay(topic, (message) => before.gate.take(message));
          return;
        }
        const hearing = hearings.get(topic) ?? {
          raw: request.compression === "cbor-raw",
          clients: 0,
        };
        // A bridge's own subscription to the topic is given what the topic keeps, at its beginning.
        const kept = settings.keepsLatched || hearing.clients === 0;
        hearing.clients += 1;
        hearings.set(topic, hearing);
        const requests: Subscription["requests"] = new Map([[request.id, request]]);
        const gate = new MessageGate((message) => deliver(topic, requests, message));
        const held: { stop?: () => void } = {};
        const subscription: Subscription = { requests, gate, stop: () => held.stop?.() };
        subscriptions.set(topic, subscription);
        settle(subscription);
        held.stop = graph.listen(topic, (message) => gate.take(message), { kept });
      }),
      unsubscribe: operation(unsubscribe, ({ topic, id: which }) => {
        const subscription = subscriptions.get(topic);
        if (subscription === undefined) return;
        if (which === undefined) subscription.requests.clear();
        else subscription.requests.delete(which);
        if (subscription.requests.size === 0) drop(topic);
        else settle(subscription);
      }),
      advertise: operation(advertise, ({ topic, type: written }) => {
        const type = graph.dialect.heardType(written);
        if (type === undefined || advertised.has(topic)) return;
        if (graph.hold(topic, type, SPEAKS)) advertised.add(topic);
      }),
      unadvertise: operation(z.object({ topic: z.string() }), ({ topic }) => unadvertise(topic)),
      publish: operation(publish, ({ topic, latch, msg }) => {
        const type = graph.topics.get(topic)?.type;
        if (type === undefined) return;
        try {
          graph.publish(topic, readMessage(graph, type, msg ?? {}, now()), { latch });
        } catch (error) {
          if (!(error instanceof MessageError)) throw error;
        }
      }),
    },
    close: () => {
      for (const topic of [...subscriptions.keys()]) drop(topic);
      for (const topic of [...advertised]) unadvertise(topic);
    },
  };
}
