import { closeUpPose } from "../perception/geometry/orbit.ts";
import { compose, invert, type Pose } from "../perception/geometry/pose.ts";
import { length } from "../perception/geometry/vec3.ts";
import { ANGLES, type Angle } from "../perception/photo.ts";
import { loadProfile } from "../perception/ros/load-profile.ts";
import type { ArmProfile, PoseProfile } from "../perception/ros/profile.ts";
import { CameraArm, toolOf, type WorkspaceBox } from "./bridge/camera-arm.ts";
import { JOINTS, jointsFor } from "./bridge/gantry.ts";
import { BASE_IN_SURFACE } from "./bridge/transforms.ts";

/** How the simulated robot can be moved. */
export const SIMULATED_MOVERS = ["action", "service", "topic", "joints"] as const;
export type SimulatedMover = (typeof SIMULATED_MOVERS)[number];
/** Those that take the camera to any pose. */
export type PoseMover = PoseProfile["mover"]["kind"];

/** How high taught close-ups look down from, and how near they may have to be. */
const ELEVATION_RAD = 0.75;
const NEAREST_M = 0.4;
const STEP_M = 0.05;
const TOPIC_DEADLINE_MS = 8000;

/** The simulated robot's profile with a mover that takes poses. */
export async function poseMoverProfile(kind: PoseMover): Promise<PoseProfile> {
  const profile = await loadProfile();
  const { deadlineMs, toleranceM, toleranceRad } = profile.mover;
  const posed = { deadlineMs, toleranceM, toleranceRad };
  switch (kind) {
    case "action":
      return profile;
    case "service": {
      const request = { target_pose: "$poseStamped" };
      const type = "tactful_msgs/MoveCameraTo";
      return { ...profile, mover: { kind, name: "/move_camera_to", type, request, ...posed } };
    }
    case "topic":
      // Nobody says that a pose is refused: this is how long it takes to find out.
      return {
        ...profile,
        mover: { kind, name: "/target_pose", ...posed, deadlineMs: TOPIC_DEADLINE_MS },
      };
  }
}

/**
 * The simulated robot's profile with any mover. Joints are taught for a scene camera pose (optical frame
 * in the surface frame): the scene, and the whole surface from each angle.
 */
export async function moverProfile(
  kind: SimulatedMover,
  sceneCameraPose: Pose,
): Promise<ArmProfile> {
  if (kind !== "joints") return poseMoverProfile(kind);
  const { angles: _, orbit: __, scenePose: ___, ...profile } = await loadProfile();
  const { deadlineMs, cancelWithinMs } = profile.mover;
  return {
    ...profile,
    topics: { ...profile.topics, jointStates: "/joint_states" },
    mover: {
      kind,
      name: "/arm_controller/follow_joint_trajectory",
      type: "control_msgs/FollowJointTrajectory",
      joints: [...JOINTS],
      poses: taughtPoses(sceneCameraPose, profile.workspace!),
      seconds: 1,
      deadlineMs,
      cancelWithinMs,
      toleranceRad: 0.005,
    },
  };
}

function taughtPoses(scene: Pose, workspace: WorkspaceBox) {
  const arm = new CameraArm(scene, { speed: 1, workspace });
  const joints = (camera: Pose): readonly number[] =>
    jointsFor(compose(invert(BASE_IN_SURFACE), toolOf(camera))).map(
      (position) => Math.round(position * 1e6) / 1e6,
    );
  /** As far away as the scene photo was taken from, or nearer where the arm does not get so far. */
  const lookFrom = (angle: Angle): Pose => {
    for (let metres = length(scene.position); ; metres -= STEP_M) {
      const pose = closeUpPose({ position: [0, 0, 0], radiusM: metres }, angle, {
        radii: 1,
        nearestM: metres,
        farthestM: metres,
        elevationRad: ELEVATION_RAD,
      });
      if (metres <= NEAREST_M || arm.refusal(pose, []) === undefined) return pose;
    }
  };
  return {
    scene: joints(scene),
    ...Object.fromEntries(ANGLES.map((angle) => [angle, joints(lookFrom(angle))])),
  };
}
