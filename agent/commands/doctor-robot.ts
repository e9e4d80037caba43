import { loadProfile } from "../../perception/ros/load-profile.ts";
import { connectRosbridgeRobot } from "../../perception/ros/rosbridge-robot.ts";
import { type Finding, look } from "./finding.ts";

/** The robot at `where` (ws://… or a profile), looked at without moving anything. */
export const lookAtRobot = async (
  where: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> => [
  await look("robot", "start its rosbridge, or correct the profile", () => bridge(where, signal)),
];

/** Connects, and tells what the robot can do; moves nothing. */
async function bridge(where: string, signal: AbortSignal): Promise<string> {
  const isUrl = /^wss?:/.test(where);
  const profile = isUrl ? await loadProfile() : await loadProfile(where);
  const robot = await connectRosbridgeRobot({ ...(isUrl && { url: where }), profile, signal });
  const { name, angles, skills } = robot.abilities;
  await robot.close();
  return `${name}: close-ups from ${angles.join(", ")}; can ${skills.join(", ")}`;
}
