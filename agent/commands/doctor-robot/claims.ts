import { cameraInSurface } from "../../perception/ros/arm-parts.ts";
import { DIALECTS, messagesOf, understand } from "../../perception/ros/dialect.ts";
import { type Heard, headerOf, hearTopics, rateOf } from "../../perception/ros/hear-topics.ts";
import { listenToTf } from "../../perception/ros/listen-to-tf.ts";
import { isHeld, type RobotProfile } from "../../perception/ros/profile.ts";
import { type RobotGraph, readGraph } from "../../perception/ros/robot-graph.ts";
import { millisecondsBetween } from "../../perception/ros/robot-time.ts";
import type { RosLink } from "../../perception/ros/ros-link.ts";
import { plainType, type Rosapi, rosapi } from "../../perception/ros/rosapi.ts";
import { poseRefusal } from "../../perception/ros/workspace.ts";
import type { Finding } from "./finding.ts";

/** A finding about a place of the profile. */
export type Claim = Omit<Finding, "where"> & { readonly path: readonly string[] };

const LISTEN_MS = 2000;
const STALE_MS = 1000;
const CANCELS = "/rosbridge_websocket:send_action_goals_in_new_thread";
const TYPES: Readonly<Record<string, readonly string[]>> = {
  image: ["sensor_msgs/CompressedImage", "sensor_msgs/Image"],
  cameraInfo: ["sensor_msgs/CameraInfo"],
  tf: ["tf2_msgs/TFMessage", "tf/tfMessage"],
  tfStatic: ["tf2_msgs/TFMessage"],
  jointStates: ["sensor_msgs/JointState"],
  say: ["std_msgs/String"],
};

/** What a profile says, held against a live bridge. Rejects with `unreachable` or `aborted`. */
export async function claimsOf(
  link: RosLink,
  profile: RobotProfile,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const api = rosapi(link, { deadlineMs: profile.link.callWithinMs, signal });
  const graph = await readGraph(api);
  const named = Object.entries(profile.topics) as [string, string][];
  const isPicture = (key: string) => key === "image";
  const heardOn = named.filter(([key, topic]) => key !== "say" && graph.topics.has(topic));
  const asked = heardOn.map(([key, topic]) => ({
    topic,
    ...(isPicture(key) && { compression: "cbor" as const }),
  }));
  const heard = await hearTopics(link, asked, LISTEN_MS, signal);
  return [
    dialectClaim(profile, graph),
    ...named.map(([key, topic]) => topicClaim(graph, key, topic, heard.get(topic))),
    ...(await ageClaim(api, profile, graph, heard)),
    ...calibrationClaim(profile, graph, heard),
    ...(isHeld(profile) ? [] : await frameClaims(link, profile, graph, signal)),
    ...(await moverClaims(api, profile, graph)),
    ...(await skillClaims(api, profile)),
  ];
}

const claim = (
  path: string,
  state: Finding["state"],
  found: string,
  todo?: string,
  what = path,
): Claim => ({ what, state, found, path: path.split("."), ...(todo !== undefined && { todo }) });

const dialectClaim = ({ dialect }: RobotProfile, graph: RobotGraph): Claim =>
  dialect === undefined || dialect === graph.dialect
    ? claim("dialect", "ok", graph.dialect)
    : claim("dialect", "wrong", `the robot speaks ${graph.dialect}`, `write ${graph.dialect}`);

function topicClaim({ topics }: RobotGraph, key: string, topic: string, heard?: Heard): Claim {
  const path = `topics.${key}`;
  const type = topics.get(topic);
  const wanted = TYPES[key] ?? [];
  if (type === undefined) {
    // Nobody need listen yet to what is spoken.
    const state = key === "say" ? "warning" : "wrong";
    const alike = [...topics].filter(([, it]) => wanted.includes(it)).map(([name]) => name);
    const others =
      alike.length === 0 ? "none of its type is there" : `there are ${alike.join(", ")}`;
    return claim(path, state, `there is no topic ${topic}`, others);
  }
  if (!wanted.includes(type))
    return claim(path, "wrong", `${topic} is ${type}`, `name a topic of ${wanted.join(" or ")}`);
  if (key === "say") return claim(path, "ok", topic);
  const count = heard?.messages.length ?? 0;
  if (count === 0) {
    const quiet = `${topic} sent nothing in ${LISTEN_MS / 1000} s`;
    // The simulated camera sends at rest and TF may have nothing fixed.
    const state = key === "tfStatic" || key === "image" ? "warning" : "wrong";
    return claim(path, state, quiet, "start what publishes it");
  }
  const rate = heard && rateOf(heard);
  return claim(path, "ok", rate === undefined ? topic : `${topic} at ${rate.toFixed(1)} Hz`);
}

async function ageClaim(
  api: Rosapi,
  { topics }: RobotProfile,
  graph: RobotGraph,
  heard: ReadonlyMap<string, Heard>,
): Promise<readonly Claim[]> {
  const one = heard.get(topics.image);
  const header = one && headerOf(DIALECTS[graph.dialect], one.messages.at(-1));
  const askedMs = performance.now();
  const now = await api.time();
  if (now === undefined) return [];
  const offsetS = (now.sec * 1000 + now.nanosec / 1e6 - Date.now()) / 1000;
  const clock = `the robot's clock is ${Math.abs(offsetS).toFixed(1)} s ${offsetS < 0 ? "behind" : "ahead of"} ours (it need not agree)`;
  const clocks = claim("url", "ok", clock, undefined, "clock");
  if (header === undefined || one === undefined) return [clocks];
  // How old it was when it came, by the robot's clock alone.
  const ageMs = millisecondsBetween(header.stamp, now) - (askedMs - one.arrivedMs.at(-1)!);
  const found = `the newest was ${(ageMs / 1000).toFixed(2)} s old when it came`;
  const isOld = Math.abs(ageMs) > STALE_MS;
  const todo = "check the camera's clock, and what delays its pictures";
  return [clocks, claim("topics.image", isOld ? "warning" : "ok", found, todo, "pictures")];
}

