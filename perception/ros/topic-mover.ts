import type { ArmParts } from "./arm-parts.ts";
import type { TopicMoverSettings } from "./mover-settings.ts";
import { type ArmMover, poseMover } from "./pose-mover.ts";
import type { PoseProfile } from "./profile.ts";

/**
 * Moves the camera by a topic of geometry_msgs/PoseStamped, as Cartesian controllers take it. Nobody
 * answers there: TF alone shows the arrival, and a pose that was sent cannot be taken back.
 */
export function topicMover(parts: ArmParts<PoseProfile>, mover: TopicMoverSettings): ArmMover {
  const { link, dialect, profile } = parts;
  const { name, deadlineMs } = mover;
  let sent = false;
  link.advertise(name, dialect.typeOf("msg", "geometry_msgs/PoseStamped"));
  return poseMover(parts, {
    restWithinMs: deadlineMs,
    async send({ poseStamped }, { signal }) {
      sent = true;
      link.publish(name, poseStamped);
      await link.delivered(name, { deadlineMs: profile.link.callWithinMs, signal });
      return undefined;
    },
    mayBeMoving: () => sent,
    close: () => {},
  });
}
