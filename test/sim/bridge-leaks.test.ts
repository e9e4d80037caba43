import { decode } from "cbor2";
import { expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import { compose, invert } from "../../perception/geometry/pose.ts";
import { loadProfile } from "../../perception/ros/load-profile.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import { toolOf } from "../../sim/bridge/camera-arm.ts";
import { startSimulatedRobot } from "../../sim/bridge/simulated-robot.ts";
import { BASE_IN_SURFACE, poseStamped } from "../../sim/bridge/transforms.ts";
import { makeWorld } from "../../sim/world.ts";
import { flatCamera } from "../fakes/flat-camera.ts";
import { rawBridgeClient } from "../fakes/raw-bridge-client.ts";

const SEED = 471_193;

/** All that a client can be told: every topic, every service, moves that end well and that do not. */
async function everythingOnTheWire(dialect: "ros1" | "ros2"): Promise<string> {
  const world = makeWorld(SEED);
  const profile = await loadProfile();
  const robot = await startSimulatedRobot({
    camera: flatCamera().camera,
    obstacles: world.objects.map(({ id, position, extent }) => ({ id, position, ...extent })),
    sceneCameraPose: world.sceneCameraPose,
    speed: 200,
    dialect,
    // Or else one call that is never answered would hold up all others.
    bridge: { callsInNewThread: true, goalsInNewThread: true },
  });
  const client = await rawBridgeClient(robot.url);
  try {
    const { topics, types } = JSON.parse(await client.call("/rosapi/topics")).values;
    const { services } = JSON.parse(await client.call("/rosapi/services")).values;
    for (const topic of topics) {
      const compression = topic.startsWith("/camera/image") ? "cbor" : "none";
      client.send({ op: "subscribe", topic, compression });
      await client.call("/rosapi/topic_type", { topic });
    }
    for (const type of types) await client.call("/rosapi/message_details", { type });
    for (const name of JSON.parse(await client.call("/rosapi/get_param_names")).values.names)
      await client.call("/rosapi/get_param", { name });
    for (const node of JSON.parse(await client.call("/rosapi/nodes")).values.nodes)
      await client.call("/rosapi/node_details", { node });
    await client.frame((frame) => frame instanceof Uint8Array);
    const [first] = world.objects;
    const target = poseStamped(
      { position: first!.position, orientation: [0, 0, 0, 1] },
      "surface",
      { secs: 0, nsecs: 0 },
    );
    for (const service of services) {
      await client.call(service, service.includes("skills") ? { target, label: "thing" } : {});
      await client.call(service, { nothing: 1 });
    }
    const home = world.sceneCameraPose;
    const poses = [
      { ...home, position: [0.1, -0.9, 0.6] as const },
      { ...home, position: first!.position },
      { ...home, position: world.objects[1]!.position },
      { ...home, position: [9, 9, 9] as const },
    ];
    for (const [index, pose] of poses.entries()) {
      const id = `move-${index}`;
      const inBase = compose(invert(BASE_IN_SURFACE), toolOf(pose));
      const { pose: tool } = poseStamped(inBase, "", { secs: 0, nsecs: 0 });
      const target_pose = { header: { frame_id: profile.frames.base }, pose: tool };
      const { name: action, type: action_type } = profile.mover;
      const msg = { goal_id: { id }, goal: { target_pose } };
      client.send(
        dialect === "ros1"
          ? { op: "publish", topic: `${action}/goal`, msg }
          : { op: "send_action_goal", id, action, action_type, args: { target_pose } },
      );
      const end = dialect === "ros1" ? "move_camera\\/result" : "action_result";
      await client.frame(
        (frame) => typeof frame === "string" && frame.includes(end) && frame.includes(id),
      );
    }
    expect(types).toHaveLength(topics.length);
    expect(robot.stats()).toMatchObject({ arrivals: 1, refusals: 3 });
    return client.frames
      .map((frame) => (typeof frame === "string" ? frame : withoutPicture(frame)))
      .join("\n");
  } finally {
    client.close();
    await robot.close();
  }
}

function withoutPicture(frame: Uint8Array): string {
  const message = decode<{ msg: { data: Uint8Array } }>(frame);
  return JSON.stringify({ ...message, msg: { ...message.msg, data: "" } });
}

test.each(["ros1", "ros2"] as const)(
  "nothing that crosses the wire of %s tells kinds, states, seeds or where things stand",
  async (dialect) => {
    const wire = await everythingOnTheWire(dialect);
    const key = loadKey();
    const kinds = Object.entries({ ...key.kinds, ...key.unseen });
    const words = [
      ...kinds.map(([kind]) => kind),
      ...kinds.flatMap(([, it]) => Object.keys(it.states)),
    ];
    // Two states are called as two skills are: clean and empty.
    const own = new Set<string>(VERBS);
    const telling = words.filter(
      (word) => !own.has(word) && new RegExp(`\\b${word}s?\\b`, "i").test(wire),
    );
    expect(telling).toEqual([]);

    const world = makeWorld(SEED);
    expect(wire).not.toMatch(new RegExp(`(?<![\\d.])${SEED}(?!\\d)`));
    for (const { position, extent, lookSeed, id } of world.objects) {
      expect(wire).not.toMatch(new RegExp(`\\b${id}\\b`));
      for (const value of [position[0], position[1], extent.radiusM, lookSeed])
        expect(wire).not.toContain(String(value).slice(0, 10));
    }
  },
);
