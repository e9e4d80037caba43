import { afterEach, describe, expect, test } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { compose, invert, near, type Pose } from "../../perception/geometry/pose.ts";
import { differenceOf } from "../../perception/images/alike.ts";
import type { View } from "../../perception/photo.ts";
import { DIALECTS } from "../../perception/ros/dialect.ts";
import { listenToTf } from "../../perception/ros/listen-to-tf.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { moverFor } from "../../perception/ros/mover-for.ts";
import type { ActionProfile, ArmProfile, JointsProfile } from "../../perception/ros/profile.ts";
import { millisecondsBetween } from "../../perception/ros/robot-time.ts";
import { type LinkState, RosLink } from "../../perception/ros/ros-link.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { reversibilityOf, type Verb } from "../../perception/tidy-action.ts";
import { cameraMoverContract } from "../contracts/camera-mover-contract.ts";
import { robotContract } from "../contracts/robot-contract.ts";
import { type FakeRobot, fakeRobot, HOME, MOUNT, until } from "../fakes/ros-robot.ts";

const CUP: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 200, y: 150, width: 40, height: 50 },
  position: [0.1, 0.05, 0],
  radiusM: 0.06,
};
const { position: _, radiusM: __, ...GHOST } = CUP;
const SCENE: View = { kind: "scene" };
const LEFT = { kind: "close-up", object: CUP, angle: "left" } as const;
const { orbit } = await loadProfile();
const PLACE = { position: CUP.position!, radiusM: CUP.radiusM! };
const LEFT_POSE = closeUpPose(PLACE, "left", orbit);
const actionOf = (verb: Verb) => ({
  verb,
  objectId: CUP.id,
  text: `${verb} it`,
  reversibility: reversibilityOf(verb),
});

const WAITS = { deadlineMs: 4000, toleranceM: 0.01, toleranceRad: 0.02 };
const SERVICE = {
  kind: "service",
  name: "/go_to",
  type: "arm_msgs/GoTo",
  request: { where: "$poseStamped", speed: 0.1 },
  ...WAITS,
} as const;
const TOPIC = { kind: "topic", name: "/arm/target_pose", ...WAITS } as const;
const TAUGHT = new Map([
  ["0,0", HOME],
  ["1,0.5", LEFT_POSE],
]);
/** The same robot, which only knows two places. */
function taughtProfile({
  orbit: _o,
  angles: _a,
  scenePose: _s,
  ...arm
}: ActionProfile): JointsProfile {
  return {
    ...arm,
    topics: { ...arm.topics, jointStates: "/joint_states" },
    mover: {
      kind: "joints",
      name: "/arm/follow_joint_trajectory",
      type: "control_msgs/FollowJointTrajectory",
      joints: ["lift", "swing"],
      poses: { scene: [0, 0], left: [1, 0.5] },
      seconds: 2,
      deadlineMs: 4000,
      cancelWithinMs: 4000,
      toleranceRad: 0.01,
    },
  };
}

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aFake(options?: Parameters<typeof fakeRobot>[0]): Promise<FakeRobot> {
  const fake = await fakeRobot(options);
  open.push(fake.close);
  return fake;
}

async function connected(fake: FakeRobot, onState?: (state: LinkState) => void) {
  const { profile } = fake;
  const robot = await connectRosbridgeRobot({ profile, ...(onState && { onState }) });
  open.push(robot.close);
  return robot;
}

