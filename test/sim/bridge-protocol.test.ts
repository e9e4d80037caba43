import { decode } from "cbor2";
import { Ros, Service, Topic } from "roslib";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { BridgeSettings } from "../../sim/bridge/bridge-settings.ts";
import { MessageGate } from "../../sim/bridge/message-gate.ts";
import { bridgeServer } from "../fakes/bridge-server.ts";
import type { RawBridgeClient } from "../fakes/raw-bridge-client.ts";

type Name = "ros1" | "ros2";
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aBridge(name: Name, settings: Partial<BridgeSettings> = {}) {
  const bridge = await bridgeServer(name, settings);
  open.push(bridge.close);
  const client = async () => {
    const one = await bridge.client();
    open.push(one.close);
    return one;
  };
  const ros = async () => {
    const one = new Ros();
    const ready = new Promise((resolve) => one.on("connection", resolve));
    await one.connect(bridge.url);
    await ready;
    open.push(() => one.close());
    return one;
  };
  return { ...bridge, client, ros };
}

const parsed = (client: RawBridgeClient) =>
  client.frames.map((frame) => (typeof frame === "string" ? JSON.parse(frame) : decode(frame)));
const publications = (client: RawBridgeClient) =>
  parsed(client).filter(({ op }) => op === "publish" || op === "fragment" || op === "png");

describe("which messages each compression carries", () => {
  const CARRIED = [
    // type, compression, in ROS 1, in ROS 2
    ["sensor_msgs/CompressedImage", "none", true, true],
    ["sensor_msgs/CompressedImage", "cbor", true, true],
    ["sensor_msgs/CompressedImage", "png", true, true],
    ["sensor_msgs/CompressedImage", "cbor-raw", true, true],
    ["sensor_msgs/Image", "cbor", true, true],
    ["sensor_msgs/CameraInfo", "none", true, true],
    ["sensor_msgs/CameraInfo", "cbor", false, false],
    ["sensor_msgs/CameraInfo", "cbor-raw", true, true],
    ["sensor_msgs/JointState", "none", true, true],
    ["sensor_msgs/JointState", "cbor", false, true],
    ["tf2_msgs/TFMessage", "cbor", true, true],
  ] as const;

  test.each(CARRIED)("%s as %s: ROS 1 %s, ROS 2 %s", async (type, compression, ros1, ros2) => {
    for (const [name, comes] of [
      ["ros1", ros1],
      ["ros2", ros2],
    ] as const) {
      const bridge = await aBridge(name);
      const topic = bridge.graph.advertise("/t", type);
      const client = await bridge.client();
      client.send({ op: "subscribe", topic: "/t", compression });
      await client.settled();
      topic.publish(bridge.graph.empty(type));
      await client.settled();
      expect(publications(client)).toHaveLength(comes ? 1 : 0);
    }
  });

  test("numbers that JSON has not become null, and stay what they are in cbor", async () => {
    const bridge = await aBridge("ros1");
    const topic = bridge.graph.advertise("/scan", "sensor_msgs/LaserScan");
    const [text, bytes] = [await bridge.client(), await bridge.client()];
    text.send({ op: "subscribe", topic: "/scan" });
    bytes.send({ op: "subscribe", topic: "/scan", compression: "cbor" });
    await Promise.all([text.settled(), bytes.settled()]);
    const ranges = [Number.NaN, Number.POSITIVE_INFINITY];
    topic.publish({ ...bridge.graph.empty("sensor_msgs/LaserScan"), ranges });
    await Promise.all([text.settled(), bytes.settled()]);
    expect(publications(text)[0].msg.ranges).toEqual([null, null]);
    expect([...publications(bytes)[0].msg.ranges]).toEqual(ranges);
  });

  test("the bytes of cbor-raw are those of ROS 2's own wire, aligned", async () => {
    const bridge = await aBridge("ros2");
    const topic = bridge.graph.advertise("/p", "geometry_msgs/PoseStamped");
    const client = await bridge.client();
    client.send({ op: "subscribe", topic: "/p", compression: "cbor-raw" });
    await client.settled();
    const empty = bridge.graph.empty("geometry_msgs/PoseStamped");
    const header = { stamp: { secs: 1, nsecs: 2 }, frame_id: "abc" };
    const position = { x: 1.5, y: 0, z: 0 };
    topic.publish({ ...empty, header, pose: { ...(empty.pose as object), position } });
    await client.settled();
    const bytes = Buffer.from(publications(client)[0].msg.bytes);
    // Four bytes of encapsulation, two of time, the name's length with its zero, the name, alignment.
    expect(bytes.subarray(0, 20).toString("hex")).toBe(
      "00010000010000000200000004000000" + "61626300",
    );
    expect(bytes.readDoubleLE(20)).toBe(1.5);
    expect(bytes).toHaveLength(4 + 16 + 7 * 8);
  });
});

