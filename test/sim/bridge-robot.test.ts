import { ActionClient, Goal, Ros, Service, Topic } from "roslib";
import sharp from "sharp";
import { afterEach, expect, test, vi } from "vitest";
import { closeUpPose } from "../../perception/geometry/orbit.ts";
import {
  angleBetween,
  compose,
  invert,
  lookAt,
  type Pose,
} from "../../perception/geometry/pose.ts";
import { distance } from "../../perception/geometry/vec3.ts";
import type { Obstacle } from "../../sim/bridge/camera-arm.ts";
import {
  type SimulatedRobot,
  type SimulatedRobotOptions,
  startSimulatedRobot,
} from "../../sim/bridge/simulated-robot.ts";
import { FLAT_CAMERA, flatCamera } from "../fakes/flat-camera.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";

const HOME = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const CUP: Obstacle = { id: "thing", position: [0.1, 0.05, 0], radiusM: 0.04, heightM: 0.1 };
const ORBIT = { radii: 4, nearestM: 0.16, farthestM: 0.85, elevationRad: 0.45 };
const closeUp = (angle: "left" | "right" | "top") =>
  closeUpPose({ position: CUP.position, radiusM: 0.06 }, angle, ORBIT);

type Stamp = { secs: number; nsecs: number };
type Header = { seq: number; stamp: Stamp; frame_id: string };
type Xyz = { x: number; y: number; z: number };
type Link = {
  header: Header;
  child_frame_id: string;
  transform: { translation: Xyz; rotation: Xyz & { w: number } };
};
type Image = { header: Header; format: string; data: Uint8Array };
type Done = { status: number; text: string; pose?: { header: Header; pose: unknown } };

const seconds = ({ secs, nsecs }: Stamp) => secs + nsecs / 1e9;
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function aRobot(options: Partial<SimulatedRobotOptions> = {}) {
  const camera = flatCamera();
  const robot = await startSimulatedRobot({
    camera: camera.camera,
    obstacles: [CUP],
    sceneCameraPose: HOME,
    speed: 40,
    ...options,
  });
  open.push(robot.close);
  return { robot, shot: camera.poses };
}

async function connected(robot: SimulatedRobot): Promise<Ros> {
  const ros = new Ros();
  const ready = new Promise((resolve) => ros.on("connection", resolve));
  await ros.connect(robot.url);
  await ready;
  open.push(() => ros.close());
  return ros;
}

function promised<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const topicOf = <T>(ros: Ros, name: string, messageType: string, compression = "none") =>
  new Topic<T>({ ros, name, messageType, compression });

/** The first message that fits. */
const heard = <T>(topic: Topic<T>, fits: (message: T) => boolean = () => true) =>
  new Promise<T>((resolve) => {
    const listener = (message: T) => {
      if (!fits(message)) return;
      topic.unsubscribe(listener);
      resolve(message);
    };
    topic.subscribe(listener);
  });

const images = (ros: Ros) =>
  topicOf<Image>(ros, "/camera/image/compressed", "sensor_msgs/CompressedImage", "cbor");

const poseOf = ({ transform: { translation: t, rotation: r } }: Link): Pose => ({
  position: [t.x, t.y, t.z],
  orientation: [r.x, r.y, r.z, r.w],
});

async function staticLinks(ros: Ros) {
  const topic = topicOf<{ transforms: Link[] }>(ros, "/tf_static", "tf2_msgs/TFMessage");
  const { transforms } = await heard(topic);
  const child = (name: string) => poseOf(transforms.find((one) => one.child_frame_id === name)!);
  return { base: child("base_link"), mount: child("camera_optical_frame"), transforms };
}

const message = (pose: Pose, frame_id: string) => ({
  header: { frame_id },
  pose: {
    position: { x: pose.position[0], y: pose.position[1], z: pose.position[2] },
    orientation: {
      x: pose.orientation[0],
      y: pose.orientation[1],
      z: pose.orientation[2],
      w: pose.orientation[3],
    },
  },
});

