import type { RosTime } from "./ros-message.ts";

/** The robot's clock: milliseconds since 1970 as the robot believes, and never as we do. */
export type RobotClock = { readonly nowMs: () => number };

/** A clock that runs `offsetS` seconds ahead of the host's and never jumps. */
export function robotClock(offsetS: number): RobotClock {
  return { nowMs: () => performance.timeOrigin + performance.now() + offsetS * 1000 };
}

/** Milliseconds as ROS writes them. */
export function rosTime(ms: number): RosTime {
  const secs = Math.floor(ms / 1000);
  return { secs, nsecs: Math.min(999_999_999, Math.floor((ms - secs * 1000) * 1e6)) };
}
