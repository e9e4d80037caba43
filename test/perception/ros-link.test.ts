import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { poseProfileSchema } from "../../perception/ros/profile.ts";
import { type LinkLimits, type LinkState, RosLink } from "../../perception/ros/ros-link.ts";
import { whyNot } from "../../perception/ros/ws-transport.ts";
import { type FakeBridge, fakeBridge } from "../fakes/ros-bridge.ts";
import { until } from "../fakes/ros-robot.ts";

const LIMITS: LinkLimits = {
  connectWithinMs: 4000,
  heartbeatMs: 200,
  missedHeartbeats: 2,
  retryFromMs: 5,
  retryToMs: 20,
};

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function linked(limits: Partial<LinkLimits> = {}, query = "") {
  const bridge = await fakeBridge();
  const link = new RosLink(bridge.url + query, { ...LIMITS, ...limits });
  const states: LinkState[] = [];
  link.onState((state) => states.push(state));
  open.push(bridge.close, () => link.close());
  await link.connect();
  return { bridge, link, states };
}

const sent = (bridge: FakeBridge, op: string) => bridge.received.filter((it) => it.op === op);

test("nothing that was asked for while the link was down is ever sent", async () => {
  const { bridge, link, states } = await linked();
  await bridge.cut();
  await until(() => states.at(-1) === "lost");
  expect(() => link.publish("/move", {})).toThrow(/is down/);
  const late = link.call("/do", "pkg/Do", {}, { deadlineMs: 4000 });
  await expect(late).rejects.toMatchObject({ code: "unreachable" });
  await bridge.restore();
  await until(() => states.at(-1) === "connected");
  await link.delivered("a ping", { deadlineMs: 4000 });
  expect(bridge.received).toEqual([]);
});

test("a call under way when the link drops fails at once, and its answer counts no more", async () => {
  const { bridge, link, states } = await linked();
  const call = link.call("/do", "pkg/Do", {}, { deadlineMs: 60_000 });
  const rejected = expect(call).rejects.toMatchObject({ code: "unreachable" });
  await until(() => sent(bridge, "call_service").length === 1);
  const { id } = sent(bridge, "call_service")[0]!;
  await bridge.cut();
  await rejected;
  await bridge.restore();
  await until(() => states.at(-1) === "connected");
  bridge.send({ op: "service_response", id, service: "/do", values: {}, result: true });
  await link.delivered("a ping", { deadlineMs: 4000 });
  expect(sent(bridge, "call_service")).toHaveLength(1);
});

test("subscriptions and advertisements come back by themselves, once each", async () => {
  const { bridge, link, states } = await linked();
  const heard: unknown[] = [];
  link.subscribe({ topic: "/a", type: "pkg/A", compression: "cbor", queueLength: 1 }, (message) =>
    heard.push(message),
  );
  link.advertise("/b", "pkg/B");
  const stop = link.subscribe({ topic: "/c", type: "pkg/C" }, (message) => heard.push(message));
  stop();
  for (let times = 0; times < 3; times++) {
    await link.delivered("a ping", { deadlineMs: 4000 });
    await bridge.cut();
    await until(() => states.at(-1) === "lost");
    await bridge.restore();
    await until(() => states.at(-1) === "connected");
  }
  await link.delivered("a ping", { deadlineMs: 4000 });
  bridge.publish("/a", { n: 1 });
  bridge.publish("/c", { n: 2 });
  await link.delivered("a ping", { deadlineMs: 4000 });
  expect(heard).toEqual([{ n: 1 }]);
  const topics = sent(bridge, "subscribe").map((it) => it.topic);
  expect(topics).toEqual(["/a", "/c", "/a", "/a", "/a"]);
  expect(sent(bridge, "advertise")).toHaveLength(4);
  expect(sent(bridge, "subscribe")[0]).toMatchObject({ compression: "cbor", queue_length: 1 });
});

test("a call has a deadline of ours, an end by signal, and the server's own reason", async () => {
  const { bridge, link } = await linked();
  const slow = link.call("/slow", "pkg/Slow", {}, { deadlineMs: 20 });
  await expect(slow).rejects.toMatchObject({ code: "deadline" });
  const stop = new AbortController();
  const stopped = link.call("/slow", "pkg/Slow", {}, { deadlineMs: 9000, signal: stop.signal });
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  bridge.onOp = ({ id, service }) =>
    bridge.send({ op: "service_response", id, service, values: "no such thing", result: false });
  const failed = link.call("/slow", "pkg/Slow", {}, { deadlineMs: 4000 });
  await expect(failed).rejects.toMatchObject({
    code: "action-failed",
    message: "/slow failed: no such thing",
  });
});