describe("several who want one topic", () => {
  const topics = async (asked: readonly (readonly string[])[]) => {
    const bridge = await aBridge("ros1");
    const topic = bridge.graph.advertise("/chat", "std_msgs/String");
    const clients: RawBridgeClient[] = [];
    for (const compressions of asked) {
      const client = await bridge.client();
      for (const [id, compression] of compressions.entries())
        client.send({ op: "subscribe", id: `s${id}`, topic: "/chat", compression });
      await client.settled();
      clients.push(client);
    }
    topic.publish({ data: "one" });
    return Promise.all(
      clients.map(async (client) => {
        await client.settled();
        const frames = client.frames.filter((frame) => !String(frame).includes("service_response"));
        return frames.map((frame) =>
          typeof frame === "string"
            ? frame.includes('"png"')
              ? "png"
              : "none"
            : decode<{ msg: { bytes?: unknown } }>(frame).msg.bytes === undefined
              ? "cbor"
              : "cbor-raw",
        );
      }),
    );
  };

  test.each([
    ["one connection is served by one of its compressions", [["none", "cbor"]], [["cbor"]]],
    ["png yields to cbor", [["cbor", "png"]], [["cbor"]]],
    ["connections are served each in its own", [["none"], ["cbor"]], [["none"], ["cbor"]]],
    ["raw and then typed: the second gets nothing", [["cbor-raw"], ["cbor"]], [["cbor-raw"], []]],
    ["typed and then raw: the second gets nothing", [["none"], ["cbor-raw"]], [["none"], []]],
  ])("%s", async (_what, asked, got) => {
    expect(await topics(asked)).toEqual(got);
  });

  test("after the last raw listener has left, typed ones are served again", async () => {
    const bridge = await aBridge("ros1");
    const topic = bridge.graph.advertise("/chat", "std_msgs/String");
    const [raw, typed] = [await bridge.client(), await bridge.client()];
    raw.send({ op: "subscribe", topic: "/chat", compression: "cbor-raw" });
    raw.send({ op: "unsubscribe", topic: "/chat" });
    await raw.settled();
    typed.send({ op: "subscribe", topic: "/chat" });
    await typed.settled();
    topic.publish({ data: "one" });
    await typed.settled();
    expect(publications(typed)).toHaveLength(1);
  });
});

describe("what is too large", () => {
  const long = "x".repeat(300);

  test("goes out in pieces that are all called 0, whichever message they are of", async () => {
    const bridge = await aBridge("ros1", { maxMessageSize: 100 });
    const topic = bridge.graph.advertise("/chat", "std_msgs/String");
    const client = await bridge.client();
    client.send({ op: "subscribe", topic: "/chat" });
    await vi.waitFor(() => expect(topic.hasListeners()).toBe(true));
    topic.publish({ data: long });
    await client.message(({ op, num }) => op === "fragment" && num === 3);
    const pieces = parsed(client).filter(({ op, id }) => op === "fragment" && id === 0);
    expect(pieces.map(({ num }) => num)).toEqual([0, 1, 2, 3]);
    for (const piece of pieces) expect(Math.floor(piece.total)).toBe(4);
    expect(JSON.parse(pieces.map(({ data }) => data).join(""))).toMatchObject({
      msg: { data: long },
    });
  });

  test("is lost in cbor", async () => {
    const bridge = await aBridge("ros2", { maxMessageSize: 100 });
    const topic = bridge.graph.advertise("/chat", "std_msgs/String");
    const client = await bridge.client();
    client.send({ op: "subscribe", topic: "/chat", compression: "cbor" });
    await vi.waitFor(() => expect(topic.hasListeners()).toBe(true));
    topic.publish({ data: long });
    topic.publish({ data: "short" });
    await client.frame((frame) => frame instanceof Uint8Array);
    const typed = client.frames.filter((frame) => frame instanceof Uint8Array);
    expect(typed.map((frame) => decode<{ msg: { data: string } }>(frame).msg.data)).toEqual([
      "short",
    ]);
  });

  test("ROS 2 cuts above ten million characters, ROS 1 never", async () => {
    for (const [name, pieces] of [
      ["ros1", 1],
      ["ros2", 2],
    ] as const) {
      const bridge = await aBridge(name);
      const topic = bridge.graph.advertise("/chat", "std_msgs/String");
      const client = await bridge.client();
      client.send({ op: "subscribe", topic: "/chat" });
      await client.settled();
      topic.publish({ data: "x".repeat(10_000_000) });
      await client.settled();
      expect(publications(client)).toHaveLength(pieces);
    }
  });

  test("comes in pieces too, in any order, and an answer in pieces has its call's id", async () => {
    const bridge = await aBridge("ros1");
    const client = await bridge.client();
    const id = "call";
    const service = "/rosapi/topics";
    const text = JSON.stringify({ op: "call_service", id, service, fragment_size: 50 });
    const cut = [text.slice(0, 20), text.slice(20, 40), text.slice(40)];
    for (const num of [2, 0, 1])
      client.send({ op: "fragment", id: "f", data: cut[num], num, total: 3 });
    await client.message((message) => message.op === "fragment" && message.num === 1);
    const pieces = parsed(client);
    for (const piece of pieces) expect(piece).toMatchObject({ op: "fragment", id });
    expect(JSON.parse(pieces.map(({ data }) => data).join(""))).toMatchObject({ id, result: true });
  });

  test.each([
    ["a piece beyond the last", { num: 3, total: 3 }],
    ["a piece of no message", { num: 0, total: 0 }],
    ["a piece without text", { num: 0, total: 1, data: 7 }],
    ["a whole that is no message", { num: 0, total: 1, data: "nothing" }],
    ["a piece inside a piece", { num: 0, total: 1, data: '{"op":"fragment"}' }],
  ])("%s is passed over", async (_what, piece) => {
    const client = await (await aBridge("ros1")).client();
    client.send({ op: "fragment", id: "f", data: "x", ...piece });
    await client.settled();
    expect(client.frames).toHaveLength(1);
  });
});

