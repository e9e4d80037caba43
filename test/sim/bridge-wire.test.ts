import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode } from "cbor2";
import sharp from "sharp";
import { afterEach, describe, expect, test } from "vitest";
import { BRIDGE_DIALECTS } from "../../sim/bridge/bridge-dialect.ts";
import { COMMON_INTERFACES } from "../../sim/bridge/common-interfaces.ts";
import { jsonOf } from "../../sim/bridge/encode-message.ts";
import { ROBOT_NODE, RosGraph } from "../../sim/bridge/graph.ts";
import { robotClock } from "../../sim/bridge/robot-clock.ts";
import { type RosMessage, readMessage } from "../../sim/bridge/ros-message.ts";
import { addRosapi } from "../../sim/bridge/rosapi.ts";
import { rosapiInterfaces } from "../../sim/bridge/rosapi-interfaces.ts";
import { RosbridgeServer } from "../../sim/bridge/rosbridge-server.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";

/** Types of topics that the recorded robot had beside those that ours speaks. */
const OTHERS = [
  "nav_msgs/Odometry",
  "sensor_msgs/Imu",
  "sensor_msgs/PointCloud2",
  "geometry_msgs/PoseArray",
  "std_msgs/UInt8MultiArray",
];
const TYPES: Readonly<Record<string, string>> = {
  camera_info: "sensor_msgs/CameraInfo",
  scan: "sensor_msgs/LaserScan",
  tf_static: "tf2_msgs/TFMessage",
  small_jpeg: "sensor_msgs/CompressedImage",
};
const NOW = { secs: 0, nsecs: 0 };

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aBridge(graph: RosGraph) {
  const server = new RosbridgeServer(graph, robotClock(0));
  const client = await rawBridgeClient(`ws://127.0.0.1:${await server.open(0)}`);
  open.push(() => server.close(), client.close);
  return client;
}

function aGraph(): RosGraph {
  const { ros1 } = BRIDGE_DIALECTS;
  return new RosGraph(ros1, COMMON_INTERFACES, rosapiInterfaces(ros1), {
    messages: Object.fromEntries(OTHERS.map((type) => [type, ""])),
    actions: { "actionlib/Test": "int32 goal --- ---" },
  });
}

/** A publication as our bridge sends it to a client that asks for a compression. */
async function replayed(topic: string, type: string, message: RosMessage, compression: string) {
  const graph = aGraph();
  const client = await aBridge(graph);
  graph.hold(topic, type, { node: ROBOT_NODE, role: "publishes" });
  client.send({ op: "subscribe", topic, type, compression });
  // rosapi is not here: an answer that it does not exist is one too.
  await client.settled();
  graph.publish(topic, message);
  return client.frame((frame) => frame !== client.frames[0]);
}