/** Sends the tool where the camera is to look from `camera`; `done` tells how it ended. */
async function aGoal(ros: Ros, camera: Pose, frame = "surface") {
  const { base, mount } = await staticLinks(ros);
  const tool = compose(camera, invert(mount));
  const inFrame = frame === "base_link" ? compose(invert(base), tool) : tool;
  const actionClient = new ActionClient({
    ros,
    serverName: "/move_camera",
    actionName: "tactful_msgs/MoveCameraAction",
  });
  const goal = new Goal({ actionClient, goalMessage: { target_pose: message(inFrame, frame) } });
  const done = new Promise<Done>((resolve) => {
    goal.on("result", (result: unknown) => {
      const { status, text } = goal.status as unknown as Done;
      resolve({ status, text, ...(result as object) });
    });
  });
  const underWay = new Promise<{ distance_left: number }>((resolve) =>
    goal.on("feedback", (feedback: unknown) => resolve(feedback as { distance_left: number })),
  );
  return { goal, done, underWay, send: () => goal.send() };
}

async function moved(ros: Ros, camera: Pose, frame?: string): Promise<Done> {
  const goal = await aGoal(ros, camera, frame);
  goal.send();
  return goal.done;
}

const near = (a: Pose, b: Pose) => {
  expect(distance(a.position, b.position)).toBeLessThan(1e-5);
  expect(angleBetween(a.orientation, b.orientation)).toBeLessThan(1e-4);
};

test("tells where the camera is through a tilted, offset mount", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  const { base, mount, transforms } = await staticLinks(ros);
  expect(transforms.map(({ header, child_frame_id }) => [header.frame_id, child_frame_id])).toEqual(
    [
      ["surface", "base_link"],
      ["tool0", "camera_optical_frame"],
      ["surface", "scene_view"],
    ],
  );
  expect(distance(mount.position, [0, 0, 0])).toBeGreaterThan(0.05);
  expect(angleBetween(mount.orientation, [0, 0, 0, 1])).toBeGreaterThan(0.2);
  const { transforms: moving } = await heard(
    topicOf<{ transforms: Link[] }>(ros, "/tf", "tf2_msgs/TFMessage"),
  );
  expect(moving[0]).toMatchObject({ header: { frame_id: "base_link" }, child_frame_id: "tool0" });
  near(compose(compose(base, poseOf(moving[0]!)), mount), HOME);
});

test("gives its static frames to whoever comes late", async () => {
  const { robot } = await aRobot();
  await staticLinks(await connected(robot));
  await staticLinks(await connected(robot));
});

test.each(["surface", "base_link"])(
  "goes to a pose given in %s and shoots there",
  async (frame) => {
    const { robot, shot } = await aRobot();
    const ros = await connected(robot);
    const ended = await moved(ros, closeUp("left"), frame);
    expect(ended.status).toBe(3);
    expect(ended.pose?.header.frame_id).toBe(frame);
    await heard(images(ros), (image) => seconds(image.header.stamp) > 0);
    near(shot.at(-1)!, closeUp("left"));
    expect(robot.stats()).toMatchObject({ moves: 1, arrivals: 1, refusals: 0 });
  },
);

test("sends plain JPEGs of its size in CBOR, with the camera's numbers beside them", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  const info = heard(
    topicOf<{ K: number[]; width: number; header: Header }>(
      ros,
      "/camera/camera_info",
      "sensor_msgs/CameraInfo",
    ),
  );
  const image = await heard(images(ros));
  expect(image.format).toBe("jpeg");
  expect(image.header.frame_id).toBe("camera_optical_frame");
  expect(await sharp(image.data).metadata()).toMatchObject({ format: "jpeg", width: 64 });
  const { fx, cx, fy, cy } = FLAT_CAMERA;
  // ROS has the centre of the top left pixel at (0, 0).
  expect((await info).K).toEqual([fx, 0, cx - 0.5, 0, fy, cy - 0.5, 0, 0, 1]);
});

test("stamps frames with the moment they show: those from before say so", async () => {
  const { robot } = await aRobot({ speed: 4, clockOffsetS: 37 });
  const ros = await connected(robot);
  const frames: Image[] = [];
  const topic = images(ros);
  await new Promise<void>((resolve) =>
    topic.subscribe((image) => {
      frames.push(image);
      resolve();
    }),
  );
  const ended = await moved(ros, closeUp("right"));
  const arrival = seconds(ended.pose!.header.stamp);
  expect(arrival - Date.now() / 1000).toBeGreaterThan(30);
  expect(arrival - Date.now() / 1000).toBeLessThan(37.1);
  const fresh = await heard(topic, (image) => seconds(image.header.stamp) > arrival);
  expect(fresh.header.stamp.secs).toBeGreaterThan(0);

  const home = Buffer.from(frames[0]!.data);
  const before = frames.filter((image) => seconds(image.header.stamp) < arrival);
  const passing = before.filter((image) => !Buffer.from(image.data).equals(home));
  expect(passing.length).toBeGreaterThan(0);
  for (const image of passing)
    expect(Buffer.from(image.data).equals(Buffer.from(fresh.data))).toBe(false);
  const colour = await sharp(fresh.data).stats();
  expect(colour.channels[0]!.mean).toBeCloseTo(128 + 60 * closeUp("right").position[0], -1);
});

