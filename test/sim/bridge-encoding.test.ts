import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BRIDGE_DIALECTS } from "../../sim/bridge/bridge-dialect.ts";
import { COMMON_INTERFACES } from "../../sim/bridge/common-interfaces.ts";
import { cborPublication } from "../../sim/bridge/encode-cbor.ts";
import { jsonOf, jsonText } from "../../sim/bridge/encode-message.ts";
import { type Language, typeBook } from "../../sim/bridge/message-types.ts";
import { MessageError, readMessage } from "../../sim/bridge/ros-message.ts";

const NUMBERS = "uint16[] a, int8[] b, float64[] c, int64 d";
const languageOf = (name: "ros1" | "ros2"): Language => {
  const dialect = BRIDGE_DIALECTS[name];
  const messages = { "test_msgs/Numbers": NUMBERS };
  return { dialect, types: typeBook(dialect, COMMON_INTERFACES, { messages }) };
};
const book = languageOf("ros1");
const NOW = { secs: 1000, nsecs: 5 };
const recorded = (name: string) => readFileSync(new URL(`bridge-wire/${name}`, import.meta.url));

const asRecorded = (name: string, type: string) => {
  const { topic, msg } = JSON.parse(recorded(name).toString());
  return { topic: topic as string, typed: { type, message: readMessage(book, type, msg, NOW) } };
};

test.each([
  ["publish_camera_info_none.txt", "sensor_msgs/CameraInfo"],
  ["publish_scan_none.txt", "sensor_msgs/LaserScan"],
  ["publish_tf_static_none.txt", "tf2_msgs/TFMessage"],
])("writes %s letter for letter as rosbridge did", (name, type) => {
  const { topic, typed } = asRecorded(name, type);
  expect(`{"op":"publish","topic":${jsonText(topic)},"msg":${jsonOf(book, typed)}}`).toBe(
    recorded(name).toString().trim(),
  );
});

test("writes transforms in CBOR byte for byte as rosbridge did", () => {
  const { topic, typed } = asRecorded("publish_tf_static_none.txt", "tf2_msgs/TFMessage");
  expect(Buffer.from(cborPublication(book, topic, typed)!)).toEqual(
    recorded("publish_tf_static_cbor.bin"),
  );
});

test("writes numeric arrays in CBOR byte for byte as rosbridge did", () => {
  const { topic, typed } = asRecorded("publish_scan_none.txt", "sensor_msgs/LaserScan");
  const header = { ...(typed.message.header as object), seq: 9 };
  const message = { ...typed.message, header };
  expect(Buffer.from(cborPublication(book, topic, { ...typed, message })!)).toEqual(
    recorded("publish_scan_cbor.bin"),
  );
});

test("writes a picture in CBOR as rosbridge did", () => {
  const head = recorded("publish_small_jpeg_cbor_head.bin");
  const data = new Uint8Array(46489);
  data.set(head.subarray(-3));
  const message = {
    header: { seq: 8, stamp: { secs: 1795377578, nsecs: 327697038 }, frame_id: "camera_optical" },
    format: "jpeg",
    data,
  };
  const typed = { type: "sensor_msgs/CompressedImage", message };
  const frame = Buffer.from(cborPublication(book, "/camera/small/compressed", typed)!);
  expect(frame.subarray(0, head.length)).toEqual(head);
});

test("has no CBOR for arrays of fixed size, as rosbridge has none", () => {
  const { topic, typed } = asRecorded("publish_camera_info_none.txt", "sensor_msgs/CameraInfo");
  expect(cborPublication(book, topic, typed)).toBeUndefined();
});

test("tags each kind of number array", () => {
  const message = { a: [1, 65535], b: [-1], c: [0.5], d: -25 };
  const frame = cborPublication(book, "/n", { type: "test_msgs/Numbers", message })!;
  expect(Buffer.from(frame).toString("hex")).toContain(
    `${"6161"}d845440100ffff${"6162"}d84841ff${"6163"}d85648000000000000e03f${"6164"}3818`,
  );
});

test("fills what a client leaves out, and stamps a header that has no stamp", () => {
  const read = readMessage(book, "geometry_msgs/PoseStamped", { header: { frame_id: "a" } }, NOW);
  expect(read).toEqual({
    header: { seq: 0, stamp: NOW, frame_id: "a" },
    pose: { position: { x: 0, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 0 } },
  });
});

test("passes over the stamp keys of ROS 2 in silence and stamps with its own time", () => {
  const header = { stamp: { sec: 7, nanosec: 8 } };
  const read = readMessage(book, "geometry_msgs/PoseStamped", { header }, NOW);
  expect(read.header).toEqual({ seq: 0, stamp: NOW, frame_id: "" });
});

test.each([
  [{ x: 1 }, "Message type std_srvs/SetBoolRequest does not have a field x"],
  [
    { data: "yes" },
    "std_srvs/SetBoolRequest message requires a bool for field data, but got a <class 'str'>",
  ],
  [7, "Expected a JSON object for type std_srvs/SetBoolRequest but received a <class 'int'>"],
])("says what is wrong with %j in rosbridge's words", (sent, words) => {
  expect(() => readMessage(book, "std_srvs/SetBoolRequest", sent, NOW)).toThrow(words);
});

test("reads or refuses whatever comes, and never fails otherwise", () => {
  const types = [...book.types.keys()];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.jsonValue(), (type, sent) => {
      try {
        const message = readMessage(book, type, sent, NOW);
        JSON.parse(jsonOf(book, { type, message }));
      } catch (error) {
        expect(error).toBeInstanceOf(MessageError);
      }
    }),
  );
});
