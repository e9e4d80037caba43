import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BRIDGE_DIALECTS } from "../../sim/bridge/bridge-dialect.ts";
import { COMMON_INTERFACES } from "../../sim/bridge/common-interfaces.ts";
import { ROBOT_NODE, RosGraph } from "../../sim/bridge/graph.ts";
import { MessageGate } from "../../sim/bridge/message-gate.ts";
import { robotClock } from "../../sim/bridge/robot-clock.ts";
import { addRosapi } from "../../sim/bridge/rosapi.ts";
import { rosapiInterfaces } from "../../sim/bridge/rosapi-interfaces.ts";
import { RosbridgeServer } from "../../sim/bridge/rosbridge-server.ts";
import { type RawBridgeClient, rawBridgeClient } from "../fakes/raw-bridge-client.ts";

const { ros1 } = BRIDGE_DIALECTS;
const TEST_ACTION = { actions: { "actionlib/Test": "int32 goal --- ---" } };

let graph: RosGraph;
let server: RosbridgeServer;
let url: string;
const clients: RawBridgeClient[] = [];

const aClient = async () => {
  const client = await rawBridgeClient(url);
  clients.push(client);
  return client;
};

beforeEach(async () => {
  const clock = robotClock(0);
  graph = new RosGraph(ros1, COMMON_INTERFACES, rosapiInterfaces(ros1), TEST_ACTION);
  server = new RosbridgeServer(graph, clock);
  addRosapi(graph, clock);
  graph.services.set("/robot/trigger", {
    type: "std_srvs/Trigger",
    call: () => ({ success: true, message: "done" }),
  });
  graph.services.set("/robot/boom", {
    type: "std_srvs/Trigger",
    call: () => Promise.reject(new Error("boom")),
  });
  graph.services.set("/robot/set_bool", {
    type: "std_srvs/SetBool",
    call: ({ data }) => ({ success: true, message: String(data) }),
  });
  url = `ws://127.0.0.1:${await server.open(0)}`;
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

const recorded = (name: string) =>
  readFileSync(new URL(`bridge-wire/${name}`, import.meta.url), "utf8").trim();
const said = (data: string) => ({ op: "publish", topic: "/chat", msg: { data } });
const chat = (client: RawBridgeClient) =>
  client.frames.filter((frame) => String(frame).includes("chat")).map(String);

test.each([
  ["service_response_trigger.txt", {}],
  ["service_response_boom.txt", {}],
  ["service_response_no_service.txt", {}],
  ["service_response_bad_field.txt", { x: 1 }],
  ["service_response_rosapi_topic_type.txt", { topic: "/tf" }],
  ["service_response_rosapi_action_servers.txt", {}],
])("answers a call letter for letter as in %s", async (name, args) => {
  graph.advertise("/tf", "tf2_msgs/TFMessage");
  for (const [part, type] of [
    ["goal", "actionlib/TestActionGoal"],
    ["cancel", "actionlib_msgs/GoalID"],
    ["status", "actionlib_msgs/GoalStatusArray"],
    ["feedback", "actionlib/TestActionFeedback"],
    ["result", "actionlib/TestActionResult"],
  ])
    graph.hold(`/robot/count/${part}`, type, { node: ROBOT_NODE, role: "publishes" });
  const { service, id } = JSON.parse(recorded(name));
  const client = await aClient();
  client.send({ op: "call_service", id, service, args, type: "any/Type", timeout: 5 });
  const answer = await client.frame((frame) => JSON.parse(String(frame)).id === id);
  expect(answer).toBe(recorded(name));
});

test("lists topics with their types, and tells the time in the recorded shape", async () => {
  graph.advertise("/tf", "tf2_msgs/TFMessage");
  const client = await aClient();
  const topics = JSON.parse(await client.call("rosapi/topics"));
  expect(topics.service).toBe("rosapi/topics");
  expect(topics.values).toEqual({ topics: ["/tf"], types: ["tf2_msgs/TFMessage"] });
  const digits = (text: string) => text.replace(/\d+/g, "0").replace(/"id":.*/, "");
  expect(digits(await client.call("/rosapi/get_time"))).toBe(
    digits(recorded("service_response_rosapi_get_time.txt")),
  );
});

test("fills in what a call leaves out, and takes arguments as a list too", async () => {
  const client = await aClient();
  expect(await client.call("/robot/set_bool")).toContain('"message":"false"');
  expect(await client.call("/robot/set_bool", [true])).toContain('"message":"true"');
});

test("carries messages between clients, and keeps latched ones for those who come late", async () => {
  const [speaker, listener] = [await aClient(), await aClient()];
  speaker.send({ op: "advertise", topic: "/chat", type: "std_msgs/String" });
  speaker.send({ ...said("one"), latch: true });
  await speaker.settled();
  listener.send({ op: "subscribe", topic: "/chat", type: "std_msgs/String" });
  expect(await listener.frame((frame) => String(frame).includes("one"))).toBe(
    '{"op":"publish","topic":"\\/chat","msg":{"data":"one"}}',
  );
});

test("sends once to a client that subscribed twice, until both are taken back", async () => {
  const client = await aClient();
  client.send({ op: "advertise", topic: "/chat", type: "std_msgs/String" });
  for (const id of ["a", "b"]) client.send({ op: "subscribe", id, topic: "/chat" });
  client.send(said("one"));
  client.send({ op: "unsubscribe", id: "a", topic: "/chat" });
  client.send(said("two"));
  client.send({ op: "unsubscribe", id: "b", topic: "/chat" });
  client.send(said("three"));
  await client.settled();
  expect(chat(client)).toHaveLength(2);
  expect(chat(client)[1]).toContain("two");
});

test("prefers cbor where one client asks for both", async () => {
  const client = await aClient();
  client.send({ op: "advertise", topic: "/chat", type: "std_msgs/String" });
  client.send({ op: "subscribe", id: "a", topic: "/chat", compression: "none" });
  client.send({ op: "subscribe", id: "b", topic: "/chat", compression: "cbor" });
  client.send(said("one"));
  expect(await client.frame((frame) => frame instanceof Uint8Array)).toBeInstanceOf(Uint8Array);
});

test.each([
  ["an unknown op", { op: "dance" }],
  ["no op", { topic: "/chat" }],
  ["an array", []],
  ["null", null],
  ["a topic that is not there", { op: "subscribe", topic: "/none" }],
  ["a type of ROS 2", { op: "subscribe", topic: "/tf", type: "tf2_msgs/msg/TFMessage" }],
  ["a bare type", { op: "subscribe", topic: "/tf", type: "TFMessage" }],
  ["another type", { op: "subscribe", topic: "/tf", type: "std_msgs/String" }],
  ["a number for a topic", { op: "subscribe", topic: 3 }],
  ["a message for no topic", { op: "publish", topic: "/none", msg: {} }],
  ["a field that is not there", { op: "publish", topic: "/tf", msg: { a: 1 } }],
  ["a field of another type", { op: "publish", topic: "/tf", msg: { transforms: "x" } }],
  ["an unknown type", { op: "advertise", topic: "/x", type: "no/Type" }],
  ["a call of nothing", { op: "call_service" }],
  ["an action of ROS 2", { op: "send_action_goal", id: "1", action: "/a", action_type: "b" }],
  ["a prototype", JSON.parse('{"op":"publish","topic":"/tf","msg":{"__proto__":{"a":1}}}')],
])("is silent about %s, and lives on", async (_what, message) => {
  graph.advertise("/tf", "tf2_msgs/TFMessage", { latch: true }).publish({ transforms: [] });
  const client = await aClient();
  client.send(message);
  await client.settled();
  expect(client.frames).toHaveLength(1);
});

test("is silent about text and bytes that are no message", async () => {
  const client = await aClient();
  for (const junk of ["", "{", "[".repeat(200_000), '{"op":"publish"', "\u0000", "NaN"])
    client.sendText(junk);
  client.sendText(new Uint8Array([0xa3, 0x62, 0xff]));
  await client.settled();
  expect(client.frames).toHaveLength(1);
});

test("survives anything that is JSON", async () => {
  graph.advertise("/tf", "tf2_msgs/TFMessage");
  const client = await aClient();
  const anything = fc.record(
    {
      op: fc.constantFrom("subscribe", "unsubscribe", "advertise", "publish", "call_service"),
      topic: fc.oneof(fc.constant("/tf"), fc.jsonValue()),
      type: fc.oneof(fc.constant("tf2_msgs/TFMessage"), fc.jsonValue()),
      service: fc.oneof(fc.constant("/robot/set_bool"), fc.jsonValue()),
      args: fc.jsonValue(),
      msg: fc.jsonValue(),
      id: fc.jsonValue(),
    },
    { requiredKeys: ["op"] },
  );
  for (const message of fc.sample(anything, { numRuns: 300, seed: 7 })) client.send(message);
  await client.settled();
});

test("closes on a client that sends too much at once, and serves the others", async () => {
  const [greedy, other] = [await aClient(), await aClient()];
  greedy.sendText(`{"op":"publish","x":"${"x".repeat(11 * 1024 * 1024)}"}`);
  expect(await greedy.closed).toBe(1009);
  await other.settled();
});

test("forgets what a client held when it leaves", async () => {
  const [leaving, staying] = [await aClient(), await aClient()];
  leaving.send({ op: "advertise", topic: "/chat", type: "std_msgs/String" });
  leaving.send({ op: "subscribe", topic: "/chat" });
  await leaving.settled();
  leaving.close();
  await leaving.closed;
  await vi.waitFor(async () => {
    expect(JSON.parse(await staying.call("/rosapi/topics")).values.topics).toEqual([]);
  });
});

test("can be closed and opened again on its port", async () => {
  const client = await aClient();
  await server.close();
  expect(await client.closed).toBe(1006);
  await server.open(Number(new URL(url).port));
  await (await aClient()).settled();
});

test("says so when the port is taken", async () => {
  const second = new RosbridgeServer(graph, robotClock(0));
  await expect(second.open(Number(new URL(url).port))).rejects.toMatchObject({
    code: "unreachable",
  });
});

test("drops what comes too soon, or with a queue sends the oldest kept: old frames", () => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  try {
    const through = (settings: { throttleMs: number; queueLength: number }) => {
      const passed: unknown[] = [];
      const gate = new MessageGate((message) => passed.push(message.n));
      gate.set(settings);
      for (let n = 0; n < 30; n++) {
        gate.take({ n });
        vi.advanceTimersByTime(100);
      }
      gate.close();
      return passed;
    };
    expect(through({ throttleMs: 0, queueLength: 0 })).toHaveLength(30);
    expect(through({ throttleMs: 1000, queueLength: 0 })).toEqual([0, 10, 20]);
    expect(through({ throttleMs: 1000, queueLength: 1 })).toEqual([0, 9, 19, 29]);
    expect(through({ throttleMs: 1000, queueLength: 5 })).toEqual([0, 5, 15, 25]);
  } finally {
    vi.useRealTimers();
  }
});
