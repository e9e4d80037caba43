import type { ArmDriver } from "./arm-driver.ts";
import type { CameraArm } from "./camera-arm.ts";
import type { RosGraph } from "./graph.ts";
import type { RobotClock } from "./robot-clock.ts";
import type { FixedFrames } from "./stamped-pose.ts";

/** What a way of moving the camera needs of the robot. */
export type MoverParts = {
  readonly graph: RosGraph;
  readonly clock: RobotClock;
  readonly arm: CameraArm;
  readonly driver: ArmDriver;
  readonly frames: FixedFrames;
};