for (const dialect of ["ros1", "ros2"] as const) {
  robotContract(`a rosbridge robot, ${dialect}`, async () => {
    const robot = await connected(await aFake({ profile: { dialect } }));
    return { robot, thing: CUP, ghost: GHOST };
  });

  const arms: readonly [name: string, change: (profile: ActionProfile) => ArmProfile][] = [
    ["action", (profile) => ({ ...profile, dialect })],
    ["service", (profile) => ({ ...profile, dialect, mover: SERVICE })],
    ["topic", (profile) => ({ ...profile, dialect, mover: TOPIC })],
    ["taught joints", (profile) => taughtProfile({ ...profile, dialect })],
  ];
  for (const [name, profile] of arms)
    cameraMoverContract(
      `a mover by ${name}, ${dialect}`,
      async () => {
        const fake = await aFake({ profile, taught: TAUGHT });
        const parts = { profile: fake.profile, dialect: DIALECTS[dialect] };
        const link = new RosLink(fake.profile.url, fake.profile.link);
        const tf = listenToTf(link, fake.profile, parts.dialect);
        const mover = moverFor({ link, tf, ...parts });
        await link.connect();
        open.push(() => link.close());
        await until(() => tf.newest !== undefined);
        const far: Pose = { ...LEFT_POSE, position: [0, 0, 1.6] };
        return {
          mover,
          reachable: { view: LEFT, pose: LEFT_POSE },
          there: LEFT_POSE,
          outside: { view: { ...LEFT, angle: "back" }, pose: far },
          commands: () => fake.goals.length,
        };
      },
      name === "taught joints" ? { takesNoPoses: "it goes where it was taught" } : {},
    );
}

describe("photographs", () => {
  test("come with the camera's pose, its lens, and a stamp of the robot's clock", async () => {
    const fake = await aFake({ clockAheadS: 37 });
    const photo = await (await connected(fake)).photograph(LEFT);
    expect(near(photo.cameraPose!, LEFT_POSE, 1e-6, 1e-6)).toBe(true);
    expect(photo.intrinsics).toEqual({ fx: 60, fy: 60, cx: 32, cy: 24, widthPx: 64, heightPx: 48 });
    expect(Math.abs(photo.stamp!.sec * 1000 - fake.nowMs())).toBeLessThan(5000);
  });

  test("send the tool, not the camera, to where the camera sees from, seen from the base", async () => {
    const fake = await aFake();
    await (await connected(fake)).photograph(LEFT);
    expect(fake.goals).toHaveLength(1);
    expect(fake.goals[0]!.frame).toBe("base_link");
    expect(near(fake.camera, LEFT_POSE, 1e-6, 1e-6)).toBe(true);
    expect(near(fake.goals[0]!.pose, compose(LEFT_POSE, invert(MOUNT)), 0.05, 0.05)).toBe(false);
  });

  for (const clockAheadS of [37, -37])
    test(`are fresh with a robot clock ${clockAheadS} s ahead of ours`, async () => {
      const fake = await aFake({ clockAheadS });
      const robot = await connected(fake);
      const before = fake.nowMs();
      const photo = await robot.photograph(LEFT);
      const sec = Math.floor(before / 1000);
      const called = { sec, nanosec: (before - sec * 1000) * 1e6 };
      expect(millisecondsBetween(called, photo.stamp!)).toBeGreaterThan(0);
    });

  test("never come from a frame of before the camera arrived", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.faults.frozenCamera = true;
    const stale = robot.photograph(LEFT);
    await expect(stale).rejects.toMatchObject({ code: "view-stale" });
    fake.faults.frozenCamera = false;
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
  });

  test("wait out frames that come late, until one was taken after the arrival", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    fake.faults.lateFramesMs = 400;
    const before = fake.nowMs();
    const photo = await robot.photograph(LEFT);
    expect(photo.stamp!.sec * 1000 + photo.stamp!.nanosec / 1e6).toBeGreaterThan(before);
    expect(near(photo.cameraPose!, LEFT_POSE, 1e-6, 1e-6)).toBe(true);
  });

  test("of the scene are taken from where TF says, wherever the camera was left", async () => {
    const fake = await aFake();
    fake.camera = LEFT_POSE;
    const photo = await (await connected(fake)).photograph(SCENE);
    expect(near(photo.cameraPose!, HOME, 1e-6, 1e-6)).toBe(true);
  });

  test("of the scene are taken from where the camera was, if nothing names the view", async () => {
    const { frames } = (await aFake()).profile;
    const { scene: _view, ...unnamed } = frames;
    const fake = await aFake({ profile: { frames: unnamed } });
    const robot = await connected(fake);
    await robot.photograph(SCENE);
    expect(fake.goals).toHaveLength(0);
    await robot.photograph(LEFT);
    const photo = await robot.photograph(SCENE);
    expect(near(photo.cameraPose!, HOME, 1e-6, 1e-6)).toBe(true);
  });

  test("that are smeared are taken again, and given up after as many as the profile says", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    fake.faults.blankPhotos = true;
    const blank = robot.photograph(LEFT);
    await expect(blank).rejects.toMatchObject({
      code: "view-unavailable",
      message: expect.stringMatching(/unsharp .*3 taken/),
      details: { refused: true },
    });
  });

  test("that are broken are no photos", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    fake.faults.brokenPhotos = true;
    const broken = robot.photograph(SCENE);
    await expect(broken).rejects.toMatchObject({ code: "view-unavailable" });
  });

  test("through a lens that distorts come out straight, as of a pinhole", async () => {
    const bent = await aFake();
    bent.faults.distortion = [0.1, 0, 0, 0, 0];
    const robot = await connected(bent);
    const photo = await robot.photograph(SCENE);
    expect(photo.intrinsics).toEqual({ fx: 60, fy: 60, cx: 32, cy: 24, widthPx: 64, heightPx: 48 });
    bent.faults.distortion = [0, 0, 0, 0, 0];
    const straight = await (await connected(bent)).photograph(SCENE);
    expect(await differenceOf(photo.bytes, straight.bytes)).toBeGreaterThan(0.01);
  });

  test("of another size than calibrated are refused", async () => {
    const other = await aFake({ waitMs: 250 });
    other.faults.lies = {
      "/camera/camera_info": {
        ...{ width: 640, height: 480, D: [] },
        K: [60, 0, 32, 0, 60, 24, 0, 0, 1],
      },
    };
    const refused = (await connected(other)).photograph(SCENE);
    await expect(refused).rejects.toThrow(/is for pictures of 640 x 480, not 64 x 48/);
  });

  test("of a camera that hangs are told from new ones by their bytes", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    await robot.photograph(SCENE);
    fake.faults.hangingCamera = true;
    const shown = fake.nowMs();
    await until(() => fake.nowMs() > shown + 100);
    await expect(robot.photograph(LEFT)).rejects.toThrow(/the camera hangs.*3 taken/);
    fake.faults.hangingCamera = false;
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
  });

  test("with a clock of their own are refused, and do not outlive it", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.faults.earlyFramesMs = 60_000;
    await expect(robot.photograph(LEFT)).rejects.toThrow(/stamped (59|60)\.\d s ahead of TF/);
    fake.faults.earlyFramesMs = 0;
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
  });

  test("without the object in them are refused", async () => {
    const aside: Pose = { ...LEFT_POSE, orientation: HOME.orientation };
    const fake = await aFake({ profile: taughtProfile, taught: new Map([["1,0.5", aside]]) });
    await expect((await connected(fake)).photograph(LEFT)).rejects.toThrow(/not in the picture/);
  });

  test("are taken one after the other, however many are asked for at once", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    const angles = ["left", "right", "top"] as const;
    const photos = await Promise.all(
      angles.map((angle) => robot.photograph({ kind: "close-up", object: CUP, angle })),
    );
    for (const [i, photo] of photos.entries())
      expect(near(photo.cameraPose!, closeUpPose(PLACE, angles[i]!, orbit), 1e-6, 1e-6)).toBe(true);
  });
});