test("leaves no listener on a signal, however many calls it went with", async () => {
  const { bridge, link } = await linked();
  bridge.onOp = ({ id, service }) =>
    bridge.send({ op: "service_response", id, service, values: {}, result: true });
  let listeners = 0;
  const { signal } = new AbortController();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = ((...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  }) as typeof add;
  signal.removeEventListener = ((...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  }) as typeof remove;
  for (let i = 0; i < 20; i++) await link.call("/do", "pkg/Do", {}, { deadlineMs: 4000, signal });
  const silent = link.during<void>(() => () => {}, "nothing", { deadlineMs: 1, signal });
  await expect(silent).rejects.toMatchObject({ code: "deadline" });
  expect(listeners).toBe(0);
});

test("a hung bridge is noticed by its silence, by default within 3.5 seconds", async () => {
  const { bridge, states } = await linked({ heartbeatMs: 25 });
  bridge.hang();
  await until(() => states.includes("lost"));
  const { heartbeatMs, missedHeartbeats } = poseProfileSchema.shape.link.parse(undefined);
  expect(heartbeatMs * (missedHeartbeats + 1)).toBeLessThan(3500);
});

test("waits longer and longer between attempts, up to a limit", async () => {
  const bridge = await fakeBridge();
  const tries: number[] = [];
  const limits = { ...LIMITS, retryFromMs: 4, retryToMs: 16 };
  const link = new RosLink(bridge.url, limits, () => {
    tries.push(performance.now());
    return 1;
  });
  open.push(bridge.close, () => link.close());
  await link.connect();
  await bridge.cut();
  await until(() => tries.length === 6);
  // Timers may be a millisecond early, never more.
  const waits = tries.slice(1).map((at, i) => at - tries[i]!);
  for (const [i, least] of [4, 8, 16, 16, 16].entries())
    expect(waits[i]).toBeGreaterThan(least - 2);
  await bridge.restore();
  await until(() => link.state === "connected");
});

test("an address is never told in full, and only ws:// and wss:// are addresses", async () => {
  const secret = "?token=s3cret";
  const bridge = await fakeBridge();
  const { port } = new URL(bridge.url);
  await bridge.close();
  const link = new RosLink(`ws://user:s3cret@127.0.0.1:${port}/${secret}`, LIMITS);
  const error = await link.connect().catch((it: Error) => it);
  expect(error).toMatchObject({
    code: "unreachable",
    message: `no rosbridge answers at ws://127.0.0.1:${port}`,
  });
  for (const url of ["http://127.0.0.1:9090", "robot s3cret", "file:///s3cret"]) {
    expect(() => new RosLink(url, LIMITS)).toThrow(/ws:\/\/ or wss:\/\//);
    expect(() => new RosLink(url, LIMITS)).not.toThrow(/s3cret/);
  }
});

test("what answers, but is no rosbridge for us, is told with what to do", async () => {
  const server = createServer((_, response) => response.end("a web page"));
  let status = "401 Unauthorized";
  server.on("upgrade", (_, socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`));
  server.listen(0, "127.0.0.1");
  open.push(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const to = (scheme: string) => new RosLink(`${scheme}://127.0.0.1:${port}`, LIMITS).connect();
  await expect(to("ws")).rejects.toThrow(/HTTP 401\): check the profile's headers/);
  status = "404 Not Found";
  await expect(to("ws")).rejects.toThrow(/is no rosbridge \(HTTP 404\)/);
  await expect(to("wss")).rejects.toThrow(/does not speak TLS: try ws:\/\//);
});

test("a certificate that will not do is told by what is wrong with it", () => {
  const failed = (code: string) => whyNot(Object.assign(new Error("s3cret"), { code }));
  expect(failed("DEPTH_ZERO_SELF_SIGNED_CERT")).toMatch(/not trusted .*NODE_EXTRA_CA_CERTS/);
  expect(failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE")).toMatch(/not trusted/);
  expect(failed("ERR_TLS_CERT_ALTNAME_INVALID")).toMatch(/for another name/);
  expect(failed("ECONNREFUSED")).toBe("");
});

test("connecting ends when it is told to stop, and closing ends everything", async () => {
  const bridge = await fakeBridge();
  open.push(bridge.close);
  const never = new RosLink(bridge.url, LIMITS);
  await expect(never.connect(AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
  const { link, states } = await linked();
  const call = link.call("/do", "pkg/Do", {}, { deadlineMs: 60_000 });
  const rejected = expect(call).rejects.toMatchObject({ code: "unreachable" });
  link.close();
  link.close();
  await rejected;
  expect(states).toEqual(["connected", "closed"]);
});
