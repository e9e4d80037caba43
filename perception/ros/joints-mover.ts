import { compose, invert } from "../geometry/pose.ts";
import { viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { actionServer } from "./action-goal.ts";
import { refusalIn } from "./action-mover.ts";
import { type ArmParts, cameraInSurface, mountOf } from "./arm-parts.ts";
import { messagesOf, understand } from "./dialect.ts";
import { type ArmMover, refusalOf, refused } from "./pose-mover.ts";
import type { JointsProfile } from "./profile.ts";
import { untilSettled } from "./settle.ts";
import { poseRefusal } from "./workspace.ts";

/**
 * Moves the camera to joint positions that somebody taught, one set a view, by FollowJointTrajectory.
 * It counts as arrived when TF shows camera and tool at rest where they may be and each joint is
 * where it was taught. On the way nobody checks where they pass.
 */
export function jointsMover(parts: ArmParts<JointsProfile>): ArmMover {
  const { link, tf, profile, dialect } = parts;
  const { mover, settle } = profile;
  const { name, type, deadlineMs, cancelWithinMs } = mover;
  const heardWithinMs = profile.link.callWithinMs;
  const server = actionServer(link, dialect, { name, type, heardWithinMs });
  const joints = listenToJoints(parts);

  return {
    async moveTo({ view }, { signal, onStage } = {}) {
      if (signal?.aborted) throw new TidyError("aborted", `${viewName(view)}: told to stop`);
      const taught = mover.poses[view.kind === "scene" ? "scene" : view.angle];
      if (taught === undefined) return refused("nobody taught the robot that angle");
      if (profile.workspace === undefined && !profile.simulated)
        return refused("the profile has no workspace box, and without one nothing moves");
      try {
        onStage?.("moving");
        const goal = {
          trajectory: {
            header: dialect.header("", { sec: 0, nanosec: 0 }),
            joint_names: mover.joints,
            points: [
              { positions: taught, time_from_start: dialect.stamp(duration(mover.seconds)) },
            ],
          },
        };
        const why = refusalIn(await server.run(goal, { deadlineMs, cancelWithinMs, signal }), {});
        if (why !== undefined) return refused(why);
        onStage?.("settling");
        const look = () => cameraInSurface(parts);
        const hint = () => joints.farFrom(taught);
        const there = () => joints.farFrom(taught) === "";
        const found = await untilSettled(link, tf, look, settle, there, { signal, hint });
        // Where the joints bring it is known only now.
        const outside = poseRefusal(profile, [
          ["camera", found.pose],
          ["tool", compose(found.pose, invert(mountOf(parts)))],
        ]);
        return outside === undefined ? { kind: "arrived", ...found } : refused(outside);
      } catch (error) {
        return refusalOf(error);
      }
    },
    mayBeMoving: () => server.mayBeBusy(),
    close() {
      server.close();
      joints.close();
    },
  };
}

const duration = (seconds: number) => ({
  sec: Math.floor(seconds),
  nanosec: Math.round((seconds % 1) * 1e9),
});

/** Where the joints are, as sensor_msgs/JointState tells; several nodes may each tell of some. */
function listenToJoints({ link, profile, dialect }: ArmParts<JointsProfile>) {
  const { mover, topics } = profile;
  const { jointStates } = messagesOf(dialect);
  const at = new Map<string, number>();
  // Never cbor: rosbridge sends nothing at all for its list of names.
  const type = dialect.typeOf("msg", "sensor_msgs/JointState");
  const stop = link.subscribe({ topic: topics.jointStates, type }, (message) => {
    const read = understand(jointStates, message);
    if ("problem" in read) return;
    for (const [joint, position] of read.value) at.set(joint, position);
  });
  return {
    /** Which joint is how far from where it should be, or "". */
    farFrom(taught: readonly number[]): string {
      for (const [i, joint] of mover.joints.entries()) {
        const position = at.get(joint);
        if (position === undefined) return `: ${topics.jointStates} does not tell of ${joint}`;
        const off = Math.abs(position - taught[i]!);
        if (off > mover.toleranceRad)
          return `: ${joint} is ${off.toFixed(3)} from where it should be`;
      }
      return "";
    },
    close: stop,
  };
}
