import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type FirstProfile, firstProfile } from "../../perception/ros/first-profile.ts";
import { guessCameras } from "../../perception/ros/guess-camera.ts";
import { framesOf, guessFrames } from "../../perception/ros/guess-frames.ts";
import { loadProfile, parseProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import type { RobotSketch } from "../../perception/ros/sketch-robot.ts";
import { startSimulation } from "../../sim/simulation.ts";
import { makeWorld } from "../../sim/world.ts";
import { tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { fakeBridge } from "../fakes/ros-bridge.ts";
import { fakeWebcam } from "../fakes/webcam.ts";

let folder: string;
beforeAll(async () => {
  folder = newFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

for (const dialect of ["ros1", "ros2"] as const)
  test(`writes a profile that works once its workspace is measured (${dialect})`, async () => {
    const simulation = await startSimulation({ world: makeWorld(7), speed: 40, dialect });
    open.push(simulation.close);
    const out = join(folder, `${dialect}.yaml`);
    const { code, stdout, stderr } = await tactful(
      "robot",
      "init",
      simulation.robot.url,
      "--out",
      out,
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/movers {3}\/move_camera \(action\)/);
    expect(simulation.robot.stats().moves).toBe(0);
    expect(await loadProfile(out)).toMatchObject({
      dialect,
      simulated: false,
      topics: { image: "/camera/image/compressed", cameraInfo: "/camera/camera_info" },
      frames: {
        surface: "surface",
        base: "base_link",
        commanded: "tool0",
        optical: "camera_optical_frame",
        scene: "scene_view",
      },
      mover: { kind: "action", goal: { target_pose: "$poseStamped" } },
      skills: { store: { type: "tactful_msgs/Skill" } },
    });
    const view = {
      kind: "close-up",
      angle: "left",
      object: {
        id: "cup-1",
        label: "cup",
        box: { x: 0, y: 0, width: 9, height: 9 },
        position: [0, 0, 0.05],
        radiusM: 0.06,
      },
    } as const;
    const still = await connectRosbridgeRobot({ profile: await loadProfile(out) });
    open.push(still.close);
    await expect(still.photograph(view)).rejects.toThrow(/no workspace box/);
    // What the file asks its owner to do.
    const measured = (await readFile(out, "utf8")).replace(
      /# workspace: .*/,
      "workspace: { min: [-1.5, -1.35, 0.02], max: [1.5, 1.35, 1.25] }",
    );
    await writeFile(out, measured);
    const robot = await connectRosbridgeRobot({ profile: await loadProfile(out) });
    open.push(robot.close);
    expect((await robot.photograph(view)).cameraPose).toBeDefined();
    expect(simulation.robot.stats().moves).toBeGreaterThan(0);
  }, 60_000);

describe("nothing is written", () => {
  test("over a file that is there, unless told to", async () => {
    const out = join(folder, "mine.yaml");
    await writeFile(out, "mine");
    const { code, stderr } = await tactful("robot", "init", "ws://127.0.0.1:9", "--out", out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/mine\.yaml is there already: .*--force replaces/);
    expect(await readFile(out, "utf8")).toBe("mine");
  }, 60_000);

  test("where no rosapi answers, and it is said", async () => {
    const webcam = await fakeWebcam();
    open.push(webcam.close);
    const out = join(folder, "no-rosapi.yaml");
    const { code, stderr } = await tactful("robot", "init", webcam.url, "--out", out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no rosapi answers: start its node beside the bridge/);
    expect(existsSync(out)).toBe(false);
  }, 60_000);

  test("for an address that carries a secret, which is not repeated", async () => {
    const { code, stderr } = await tactful("robot", "init", "ws://me:s3cret@127.0.0.1:9");
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/s3cret/);
  }, 60_000);
});

test("a camera without an arm is held by a person, and a header's value stays out of the file", async () => {
  const bridge = await fakeBridge();
  open.push(bridge.close);
  const answers: Readonly<Record<string, unknown>> = {
    "/rosapi/topics": { topics: ["/image_raw"], types: ["sensor_msgs/msg/Image"] },
  };
  bridge.onOp = ({ op, id, service }) => {
    if (op !== "call_service") return;
    const values = answers[service as string];
    bridge.send({
      op: "service_response",
      id,
      values: values ?? "no",
      result: values !== undefined,
    });
  };
  const out = join(folder, "webcam.yaml");
  const { code, stdout } = await tactful(
    ...["robot", "init", bridge.url, "--out", out, "--header", "Authorization: Bearer s3cret"],
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/export ROBOT_AUTHORIZATION/);
  const text = await readFile(out, "utf8");
  expect(text + stdout).not.toMatch(/s3cret/);
  expect(parseProfile(text, out)).toMatchObject({
    dialect: "ros2",
    headers: { Authorization: "$" + "{ROBOT_AUTHORIZATION}" },
    topics: { image: "/image_raw" },
    camera: { encoding: "raw" },
    mover: { kind: "human" },
  });
}, 60_000);

const anArm: RobotSketch = {
  dialect: "ros2",
  cameras: [
    { image: "/cam/image_raw", encoding: "raw", cameraInfo: "/cam/camera_info", sends: true },
  ],
  isCalibrated: true,
  frames: { base: "base_link", optical: "cam_optical", commanded: "tool0", moves: true },
  movers: [],
  skills: [],
  joints: {
    topic: "/joint_states",
    at: new Map([
      ["elbow", 1.5],
      ["finger_joint", 0],
    ]),
  },
  groups: ["arm"],
};
const written = (changes: Partial<RobotSketch>): FirstProfile => {
  const sketch = { ...anArm, ...changes };
  return firstProfile(sketch, sketch.cameras[0]!, "ws://robot:9090", {});
};

describe("whatever moves the camera, the profile can be read back and moves nothing yet", () => {
  test.each([
    [{ kind: "action", name: "/go", type: "a_msgs/Go", field: "goal_pose" }, "action"],
    [{ kind: "service", name: "/go", type: "a_msgs/Go", field: "pose" }, "service"],
    [{ kind: "topic", name: "/target_frame" }, "topic"],
    [{ kind: "move-group", name: "/move_action", type: "moveit_msgs/MoveGroup" }, "action"],
    [{ kind: "joints", name: "/c/f", type: "control_msgs/FollowJointTrajectory" }, "joints"],
  ] as const)("%o", (mover, kind) => {
    const { text, todo } = written({ movers: [mover] });
    const profile = parseProfile(text, "robot.yaml");
    expect(profile.mover.kind).toBe(kind);
    expect("workspace" in profile).toBe(false);
    expect(todo.join("\n")).toMatch(/workspace.*\n?/);
  });

  test("MoveIt is given a ball and a direction for the tool, and judged by its own result", () => {
    const mover = {
      kind: "move-group",
      name: "/move_action",
      type: "moveit_msgs/MoveGroup",
    } as const;
    expect(parseProfile(written({ movers: [mover] }).text, "x").mover).toMatchObject({
      goal: {
        request: {
          group_name: "arm",
          goal_constraints: [{ position_constraints: [{ header: "$header", link_name: "tool0" }] }],
        },
      },
      succeededWhen: { path: "error_code.val", equals: 1 },
    });
  });

  test("a camera that hangs on the wall is not moved by an arm", () => {
    const frames = { ...anArm.frames!, moves: false };
    const { text } = written({ frames, movers: [{ kind: "topic", name: "/target" }] });
    expect(parseProfile(text, "x").mover.kind).toBe("human");
  });

  test("a name that would be YAML of its own stays a name", () => {
    const image = '/a"b: {x}\n# y\u2028z';
    const { text } = written({ cameras: [{ image, encoding: "raw", sends: true }] });
    expect(parseProfile(text, "x").topics.image).toBe(image);
  });
});

test("pictures of depth are no photos, and the compressed one at the hand comes first", () => {
  const topics = new Map([
    ["/front/image_raw", "sensor_msgs/Image"],
    ["/wrist/color/image_raw", "sensor_msgs/Image"],
    ["/wrist/color/image_raw/compressed", "sensor_msgs/CompressedImage"],
    ["/wrist/depth/image_raw/compressedDepth", "sensor_msgs/CompressedImage"],
    ["/wrist/color/camera_info", "sensor_msgs/CameraInfo"],
  ]);
  const cameras = guessCameras({ dialect: "ros1", topics, services: [], actions: new Map() });
  expect(cameras.map(({ image }) => image)).toEqual([
    "/wrist/color/image_raw/compressed",
    "/wrist/color/image_raw",
    "/front/image_raw",
  ]);
  expect(cameras[0]!.cameraInfo).toBe("/wrist/color/camera_info");
});

test("the commanded frame is the tool that is joined to the camera, even beside it", () => {
  const edge = (parent: string, child: string) => ({
    parent,
    child,
    pose: { position: [0, 0, 0], orientation: [0, 0, 0, 1] } as const,
    stamp: { sec: 1, nanosec: 0 },
  });
  const moving = [edge("base_link", "shoulder"), edge("shoulder", "wrist_3")];
  const fixed = [
    edge("world", "base_link"),
    edge("world", "table_top"),
    edge("wrist_3", "tool0"),
    edge("wrist_3", "camera_link"),
    edge("camera_link", "optical"),
  ];
  expect(guessFrames(framesOf(moving, fixed), "optical")).toEqual({
    base: "base_link",
    optical: "optical",
    commanded: "tool0",
    moves: true,
    surface: "table_top",
  });
  expect(guessFrames(framesOf(moving, fixed), "elsewhere")).toBeUndefined();
});
