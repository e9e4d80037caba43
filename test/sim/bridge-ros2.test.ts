import { Action, Ros } from "roslib";
import { afterEach, expect, test, vi } from "vitest";
import type { Goal } from "../../sim/bridge/action-goals.ts";
import type { BridgeSettings } from "../../sim/bridge/bridge-settings.ts";
import { serveAction } from "../../sim/bridge/serve-action.ts";
import { bridgeServer } from "../fakes/bridge-server.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aBridge(settings: Partial<BridgeSettings> = {}) {
  const bridge = await bridgeServer("ros2", settings);
  open.push(bridge.close);
  const client = async () => {
    const one = await bridge.client();
    open.push(one.close);
    return one;
  };
  return { ...bridge, client };
}

/** A server whose goals end when the test says so. */
function aCounter({ graph, clock }: Awaited<ReturnType<typeof aBridge>>) {
  const goals: Goal[] = [];
  const cancelled: Goal[] = [];
  serveAction(
    graph,
    clock,
    { name: "/count", type: "test_msgs/Count" },
    {
      take: (goal) => {
        goals.push(goal);
        if (goal.goal.goal === -1) goal.end("rejected", "no");
        else goal.accept();
      },
      cancel: (goal) => {
        cancelled.push(goal);
        goal.end("stopped", "");
      },
    },
  );
  return { goals, cancelled };
}

const goal = (id: string, value = 3, rest = {}) => ({
  op: "send_action_goal",
  id,
  action: "/count",
  action_type: "test_msgs/action/Count",
  args: { goal: value },
  ...rest,
});
const has = (id: string) => (message: Record<string, unknown>) => message.id === id;

test("tells types with their kinds, times in sec and nanosec, headers without seq", async () => {
  const bridge = await aBridge();
  bridge.graph
    .advertise("/pose", "geometry_msgs/PoseStamped", { latch: true })
    .publish({ ...bridge.graph.empty("geometry_msgs/PoseStamped") });
  const client = await bridge.client();
  expect(JSON.parse(await client.call("/rosapi/topics")).values).toEqual({
    topics: ["/pose"],
    types: ["geometry_msgs/msg/PoseStamped"],
  });
  expect(
    JSON.parse(await client.call("/rosapi/service_type", { service: "/rosapi/topics" })).values,
  ).toEqual({ type: "rosapi_msgs/srv/Topics" });
  expect(JSON.parse(await client.call("/rosapi/get_time")).values.time).toMatchObject({
    sec: expect.any(Number),
    nanosec: expect.any(Number),
  });
  client.send({ op: "subscribe", topic: "/pose", type: "geometry_msgs/msg/PoseStamped" });
  const { msg } = await client.message(({ op }) => op === "publish");
  expect((msg as { header: object }).header).toEqual({
    stamp: { sec: 0, nanosec: 0 },
    frame_id: "",
  });
});

test.each(["std_msgs/String", "std_msgs/msg/String"])("takes %s for a type", async (type) => {
  const client = await (await aBridge()).client();
  client.send({ op: "advertise", topic: "/chat", type });
  client.send({ op: "subscribe", topic: "/chat", type });
  client.send({ op: "publish", topic: "/chat", msg: { data: "one" } });
  expect(await client.message(({ op }) => op === "publish")).toMatchObject({
    msg: { data: "one" },
  });
});

test.each([
  { sec: 7, nanosec: 8 },
  { secs: 7, nsecs: 8 },
])("takes the stamp %j", async (stamp) => {
  const client = await (await aBridge()).client();
  const type = "geometry_msgs/PoseStamped";
  client.send({ op: "advertise", topic: "/pose", type });
  client.send({ op: "subscribe", topic: "/pose" });
  client.send({ op: "publish", topic: "/pose", msg: { header: { stamp } } });
  expect(await client.message(({ op }) => op === "publish")).toMatchObject({
    msg: { header: { stamp: { sec: 7, nanosec: 8 } } },
  });
});

test.each([
  ["succeeded", 4],
  ["aborted", 6],
] as const)("answers a goal that %s with status %i, result true", async (end, status) => {
  const bridge = await aBridge();
  const { goals } = aCounter(bridge);
  const client = await bridge.client();
  client.send(goal("one", 3, { feedback: true }));
  await vi.waitFor(() => expect(goals).toHaveLength(1));
  goals[0]!.feedback({ at: 2 });
  goals[0]!.end(end, "", { total: 3 });
  const [feedback, result] = [
    await client.message(({ op }) => op === "action_feedback"),
    await client.message(({ op }) => op === "action_result"),
  ];
  expect(feedback).toEqual({
    op: "action_feedback",
    action: "/count",
    values: { at: 2 },
    id: "one",
  });
  expect(result).toEqual({
    op: "action_result",
    action: "/count",
    values: { total: 3 },
    status,
    result: true,
    id: "one",
  });
});

