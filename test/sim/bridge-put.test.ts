import { afterEach, expect, test } from "vitest";
import { lookAt, type Pose } from "../../perception/geometry/pose.ts";
import { startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import { FLAT_CAMERA } from "../fakes/flat-camera.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";
import { speckles } from "../fakes/speckles.ts";

const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const OTHER_HOME = lookAt([0.03, -0.9, 0.7], [0, 0, 0], [0, 0, 1]);
const CUP = { id: "thing", position: [0.1, 0.05, 0], radiusM: 0.04, heightM: 0.1 } as const;
const IMAGE = "/camera/image/compressed";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A robot that takes its time, before a surface whose every photo is the same. */
async function aRobotBefore(first: string) {
  let surface = first;
  const robot = await startSimulatedRobot({
    camera: { intrinsics: FLAT_CAMERA, shoot: () => speckles(surface) },
    obstacles: [CUP],
    sceneCameraPose: HOME,
    speed: 0.2,
  });
  open.push(() => robot.close());
  const client = await rawBridgeClient(robot.url);
  open.push(client.close);
  const put = (next: string, sceneCameraPose: Pose) => {
    surface = next;
    robot.put({ obstacles: [], sceneCameraPose });
  };
  return { robot, client, put };
}

const about = (topic: string) => (message: Record<string, unknown>) => message.topic === topic;
const pose = { position: { x: 0, y: 0, z: 0.6 }, orientation: { x: 1, y: 0, z: 0, w: 0 } };
const target = { header: { frame_id: "surface" }, pose };

test("another surface: what was under way ends, and nothing of the one before is seen again", async () => {
  const { robot, client, put } = await aRobotBefore("first");
  for (const topic of [IMAGE, "/tf_static", "/move_camera/result", "/move_camera/feedback"])
    client.send({ op: "subscribe", topic });
  await client.message(about(IMAGE));
  client.send({
    op: "publish",
    topic: "/move_camera/goal",
    msg: { goal_id: { id: "far" }, goal: { target_pose: target } },
  });
  await client.message(about("/move_camera/feedback"));
  const at = { ...pose, position: { x: 0.1, y: 0.05, z: 0 } };
  const done = client.call("/tactful/skills/discard", { target: { ...target, pose: at } });
  await client.settled();

  const before = client.frames.length;
  put("second", OTHER_HOME);
  const result = await client.message(about("/move_camera/result"));
  expect(result).toMatchObject({
    msg: { status: { status: 2, text: "another surface is there now" } },
  });
  expect(JSON.parse(await done)).toMatchObject({ result: false });
  expect(robot.stats()).toMatchObject({ stops: 1, arrivals: 0, acts: [] });

  const second = Buffer.from(await speckles("second")).toString("base64");
  await client.message((it) => about(IMAGE)(it) && JSON.stringify(it).includes(second));
  const after = client.frames.slice(before).map((frame) => JSON.parse(String(frame)));
  const told = after.findIndex(about("/tf_static"));
  const scene = after[told].msg.transforms.find(
    (it: { child_frame_id: string }) => it.child_frame_id === "scene_view",
  );
  const [x, y, z] = OTHER_HOME.position;
  expect(scene.transform.translation).toEqual({ x, y, z });
  const pictures = after.slice(told).filter(about(IMAGE));
  expect(pictures.map(({ msg }) => msg.data === second)).toEqual(pictures.map(() => true));
});

test("at its end, a bridge that has patience lets out what was said last", async () => {
  const { robot, client } = await aRobotBefore("first");
  const said = robot.graph.advertise("/last_words", "std_msgs/String");
  client.send({ op: "subscribe", topic: "/last_words" });
  await client.settled();
  said.publish({ data: "x".repeat(5_000_000) });
  await robot.close(5000);
  expect(await client.closed).toBe(1001);
  expect(client.frames.some((frame) => String(frame).includes("xxx"))).toBe(true);
});