test("a throttle of a second with a queue of ten makes every frame 0.9 s old or a picture more", () => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  try {
    const ages: number[] = [];
    const gate = new MessageGate(({ at }) => ages.push(performance.now() - Number(at)));
    gate.set({ throttleMs: 1000, queueLength: 10 });
    for (let n = 0; n < 60; n++) {
      gate.take({ at: performance.now() });
      vi.advanceTimersByTime(100);
    }
    gate.close();
    expect(Math.min(...ages.slice(2))).toBeGreaterThanOrEqual(899);
    expect(Math.max(...ages)).toBeLessThanOrEqual(1001);
    expect(ages.length).toBeGreaterThan(5);
  } finally {
    vi.useRealTimers();
  }
});

describe("rosapi", () => {
  test.each(["ros1", "ros2"] as const)("answers each of its services in %s", async (name) => {
    const bridge = await aBridge(name);
    bridge.graph.advertise("/chat", "std_msgs/String");
    const client = await bridge.client();
    const told = (kind: string, type: string) =>
      name === "ros1" ? type : type.replace("/", `/${kind}/`);
    const chat = { topic: "/chat" };
    const packaged = told("srv", `${name === "ros1" ? "rosapi" : "rosapi_msgs"}/Topics`);
    const names = async (role: string) =>
      JSON.parse(await client.call(`/rosapi/${role}`, chat)).values[role];
    client.send({ op: "subscribe", ...chat });
    const ASKED: readonly (readonly [string, object, object])[] = [
      ["topic_type", chat, { type: told("msg", "std_msgs/String") }],
      ["topic_type", { topic: "/none" }, { type: "" }],
      ["topics_for_type", { type: told("msg", "std_msgs/String") }, { topics: ["/chat"] }],
      ["service_type", { service: "/rosapi/topics" }, { type: packaged }],
      ["services_for_type", { type: packaged }, { services: ["/rosapi/topics"] }],
      ["service_node", { service: "/rosapi/topics" }, { node: "/rosapi" }],
      ["service_providers", { service: packaged }, { providers: ["/rosapi"] }],
      [
        "node_details",
        { node: "/rosbridge_websocket" },
        { subscribing: ["/chat"], publishing: [], services: [] },
      ],
      ["set_param", { name: "/a", value: "[1,2]" }, {}],
      ["get_param", { name: "/a" }, { value: "[1,2]" }],
      [
        "get_param",
        { name: "/b", [name === "ros1" ? "default" : "default_value"]: "7" },
        { value: "7" },
      ],
      ["has_param", { name: "/a" }, { exists: true }],
      ["delete_param", { name: "/a" }, {}],
      ["has_param", { name: "/a" }, { exists: false }],
    ];
    for (const [service, args, values] of ASKED)
      expect(JSON.parse(await client.call(`/rosapi/${service}`, args))).toMatchObject({
        result: true,
        values,
      });
    expect(await names("publishers")).toEqual(["/robot_node"]);
    expect(await names("subscribers")).toEqual(["/rosbridge_websocket"]);
    const { typedefs } = JSON.parse(
      await client.call("/rosapi/service_response_details", { type: "std_srvs/Trigger" }),
    ).values;
    expect(typedefs[0]).toMatchObject({
      fieldnames: ["success", "message"],
      examples: ["False", ""],
    });
    const all = JSON.parse(await client.call("/rosapi/services")).values.services as string[];
    for (const service of all)
      expect(JSON.parse(await client.call(service))).toHaveProperty("values");
  });

  test("an unknown type is an error in ROS 1", async () => {
    const client = await (await aBridge("ros1")).client();
    expect(await client.call("/rosapi/message_details", { type: "no/Type" })).toContain(
      '"values":"service [\\/rosapi\\/message_details] responded with an error',
    );
  });
});

