import { afterEach, describe, expect, test } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import { compose, invert, lookAt } from "../../perception/geometry/pose.ts";
import { DIALECTS } from "../../perception/ros/dialect.ts";
import { humanMover } from "../../perception/ros/human-mover.ts";
import { listenToTf } from "../../perception/ros/listen-to-tf.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { fillTemplate, judgeReply, needsPose } from "../../perception/ros/message-template.ts";
import { moverFor } from "../../perception/ros/mover-for.ts";
import type { ActionProfile, ArmProfile, JointsProfile } from "../../perception/ros/profile.ts";
import { RosLink } from "../../perception/ros/ros-link.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { cameraMoverContract } from "../contracts/camera-mover-contract.ts";
import { type FakeRobot, fakeRobot, HOME, MOUNT, until } from "../fakes/ros-robot.ts";

const CUP: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 20, y: 15, width: 10, height: 10 },
  position: [0.1, 0.05, 0],
  radiusM: 0.06,
};
const LEFT = { kind: "close-up", object: CUP, angle: "left" } as const;
const { orbit } = await loadProfile();
const LEFT_POSE = closeUpPose({ position: CUP.position!, radiusM: CUP.radiusM! }, "left", orbit);
const TARGET = { view: LEFT, pose: LEFT_POSE };
const WAITS = { deadlineMs: 400, toleranceM: 0.01, toleranceRad: 0.02 };
const DONE = { path: "outcome.code", equals: 1 };
const PASSED = { outcome: { code: 1 } };
const FAILED = { outcome: { code: -4 } };

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aFake(options: Parameters<typeof fakeRobot>[0]): Promise<FakeRobot> {
  const fake = await fakeRobot({ waitMs: 400, ...options });
  open.push(fake.close);
  return fake;
}

async function moverOf(fake: FakeRobot) {
  const { profile } = fake;
  const dialect = DIALECTS[profile.dialect ?? "ros1"];
  const link = new RosLink(profile.url, profile.link);
  const tf = listenToTf(link, profile, dialect);
  const mover = moverFor({ link, tf, profile, dialect });
  await link.connect();
  open.push(() => link.close());
  await until(() => tf.newest !== undefined);
  return mover;
}

const byAction = (profile: ActionProfile): ActionProfile => ({
  ...profile,
  mover: {
    ...profile.mover,
    goal: { goal_pose: "$poseStamped", scaling: { velocity: 0.2 } },
    succeededWhen: DONE,
  },
});
const byService = (profile: ActionProfile): ArmProfile => ({
  ...profile,
  mover: {
    ...{ kind: "service", name: "/go_to", type: "arm_msgs/GoTo", ...WAITS },
    request: { where: "$poseStamped", speed: 0.1 },
    succeededWhen: DONE,
  },
});
const byTopic = (profile: ActionProfile): ArmProfile => ({
  ...profile,
  mover: { kind: "topic", name: "/arm/target_pose", ...WAITS },
});
const TAUGHT = new Map([
  ["0,0", HOME],
  ["1,0.5", LEFT_POSE],
]);
const byJoints = ({
  orbit: _o,
  angles: _a,
  scenePose: _s,
  ...arm
}: ActionProfile): JointsProfile => ({
  ...arm,
  topics: { ...arm.topics, jointStates: "/joint_states" },
  mover: {
    ...{ kind: "joints", name: "/arm/follow", type: "control_msgs/FollowJointTrajectory" },
    joints: ["lift", "swing"],
    poses: { scene: [0, 0], left: [1, 0.5] },
    ...{ seconds: 2, deadlineMs: 400, cancelWithinMs: 400, toleranceRad: 0.01 },
  },
});