test("renders a pose once: coming back gives the same bytes", async () => {
  const { robot, shot } = await aRobot();
  const ros = await connected(robot);
  const photos: Buffer[] = [];
  for (const angle of ["left", "right", "left"] as const) {
    const ended = await moved(ros, closeUp(angle));
    const arrival = seconds(ended.pose!.header.stamp);
    const image = await heard(images(ros), ({ header }) => seconds(header.stamp) > arrival);
    photos.push(Buffer.from(image.data));
  }
  expect(photos[2]).toEqual(photos[0]);
  expect(photos[1]).not.toEqual(photos[0]);
  expect(shot.length).toBe(robot.stats().renders);
  expect(shot.length).toBeLessThanOrEqual(3);
});

test("moves a published transform and reports the distance left while under way", async () => {
  const { robot } = await aRobot({ speed: 6 });
  const ros = await connected(robot);
  const tf = topicOf<{ transforms: Link[] }>(ros, "/tf", "tf2_msgs/TFMessage");
  const { base, mount } = await staticLinks(ros);
  const places: Pose[] = [];
  tf.subscribe(({ transforms }) => {
    places.push(compose(compose(base, poseOf(transforms[0]!)), mount));
  });
  const goal = await aGoal(ros, closeUp("top"));
  goal.send();
  expect((await goal.underWay).distance_left).toBeGreaterThan(0.1);
  expect((await goal.done).status).toBe(3);
  near(places.at(-1)!, closeUp("top"));
  const between = places.filter(
    ({ position }) =>
      distance(position, HOME.position) > 0.01 &&
      distance(position, closeUp("top").position) > 0.01,
  );
  expect(between.length).toBeGreaterThan(0);
});

test.each([
  ["outside the workspace", lookAt([0, 0, 1.6], [0, 0.1, 0], [0, 0, 1]), "outside the workspace"],
  ["out of reach", lookAt([1.3, 1.15, 0.3], [0, 0, 0], [0, 0, 1]), "farther away"],
  ["inside something", lookAt([0.12, 0.05, 0.08], [0.1, 0.4, 0.02], [0, 0, 1]), "touch something"],
  ["on the surface", lookAt([-0.4, 0, 0.025], [0.1, 0.05, 0.02], [0, 0, 1]), "touch the surface"],
])("refuses a pose %s and says why", async (_where, pose, reason) => {
  const { robot } = await aRobot();
  const ended = await moved(await connected(robot), pose);
  expect(ended.status).toBe(5);
  expect(ended.text).toContain(reason);
  expect(robot.stats()).toMatchObject({ moves: 0, refusals: 1 });
});

test("refuses a frame it does not know and a pose without a direction", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  expect(await moved(ros, closeUp("left"), "map")).toMatchObject({ status: 5 });
  const none: Pose = { ...closeUp("left"), orientation: [0, 0, 0, 0] };
  expect(await moved(ros, none)).toMatchObject({ status: 5 });
});

test("stops where it is when cancelled, and says that it did", async () => {
  const { robot } = await aRobot({ speed: 1 });
  const ros = await connected(robot);
  const goal = await aGoal(ros, closeUp("left"));
  goal.send();
  await goal.underWay;
  goal.goal.cancel();
  const ended = await goal.done;
  expect(ended.status).toBe(2);
  expect(robot.stats()).toMatchObject({ moves: 1, arrivals: 0, stops: 1 });
});

test("lets a new goal take over from the one before", async () => {
  const { robot } = await aRobot({ speed: 4 });
  const ros = await connected(robot);
  const first = await aGoal(ros, closeUp("left"));
  const second = await aGoal(ros, closeUp("right"));
  first.send();
  await first.underWay;
  second.send();
  expect((await first.done).status).toBe(2);
  expect((await second.done).status).toBe(3);
});

test("recalls a goal whose cancel came first", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  const goal = await aGoal(ros, closeUp("left"));
  goal.goal.cancel();
  goal.send();
  expect((await goal.done).status).toBe(8);
  expect(robot.stats().moves).toBe(0);
});

