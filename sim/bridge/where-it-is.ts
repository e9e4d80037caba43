import { compose, invert, type Pose } from "../../perception/geometry/pose.ts";
import type { ArmProfile } from "../../perception/ros/profile.ts";
import { type CameraArm, toolOf } from "./camera-arm.ts";
import { JOINTS, jointsFor } from "./gantry.ts";
import type { RosGraph } from "./graph.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import { BASE_IN_SURFACE, CAMERA_IN_TOOL, tfMessage } from "./transforms.ts";

const EVERY_MS = 40;

export type WhereItIsOptions = {
  readonly graph: RosGraph;
  readonly clock: RobotClock;
  readonly arm: CameraArm;
  readonly profile: Pick<ArmProfile, "topics" | "frames">;
};

export type Whereabouts = {
  /** Tells where the scene camera stands, and what else stands still. */
  readonly tellFixed: (sceneCameraPose: Pose) => void;
  /** Tells at once where tool and joints are. */
  readonly tell: () => void;
  readonly close: () => void;
};

/** Tells where everything is: fixed frames when told to and to late joiners, tool and joints as they move. */
export function tellWhereItIs({ graph, clock, arm, profile }: WhereItIsOptions): Whereabouts {
  const { topics, frames } = profile;
  const tf = graph.advertise(topics.tf, "tf2_msgs/TFMessage");
  const tfStatic = graph.advertise(topics.tfStatic, "tf2_msgs/TFMessage", { latch: true });
  const joints =
    topics.jointStates === undefined
      ? undefined
      : graph.advertise(topics.jointStates, "sensor_msgs/JointState");
  const scene = frames.scene === undefined ? [] : [frames.scene];
  const tellFixed = (sceneCameraPose: Pose) => {
    const fixed = [
      { parent: frames.surface, child: frames.base, pose: BASE_IN_SURFACE },
      { parent: frames.commanded, child: frames.optical, pose: CAMERA_IN_TOOL },
      ...scene.map((child) => ({ parent: frames.surface, child, pose: sceneCameraPose })),
    ];
    tfStatic.publish(tfMessage(fixed, rosTime(clock.nowMs())));
  };

  const tell = () => {
    const nowMs = clock.nowMs();
    const stamp = rosTime(nowMs);
    const pose = compose(invert(BASE_IN_SURFACE), toolOf(arm.poseAt(nowMs)));
    if (tf.hasListeners())
      tf.publish(tfMessage([{ parent: frames.base, child: frames.commanded, pose }], stamp));
    if (joints?.hasListeners())
      joints.publish({
        header: { stamp, frame_id: "" },
        name: JOINTS,
        position: jointsFor(pose),
        velocity: [],
        effort: [],
      });
  };
  const timer = setInterval(tell, EVERY_MS);
  return { tellFixed, tell, close: () => clearInterval(timer) };
}
