import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { lookAtRobot } from "../../agent/commands/doctor-robot.ts";
import { simulatedRobotProfile } from "../../perception/ros/load-profile.ts";
import { type Simulation, startSimulation } from "../../sim/simulation.ts";
import { makeWorld } from "../../sim/world.ts";
import { guardedBridge } from "../fakes/guarded-bridge.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { fakeWebcam } from "../fakes/webcam.ts";

let simulation: Simulation;
let folder: string;
beforeAll(async () => {
  folder = newFolder();
  simulation = await startSimulation({ world: makeWorld(7), speed: 8, dialect: "ros2" });
});
afterAll(async () => {
  await simulation.close();
  await rm(folder, { recursive: true });
});

const { signal } = new AbortController();

async function profileWith(name: string, ...changes: readonly (readonly [string, string])[]) {
  let text = (await readFile(simulatedRobotProfile, "utf8")).replace(
    /^url: .*$/m,
    `url: ${simulation.robot.url}`,
  );
  for (const [was, is] of changes) {
    expect(text).toContain(was);
    text = text.replace(was, is);
  }
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("a profile that fits has nothing wrong in it, and nothing has moved", async () => {
  const findings = await lookAtRobot(await profileWith("right.yaml"), signal);
  expect(findings.filter(({ state }) => state === "wrong")).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(["dialect", "topics.tf", "frames.optical", "workspace", "mover.name"]),
  );
  const cancelling = findings.find(({ what }) => what === "cancelling");
  expect(cancelling).toMatchObject({
    state: "ok",
    found: "a cancel is heard while a goal is under way",
  });
  expect(simulation.robot.stats().moves).toBe(0);
}, 60_000);

test("a cancel that could not get past a goal is warned of, and why", async () => {
  const guard = await guardedBridge(simulation.robot.url);
  const path = await profileWith("alone.yaml", [simulation.robot.url, guard.url]);
  const looking = lookAtRobot(path, signal);
  await vi.waitFor(() => expect(guard.clients()).toBe(1));
  guard.reception = "refused";
  const findings = await looking;
  await guard.close();
  expect(findings.find(({ what }) => what === "cancelling")).toMatchObject({
    state: "warning",
    found: expect.stringMatching(/only after it ended: .*it refuses us \(HTTP 401\)/),
    todo: expect.stringContaining("send_action_goals_in_new_thread"),
  });
}, 60_000);

test("each wrong place is named with its line, and what is there instead", async () => {
  const path = await profileWith(
    "wrong.yaml",
    ["simulated: true\n", "simulated: true\ndialect: ros1\n"],
    ["cameraInfo: /camera/camera_info", "cameraInfo: /tf"],
    ["optical: camera_optical_frame", "optical: lens"],
    ["scene: scene_view", "scene: balcony"],
    ["min: [-1.5, -1.35, 0.02]", "min: [-1.5, -1.35, 1.2]"],
    ["type: tactful_msgs/MoveCamera", "type: tactful_msgs/Go"],
    ["service: /tactful/skills/store", "service: /tactful/skills/stow"],
  );
  const findings = await lookAtRobot(path, signal);
  const lines = (await readFile(path, "utf8")).split("\n");
  const wrong = findings.filter(({ state }) => state === "wrong");
  const told = (what: string) => {
    const one = wrong.find((finding) => finding.what === what);
    const line = Number(one?.where?.split(":")[1]?.split(" ")[0]);
    return `${one?.found} | ${one?.todo} | ${lines[line - 1]?.trim()}`;
  };
  expect(told("dialect")).toBe("the robot speaks ros2 | write ros2 | dialect: ros1");
  expect(told("topics.cameraInfo")).toMatch(/is tf2_msgs\/TFMessage .* \| cameraInfo: \/tf$/);
  expect(told("frames.optical")).toMatch(/no way from "lens" to "tool0".*optical: lens/);
  expect(told("frames.scene")).toMatch(/no way from "balcony".*scene: balcony/);
  expect(told("workspace")).toMatch(/\| workspace:$/);
  expect(told("mover.type")).toMatch(
    /is tactful_msgs\/MoveCamera \| write .*type: tactful_msgs\/Go/,
  );
  expect(told("skills.store")).toMatch(/no service \/tactful\/skills\/stow/);
  expect(wrong).toHaveLength(7);
}, 60_000);

test("a robot without rosapi cannot be checked, which is no fault of its profile", async () => {
  const webcam = await fakeWebcam();
  const path = join(folder, "webcam.yaml");
  await writeFile(
    path,
    `name: webcam\nurl: ${webcam.url}\ntopics: { image: /image_raw/compressed }\nmover: { kind: human }\n`,
  );
  const findings = await lookAtRobot(path, signal);
  await webcam.close();
  expect(findings.map(({ what, state }) => `${what} ${state}`)).toEqual([
    "robot ok",
    "rosapi warning",
  ]);
}, 60_000);

test("where nothing listens, the profile's url is what to look at", async () => {
  const path = join(folder, "nobody.yaml");
  await writeFile(
    path,
    "name: nobody\nurl: ws://127.0.0.1:9\ntopics: { image: /i }\nmover: { kind: human }\n",
  );
  const [finding] = await lookAtRobot(path, signal);
  expect(finding).toMatchObject({ state: "wrong", where: `${path}:2 url` });
}, 60_000);