test("gives no feedback that nobody asked for, and says what is wrong with a goal", async () => {
  const bridge = await aBridge();
  const { goals } = aCounter(bridge);
  const client = await bridge.client();
  client.send(goal("bad", 3, { args: { nothing: 1 } }));
  expect(await client.message(has("bad"))).toMatchObject({
    result: false,
    status: 0,
    values: "Message type test_msgs/Count_Goal does not have a field nothing",
  });
  client.send(goal("one"));
  await vi.waitFor(() => expect(goals).toHaveLength(1));
  goals[0]!.feedback({ at: 2 });
  goals[0]!.end("succeeded", "");
  await client.message(has("one"));
  expect(client.frames).toHaveLength(2);
});

test("by default a cancel waits behind its goal, unless another socket sends it", async () => {
  const bridge = await aBridge();
  const { goals, cancelled } = aCounter(bridge);
  const [client, second] = [await bridge.client(), await bridge.client()];
  client.send(goal("one"));
  client.send({ op: "cancel_action_goal", id: "one", action: "/count" });
  await vi.waitFor(() => expect(goals).toHaveLength(1));
  await second.settled();
  expect(cancelled).toEqual([]);
  second.send({ op: "cancel_action_goal", id: "one", action: "/count" });
  expect(await client.message(has("one"))).toMatchObject({ status: 5, result: true });
});

test("the service of an action cancels its goals from any connection, one or all", async () => {
  const bridge = await aBridge();
  const { goals, cancelled } = aCounter(bridge);
  const [client, second] = [await bridge.client(), await bridge.client()];
  const cancel = async (uuid?: string) => {
    const args = uuid === undefined ? {} : { goal_info: { goal_id: { uuid } } };
    return JSON.parse(await second.call("/count/_action/cancel_goal", args)).values;
  };
  const stranger = Buffer.alloc(16, 7).toString("base64");
  expect(await cancel()).toEqual({ return_code: 0, goals_canceling: [] });
  client.send(goal("one"));
  await vi.waitFor(() => expect(goals).toHaveLength(1));
  expect(await cancel(stranger)).toEqual({ return_code: 2, goals_canceling: [] });
  expect(cancelled).toEqual([]);
  const { return_code, goals_canceling } = await cancel();
  expect({ return_code, goals: goals_canceling.length }).toEqual({ return_code: 0, goals: 1 });
  expect(await client.message(has("one"))).toMatchObject({ status: 5, result: true });
  const { uuid } = goals_canceling[0].goal_id;
  expect(await cancel(uuid)).toEqual({ return_code: 3, goals_canceling: [] });
});

test("with goals in threads of their own a cancel is carried out at once", async () => {
  const bridge = await aBridge({ goalsInNewThread: true });
  const { cancelled } = aCounter(bridge);
  const client = await bridge.client();
  client.send(goal("one"));
  client.send({ op: "cancel_action_goal", id: "one", action: "/count" });
  expect(await client.message(has("one"))).toMatchObject({ status: 5 });
  expect(cancelled).toHaveLength(1);
});

test.each([
  ["an action that nobody serves", { action: "/none" }],
  ["a goal that is refused", { args: { goal: -1 } }],
])("never answers %s, and with it holds up the connection", async (_what, rest) => {
  const bridge = await aBridge();
  aCounter(bridge);
  const [client, second] = [await bridge.client(), await bridge.client()];
  client.send(goal("one", 3, rest));
  const behind = client.call("/rosapi/get_time").then(
    () => "answered",
    () => "never",
  );
  for (let i = 0; i < 5; i++) await second.settled();
  expect(client.frames).toEqual([]);
  client.close();
  expect(await behind).toBe("never");
});

test("a call holds up what comes behind it, unless calls have threads of their own", async () => {
  for (const callsInNewThread of [false, true]) {
    const bridge = await aBridge({ callsInNewThread });
    let finish = () => {};
    bridge.graph.services.set("/slow", {
      type: "std_srvs/Trigger",
      call: () =>
        new Promise((resolve) => {
          finish = () => resolve({ success: true, message: "" });
        }),
    });
    const client = await bridge.client();
    const order: string[] = [];
    const slow = client.call("/slow").then(() => order.push("slow"));
    const quick = client.call("/rosapi/get_time").then(() => order.push("quick"));
    await (await bridge.client()).settled();
    if (callsInNewThread) await quick;
    finish();
    await Promise.all([slow, quick]);
    expect(order).toEqual(callsInNewThread ? ["quick", "slow"] : ["slow", "quick"]);
  }
});