describe("what a robot says came of a move counts", () => {
  for (const dialect of ["ros1", "ros2"] as const)
    for (const [name, by] of [
      ["action", byAction],
      ["service", byService],
    ] as const)
      test(`of an ${name}, where the profile says how to read it (${dialect})`, async () => {
        const fake = await aFake({ profile: (it) => by({ ...it, dialect }) });
        const mover = await moverOf(fake);
        fake.faults.result = FAILED;
        expect(await mover.moveTo(TARGET)).toEqual({
          kind: "refused",
          reason: "outcome.code is -4, not 1",
        });
        fake.faults.result = PASSED;
        expect(await mover.moveTo(TARGET)).toMatchObject({ kind: "arrived" });
      });

  test("and a goal goes out as its template has it, numbers and all", async () => {
    const fake = await aFake({ profile: byAction });
    const mover = await moverOf(fake);
    fake.faults.result = PASSED;
    await mover.moveTo(TARGET);
    const { msg } = fake.bridge.received.find(
      (it) => it.op === "publish" && it.topic === "/move_camera/goal",
    )!;
    expect(msg).toMatchObject({
      goal: { goal_pose: { header: { frame_id: "base_link" } }, scaling: { velocity: 0.2 } },
    });
  });

  test("but not more than TF: a robot that says it moved and did not is refused", async () => {
    for (const by of [byService, byTopic]) {
      const fake = await aFake({ profile: by });
      const mover = await moverOf(fake);
      fake.faults.result = PASSED;
      fake.faults.liesAboutArriving = true;
      expect(await mover.moveTo(TARGET)).toMatchObject({
        kind: "refused",
        reason: expect.stringMatching(/TF has the camera \d\.\d+ m from where it should be/),
      });
    }
  });
});

describe("a service that moves the camera", () => {
  test("and has failed is over; one that has not answered may still be moving", async () => {
    const fake = await aFake({ profile: byService });
    const mover = await moverOf(fake);
    const serve = fake.bridge.onOp;
    fake.bridge.onOp = (op) => {
      if (op.service !== "/go_to") return serve(op);
      fake.bridge.send({ op: "service_response", id: op.id, values: "no plan", result: false });
    };
    expect(await mover.moveTo(TARGET)).toMatchObject({ reason: "/go_to failed: no plan" });
    expect(mover.mayBeMoving()).toBe(false);
    fake.bridge.onOp = (op) => op.service === "/go_to" || serve(op);
    expect(await mover.moveTo(TARGET)).toMatchObject({ kind: "refused" });
    expect(mover.mayBeMoving()).toBe(true);
  });
});

describe("taught joints", () => {
  test("are held to what the robot tells of them", async () => {
    const fake = await aFake({ profile: byJoints, taught: TAUGHT });
    const mover = await moverOf(fake);
    const header = { seq: 0, stamp: { secs: 1, nsecs: 0 }, frame_id: "" };
    fake.faults.lies = { "/joint_states": { header, name: ["lift", "swing"], position: [1, 0.7] } };
    expect(await mover.moveTo({ view: LEFT })).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/swing is 0\.200 from where it should be/),
    });
    fake.faults.lies = { "/joint_states": { header, name: ["lift"], position: [1] } };
    const silent = await moverOf(fake);
    expect(await silent.moveTo({ view: LEFT })).toMatchObject({
      reason: expect.stringMatching(/\/joint_states does not tell of swing/),
    });
  });

  test("that bring the tool where it may not be are no view", async () => {
    const [x, y, z] = compose(LEFT_POSE, invert(MOUNT)).position;
    const min = [x - 0.01, y - 0.01, z - 0.01] as const;
    const max = [x + 0.01, y + 0.01, z + 0.01] as const;
    const keepOut = [{ name: "the lamp", min, max }];
    const fake = await aFake({ profile: (it) => byJoints({ ...it, keepOut }), taught: TAUGHT });
    const mover = await moverOf(fake);
    expect(await mover.moveTo({ view: LEFT })).toMatchObject({
      kind: "refused",
      reason: expect.stringMatching(/^the tool would be at .*inside "the lamp"/),
    });
  });

  test("give photographs, of the angles that were taught alone", async () => {
    const fake = await aFake({ profile: byJoints, taught: TAUGHT, waitMs: 4000 });
    const robot = await connectRosbridgeRobot({ profile: fake.profile });
    open.push(robot.close);
    expect(robot.abilities.angles).toEqual(["left"]);
    expect((await robot.photograph(LEFT)).view).toEqual(LEFT);
    // The cup's left is known; what stands behind the camera there is not in its picture.
    const behind: SceneObject = { ...CUP, position: [-1.2, 0.05, 0] };
    await expect(robot.photograph({ ...LEFT, object: behind })).rejects.toThrow(
      /the object is not in the picture/,
    );
    await expect(robot.photograph({ ...LEFT, angle: "top" })).rejects.toThrow(
      /does not look from the top/,
    );
  });
});