describe("moving", () => {
  test("is refused in the robot's words", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    fake.faults.refuses = "the elbow would hit the shelf";
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({
      code: "view-unavailable",
      message: "no photo cup-1/left: the elbow would hit the shelf",
      details: { refused: true },
    });
  });

  test("counts only when TF shows it", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.faults.liesAboutArriving = true;
    await expect(robot.photograph(LEFT)).rejects.toThrow(/TF has the camera \d\.\d+ m from where/);
  });

  test("is not over while the camera shakes", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.faults.shakesM = 0.004;
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "view-unavailable" });
  });

  test("says so when nobody takes goals", async () => {
    const fake = await aFake({ waitMs: 250 });
    fake.faults.deafMover = true;
    const robot = await connected(fake);
    await expect(robot.photograph(LEFT)).rejects.toThrow(/nobody takes goals on \/move_camera/);
  });

  for (const dialect of ["ros1", "ros2"] as const)
    test(`is cancelled when told to stop, and the robot's word waited for (${dialect})`, async () => {
      const fake = await aFake({ profile: { dialect } });
      const robot = await connected(fake);
      fake.faults.stuckMover = true;
      const stop = new AbortController();
      const moving = robot.photograph(LEFT, { signal: stop.signal });
      const rejected = expect(moving).rejects.toMatchObject({ code: "aborted" });
      await until(() => fake.goals.length === 1);
      stop.abort();
      await rejected;
      expect(fake.cancels).toHaveLength(1);
    });

  test("is cancelled when it takes too long, and it is told if the robot does not stop", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.faults.stuckMover = true;
    fake.faults.ignoresCancel = true;
    await expect(robot.photograph(LEFT)).rejects.toThrow(/did not say that it stopped/);
    expect(fake.cancels).toHaveLength(1);
  });

  test("does not happen without a workspace box, unless the robot is the simulator", async () => {
    const { workspace: _none, ...rest } = (await aFake()).profile;
    const free = { ...rest, simulated: false };
    const fake = await aFake();
    const robot = await connectRosbridgeRobot({ url: fake.bridge.url, profile: free });
    open.push(robot.close);
    await expect(robot.photograph(LEFT)).rejects.toThrow(/no workspace box/);
    expect(fake.goals).toHaveLength(0);
    // What is before it, it may photograph.
    expect((await robot.photograph(SCENE)).view).toEqual(SCENE);
    await expect(robot.perform(actionOf("store"), CUP)).rejects.toThrow(/no workspace box/);
  });

  test("keeps to this machine with the simulator's profile", async () => {
    const { profile } = await aFake();
    const elsewhere = connectRosbridgeRobot({ url: "ws://robot.example:9090", profile });
    await expect(elsewhere).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("when the link drops", () => {
  test("what is under way is unreachable; afterwards it goes on with new frames only", async () => {
    const fake = await aFake();
    const states: LinkState[] = [];
    const robot = await connected(fake, (state) => states.push(state));
    fake.faults.stuckMover = true;
    const moving = robot.photograph(LEFT);
    const rejected = expect(moving).rejects.toMatchObject({ code: "unreachable" });
    await until(() => fake.goals.length === 1);
    await fake.bridge.cut();
    await rejected;
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "unreachable" });
    const cutAt = fake.nowMs();
    fake.faults.stuckMover = false;
    await fake.bridge.restore();
    await until(() => states.at(-1) === "connected");
    const photo = await robot.photograph(LEFT);
    expect(photo.stamp!.sec * 1000 + photo.stamp!.nanosec / 1e6).toBeGreaterThan(cutAt);
    expect(states).toEqual(["connected", "lost", "connected"]);
  });

  test("a goal that the robot still follows is cancelled before the next", async () => {
    const fake = await aFake();
    const states: LinkState[] = [];
    const robot = await connected(fake, (state) => states.push(state));
    fake.faults.stuckMover = true;
    const moving = expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "unreachable" });
    await until(() => fake.goals.length === 1);
    await fake.bridge.cut();
    await moving;
    await fake.bridge.restore();
    await until(() => states.length === 3);
    const next = robot.photograph(LEFT);
    await until(() => fake.cancels.length === 1);
    expect(fake.goals).toHaveLength(1);
    fake.faults.stuckMover = false;
    expect((await next).view).toEqual(LEFT);
    expect(fake.goals).toHaveLength(2);
  });

  test("a hung bridge is a lost one", async () => {
    const fake = await aFake();
    Object.assign(fake.profile.link, { heartbeatMs: 30 });
    const states: LinkState[] = [];
    const robot = await connected(fake, (state) => states.push(state));
    fake.bridge.hang();
    await expect(robot.photograph(LEFT)).rejects.toMatchObject({ code: "unreachable" });
    expect(states).toContain("lost");
  });
});

