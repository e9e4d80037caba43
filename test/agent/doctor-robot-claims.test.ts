import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAtRobot } from "../../agent/commands/doctor-robot.ts";
import type { Finding } from "../../agent/commands/finding.ts";
import { profileFile } from "../../agent/commands/sim-profile.ts";
import { lookAt } from "../../perception/geometry/pose.ts";
import { loadProfile, simulatedRobotProfile } from "../../perception/ros/load-profile.ts";
import { isTaught } from "../../perception/ros/profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { type SimulatedRobot, startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import { moverProfile } from "../../sim/mover-profile.ts";
import { FLAT_CAMERA, flatCamera } from "../fakes/flat-camera.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { aThing } from "../fakes/one-object.ts";
import { type RawBridgeClient, rawBridgeClient } from "../fakes/raw-bridge-client.ts";

const SCENE = lookAt([0, -1, 0.65], [0, 0, 0], [0, 0, 1]);
const { signal } = new AbortController();

let robot: SimulatedRobot;
let nodes: RawBridgeClient;
let folder: string;
beforeAll(async () => {
  folder = newFolder();
  robot = await startSimulatedRobot({
    camera: flatCamera().camera,
    obstacles: [],
    sceneCameraPose: SCENE,
    dialect: "ros2",
  });
  nodes = await rawBridgeClient(robot.url);
});
afterAll(async () => {
  nodes.close();
  await robot.close();
  await rm(folder, { recursive: true });
});

/** Another node of the same robot says something, and whoever asks later still hears it. */
async function says(topic: string, type: string, frame: string, fields: object) {
  const header = { stamp: { sec: 1, nanosec: 0 }, frame_id: frame };
  nodes.send({ op: "advertise", topic, type });
  nodes.send({ op: "publish", topic, latch: true, msg: { header, ...fields } });
  await nodes.settled();
}

/** The robot's profile with other lines, held against it. */
async function lookWith(name: string, ...changes: readonly (readonly [string, string])[]) {
  let text = (await readFile(simulatedRobotProfile, "utf8")).replace(
    /^url: .*$/m,
    `url: ${robot.url}`,
  );
  for (const [was, is] of changes) {
    expect(text).toContain(was);
    text = text.replace(was, is);
  }
  const path = join(folder, `${name}.yaml`);
  await writeFile(path, text);
  return { path, findings: await lookAtRobot(path, signal) };
}

const told = (findings: readonly Finding[], name: string): string => {
  const one = findings.find(({ what }) => what === name);
  return one === undefined ? "nothing" : `${one.state}: ${one.found}`;
};
const todo = (findings: readonly Finding[], name: string): string | undefined =>
  findings.find(({ what }) => what === name)?.todo;

const pictures = "image: /camera/image/compressed";
const jpeg = async () => {
  const { widthPx: width, heightPx: height } = FLAT_CAMERA;
  const create = { width, height, channels: 3, background: "#a63" } as const;
  return (await sharp({ create }).jpeg().toBuffer()).toString("base64");
};

test.concurrent("pictures, calibration, frame and angles that fit are told as found", async () => {
  const { findings } = await lookWith("right");
  expect(told(findings, "encoding")).toBe("ok: jpeg, 64 x 48");
  expect(told(findings, "calibration")).toBe("ok: 64 x 48 as the pictures are, no distortion");
  expect(told(findings, "picture frame")).toBe("ok: camera_optical_frame");
  expect(told(findings, "angles")).toBe(
    "ok: a cup in the middle can be seen from front, back, left, right, top",
  );
  expect(robot.stats().moves).toBe(0);
}, 60_000);

test.concurrent("a CameraInfo of another size than the pictures is wrong, with both sizes", async () => {
  const [fx, cx, cy] = [600, 319.5, 239.5];
  await says("/left/camera_info", "sensor_msgs/CameraInfo", "camera_optical_frame", {
    width: 640,
    height: 480,
    distortion_model: "plumb_bob",
    d: [0, 0, 0, 0, 0],
    k: [fx, 0, cx, 0, fx, cy, 0, 0, 1],
    r: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    p: [fx, 0, cx, 0, 0, fx, cy, 0, 0, 0, 1, 0],
  });
  const { findings } = await lookWith("other-camera", [
    "cameraInfo: /camera/camera_info",
    "cameraInfo: /left/camera_info",
  ]);
  expect(told(findings, "calibration")).toBe(
    "wrong: it is for pictures of 640 x 480, but /camera/image/compressed sends 64 x 48",
  );
  expect(todo(findings, "calibration")).toBe(
    "name the CameraInfo of that camera, or calibrate at 64 x 48",
  );
}, 60_000);

test.concurrent("a raw picture in an encoding that nobody reads is wrong by its name", async () => {
  const fields = { height: 1, width: 2, encoding: "32FC1", is_bigendian: 0, step: 8 };
  const data = Buffer.alloc(8).toString("base64");
  await says("/depth/image", "sensor_msgs/Image", "camera_optical_frame", { ...fields, data });
  const { findings } = await lookWith("depth", [pictures, "image: /depth/image"]);
  expect(told(findings, "encoding")).toBe(
    'wrong: "32FC1" cannot be read: not a raw picture: encoding "32FC1" is not known',
  );
  expect(todo(findings, "encoding")).toMatch(/there are .*\/camera\/image\/compressed/);
}, 60_000);

