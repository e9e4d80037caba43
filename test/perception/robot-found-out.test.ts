import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { compose, near, type Pose } from "../../perception/geometry/pose.ts";
import { DIALECTS } from "../../perception/ros/dialect.ts";
import { discover } from "../../perception/ros/discover.ts";
import { type ActionProfile, type ArmProfile, isTaught } from "../../perception/ros/profile.ts";
import { RosLink } from "../../perception/ros/ros-link.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { surfacePose } from "../../perception/ros/surface-frame.ts";
import { pathRefusal, poseRefusal, targetRefusal } from "../../perception/ros/workspace.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { tactful } from "../fakes/command-line.ts";
import { type FakeRobot, fakeRobot, quickProfile } from "../fakes/ros-robot.ts";

const CUP: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 20, y: 15, width: 14, height: 15 },
  position: [0.1, 0.05, 0],
  radiusM: 0.06,
};
const LEFT = { kind: "close-up", object: CUP, angle: "left" } as const;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aFake(options?: Parameters<typeof fakeRobot>[0]): Promise<FakeRobot> {
  const fake = await fakeRobot(options);
  open.push(fake.close);
  return fake;
}

async function connected(fake: FakeRobot, profile: ArmProfile = fake.profile) {
  const robot = await connectRosbridgeRobot({ profile });
  open.push(robot.close);
  return robot;
}

const untold = ({ dialect: _, ...profile }: ActionProfile): ActionProfile => profile;

describe("what a profile leaves out is found out", () => {
  for (const speaks of ["ros1", "ros2"] as const)
    test(`by the first message, where no rosapi answers (${speaks})`, async () => {
      const fake = await aFake({ profile: untold, speaks });
      const photo = await (await connected(fake)).photograph(LEFT);
      expect(photo.stamp!.sec).toBeGreaterThan(1_000_000);
      const sent = fake.bridge.received.filter(({ op }) => op === "send_action_goal");
      expect(sent).toHaveLength(speaks === "ros2" ? 1 : 0);
    });

  test("by the types that rosapi lists, which also tell how the pictures come", async () => {
    const { profile, bridge } = await aFake({ profile: untold });
    const link = new RosLink(profile.url, profile.link);
    open.push(() => link.close());
    await link.connect();
    const answers = { topics: [profile.topics.image], types: ["sensor_msgs/msg/Image"] };
    bridge.onOp = ({ op, id, service }) => {
      if (op === "call_service")
        bridge.send({ op: "service_response", id, service, values: answers, result: true });
    };
    const found = await discover(link, profile, { deadlineMs: 4000 });
    expect(found).toEqual({ dialect: "ros2", encoding: "raw" });
  });

  test("or it is said what to write, where nothing tells", async () => {
    const fake = await aFake({ waitMs: 250, profile: untold });
    Object.assign(fake.profile.link, { connectWithinMs: 200 });
    const { profile } = fake;
    if (isTaught(profile)) throw new Error("it is taught");
    const topics = { ...profile.topics, image: "/no", tf: "/no/tf", tfStatic: "/no/static" };
    const lost = connected(fake, { ...profile, topics });
    await expect(lost).rejects.toThrow(/write dialect: ros1 or ros2 into the profile/);
  });
});

describe("a bridge's address and its secrets", () => {
  test("a token goes out in a header, from the environment, and stands nowhere else", async () => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    open.push(() => server.close());
    await once(server, "listening");
    const told = once(server, "connection");
    process.env.TACTFUL_TEST_TOKEN = "s3cret";
    open.push(() => delete process.env.TACTFUL_TEST_TOKEN);
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const base = await quickProfile(250, { url });
    const profile = { ...base, headers: { Authorization: `Bearer $\{TACTFUL_TEST_TOKEN}` } };
    Object.assign(profile.link, { connectWithinMs: 300 });
    const error = await connectRosbridgeRobot({ profile }).catch((it: Error) => it);
    const [, request] = (await told) as [unknown, { headers: Record<string, string> }];
    expect(request.headers.authorization).toBe("Bearer s3cret");
    expect(String(error)).not.toMatch(/s3cret/);
    delete process.env.TACTFUL_TEST_TOKEN;
    const missing = connectRosbridgeRobot({ profile });
    await expect(missing).rejects.toThrow(/headers\.Authorization: .* no TACTFUL_TEST_TOKEN/);
  });

  test("one with a password is refused on the command line before anything is written", async () => {
    const { code, stderr } = await tactful("run", "--robot", "wss://me:s3cret@robot.example:9090");
    expect(code).toBe(2);
    expect(stderr).toMatch(/carries a user or password.*profile's headers/);
    expect(stderr).not.toMatch(/s3cret/);
  });
});