describe("a bridge that lies", () => {
  const nan = (topic: string) => ({
    transforms: [
      {
        header: { stamp: { secs: 1, nsecs: 0 }, frame_id: "base_link" },
        child_frame_id: "tool0",
        transform: {
          translation: { x: 0, y: 0, z: 0 },
          rotation: { x: 0, y: 0, z: 0, w: topic === "zero" ? 0 : null },
        },
      },
    ],
  });
  const lies: readonly (readonly [what: string, topic: string, lie: unknown, says: RegExp])[] = [
    ["a rotation of NaN", "/tf", nan("nan"), /transforms\.0\.transform\.rotation\.w/],
    ["a rotation of nothing", "/tf", nan("zero"), /not a unit quaternion/],
    ["no frames", "/tf_static", { transforms: "none" }, /TF|transforms/],
    ["no lens", "/camera/camera_info", { width: 64, height: 48, K: [0], D: [] }, /K/],
    ["a number for a message", "/camera/camera_info", 7, /camera_info/],
  ];
  for (const [what, topic, lie, says] of lies)
    test(`about ${topic}, ${what}, gets one line`, async () => {
      const fake = await aFake();
      Object.assign(fake.profile.link, { connectWithinMs: 400 });
      fake.faults.lies = { [topic]: lie };
      const error = await connectRosbridgeRobot({ profile: fake.profile }).catch((it: Error) => it);
      expect(error).toMatchObject({ code: "unreachable", message: expect.stringMatching(says) });
      expect((error as Error).message).not.toContain("\n");
    });

  test("about pictures gets one line, and junk on the wire is passed over", async () => {
    const fake = await aFake({ waitMs: 250 });
    const robot = await connected(fake);
    fake.bridge.sendRaw("{");
    fake.bridge.sendRaw(new Uint8Array([0xff, 0x00]));
    fake.bridge.send({ op: "publish", topic: "close", msg: {} });
    fake.bridge.send({ op: "publish", topic: "error", msg: {} });
    fake.bridge.send({ op: "publish", topic: "/tf" });
    fake.faults.lies = { "/camera/image/compressed": { header: {}, data: "" } };
    await expect(robot.photograph(LEFT)).rejects.toThrow(/last refused: .*header\.stamp/);
    fake.faults.lies = {};
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
  });

  test("about what a skill did gets one line", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    fake.faults.lies = { "/tactful/skills/store": { success: "yes" } };
    await expect(robot.perform(actionOf("store"), CUP)).rejects.toMatchObject({
      code: "action-failed",
      message: expect.stringMatching(/success/),
    });
  });
});

