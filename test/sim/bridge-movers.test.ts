import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { compose, invert, lookAt, near, type Pose } from "../../perception/geometry/pose.ts";
import { ANGLES, type View } from "../../perception/photo.ts";
import { parseProfile } from "../../perception/ros/load-profile.ts";
import { isTaught, type RobotProfile } from "../../perception/ros/profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { toolOf } from "../../sim/bridge/camera-arm.ts";
import { JOINTS, jointProblem, jointsFor, toolAt } from "../../sim/bridge/gantry.ts";
import {
  type SimulatedRobotOptions,
  startSimulatedRobot,
} from "../../sim/bridge/simulated-robot.ts";
import { BASE_IN_SURFACE } from "../../sim/bridge/transforms.ts";
import { moverProfile, SIMULATED_MOVERS } from "../../sim/mover-profile.ts";
import { makeWorld } from "../../sim/world.ts";
import { FLAT_CAMERA } from "../fakes/flat-camera.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";
import { sharpCamera } from "../fakes/sharp-camera.ts";

const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const SCENE: View = { kind: "scene" };
const CUP: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 20, y: 15, width: 10, height: 12 },
  position: [0.1, 0.05, 0],
  radiusM: 0.06,
};
const closeUp = (angle: (typeof ANGLES)[number]): View => ({
  kind: "close-up",
  object: CUP,
  angle,
});

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function simulated(profile: RobotProfile, options: Partial<SimulatedRobotOptions> = {}) {
  const robot = await startSimulatedRobot({
    camera: sharpCamera(),
    obstacles: [{ id: "thing", position: CUP.position!, radiusM: 0.04, heightM: 0.1 }],
    sceneCameraPose: HOME,
    speed: 40,
    profile,
    ...options,
  });
  open.push(robot.close);
  return robot;
}

const connected = async (url: string, profile: RobotProfile) => {
  const robot = await connectRosbridgeRobot({ url, profile });
  open.push(robot.close);
  return robot;
};

describe("the wrist on its gantry", () => {
  const radians = (least: number, most: number) =>
    fc.double({ min: least, max: most, noNaN: true });

  test("has one set of positions for a tool pose, and finds it", () => {
    const metres = radians(-2, 2);
    const wrist = [radians(-3.1, 3.1), radians(0.01, 3.1), radians(-3.1, 3.1)] as const;
    fc.assert(
      fc.property(fc.tuple(metres, metres, metres, ...wrist), (positions) => {
        const found = jointsFor(toolAt(positions));
        for (const [i, position] of positions.entries()) expect(found[i]).toBeCloseTo(position, 6);
        expect(jointProblem(positions)).toBeUndefined();
      }),
    );
  });

  test("finds a set for straight up and straight down too", () => {
    for (const tilt of [0, Math.PI])
      for (const pan of [-2, 0, 3]) {
        const tool = toolAt([0.1, 0.2, 0.3, pan, tilt, 0.7]);
        expect(near(toolAt(jointsFor(tool)), tool, 1e-9, 1e-6)).toBe(true);
      }
  });

  test("says which joint cannot go there", () => {
    expect(jointProblem([0, 0, 0, 0, -0.5, 0])).toContain("wrist_tilt");
    expect(jointProblem([0, 0, 0, 0, 0, 4])).toContain("wrist_spin");
    expect(jointProblem([Number.NaN, 0, 0, 0, 0, 0])).toContain("no number");
  });
});

describe.each(["ros1", "ros2"] as const)("in %s", (dialect) => {
  test.each(SIMULATED_MOVERS)(
    "moved by %s, the camera comes to rest where it should",
    async (kind) => {
      const profile = await moverProfile(kind, HOME);
      const { url, stats } = await simulated(profile, { dialect });
      const robot = await connected(url, profile);
      expect(near((await robot.photograph(SCENE)).cameraPose!, HOME, 1e-4, 1e-4)).toBe(true);
      const { cameraPose } = await robot.photograph(closeUp("left"));
      if ("orbit" in profile) {
        const of = { position: CUP.position!, radiusM: CUP.radiusM! };
        expect(near(cameraPose!, closeUpPose(of, "left", profile.orbit), 1e-4, 1e-4)).toBe(true);
      } else expect(cameraPose!.position[0]).toBeLessThan(-0.4);
      // Joints have to be where they were taught, for the scene photo too.
      const moves = kind === "joints" ? 2 : 1;
      expect(stats()).toMatchObject({ moves, arrivals: moves, refusals: 0 });
    },
  );

  test.each(["service", "topic"] as const)(
    "moved by %s, it does not go into things, and goes on after that",
    async (kind) => {
      const profile = await moverProfile(kind, HOME);
      if (profile.mover.kind !== kind) throw new Error("another mover");
      const mover = { ...profile.mover, deadlineMs: 300 };
      const vase = { id: "vase", position: [-0.1, 0.05, 0], radiusM: 0.08, heightM: 0.4 } as const;
      const { url, stats } = await simulated(profile, { dialect, obstacles: [vase] });
      const robot = await connected(url, { ...profile, mover } as RobotProfile);
      await expect(robot.photograph(closeUp("left"))).rejects.toMatchObject({
        code: "view-unavailable",
        ...(kind === "service" && { message: expect.stringContaining("touch something") }),
      });
      expect(stats()).toMatchObject({ moves: 0, refusals: 1 });
      expect((await robot.photograph(closeUp("right"))).cameraPose).toBeDefined();
    },
  );
});