test("lists its action servers and hides what is behind them", async () => {
  const bridge = await aBridge();
  aCounter(bridge);
  const client = await bridge.client();
  const values = async (service: string, args = {}) =>
    JSON.parse(await client.call(`/rosapi/${service}`, args)).values;
  expect(await values("action_servers")).toEqual({ action_servers: ["/count"] });
  expect(await values("action_type", { action: "/count" })).toEqual({
    type: "test_msgs/action/Count",
  });
  expect((await values("topics")).topics).toEqual([]);
  expect((await values("services")).services).not.toContain("/count/_action/cancel_goal");
  expect(await values("topic_type", { topic: "/count/_action/status" })).toEqual({
    type: "action_msgs/msg/GoalStatusArray",
  });
  expect((await values("get_param", { name: "/rosbridge_websocket:max_message_size" })).value).toBe(
    "10000000",
  );
  const [first, , third] = (await values("message_details", { type: "std_msgs/msg/Header" }))
    .typedefs;
  expect(first).toMatchObject({
    type: "std_msgs/Header",
    fieldnames: ["stamp", "frame_id"],
    fieldtypes: ["builtin_interfaces/Time", "string"],
  });
  expect(third).toBeUndefined();
});

test("gives /tf_static to whoever is first on its topic and, set up so, to no one later", async () => {
  for (const keepsLatched of [true, false]) {
    const bridge = await aBridge({ keepsLatched });
    const topic = "/tf_static";
    const tf = bridge.graph.advertise(topic, "tf2_msgs/TFMessage", { latch: true });
    tf.publish({ transforms: [] });
    const [first, late] = [await bridge.client(), await bridge.client()];
    for (const client of [first, late]) {
      client.send({ op: "subscribe", topic });
      await client.settled();
    }
    expect(first.frames).toHaveLength(2);
    expect(late.frames).toHaveLength(keepsLatched ? 2 : 1);
  }
});

async function aRos(url: string): Promise<Ros> {
  const ros = new Ros();
  const ready = new Promise((resolve) => ros.on("connection", resolve));
  await ros.connect(url);
  await ready;
  open.push(() => ros.close());
  return ros;
}
type Count = Action<{ goal: number }, { at: number }, { total: number }>;
const countOf = (ros: Ros): Count =>
  new Action({ ros, name: "/count", actionType: "test_msgs/action/Count" });

test("roslib's Action sends a goal, hears of it and has it cancelled by another", async () => {
  const bridge = await aBridge();
  const { goals } = aCounter(bridge);
  const [ros, other] = [await aRos(bridge.url), await aRos(bridge.url)];
  const heard: number[] = [];
  const done = new Promise<{ total: number }>((resolve, reject) =>
    countOf(ros).sendGoal({ goal: 3 }, resolve, ({ at }) => heard.push(at), reject),
  );
  await vi.waitFor(() => expect(goals).toHaveLength(1));
  goals[0]!.feedback({ at: 1 });
  goals[0]!.end("succeeded", "", { total: 3 });
  expect(await done).toEqual({ total: 3 });
  expect(heard).toEqual([1]);

  const stopped = new Promise<unknown>((resolve, reject) =>
    countOf(ros).sendGoal({ goal: 3 }, resolve, undefined, (why) => reject(new Error(String(why)))),
  );
  await vi.waitFor(() => expect(goals).toHaveLength(2));
  countOf(other).cancelAllGoals();
  await expect(stopped).rejects.toThrow("canceled");
});

test("roslib's Action serves goals of other clients", async () => {
  const bridge = await aBridge();
  const [server, ros] = [await aRos(bridge.url), await aRos(bridge.url)];
  const action = countOf(server);
  action.advertise(
    ({ goal: upTo }, id) => {
      action.sendFeedback(id, { at: 1 });
      action.setSucceeded(id, { total: upTo });
    },
    () => {},
  );
  await vi.waitFor(() => expect(bridge.graph.actions.has("/count")).toBe(true));
  const heard: number[] = [];
  const result = await new Promise<{ total: number }>((resolve, reject) =>
    countOf(ros).sendGoal({ goal: 5 }, resolve, ({ at }) => heard.push(at), reject),
  );
  expect(result).toEqual({ total: 5 });
  expect(heard).toEqual([1]);
  action.unadvertise();
  await vi.waitFor(() => expect(bridge.graph.actions.has("/count")).toBe(false));
});
