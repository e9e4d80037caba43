import { afterEach, expect, test } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { lookAt, near } from "../../perception/geometry/pose.ts";
import type { RobotTime, View } from "../../perception/photo.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { compareTimes } from "../../perception/ros/robot-time.ts";
import type { LinkState } from "../../perception/ros/ros-link.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import {
  type SimulatedRobotOptions,
  startSimulatedRobot,
} from "../../sim/bridge/simulated-robot.ts";
import { robotContract } from "../contracts/robot-contract.ts";
import { FLAT_CAMERA } from "../fakes/flat-camera.ts";
import { until } from "../fakes/ros-robot.ts";
import { sharpCamera } from "../fakes/sharp-camera.ts";

const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const CUP: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 200, y: 150, width: 40, height: 50 },
  position: [0.1, 0.05, 0],
  radiusM: 0.06,
};
const SCENE: View = { kind: "scene" };
const LEFT: View = { kind: "close-up", object: CUP, angle: "left" };
const base = await loadProfile();
const profile = {
  ...base,
  link: { ...base.link, heartbeatMs: 200, retryFromMs: 5, retryToMs: 20 },
};

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function inSimulation(options: Partial<SimulatedRobotOptions> = {}) {
  const simulated = await startSimulatedRobot({
    camera: sharpCamera(),
    obstacles: [{ id: "thing", position: CUP.position!, radiusM: 0.04, heightM: 0.1 }],
    sceneCameraPose: HOME,
    speed: 40,
    clockOffsetS: 37,
    ...options,
  });
  const states: LinkState[] = [];
  const robot = await connectRosbridgeRobot({
    url: simulated.url,
    profile,
    onState: (state) => states.push(state),
  });
  open.push(simulated.close, robot.close);
  return { simulated, robot, states };
}

robotContract("the simulated robot over rosbridge", async () => {
  const { robot } = await inSimulation();
  const { position: _, radiusM: __, ...ghost } = CUP;
  return { robot, thing: CUP, ghost };
});

robotContract("the simulated robot over a rosbridge of ROS 2", async () => {
  const { robot } = await inSimulation({ dialect: "ros2" });
  const { position: _, radiusM: __, ...ghost } = CUP;
  return { robot, thing: CUP, ghost };
});

test.each(["ros1", "ros2"] as const)(
  "photographs, acts and speaks over %s, found out by itself",
  async (dialect) => {
    const { simulated, robot } = await inSimulation({ dialect });
    const photo = await robot.photograph(LEFT);
    const wanted = closeUpPose({ position: CUP.position!, radiusM: 0.06 }, "left", profile.orbit);
    expect(near(photo.cameraPose!, wanted, 1e-4, 1e-4)).toBe(true);
    expect(photo.intrinsics).toEqual(FLAT_CAMERA);
    const action = { objectId: CUP.id, text: "put it away", reversibility: "reversible" } as const;
    expect(await robot.perform({ ...action, verb: "store" }, CUP)).toMatchObject({ done: true });
    await robot.perform({ ...action, verb: "ask", text: "whose is it?" }, CUP);
    expect(simulated.stats()).toMatchObject({ said: ["whose is it?"], arrivals: 1 });
  },
);

test("a pose that a ROS 2 robot cannot reach is refused, and the next one is tried", async () => {
  const obstacles = [
    { id: "thing", position: CUP.position!, radiusM: 0.04, heightM: 0.1 },
    { id: "vase", position: [-0.1, 0.05, 0] as const, radiusM: 0.08, heightM: 0.4 },
  ];
  const { robot } = await inSimulation({ obstacles, dialect: "ros2" });
  await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "view-unavailable" });
  expect((await robot.photograph({ ...LEFT, angle: "right" })).cameraPose).toBeDefined();
});

test("the camera is where the photo says, through the tilted mount, 37 s ahead of us", async () => {
  const { robot } = await inSimulation();
  const photo = await robot.photograph(LEFT);
  const wanted = closeUpPose({ position: CUP.position!, radiusM: 0.06 }, "left", profile.orbit);
  expect(near(photo.cameraPose!, wanted, 1e-4, 1e-4)).toBe(true);
  expect(photo.stamp!.sec - Date.now() / 1000).toBeGreaterThan(30);
});

test("a second robot finds the scene view, wherever the first left the camera", async () => {
  const { simulated, robot } = await inSimulation();
  await robot.photograph(LEFT);
  await robot.close();
  const second = await connectRosbridgeRobot({ url: simulated.url, profile });
  open.push(second.close);
  const photo = await second.photograph(SCENE);
  expect(near(photo.cameraPose!, HOME, 1e-4, 1e-4)).toBe(true);
});

test("what stands in the way is the robot's reason for no photo", async () => {
  const obstacles = [
    { id: "thing", position: CUP.position!, radiusM: 0.04, heightM: 0.1 },
    { id: "vase", position: [-0.1, 0.05, 0] as const, radiusM: 0.08, heightM: 0.4 },
  ];
  const { robot } = await inSimulation({ obstacles });
  await expect(robot.photograph(LEFT)).rejects.toMatchObject({
    code: "view-unavailable",
    message: expect.stringMatching(/would touch something/),
    details: { refused: true },
  });
});

test("the bridge is closed in mid-move and comes back: no frame of before is used", async () => {
  const { simulated, robot, states } = await inSimulation({ speed: 4 });
  const before: RobotTime = (await robot.photograph(SCENE)).stamp!;
  const moving = expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "unreachable" });
  await until(() => simulated.stats().moves === 1);
  await simulated.cutBridge();
  await moving;
  await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "unreachable" });
  await simulated.restoreBridge();
  await until(() => states.at(-1) === "connected");
  const photo = await robot.photograph(SCENE);
  expect(compareTimes(photo.stamp!, before)).toBeGreaterThan(0);
  expect(near(photo.cameraPose!, HOME, 1e-4, 1e-4)).toBe(true);
  // The move that nobody waited for any more was stopped before the next.
  expect(simulated.stats().stops).toBe(1);
});

test("acts and speaks, and the next photo is of what is left", async () => {
  const { simulated, robot } = await inSimulation();
  const before = await robot.photograph(LEFT);
  const action = { objectId: CUP.id, text: "put it away", reversibility: "reversible" } as const;
  expect(await robot.perform({ ...action, verb: "store" }, CUP)).toMatchObject({ done: true });
  await robot.perform({ ...action, verb: "ask", text: "whose is it?" }, CUP);
  expect(simulated.stats()).toMatchObject({
    acts: [{ verb: "store", objectId: "thing", label: "cup" }],
    said: ["whose is it?"],
  });
  const after = await robot.photograph(LEFT);
  expect(after.sha256).not.toBe(before.sha256);
});

test("a camera that fails gives no photo, and no old one", async () => {
  const camera = sharpCamera();
  let broken = false;
  const shoot = async () => {
    if (broken) throw new Error("the lens fell off");
    return camera.shoot();
  };
  const simulated = await startSimulatedRobot({
    camera: { ...camera, shoot },
    obstacles: [],
    sceneCameraPose: HOME,
    speed: 40,
  });
  const impatient = { ...profile, camera: { ...profile.camera, freshWithinMs: 200 } };
  const robot = await connectRosbridgeRobot({ url: simulated.url, profile: impatient });
  open.push(simulated.close, robot.close);
  await robot.photograph(SCENE);
  broken = true;
  await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "view-stale" });
});