cameraMoverContract(
  "a person who holds the camera",
  async () => {
    const asked: string[] = [];
    const mover = humanMover({
      holder: async (request) => {
        asked.push(request);
        return "ready";
      },
      angles: ["left", "top"],
      deadlineMs: 1000,
      newest: async () => ({ sec: 7, nanosec: 0 }),
      complaint: () => "",
    });
    return {
      mover,
      reachable: { view: LEFT },
      outside: { view: { ...LEFT, angle: "back" } },
      commands: () => asked.length,
    };
  },
  { takesNoPoses: "people are told in words", tellsNoPose: "nobody measures where a hand is" },
);

describe("a person who holds the camera", () => {
  const NEWEST = { sec: 7, nanosec: 0 };
  const person = (holder: Parameters<typeof humanMover>[0]["holder"], deadlineMs = 1000) =>
    humanMover({
      ...{ holder, deadlineMs, angles: ["left"], complaint: () => "too dark" },
      newest: async () => NEWEST,
    });

  test("has arrived at the picture that came when they said so, at no known pose", async () => {
    const asked: string[] = [];
    const mover = person(async (request) => {
      asked.push(request);
      return "ready";
    });
    expect(await mover.moveTo({ view: LEFT })).toEqual({ kind: "arrived", stamp: NEWEST });
    expect(asked).toEqual([expect.stringMatching(/^too dark; once more: hold the camera left of/)]);
  });

  test("may say that they cannot, and is not waited for beyond the deadline", async () => {
    const unable = await person(async () => "cannot").moveTo({ view: LEFT });
    expect(unable).toMatchObject({ kind: "refused", reason: expect.stringMatching(/cannot go/) });
    const waiting = person(
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
      20,
    );
    expect(await waiting.moveTo({ view: LEFT })).toMatchObject({
      reason: "nobody held the camera there within 0.02 s",
    });
  });
});

describe("a template", () => {
  const holes = { pose: { x: 1 }, label: "a $text", text: "store it" };

  test("is filled where a string is exactly a hole, and left alone elsewhere", () => {
    const template = { a: ["$pose", { b: "$label" }], price: "$5", c: "to $text", n: [0, null] };
    expect(fillTemplate(template, holes)).toEqual({
      // What is filled in is never read as a template again.
      ...{ a: [{ x: 1 }, { b: "a $text" }], price: "$5", c: "to $text", n: [0, null] },
    });
    expect(needsPose(template)).toBe(true);
    expect(needsPose({ what: "$label" })).toBe(false);
  });

  test("of success looks where it is told to, and says what it found there", () => {
    const when = { path: "results.0.code", equals: "ok" };
    expect(judgeReply(when, { results: [{ code: "ok" }] }).ok).toBe(true);
    expect(judgeReply(when, { results: [] })).toEqual({
      ok: false,
      text: 'results.0.code is nothing, not "ok"',
    });
    expect(judgeReply({ path: "__proto__.x", equals: 1 }, {}).ok).toBe(false);
    expect(judgeReply({ path: "n", equals: 3 }, { n: 3n }).ok).toBe(true);
  });
});

test("a view from a place that the way to is barred leaves the robot where it is", async () => {
  const [from, to] = [HOME.position, LEFT_POSE.position];
  const middle = from.map((value, i) => (value + to[i]!) / 2);
  const min = [middle[0]! - 0.02, middle[1]! - 0.02, middle[2]! - 0.02] as const;
  const max = [middle[0]! + 0.02, middle[1]! + 0.02, middle[2]! + 0.02] as const;
  const keepOut = [{ name: "the shelf", min, max }];
  const fake = await aFake({ profile: (it) => ({ ...byTopic(it), keepOut }) });
  const mover = await moverOf(fake);
  expect(await mover.moveTo(TARGET)).toMatchObject({
    reason: expect.stringMatching(/the camera would pass through "the shelf"/),
  });
  const above = lookAt([0, -0.9, 0.6], [0, 0, 0], [0, 0, 1]);
  expect(await mover.moveTo({ view: LEFT, pose: above })).toMatchObject({ kind: "arrived" });
  expect(fake.goals).toHaveLength(1);
});