test.concurrent("a video's frame on the image topic is wrong by its format", async () => {
  const data = Buffer.from("00000001674d001f", "hex").toString("base64");
  const fields = { format: "h264", data };
  await says("/video", "sensor_msgs/CompressedImage", "camera_optical_frame", fields);
  const { findings } = await lookWith("video", [pictures, "image: /video"]);
  expect(told(findings, "encoding")).toMatch(/^wrong: "h264" cannot be read: not a readable/);
}, 60_000);

test.concurrent("pictures of another frame than the optical one are a warning with both", async () => {
  const fields = { format: "jpeg", data: await jpeg() };
  await says("/body/image", "sensor_msgs/CompressedImage", "/camera_link", fields);
  const { findings } = await lookWith("body", [pictures, "image: /body/image"]);
  expect(told(findings, "encoding")).toBe("ok: jpeg, 64 x 48");
  expect(told(findings, "picture frame")).toBe(
    'warning: the pictures say "camera_link", the profile says "camera_optical_frame"',
  );
}, 60_000);

test.concurrent("an encoding that is not the topic's is wrong on its line", async () => {
  const { findings } = await lookWith("raw", ["  throttleMs: 0", "  encoding: raw"]);
  const one = findings.find(({ what }) => what === "camera.encoding");
  expect(one).toMatchObject({
    state: "wrong",
    found: "/camera/image/compressed is compressed",
    todo: "write compressed",
    where: expect.stringMatching(/camera\.encoding$/),
  });
}, 60_000);

test.concurrent("an angle outside the workspace is named, and the robot itself refuses it alike", async () => {
  const { path, findings } = await lookWith("narrow", [
    "min: [-1.5, -1.35, 0.02]",
    "min: [-0.1, -1.35, 0.02]",
  ]);
  const found = told(findings, "angles");
  expect(found).toMatch(/^warning: a cup in the middle cannot be seen from left \(.*\)$/);
  expect(findings.filter(({ state }) => state === "wrong")).toEqual([]);
  const reason = /\((the \w+ would be at .* workspace)\)$/.exec(found)?.[1];
  const arm = await connectRosbridgeRobot({ profile: await loadProfile(path) });
  const position = [0, 0, 0] as const;
  const object = { ...aThing, position, radiusM: 0.05 };
  const refused = arm.photograph({ kind: "close-up", object, angle: "left" });
  await expect(refused).rejects.toThrow(`no photo thing-1/left: ${reason}`);
  await arm.close();
}, 60_000);

test.concurrent("angles behind a box to be kept out of are named with the box", async () => {
  const box = "{ name: the lamp, min: [0.1, -0.1, 0], max: [0.4, 0.1, 0.5] }";
  const { findings } = await lookWith("lamp", ["workspace:", `keepOut: [${box}]\nworkspace:`]);
  expect(told(findings, "angles")).toMatch(
    /^warning: a cup in the middle cannot be seen from right \(.* inside "the lamp".*\)$/,
  );
  const wall = "{ name: the shelf, min: [-1, -0.52, 0], max: [1, -0.48, 1.25] }";
  const behind = await lookWith("shelf", ["workspace:", `keepOut: [${wall}]\nworkspace:`]);
  const found = told(behind.findings, "angles");
  for (const angle of ["front", "back", "left", "right", "top"])
    expect(found).toContain(`${angle} (the camera would pass through "the shelf"`);
}, 60_000);

test.concurrent("where TF lacks a frame, nothing is said of angles", async () => {
  const lens = ["optical: camera_optical_frame", "optical: lens"] as const;
  const { findings } = await lookWith("lens", lens);
  expect(told(findings, "frames.optical")).toMatch(/^wrong/);
  expect(told(findings, "angles")).toBe("nothing");
}, 60_000);

test.concurrent("taught views are told, and joints that the robot does not tell of are wrong", async () => {
  const profile = await moverProfile("joints", SCENE);
  if (!isTaught(profile)) throw new Error("no joints");
  const options = { camera: flatCamera().camera, obstacles: [], sceneCameraPose: SCENE };
  const taught = await startSimulatedRobot({ ...options, profile });
  const { mover } = profile;
  const { back: _, ...poses } = mover.poses;
  const look = async (change: object) => {
    const changed = { ...profile, url: taught.url, mover: { ...mover, poses, ...change } };
    const file = await profileFile(changed, undefined);
    const findings = await lookAtRobot(file.path, signal);
    await file.remove();
    return findings;
  };
  const [right, wrong] = await Promise.all([
    look({}),
    look({ joints: ["wrist_9", ...mover.joints.slice(1)], poses: { scene: poses.scene } }),
  ]);
  await taught.close();
  expect(told(right, "mover.poses")).toBe("ok: scene, front, left, right, top");
  expect(told(right, "mover.joints")).toBe(`ok: /joint_states tells of ${mover.joints.join(", ")}`);
  expect(told(wrong, "mover.poses")).toBe("warning: only the scene is taught");
  expect(told(wrong, "mover.joints")).toBe("wrong: /joint_states does not tell of wrist_9");
  expect(todo(wrong, "mover.joints")).toBe(`name them as it does: ${mover.joints.join(", ")}`);
}, 60_000);