describe("acting", () => {
  const calls = (fake: FakeRobot) =>
    fake.bridge.received.filter((it) => String(it.service).startsWith("/tactful/"));

  test("calls the skill once, with the place, the name and the words", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    expect(await robot.perform(actionOf("store"), CUP)).toEqual({ done: true, text: "done" });
    expect(calls(fake)).toMatchObject([
      {
        service: "/tactful/skills/store",
        args: {
          target: {
            header: { frame_id: "surface", stamp: { secs: 0, nsecs: 0 } },
            pose: { position: { x: 0.1, y: 0.05, z: 0 } },
          },
          label: "cup",
          text: "store it",
        },
      },
    ]);
  });

  test("says what it asks aloud", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    await robot.perform(actionOf("ask"), CUP);
    expect(fake.bridge.received).toContainEqual(
      expect.objectContaining({ op: "publish", topic: "/tactful/say", msg: { data: "ask it" } }),
    );
  });

  test("does not reach outside the workspace", async () => {
    const fake = await aFake();
    const robot = await connected(fake);
    const far: SceneObject = { ...CUP, position: [3, 0, 0] };
    await expect(robot.perform(actionOf("store"), far)).rejects.toMatchObject({
      code: "outside-workspace",
    });
    expect(calls(fake)).toHaveLength(0);
  });

  test("is never repeated: what nobody answered for, nobody knows", async () => {
    const base = await aFake();
    const store = { ...base.profile.skills.store!, deadlineMs: 60 };
    const fake = await aFake({ profile: { skills: { store } } });
    const robot = await connected(fake);
    fake.faults.silentSkills = true;
    await expect(robot.perform(actionOf("store"), CUP)).rejects.toMatchObject({
      code: "deadline",
      details: { begun: true },
    });
    const cut = robot.perform(actionOf("store"), CUP);
    const rejected = expect(cut).rejects.toMatchObject({
      code: "unreachable",
      details: { begun: true },
    });
    await until(() => calls(fake).length === 2);
    await fake.bridge.cut();
    await rejected;
    await fake.bridge.restore();
    await until(() => fake.bridge.clients() === 1);
    expect(calls(fake)).toHaveLength(2);
  });
});
