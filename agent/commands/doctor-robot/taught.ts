import { DIALECTS, messagesOf, understand } from "../../../perception/ros/dialect.ts";
import type { Heard } from "../../../perception/ros/hear-topics.ts";
import { anglesOf, type JointsProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { type Claim, claim } from "./claim.ts";

/** Which views were taught, and whether the robot tells of the joints that they are taught for. */
export function taughtClaims(
  profile: JointsProfile,
  { dialect }: RobotGraph,
  heard: ReadonlyMap<string, Heard>,
): readonly Claim[] {
  const angles = anglesOf(profile);
  const views =
    angles.length === 0
      ? claim("mover.poses", "warning", "only the scene is taught", "teach an angle to look closer")
      : claim("mover.poses", "ok", ["scene", ...angles].join(", "));
  const topic = profile.topics.jointStates;
  const messages = heard.get(topic)?.messages ?? [];
  const { jointStates } = messagesOf(DIALECTS[dialect]);
  const told = new Set(
    messages.flatMap((message) => {
      const read = understand(jointStates, message);
      return "value" in read ? read.value.map(([joint]) => joint) : [];
    }),
  );
  // A robot that tells of no joint is found wrong as a topic.
  if (told.size === 0) return [views];
  const { joints } = profile.mover;
  const missing = joints.filter((joint) => !told.has(joint));
  return [
    views,
    missing.length === 0
      ? claim("mover.joints", "ok", `${topic} tells of ${joints.join(", ")}`)
      : claim(
          "mover.joints",
          "wrong",
          `${topic} does not tell of ${missing.join(", ")}`,
          `name them as it does: ${[...told].join(", ")}`,
        ),
  ];
}