test("goes on moving when the bridge dies, and is there when it is back", async () => {
  const { robot } = await aRobot({ speed: 8 });
  const goal = await aGoal(await connected(robot), closeUp("left"));
  goal.send();
  await goal.underWay;
  await robot.cutBridge();
  await robot.restoreBridge();
  const ros = await connected(robot);
  const { base, mount } = await staticLinks(ros);
  await heard(topicOf<{ transforms: Link[] }>(ros, "/tf", "tf2_msgs/TFMessage"), (tf) => {
    const camera = compose(compose(base, poseOf(tf.transforms[0]!)), mount);
    return distance(camera.position, closeUp("left").position) < 1e-5;
  });
  await vi.waitFor(() => expect(robot.stats().arrivals).toBe(1));
});

const skill = (ros: Ros, verb: string) =>
  new Service<object, { success: boolean; message: string }>({
    ros,
    name: `/tactful/skills/${verb}`,
    serviceType: "tactful_msgs/Skill",
  });
const asked = (service: ReturnType<typeof skill>, request: object) =>
  new Promise<{ success: boolean; message: string }>((resolve, reject) =>
    service.callService(request, resolve, (error) => reject(new Error(String(error)))),
  );
const at = (x: number, y: number, frame_id = "surface") => ({
  target: { header: { frame_id }, pose: { position: { x, y, z: 0 } } },
  label: "thing",
  text: "put it away (simulated consent)",
});

test("does to the thing at the target what it is told, and photographs anew", async () => {
  const done: string[] = [];
  const { robot, shot } = await aRobot({
    onAct: ({ verb, objectId, text }) => {
      done.push(`${verb} ${objectId}: ${text}`);
    },
  });
  const ros = await connected(robot);
  await heard(images(ros));
  const shots = shot.length;
  expect(await asked(skill(ros, "store"), at(0.13, 0.04))).toEqual({
    success: true,
    message: "done",
  });
  expect(done).toEqual(["store thing: put it away (simulated consent)"]);
  await heard(images(ros));
  expect(shot.length).toBeGreaterThan(shots);
  expect(await asked(skill(ros, "discard"), at(0.13, 0.04))).toMatchObject({ success: false });
  expect(robot.stats().acts).toHaveLength(1);
});

test("does nothing where nothing stands, or in a frame it does not know", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  expect(await asked(skill(ros, "clean"), at(-0.3, 0.04))).toMatchObject({ success: false });
  expect(await asked(skill(ros, "clean"), at(0.1, 0.05, "map"))).toMatchObject({ success: false });
  expect(robot.stats().acts).toEqual([]);
});

test("says aloud what it is told to say", async () => {
  const heardWords = promised<string>();
  const { robot } = await aRobot({ onSay: heardWords.resolve });
  const ros = await connected(robot);
  topicOf<{ data: string }>(ros, "/tactful/say", "std_msgs/String").publish({ data: "Yours?" });
  expect(await heardWords.promise).toBe("Yours?");
});

test("shows up in rosapi as a robot with one action server", async () => {
  const { robot } = await aRobot();
  const ros = await connected(robot);
  const topics = await new Promise<{ topics: string[]; types: string[] }>((resolve, reject) =>
    ros.getTopics(resolve, reject),
  );
  expect(topics.types[topics.topics.indexOf("/move_camera/goal")]).toBe(
    "tactful_msgs/MoveCameraActionGoal",
  );
  expect(await new Promise((resolve, reject) => ros.getActionServers(resolve, reject))).toEqual([
    "/move_camera",
  ]);
});

test("says nothing of a broken camera but to its owner, and does not fall", async () => {
  const broken = promised<unknown>();
  const { robot } = await aRobot({
    camera: { intrinsics: FLAT_CAMERA, shoot: () => Promise.reject(new Error("no light")) },
    onFault: broken.resolve,
  });
  const client = await rawBridgeClient(robot.url);
  open.push(() => client.close());
  client.send({ op: "subscribe", topic: "/camera/image/compressed" });
  expect(await broken.promise).toMatchObject({ message: "no light" });
  await client.settled();
  expect(client.frames).toHaveLength(1);
});

test("ends when its owner's signal says so", async () => {
  const owner = new AbortController();
  const { robot } = await aRobot({ signal: owner.signal });
  const client = await rawBridgeClient(robot.url);
  owner.abort();
  expect(await client.closed).toBe(1006);
});
