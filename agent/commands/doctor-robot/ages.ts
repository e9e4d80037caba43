import { DIALECTS } from "../../../perception/ros/dialect.ts";
import { type Heard, headerOf } from "../../../perception/ros/hear-topics.ts";
import type { RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { millisecondsBetween } from "../../../perception/ros/robot-time.ts";
import type { Rosapi } from "../../../perception/ros/rosapi.ts";
import { type Claim, claim } from "./claim.ts";

const STALE_MS = 1000;

/** The robot's clock beside ours, and how old its pictures are when they come. */
export async function ageClaims(
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