async function pngText(frame: string): Promise<{ text: string; size: readonly number[] }> {
  const { op, data } = JSON.parse(frame);
  expect(op).toBe("png");
  const { data: pixels, info } = await sharp(Buffer.from(data, "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { text: pixels.toString("utf8"), size: [info.width, info.height, info.channels] };
}

/** The recorded message in JSON, as the whole message that it was; a header's count as given. */
function messageIn(folder: string, files: readonly string[], name: string, seq?: number) {
  const file = files.find((it) => it.startsWith(`publish_${name}_none.`))!;
  const { topic, msg } = JSON.parse(readFileSync(`${folder}${file}`, "utf8"));
  if (seq !== undefined) msg.header.seq = seq;
  return { topic: topic as string, message: readMessage(aGraph(), TYPES[name]!, msg, NOW) };
}

const COPIES = fileURLToPath(new URL("bridge-wire/", import.meta.url));
const ALL = fileURLToPath(new URL("../../../shared/data/rosbridge-wire/", import.meta.url));

describe.each([
  ["the copies in this repository", COPIES],
  ["all recordings, where they lie beside the repository", ALL],
])("%s", (_which, folder) => {
  const isThere = existsSync(folder);
  const files = isThere ? readdirSync(folder) : [];
  const named = (pattern: RegExp) =>
    files.flatMap((file) => {
      const match = pattern.exec(file);
      return match === null ? [] : [[file, match[1]!] as const];
    });
  const textOf = (file: string) => readFileSync(`${folder}${file}`, "utf8").trim();

  test.skipIf(!isThere)("are there, each of a kind that is replayed", () => {
    const kinds = /^(publish_.*_(none|png|cbor|cbor-raw|cbor_head)|service_response_.*|README)\./;
    expect(files.filter((file) => !kinds.test(file))).toEqual([]);
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(named(/^publish_(.*)_none\./))("%s comes letter for letter", async (file, name) => {
    const { topic, message } = messageIn(folder, files, name);
    expect(await replayed(topic, TYPES[name]!, message, "none")).toBe(textOf(file));
  });

  test.each(named(/^publish_(.*)_cbor\./))("%s comes byte for byte", async (file, name) => {
    const bytes = readFileSync(`${folder}${file}`);
    const { topic, msg } = decode<{ topic: string; msg: RosMessage }>(bytes);
    const message = plain(msg) as RosMessage;
    const frame = await replayed(topic, TYPES[name]!, message, "cbor");
    expect(Buffer.from(frame as Uint8Array).equals(bytes)).toBe(true);
  });

  test.each(named(/^publish_(.*)_cbor-raw\./))("%s comes as ROS has it", async (file, name) => {
    const bytes = readFileSync(`${folder}${file}`);
    const told = decode<{ topic: string; msg: { bytes: Uint8Array } }>(bytes);
    const seq = name === "tf_static" ? undefined : Buffer.from(told.msg.bytes).readUInt32LE(0);
    const { topic, message } = messageIn(folder, files, name, seq);
    const frame = await replayed(topic, TYPES[name]!, message, "cbor-raw");
    const ours = decode<typeof told>(frame as Uint8Array);
    expect(Object.keys(ours.msg)).toEqual(Object.keys(told.msg));
    expect(ours.topic).toBe(told.topic);
    expect(Buffer.from(ours.msg.bytes)).toEqual(Buffer.from(told.msg.bytes));
  });

  test.each(named(/^publish_(.*)_png\./))("%s comes as the same pixels", async (file, name) => {
    const told = await pngText(textOf(file));
    const { topic, msg } = JSON.parse(told.text);
    const message = readMessage(aGraph(), TYPES[name]!, msg, NOW);
    const ours = await pngText((await replayed(topic, TYPES[name]!, message, "png")) as string);
    expect(ours).toEqual(told);
  });

  test.each(
    named(/^service_response_(.*)\./).filter(([, name]) => !/get_time|rosapi_nodes/.test(name)),
  )("%s comes letter for letter", async (file, name) => {
    const text = textOf(file);
    const { service, id } = JSON.parse(text);
    const client = await aBridge(recordedGraph(files, textOf));
    const args = ARGUMENTS[name] ?? {};
    client.send({ op: "call_service", id: "set", service: "/rosapi/set_param", args: SPIKE });
    client.send({ op: "call_service", id, service, args, type: "any/Type", timeout: 5 });
    expect(await client.frame((frame) => JSON.parse(String(frame)).id === id)).toBe(text);
  });

  test.skipIf(!isThere)("the time comes in the recorded shape", async () => {
    const [file] = named(/^service_response_rosapi_(get_time)\./)[0]!;
    const client = await aBridge(recordedGraph(files, textOf));
    const digits = (text: string) => text.replace(/\d+/g, "0").replace(/"id":.*/, "");
    expect(digits(await client.call("/rosapi/get_time"))).toBe(digits(textOf(file)));
  });
});

const SPIKE = { name: "/spike", value: '"spike"' };
const ARGUMENTS: Readonly<Record<string, object>> = {
  bad_field: { x: 1 },
  rosapi_topic_type: { topic: "/tf" },
  rosapi_message_details: { type: "geometry_msgs/PoseStamped" },
  rosapi_node_details: { node: ROBOT_NODE },
  rosapi_get_param: { name: "/spike" },
};

/** The graph of the recorded robot, as far as rosapi told of it. */
function recordedGraph(files: readonly string[], textOf: (file: string) => string): RosGraph {
  const values = (name: string) =>
    JSON.parse(textOf(files.find((it) => it.startsWith(`service_response_rosapi_${name}.`))!))
      .values;
  const graph = aGraph();
  const { topics, types } = values("topics") as { topics: string[]; types: string[] };
  const { publishing, subscribing } = values("node_details");
  for (const [i, topic] of topics.entries()) {
    for (const [names, role] of [
      [publishing, "publishes"],
      [subscribing, "subscribes"],
    ] as const)
      if (names.includes(topic)) graph.hold(topic, types[i]!, { node: ROBOT_NODE, role });
    graph.hold(topic, types[i]!, { node: "/another", role: "publishes" });
  }
  const trigger = { type: "std_srvs/Trigger", call: () => ({ success: true, message: "done" }) };
  const own: Readonly<Record<string, Parameters<typeof graph.services.set>[1]>> = {
    "/robot/boom": { ...trigger, call: () => Promise.reject(new Error("boom")) },
    "/robot/set_bool": { ...trigger, type: "std_srvs/SetBool" },
  };
  const { services } = values("services") as { services: string[] };
  let asked = false;
  for (const name of services) {
    const isRosapi = name.startsWith("/rosapi/");
    if (isRosapi && !asked) addRosapi(graph, robotClock(0));
    asked ||= isRosapi;
    const node = name.startsWith("/robot") ? ROBOT_NODE : "/another";
    if (!isRosapi) graph.services.set(name, { ...(own[name] ?? trigger), node });
  }
  return graph;
}

/** What the decoder made of typed arrays, as lists again. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<number>)];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

test("writes messages of no fields as an empty object", () => {
  expect(jsonOf(aGraph(), { type: OTHERS[0]!, message: {} })).toBe("{}");
});
