import { z } from "zod";
import type { RobotTime } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import type { Timed } from "./deadline.ts";
import { DIALECTS, type Dialect } from "./dialect.ts";
import type { RosLink } from "./ros-link.ts";

/** A field of a message: its name and its type as `package/Type`, with `[]` where it is a list. */
export type MessageField = { readonly name: string; readonly type: string };

/**
 * What the rosapi node tells about a robot's graph, in the words of either dialect. Types are
 * `package/Type`. Each rejects with `unreachable` where no rosapi answers; what a rosapi of another
 * age does not offer is empty or `undefined`.
 */
export type Rosapi = {
  /** Topics and their types as they are on the wire. Without rosapi this one says so. */
  topics(): Promise<ReadonlyMap<string, string>>;
  services(): Promise<readonly string[]>;
  serviceType(service: string): Promise<string | undefined>;
  nodes(): Promise<readonly string[]>;
  actionServers(): Promise<readonly string[]>;
  /** ROS 2 alone; in ROS 1 the type of its goal topic tells. */
  actionType(action: string): Promise<string | undefined>;
  topicType(topic: string): Promise<string | undefined>;
  publishers(topic: string): Promise<readonly string[]>;
  subscribers(topic: string): Promise<readonly string[]>;
  /** The value as JSON has it. */
  param(name: string): Promise<unknown>;
  /** The robot's clock. */
  time(): Promise<RobotTime | undefined>;
  /** Fields of a message, a service's request or an action's goal. */
  fields(kind: "message" | "request" | "goal", type: string): Promise<readonly MessageField[]>;
};

const names = z.array(z.string());
const replies = {
  topics: z.object({ topics: names, types: names }),
  services: z.object({ services: names }),
  nodes: z.object({ nodes: names }),
  servers: z.object({ action_servers: names }),
  type: z.object({ type: z.string() }),
  publishers: z.object({ publishers: names }),
  subscribers: z.object({ subscribers: names }),
  param: z.object({ value: z.string() }),
  time: z.object({ time: z.union([DIALECTS.ros1.readStamp, DIALECTS.ros2.readStamp]) }),
  details: z.object({
    typedefs: z.array(
      z.object({ fieldnames: names, fieldtypes: names, fieldarraylen: z.array(z.number()) }),
    ),
  }),
};

/** `package/Type` of a type as either dialect writes it. */
export const plainType = (type: string): string => type.replace(/\/(msg|srv|action)\//, "/");

/** The rosapi behind a link; every call lasts at most as long as `timed` says. */
export function rosapi(link: RosLink, timed: Timed): Rosapi {
  /** `undefined` where the service refuses or answers something else. */
  const ask = async <T>(word: string, schema: z.ZodType<T>, args: object = {}) => {
    try {
      const reply = schema.safeParse(
        await link.call(`/rosapi/${word}`, `rosapi/${word}`, args, timed),
      );
      return reply.success ? reply.data : undefined;
    } catch (error) {
      const silent = error instanceof TidyError && SILENT.has(error.code);
      if (!silent) throw error;
      return undefined;
    }
  };
  const typeFrom = (reply: { type: string } | undefined) =>
    reply === undefined || reply.type === "" ? undefined : plainType(reply.type);
  const asked = { message: "message", request: "service_request", goal: "action_goal" } as const;

  return {
    async topics() {
      const listed = await ask("topics", replies.topics);
      if (listed === undefined)
        throw new TidyError(
          "unreachable",
          `${link.place}: no rosapi answers: start its node beside the bridge (rosbridge's own launch files do)`,
        );
      return new Map(listed.topics.map((topic, i) => [topic, listed.types[i] ?? ""]));
    },
    services: async () => (await ask("services", replies.services))?.services ?? [],
    serviceType: async (service) => typeFrom(await ask("service_type", replies.type, { service })),
    nodes: async () => (await ask("nodes", replies.nodes))?.nodes ?? [],
    actionServers: async () => (await ask("action_servers", replies.servers))?.action_servers ?? [],
    actionType: async (action) => typeFrom(await ask("action_type", replies.type, { action })),
    topicType: async (topic) => typeFrom(await ask("topic_type", replies.type, { topic })),
    publishers: async (topic) =>
      (await ask("publishers", replies.publishers, { topic }))?.publishers ?? [],
    subscribers: async (topic) =>
      (await ask("subscribers", replies.subscribers, { topic }))?.subscribers ?? [],
    async param(name) {
      // The two dialects name the same field differently.
      const args = { name, default: "null", default_value: "null" };
      const one = await ask("get_param", replies.param, args);
      if (one === undefined) return undefined;
      try {
        return (JSON.parse(one.value) as unknown) ?? undefined;
      } catch {
        return one.value;
      }
    },
    time: async () => (await ask("get_time", replies.time))?.time,
    async fields(kind, type) {
      const reply = await ask(`${asked[kind]}_details`, replies.details, { type });
      const first = reply?.typedefs[0];
      if (first === undefined) return [];
      return first.fieldnames.map((name, i) => ({
        name,
        type: `${plainType(first.fieldtypes[i] ?? "")}${(first.fieldarraylen[i] ?? -1) < 0 ? "" : "[]"}`,
      }));
    },
  };
}

const SILENT: ReadonlySet<string> = new Set(["deadline", "action-failed"]);

/** ROS 2 names its types `package/msg/Type`, ROS 1 `package/Type`; `undefined` where no type tells. */
export function dialectOf(types: readonly string[]): Dialect["name"] | undefined {
  const named = types.filter((type) => type.includes("/"));
  if (named.length === 0) return undefined;
  return named.some((type) => type.includes("/msg/")) ? "ros2" : "ros1";
}
