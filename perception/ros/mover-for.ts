import { actionMover } from "./action-mover.ts";
import type { ArmParts } from "./arm-parts.ts";
import { jointsMover } from "./joints-mover.ts";
import type { ArmMover } from "./pose-mover.ts";
import { isTaught } from "./profile.ts";
import { serviceMover } from "./service-mover.ts";
import { topicMover } from "./topic-mover.ts";

/** The mover that a profile names. */
export function moverFor({ profile, ...parts }: ArmParts): ArmMover {
  if (isTaught(profile)) return jointsMover({ ...parts, profile });
  const { mover } = profile;
  switch (mover.kind) {
    case "action":
      return actionMover({ ...parts, profile: { ...profile, mover } });
    case "service":
      return serviceMover({ ...parts, profile }, mover);
    case "topic":
      return topicMover({ ...parts, profile }, mover);
  }
}
