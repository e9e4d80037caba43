import { z } from "zod";
import { type Capability, type Connection, operation } from "./connection.ts";
import { jsonId, jsonOf, jsonText, messageId } from "./encode-message.ts";
import { BRIDGE_NODE, type Service } from "./graph.ts";
import { requestOf, responseOf } from "./message-types.ts";
import { rosTime } from "./robot-clock.ts";
import { MessageError, type RosMessage, readMessage } from "./ros-message.ts";

const callService = z.object({
  id: messageId,
  service: z.string(),
  args: z.unknown().optional(),
});
const serviceResponse = z.object({
  id: messageId,
  service: z.string(),
  values: z.unknown().optional(),
  result: z.boolean(),
});

type Asked = {
  readonly service: string;
  readonly resolve: (response: RosMessage) => void;
  readonly reject: (error: Error) => void;
};

/** Calling services, and offering them, for one connection. */
export function clientServices(connection: Connection): Capability {
  const { graph, clock, settings, outbox } = connection;
  const { dialect } = graph;
  const offered = new Map<string, Service>();
  const asked = new Map<string, Asked>();
  const gone: (() => void)[] = [];
  let count = 0;
  const now = () => rosTime(clock.nowMs());

  const respond = (request: z.infer<typeof callService>, values: string, result: boolean) => {
    const service = jsonText(request.service);
    const text = `{"op":"service_response","service":${service},"values":${values},"result":${result}`;
    outbox.sendJson(`${text}${jsonId(request.id)}}`, request.id);
  };

  const call = async (request: z.infer<typeof callService>): Promise<void> => {
    const name = request.service.startsWith("/") ? request.service : `/${request.service}`;
    const service = graph.services.get(name);
    if (service === undefined) {
      respond(request, jsonText(`Service ${request.service} does not exist`), false);
      return;
    }
    try {
      const type = requestOf(dialect, service.type);
      const fields = graph.types.get(type) ?? [];
      const { args } = request;
      const sent = Array.isArray(args)
        ? Object.fromEntries(args.map((arg, i) => [fields[i]?.name ?? `arg${i}`, arg]))
        : (args ?? {});
      const message = await service.call(readMessage(graph, type, sent, now()));
      respond(request, jsonOf(graph, { type: responseOf(dialect, service.type), message }), true);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      if (error instanceof MessageError) {
        respond(request, jsonText(what), false);
      } else if (dialect.saysFailedCalls) {
        const why = `b'error processing request: ${what}'`;
        respond(request, jsonText(`service [${name}] responded with an error: ${why}`), false);
      } else await new Promise<void>((resolve) => gone.push(resolve));
    }
  };

  const unadvertise = (name: string) => {
    const service = offered.get(name);
    offered.delete(name);
    if (service !== undefined && graph.services.get(name) === service) graph.services.delete(name);
    for (const [id, one] of asked) {
      if (one.service !== name) continue;
      asked.delete(id);
      one.reject(new Error(`Service ${name} was unadvertised`));
    }
  };

  return {
    operations: {
      call_service: operation(callService, (request) => {
        const done = call(request);
        return settings.callsInNewThread ? undefined : done;
      }),
      advertise_service: operation(
        z.object({ service: z.string(), type: z.string() }),
        ({ service: name, type: written }) => {
          const type = dialect.heardType(written);
          if (type === undefined || !graph.types.has(requestOf(dialect, type))) return;
          const before = graph.services.get(name);
          if (before !== undefined && before.node !== BRIDGE_NODE) return;
          const service: Service = {
            type,
            node: BRIDGE_NODE,
            call: (message) =>
              new Promise((resolve, reject) => {
                const id = `service_request:${name}:${++count}`;
                asked.set(id, { service: name, resolve, reject });
                const args = jsonOf(graph, { type: requestOf(dialect, type), message });
                const place = `"id":${jsonText(id)},"service":${jsonText(name)}`;
                outbox.sendJson(`{"op":"call_service",${place},"args":${args}}`, id);
              }),
          };
          offered.set(name, service);
          graph.services.set(name, service);
        },
      ),
      unadvertise_service: operation(z.object({ service: z.string() }), ({ service }) =>
        unadvertise(service),
      ),
      service_response: operation(serviceResponse, ({ id, service: name, values, result }) => {
        const waiting = asked.get(String(id));
        const service = offered.get(name);
        if (waiting === undefined || service === undefined || waiting.service !== name) return;
        asked.delete(String(id));
        if (!result) {
          const why = typeof values === "string" ? values : "";
          waiting.reject(new Error(why || "Service exception thrown in rosbridge client"));
          return;
        }
        try {
          const type = responseOf(dialect, service.type);
          waiting.resolve(readMessage(graph, type, values ?? {}, now()));
        } catch (error) {
          waiting.reject(error instanceof Error ? error : new Error(String(error)));
        }
      }),
    },
    close: () => {
      for (const name of [...offered.keys()]) unadvertise(name);
      for (const settle of gone) settle();
    },
  };
}
