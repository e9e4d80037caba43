import { DIALECTS } from "../../../perception/ros/dialect.ts";
import { hearTopics } from "../../../perception/ros/hear-topics.ts";
import { listenToTf } from "../../../perception/ros/listen-to-tf.ts";
import {
  type ArmProfile,
  isHeld,
  isTaught,
  type RobotProfile,
} from "../../../perception/ros/profile.ts";
import { type RobotGraph, readGraph } from "../../../perception/ros/robot-graph.ts";
import type { RosLink } from "../../../perception/ros/ros-link.ts";
import { rosapi } from "../../../perception/ros/rosapi.ts";
import { ageClaims } from "./ages.ts";
import { calibrationClaims } from "./calibration.ts";
import { cancelClaim } from "./cancelling.ts";
import type { Claim } from "./claim.ts";
import { frameClaims } from "./frames.ts";
import { moverClaims } from "./mover.ts";
import { pictureClaims, seePicture } from "./pictures.ts";
import { angleClaims, workspaceClaim } from "./reach.ts";
import { skillClaims } from "./skills.ts";
import { taughtClaims } from "./taught.ts";
import { dialectClaim, LISTEN_MS, topicClaim } from "./topics.ts";

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
  const picture = await seePicture(profile, graph, heard);
  return [
    dialectClaim(profile, graph),
    ...named.map(([key, topic]) => topicClaim(graph, key, topic, heard.get(topic))),
    ...(await ageClaims(api, profile, graph, heard)),
    ...pictureClaims(profile, graph, picture),
    ...calibrationClaims(profile, graph, heard, picture),
    ...(isHeld(profile) ? [] : await placeClaims(link, profile, graph, signal)),
    ...(await moverClaims(api, profile, graph)),
    ...(await cancelClaim(link, api, profile, graph, signal)),
    ...(isTaught(profile) ? taughtClaims(profile, graph, heard) : []),
    ...(await skillClaims(api, profile)),
  ];
}

/** What needs TF, which is listened to for a while. */
async function placeClaims(
  link: RosLink,
  profile: ArmProfile,
  graph: RobotGraph,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const tf = listenToTf(link, profile, DIALECTS[graph.dialect]);
  await hearTopics(link, [], LISTEN_MS, signal);
  return [
    ...frameClaims(profile, tf),
    workspaceClaim(profile, tf),
    ...(isTaught(profile) ? [] : angleClaims(profile, tf)),
  ];
}