function calibrationClaim(
  { topics }: RobotProfile,
  { dialect, topics: there }: RobotGraph,
  heard: ReadonlyMap<string, Heard>,
): readonly Claim[] {
  if (!("cameraInfo" in topics) || there.get(topics.cameraInfo) !== "sensor_msgs/CameraInfo")
    return [];
  const info = heard.get(topics.cameraInfo)?.messages.at(-1);
  if (info === undefined) return [];
  const read = understand(messagesOf(DIALECTS[dialect]).cameraInfo, info);
  if ("problem" in read)
    return [
      claim("topics.cameraInfo", "wrong", read.problem, "calibrate the camera", "calibration"),
    ];
  const { raw, lens } = read.value;
  const found = `${raw.widthPx} x ${raw.heightPx}, ${lens.straight ? "no distortion" : "distorted, straightened here"}`;
  return [claim("topics.cameraInfo", "ok", found, undefined, "calibration")];
}

async function frameClaims(
  link: RosLink,
  profile: Exclude<RobotProfile, { mover: { kind: "human" } }>,
  graph: RobotGraph,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const dialect = DIALECTS[graph.dialect];
  const tf = listenToTf(link, profile, dialect);
  await hearTopics(link, [], LISTEN_MS, signal);
  const { surface, base, commanded, optical, scene } = profile.frames;
  const attempt = (path: string, what: string, todo: string, find: () => string): Claim => {
    try {
      return claim(path, "ok", find(), undefined, what);
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      return claim(path, "wrong", found, todo, what);
    }
  };
  const correct = "name frames that TF joins (view_frames draws them)";
  const known = (path: string, parent: string, child: string) =>
    attempt(path, path, correct, () => {
      tf.lookup(parent, child);
      return child;
    });
  const limits = (): Claim => {
    const path = "workspace";
    const found = poseRefusal(profile, []);
    if (found !== undefined) return claim(path, "warning", found, "measure it and write it down");
    return attempt(path, path, "correct the box, or move the camera into it", () => {
      const scenePose = "scenePose" in profile ? profile.scenePose : undefined;
      const pose =
        scenePose ??
        (scene === undefined
          ? cameraInSurface({ profile, tf }).pose
          : tf.lookup(surface, scene).pose);
      const outside = poseRefusal(profile, [["scene camera", pose]]);
      if (outside !== undefined) throw new Error(outside);
      return "holds the scene photo's place";
    });
  };
  return [
    known("frames.commanded", base, commanded),
    profile.mount === undefined
      ? known("frames.optical", commanded, optical)
      : claim("mount", "ok", "the camera is where the profile says in the commanded frame"),
    known("frames.surface", base, surface),
    ...(scene === undefined ? [] : [known("frames.scene", surface, scene)]),
    limits(),
  ];
}

async function moverClaims(
  api: Rosapi,
  { mover }: RobotProfile,
  graph: RobotGraph,
): Promise<readonly Claim[]> {
  if (mover.kind === "human") return [claim("mover", "ok", "a person holds the camera")];
  if (mover.kind === "topic") {
    const type = graph.topics.get(mover.name);
    const listens = (await api.subscribers(mover.name)).length > 0;
    return [
      listens && type === "geometry_msgs/PoseStamped"
        ? claim("mover.name", "ok", mover.name)
        : claim("mover.name", "wrong", `nobody listens to poses on ${mover.name}`, "start it"),
    ];
  }
  const isService = mover.kind === "service";
  const offered = isService ? graph.services.includes(mover.name) : graph.actions.has(mover.name);
  const kind = isService ? "service" : "action server";
  if (!offered) {
    const others = isService ? [] : [...graph.actions.keys()];
    const todo = others.length === 0 ? "start it" : `start it, or name one of ${others.join(", ")}`;
    return [claim("mover.name", "wrong", `there is no ${kind} ${mover.name}`, todo)];
  }
  const type = isService ? await api.serviceType(mover.name) : graph.actions.get(mover.name);
  const wrongType = type !== undefined && type !== plainType(mover.type);
  const waits =
    !isService && graph.dialect === "ros2" && (await api.param(CANCELS)) === false
      ? [
          claim(
            "mover",
            "warning",
            "a goal is cancelled only after it ended",
            "start rosbridge with send_action_goals_in_new_thread: true",
            "cancelling",
          ),
        ]
      : [];
  return [
    wrongType
      ? claim("mover.type", "wrong", `${mover.name} is ${type}`, `write ${type}`)
      : claim("mover.name", "ok", `${mover.name} (${type ?? "of a type that nothing tells"})`),
    ...waits,
  ];
}

async function skillClaims(api: Rosapi, { skills }: RobotProfile): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  for (const [verb, skill] of Object.entries(skills)) {
    if (skill === undefined) continue;
    const path = `skills.${verb}`;
    const type = await api.serviceType(skill.service);
    if (type === undefined)
      claims.push(claim(path, "wrong", `there is no service ${skill.service}`, "start it"));
    else if (type !== plainType(skill.type))
      claims.push(claim(`${path}.type`, "wrong", `${skill.service} is ${type}`, `write ${type}`));
    else claims.push(claim(path, "ok", skill.service));
  }
  return claims;
}