describe("a surface that only the profile knows", () => {
  const touched = {
    middle: [0.5, 0, 0.02],
    right: [0.5, -0.4, 0.02],
    away: [0.9, 0.1, 0.02],
  } as const;

  test("has x to the right, y away and z up, as it was touched", () => {
    const { position, orientation } = surfacePose({ in: "base_link", touched });
    expect(position).toEqual([0.5, 0, 0.02]);
    const [x, y, z, w] = orientation;
    // A quarter turn to the right: x along -y of the base.
    expect(Math.hypot(x, y, z + Math.SQRT1_2, w - Math.SQRT1_2)).toBeLessThan(1e-9);
  });

  test("is looked at, and reached for, in a frame that the robot knows", async () => {
    // The robot itself has never heard of the desk.
    const fake = await aFake();
    const { scene: _, ...frames } = fake.profile.frames;
    const pose: Pose = { position: [0, 0, 0.1], orientation: [0, 0, 0, 1] };
    const robot = await connected(fake, {
      ...fake.profile,
      frames: { ...frames, surface: "desk" },
      surface: { in: "surface", pose },
    });
    await robot.photograph(LEFT);
    const { orbit } = await quickProfile(1);
    const place = { position: CUP.position!, radiusM: CUP.radiusM! };
    const wanted = compose(pose, closeUpPose(place, "left", orbit));
    expect(near(fake.camera, wanted, 1e-6, 1e-6)).toBe(true);
    const store = {
      verb: "store",
      objectId: CUP.id,
      text: "x",
      reversibility: "reversible",
    } as const;
    await robot.perform(store, CUP);
    const call = fake.bridge.received.find(({ service }) => service === "/tactful/skills/store");
    expect(call?.args).toMatchObject({
      target: { header: { frame_id: "surface" }, pose: { position: { x: 0.1, y: 0.05, z: 0.1 } } },
    });
  });
});

describe("keep-out boxes", () => {
  const keepOut = [{ name: "monitor", min: [-0.2, 0.2, 0], max: [0.2, 0.4, 0.5] }] as const;
  const limits = {
    workspace: { min: [-1, -1, 0], max: [1, 1, 1] },
    keepOut,
    simulated: false,
  } as const;
  const at = (x: number, y: number, z: number) =>
    ({ position: [x, y, z], orientation: [0, 0, 0, 1] }) as const;

  test("hold camera, tool and hands out, and what would pass through", () => {
    expect(poseRefusal(limits, [["camera", at(0, 0, 0.3)]])).toBeUndefined();
    expect(poseRefusal(limits, [["tool", at(0, 0.3, 0.3)]])).toMatch(/inside "monitor"/);
    expect(targetRefusal(limits, [0.1, 0.3, 0.1])).toMatch(/inside "monitor"/);
    expect(pathRefusal(limits, "camera", [0, 0, 0.3], [0, 0.8, 0.3])).toMatch(/through "monitor"/);
    expect(pathRefusal(limits, "camera", [0, 0, 0.4], [0, 0.8, 1])).toBeUndefined();
    expect(pathRefusal(limits, "camera", [0.5, 0, 0.3], [0.5, 0.8, 0.3])).toBeUndefined();
    expect(pathRefusal(limits, "camera", [0, 0.1, 0.3], [0, 0.1, 0.9])).toBeUndefined();
  });

  test("are refused before the robot hears of it", async () => {
    const box = { name: "lamp", min: [-0.6, -0.3, 0], max: [-0.05, 0.3, 0.9] } as const;
    const fake = await aFake({ profile: { keepOut: [box] } });
    const robot = await connected(fake);
    await expect(robot.photograph(LEFT)).rejects.toThrow(/"lamp", which is to be kept out of/);
    expect(fake.goals).toHaveLength(0);
  });
});

test("pictures may come raw, in any common encoding", async () => {
  const fake = await aFake({
    profile: { camera: { ...(await quickProfile(4000)).camera, encoding: "raw" } },
  });
  const [width, height] = [64, 48];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 256);
  const { publish } = fake.bridge;
  fake.bridge.publish = (topic, msg) => {
    if (topic !== fake.profile.topics.image) return publish(topic, msg);
    const { header } = msg as { header: unknown };
    const noisy = data.slice();
    noisy[0] = fake.nowMs() % 256;
    noisy[1] = Math.floor(fake.nowMs() / 256) % 256;
    publish(topic, {
      header,
      height,
      width,
      encoding: "bgr8",
      is_bigendian: 0,
      step: width * 3,
      data: noisy,
    });
  };
  const photo = await (await connected(fake)).photograph(LEFT);
  expect(photo).toMatchObject({ widthPx: 64, heightPx: 48, mediaType: "image/jpeg" });
});

test("another robot at the same address is not taken for this one", async () => {
  const fake = await aFake();
  const states: string[] = [];
  const robot = await connectRosbridgeRobot({
    profile: fake.profile,
    onState: (state) => states.push(state),
  });
  open.push(robot.close);
  await robot.photograph(LEFT);
  const { dialect = "ros1", frames } = fake.profile;
  const stamp = DIALECTS[dialect].header(frames.surface, { sec: 1, nanosec: 0 });
  const moved = {
    header: stamp,
    child_frame_id: frames.base,
    transform: { translation: { x: 1, y: 0, z: 0 }, rotation: { x: 0, y: 0, z: 0, w: 1 } },
  };
  fake.bridge.publish("/tf_static", { transforms: [moved] });
  await expect(robot.photograph(LEFT)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/is another robot now: "base_link" is no longer/),
  });
});