describe.each(["ros1", "ros2"] as const)("roslib on a bridge of %s", (name) => {
  test.each(["none", "cbor", "png"] as const)(
    "hears what roslib says, as %s",
    async (compression) => {
      const bridge = await aBridge(name);
      const [speaker, listener] = [await bridge.ros(), await bridge.ros()];
      const topicOf = (ros: Ros) =>
        new Topic<{ data: string }>({
          ros,
          name: "/chat",
          messageType: name === "ros1" ? "std_msgs/String" : "std_msgs/msg/String",
          compression,
        });
      const spoken = topicOf(speaker);
      spoken.advertise();
      await vi.waitFor(() => expect(bridge.graph.topics.has("/chat")).toBe(true));
      const heard = new Promise((resolve) => topicOf(listener).subscribe(resolve));
      await vi.waitFor(() => expect(bridge.graph.topics.get("/chat")!.listeners.size).toBe(1));
      spoken.publish({ data: "Grüße / 1" });
      expect(await heard).toEqual({ data: "Grüße / 1" });
    },
  );

  test("serves a service to others, says why it failed, and takes it back", async () => {
    const bridge = await aBridge(name, { callsInNewThread: true });
    const [server, caller] = [await bridge.ros(), await bridge.ros()];
    type Ask = { data: boolean };
    type Reply = { success: boolean; message: string };
    const serviceOf = (ros: Ros) =>
      new Service<Ask, Reply>({ ros, name: "/set", serviceType: "std_srvs/SetBool" });
    const served = serviceOf(server);
    served.advertise(({ data }, response) => {
      response.success = data;
      response.message = data ? "on" : "off";
      return true;
    });
    await vi.waitFor(() => expect(bridge.graph.services.has("/set")).toBe(true));
    const ask = (data: boolean) =>
      new Promise<Reply>((resolve, reject) =>
        serviceOf(caller).callService({ data }, resolve, (why) => reject(new Error(String(why)))),
      );
    expect(await ask(true)).toEqual({ success: true, message: "on" });
    expect(await ask(false)).toEqual({ success: false, message: "off" });
    served.unadvertise();
    await vi.waitFor(() => expect(bridge.graph.services.has("/set")).toBe(false));
    await expect(ask(true)).rejects.toThrow("Service /set does not exist");
  });
});

test("a call fails when whoever serves it says so, or is gone before it answered", async () => {
  const bridge = await aBridge("ros1");
  const [server, caller] = [await bridge.client(), await bridge.client()];
  server.send({ op: "advertise_service", service: "/set", type: "std_srvs/SetBool" });
  await server.settled();
  const refused = caller.call("/set", { data: true });
  const request = await server.message(({ op }) => op === "call_service");
  expect(request).toMatchObject({ service: "/set", args: { data: true } });
  server.send({
    op: "service_response",
    id: request.id,
    service: "/set",
    values: "no",
    result: false,
  });
  expect(await refused).toContain('"result":false');
  const given = caller.call("/set");
  await server.message(({ op, id }) => op === "call_service" && id !== request.id);
  server.close();
  expect(await given).toContain("was unadvertised");
});

test("nobody takes over a service of the robot's own, or offers one of an unknown type", async () => {
  const bridge = await aBridge("ros1");
  const client = await bridge.client();
  client.send({ op: "advertise_service", service: "/rosapi/topics", type: "std_srvs/Trigger" });
  client.send({ op: "advertise_service", service: "/x", type: "no/Type" });
  await client.settled();
  expect(bridge.graph.services.get("/rosapi/topics")!.type).toBe("rosapi/Topics");
  expect(bridge.graph.services.has("/x")).toBe(false);
});