test.each([7, 1234])("is taught places in reach that see surface %i", async (seed) => {
  const { sceneCameraPose } = makeWorld(seed);
  const profile = await moverProfile("joints", sceneCameraPose);
  if (profile.mover.kind !== "joints") throw new Error("another mover");
  const { poses } = profile.mover;
  const { url, stats } = await simulated(profile, { obstacles: [], sceneCameraPose });
  const robot = await connected(url, profile);
  expect(robot.abilities.angles).toEqual([...ANGLES]);
  for (const angle of ANGLES) {
    const tool = toolAt(poses[angle]!);
    expect(jointProblem(poses[angle]!)).toBeUndefined();
    const { cameraPose } = await robot.photograph(closeUp(angle));
    const inBase = compose(invert(BASE_IN_SURFACE), toolOf(cameraPose!));
    expect(near(inBase, tool, 1e-4, 1e-4)).toBe(true);
  }
  expect(stats().refusals).toBe(0);
});

test("tells of its joints, and refuses a trajectory of others or beyond their limits", async () => {
  const profile = await moverProfile("joints", HOME);
  const { url, stats } = await simulated(profile);
  const client = await rawBridgeClient(url);
  open.push(client.close);
  client.send({ op: "subscribe", topic: "/joint_states" });
  const { msg } = await client.message(({ topic }) => topic === "/joint_states");
  const { name, position } = msg as { name: string[]; position: number[] };
  expect(name).toEqual([...JOINTS]);
  expect(near(compose(BASE_IN_SURFACE, toolAt(position)), toolOf(HOME), 1e-6, 1e-6)).toBe(true);

  const result = `${profile.mover.kind === "joints" && profile.mover.name}/result`;
  client.send({ op: "subscribe", topic: result });
  const asked: readonly (readonly [readonly string[], readonly number[], string])[] = [
    [["elbow"], [0], "not of the joints"],
    [JOINTS, [0], "not one position a joint"],
    [JOINTS, [0, 0, 0.5, 0, 9, 0], "wrist_tilt"],
    [JOINTS, [9, 0, 0.5, 0, 2, 0], "outside the workspace"],
  ];
  for (const [i, [joint_names, positions, why]] of asked.entries()) {
    const goal = { trajectory: { joint_names, points: [{ positions }] } };
    const topic = result.replace("result", "goal");
    client.send({ op: "publish", topic, msg: { goal_id: { id: `g${i}` }, goal } });
    const text = await client.frame((frame) => String(frame).includes(`"id":"g${i}"`));
    expect(JSON.parse(String(text)).msg).toMatchObject({
      status: { status: 5, text: expect.stringContaining(why) },
      result: { error_code: -1 },
    });
  }
  expect(stats()).toMatchObject({ moves: 0, refusals: 4 });
});

test.each(SIMULATED_MOVERS)("the profile for %s is read as it is written", async (kind) => {
  const profile = await moverProfile(kind, HOME);
  expect(parseProfile(stringify(profile), "robot.yaml")).toEqual(profile);
});

test("sends the same pictures in full beside the compressed ones", async () => {
  const compressed = await moverProfile("action", HOME);
  if (isTaught(compressed)) throw new Error("it is taught");
  const { url } = await simulated(compressed);
  const image = "/camera/image";
  const raw = { ...compressed, topics: { ...compressed.topics, image } };
  const robot = await connected(url, raw);
  const photo = await robot.photograph(closeUp("left"));
  expect(photo).toMatchObject({ widthPx: FLAT_CAMERA.widthPx, heightPx: FLAT_CAMERA.heightPx });
  const client = await rawBridgeClient(url);
  open.push(client.close);
  client.send({ op: "subscribe", topic: image });
  const { msg } = await client.message(({ topic }) => topic === image);
  const { data, ...rest } = msg as { data: string };
  const { widthPx, heightPx } = FLAT_CAMERA;
  expect(rest).toMatchObject({
    width: widthPx,
    height: heightPx,
    encoding: "rgb8",
    is_bigendian: 0,
    step: widthPx * 3,
  });
  expect(Buffer.from(data, "base64")).toHaveLength(widthPx * heightPx * 3);
});

test("a camera in hand is where its holder brings it, without TF or calibration", async () => {
  const text =
    "name: webcam\nurl: ws://127.0.0.1:9090\ntopics: {image: /image_raw/compressed}\nmover: {kind: human}";
  const profile = parseProfile(text, "robot.yaml");
  // Lying on the floor at first: a camera that nobody moves sends the same bytes again.
  const sceneCameraPose = lookAt([1, -1, 0.1], [0, 0, 0], [0, 0, 1]);
  const simulation = await simulated(profile, { sceneCameraPose });
  const held: string[] = [];
  const places: readonly Pose[] = [HOME, lookAt([-0.5, 0, 0.3], [0.1, 0.05, 0], [0, 0, 1])];
  const robot = await connectRosbridgeRobot({
    url: simulation.url,
    profile,
    holder: async (request) => {
      held.push(request);
      await simulation.hold(places[Math.min(held.length - 1, 1)]!);
      return "ready";
    },
  });
  open.push(robot.close);
  const scene = await robot.photograph(SCENE);
  const left = await robot.photograph(closeUp("left"));
  expect(left.sha256).not.toBe(scene.sha256);
  expect(left.cameraPose).toBeUndefined();
  expect(held).toHaveLength(2);
  const client = await rawBridgeClient(simulation.url);
  open.push(client.close);
  const { topics } = JSON.parse(await client.call("/rosapi/topics")).values;
  expect(topics).toEqual(["/image_raw/compressed", "/image_raw"]);
  await vi.waitFor(() => expect(simulation.stats()).toMatchObject({ refusals: 0, arrivals: 2 }));
});
