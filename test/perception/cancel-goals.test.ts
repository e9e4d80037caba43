import { afterEach, describe, expect, test, vi } from "vitest";
import { lookAt } from "../../perception/geometry/pose.ts";
import type { View } from "../../perception/photo.ts";
import { actionServer } from "../../perception/ros/action-goal.ts";
import { tryCancelling } from "../../perception/ros/cancel-goals.ts";
import { DIALECTS } from "../../perception/ros/dialect.ts";
import { RosLink } from "../../perception/ros/ros-link.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { Goal } from "../../sim/bridge/action-goals.ts";
import type { BridgeSettings } from "../../sim/bridge/bridge-settings.ts";
import { serveAction } from "../../sim/bridge/serve-action.ts";
import { startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import { moverProfile } from "../../sim/mover-profile.ts";
import { bridgeServer } from "../fakes/bridge-server.ts";
import { flatCamera } from "../fakes/flat-camera.ts";
import { guardedBridge } from "../fakes/guarded-bridge.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";
import { quickProfile } from "../fakes/ros-robot.ts";

const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const LEFT: View = {
  kind: "close-up",
  object: {
    id: "cup-1",
    label: "cup",
    box: { x: 20, y: 15, width: 10, height: 12 },
    position: [0.1, 0.05, 0],
    radiusM: 0.06,
  },
  angle: "left",
};
const SECRET = "s3cret";
const CANCEL = "/count/_action/cancel_goal";
const ROS2 = DIALECTS.ros2;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

describe("an arm behind a bridge that carries out one operation after the other", () => {
  async function anArm(kind: "action" | "joints") {
    const profile = await moverProfile(kind, HOME);
    const arm = await startSimulatedRobot({
      camera: flatCamera().camera,
      obstacles: [],
      sceneCameraPose: HOME,
      speed: 0.2,
      dialect: "ros2",
      profile,
    });
    open.push(arm.close);
    const guard = await guardedBridge(arm.url);
    open.push(guard.close);
    const connect = async (deadlineMs = 60_000) => {
      Object.assign(profile.mover, { deadlineMs, cancelWithinMs: 2000 });
      const headers = { Authorization: `Bearer ${SECRET}` };
      const robot = await connectRosbridgeRobot({
        url: guard.url,
        profile: { ...profile, headers },
      });
      open.push(robot.close);
      return robot;
    };
    const client = await rawBridgeClient(arm.url);
    open.push(client.close);
    client.send({ op: "subscribe", topic: profile.topics.tf });
    /** Where the arm is, as TF tells from now on. */
    const whereNow = async () => {
      const seen = client.frames.length;
      await vi.waitFor(() => expect(client.frames.length).toBeGreaterThan(seen));
      return JSON.parse(String(client.frames.at(-1))).msg.transforms[0].transform;
    };
    return { arm, guard, connect, whereNow };
  }

  test.each(["action", "joints"] as const)(
    "stands still at once when told to stop, moved by %s",
    async (kind) => {
      const { arm, guard, connect, whereNow } = await anArm(kind);
      const robot = await connect();
      const home = await whereNow();
      const stop = new AbortController();
      const moving = robot.photograph(LEFT, { signal: stop.signal });
      const rejected = moving.catch((error: unknown) => error);
      await vi.waitFor(async () => expect(await whereNow()).not.toEqual(home));
      stop.abort();
      expect(await rejected).toMatchObject({
        code: "aborted",
        message: expect.not.stringMatching(/did not say/),
      });
      expect(arm.stats()).toMatchObject({ moves: 1, stops: 1, arrivals: 0 });
      const there = await whereNow();
      expect(there).not.toEqual(home);
      expect(await whereNow()).toEqual(there);
      expect(guard.came.map(({ authorization }) => authorization)).toEqual([
        `Bearer ${SECRET}`,
        `Bearer ${SECRET}`,
      ]);
      await vi.waitFor(() => expect(guard.clients()).toBe(1));
    },
  );

  test("stands still before its robot is closed, whoever forgot that it moves", async () => {
    const { arm, connect } = await anArm("action");
    const robot = await connect();
    const moving = robot.photograph(LEFT).catch((error: unknown) => error);
    await vi.waitFor(() => expect(arm.stats().moves).toBe(1));
    await robot.close();
    expect(arm.stats()).toMatchObject({ stops: 1, arrivals: 0 });
    expect(await moving).toMatchObject({ code: "aborted" });
  });

  test("stands still when it took too long, and the view is refused", async () => {
    const { arm, connect } = await anArm("action");
    const robot = await connect(300);
    const late = await robot.photograph(LEFT).catch((error: unknown) => error);
    expect(late).toMatchObject({
      code: "view-unavailable",
      message: expect.stringMatching(/no answer within 0\.3 s$/),
    });
    expect(arm.stats()).toMatchObject({ moves: 1, stops: 1, arrivals: 0 });
  });

  test("that lets nobody in a second time is told of with what to do, and no secret", async () => {
    const { arm, guard, connect } = await anArm("action");
    const robot = await connect();
    const stop = new AbortController();
    const moving = robot.photograph(LEFT, { signal: stop.signal });
    const rejected = moving.catch((error: unknown) => error);
    await vi.waitFor(() => expect(arm.stats().moves).toBe(1));
    guard.reception = "refused";
    stop.abort();
    const error = await rejected;
    expect(error).toMatchObject({
      code: "aborted",
      message: expect.stringMatching(/did not say that it stopped: .*it refuses us \(HTTP 401\)/),
    });
    expect(String(error)).not.toContain(SECRET);
  });
});

describe("goals of a ROS 2 action", () => {
  /** An action whose goals end when they are cancelled, and a link to it through a guarded door. */
  async function anAction(settings: Partial<BridgeSettings> = {}) {
    const bridge = await bridgeServer("ros2", settings);
    open.push(bridge.close);
    const goals: Goal[] = [];
    const action = { name: "/count", type: "test_msgs/Count" };
    serveAction(bridge.graph, bridge.clock, action, {
      take: (goal) => {
        goals.push(goal);
        goal.accept();
      },
      cancel: (goal) => goal.end("stopped", ""),
    });
    const guard = await guardedBridge(bridge.url);
    open.push(guard.close);
    const link = new RosLink(guard.url, (await quickProfile(400)).link);
    open.push(() => link.close());
    await link.connect();
    const server = actionServer(link, ROS2, { ...action, heardWithinMs: 400 });
    const stop = new AbortController();
    const run = async (cancelWithinMs = 4000) => {
      const waits = { deadlineMs: 60_000, cancelWithinMs, signal: stop.signal };
      const before = goals.length;
      const ended = server.run({ goal: 3 }, waits).catch((error: unknown) => error);
      await vi.waitFor(() => expect(goals.length).toBe(before + 1));
      return { ended };
    };
    const commands = () =>
      guard.sent
        .filter(({ service, op }) => service === CANCEL || op.endsWith("action_goal"))
        .map(({ op, by }) => `${by}: ${op}`);
    return { bridge, guard, link, server, goals, stop, run, commands };
  }

  test("are cancelled both ways at once, and waited for on the goal's own connection", async () => {
    const { stop, run, commands, server } = await anAction();
    const { ended } = await run();
    stop.abort();
    expect(await ended).toMatchObject({ code: "aborted", message: "/count: told to stop" });
    expect(commands()).toEqual(["1: send_action_goal", "1: cancel_action_goal", "2: call_service"]);
    expect(server.mayBeBusy()).toBe(false);
  });

  test("that ended before the second connection was there are not asked about again", async () => {
    const { guard, stop, run, commands } = await anAction({ goalsInNewThread: true });
    const { ended } = await run();
    guard.reception = "left waiting";
    stop.abort();
    expect(await ended).toMatchObject({ code: "aborted", message: "/count: told to stop" });
    expect(guard.came).toHaveLength(2);
    expect(commands()).toEqual(["1: send_action_goal", "1: cancel_action_goal"]);
  });

  test.each([
    ["nobody answers", "ignored", /no answer within/],
    ["nobody opens", "left waiting", /no rosbridge answers at/],
    ["nobody is let in", "refused", /it refuses us/],
  ] as const)("are given up where %s on the second connection", async (_what, reception, why) => {
    const { guard, server, stop, run } = await anAction();
    const { ended } = await run(200);
    guard.reception = reception;
    stop.abort();
    const error = await ended;
    expect(error).toMatchObject({ code: "aborted", message: expect.stringMatching(why) });
    expect(error).toMatchObject({ message: expect.stringMatching(/did not say that it stopped/) });
    expect(server.mayBeBusy()).toBe(true);
  });

  test("whose server has no service for that may go on, and it is told why", async () => {
    const { bridge, server, stop, run } = await anAction();
    bridge.graph.services.delete(CANCEL);
    const { ended } = await run(200);
    stop.abort();
    expect(await ended).toMatchObject({
      code: "aborted",
      message: expect.stringMatching(/did not say that it stopped: .* does not exist$/),
    });
    await expect(
      server.run({ goal: 3 }, { deadlineMs: 200, cancelWithinMs: 200 }),
    ).rejects.toMatchObject({
      code: "deadline",
      message: expect.stringMatching(/the goal before may go on: .* does not exist/),
    });
  });

  test("that a dropped link left behind are cancelled before the next is sent", async () => {
    const { guard, link, goals, server, run, commands } = await anAction();
    const { ended } = await run();
    guard.cut();
    expect(await ended).toMatchObject({ code: "unreachable" });
    expect(server.mayBeBusy()).toBe(true);
    await vi.waitFor(() => expect(link.state).toBe("connected"));
    const next = await run();
    goals[1]!.end("succeeded", "");
    expect(await next.ended).toMatchObject({ end: "succeeded" });
    expect(server.mayBeBusy()).toBe(false);
    expect(commands()).toEqual(["1: send_action_goal", "3: call_service", "2: send_action_goal"]);
  });

  test("are not sent when told to stop while the one before is cancelled", async () => {
    const { guard, link, server, stop, run, commands } = await anAction();
    const { ended } = await run();
    guard.cut();
    await ended;
    await vi.waitFor(() => expect(link.state).toBe("connected"));
    guard.reception = "left waiting";
    const next = server.run(
      { goal: 3 },
      { deadlineMs: 60_000, cancelWithinMs: 60_000, signal: stop.signal },
    );
    const rejected = expect(next).rejects.toMatchObject({ message: "/count: told to stop" });
    await vi.waitFor(() => expect(guard.came).toHaveLength(3));
    stop.abort();
    await rejected;
    expect(commands()).toEqual(["1: send_action_goal"]);
    expect(server.mayBeBusy()).toBe(true);
  });

  test("can be tried to be cancelled, which cancels none", async () => {
    const { bridge, link, run, goals } = await anAction();
    const { ended } = await run();
    const within = { deadlineMs: 4000 };
    expect(await tryCancelling(link, ROS2, "/count", within)).toEqual({ goals: 0 });
    goals[0]!.end("succeeded", "");
    expect(await ended).toMatchObject({ end: "succeeded" });
    bridge.graph.services.delete(CANCEL);
    expect(await tryCancelling(link, ROS2, "/count", within)).toEqual({
      problem: expect.stringMatching(/does not exist/),
    });
  });
});
