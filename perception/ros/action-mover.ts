import type { CameraMover } from "../camera-mover.ts";
import { compose, invert, near, type Pose } from "../geometry/pose.ts";
import { distance } from "../geometry/vec3.ts";
import { TidyError } from "../tidy-error.ts";
import { actionServer } from "./action-goal.ts";
import { type Dialect, poseStamped } from "./dialect.ts";
import type { ActionProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
import { untilSettled } from "./settle.ts";
import type { FoundTransform, TfTree } from "./tf-tree.ts";
import { poseRefusal } from "./workspace.ts";

/** What a mover needs of the robot. */
export type MoverParts = {
  readonly link: RosLink;
  readonly tf: TfTree;
  readonly profile: ActionProfile;
  readonly dialect: Dialect;
};

export type ActionMover = CameraMover & {
  /** Whether the camera may still be on a way that nobody waits for any more. */
  mayBeMoving(): boolean;
  close(): void;
};

/** Optical frame in the commanded frame, as the profile or else TF has it. */
export const mountOf = ({ profile, tf }: Pick<MoverParts, "profile" | "tf">): Pose =>
  profile.mount ?? tf.lookup(profile.frames.commanded, profile.frames.optical).pose;

/** Optical frame in the surface frame: now, or at a robot time. Throws `view-unavailable`. */
export function cameraInSurface(
  { profile, tf }: Pick<MoverParts, "profile" | "tf">,
  at?: Parameters<TfTree["lookup"]>[2],
): FoundTransform {
  const { surface, commanded, optical } = profile.frames;
  if (profile.mount === undefined) return tf.lookup(surface, optical, at);
  const found = tf.lookup(surface, commanded, at);
  return { ...found, pose: compose(found.pose, profile.mount) };
}

/**
 * Moves the camera by an action that takes the commanded frame's pose, seen from the base. It counts
 * as arrived when TF shows the camera at rest where it should be, whatever the action says.
 * Rejects with `aborted` (after the robot acknowledged) and `unreachable`; all else is a refusal.
 */
export function actionMover(parts: MoverParts): ActionMover {
  const { link, tf, profile, dialect } = parts;
  const { mover, frames, settle } = profile;
  const server = actionServer(link, dialect, {
    name: mover.name,
    type: mover.type,
    heardWithinMs: profile.link.callWithinMs,
  });
  const refused = (reason: string) => ({ kind: "refused", reason }) as const;

  return {
    async moveTo(cameraPose, options = {}) {
      const { signal, onStage } = options;
      try {
        const commanded = compose(cameraPose, invert(mountOf(parts)));
        const reason = poseRefusal(profile, [
          ["camera", cameraPose],
          ["tool", commanded],
        ]);
        if (reason !== undefined) return refused(reason);
        const base = tf.lookup(frames.base, frames.surface).pose;
        // Stamp zero: the latest transforms. Ours would be of another clock.
        const target = compose(base, commanded);
        const goal = {
          target_pose: poseStamped(dialect, frames.base, target, { sec: 0, nanosec: 0 }),
        };
        onStage?.("moving");
        const { deadlineMs, cancelWithinMs } = mover;
        const { end, text } = await server.run(goal, { deadlineMs, cancelWithinMs, signal });
        if (end !== "succeeded")
          return refused(
            text || (end === "stopped" ? "the robot stopped on its way" : "no reason"),
          );
        onStage?.("settling");
        const arrived = (pose: Pose) =>
          near(pose, cameraPose, mover.toleranceM, mover.toleranceRad);
        const look = () => cameraInSurface(parts);
        const hint = () => offBy(look, cameraPose);
        return {
          kind: "arrived",
          ...(await untilSettled(link, tf, look, settle, arrived, { signal, hint })),
        };
      } catch (error) {
        const passed = error instanceof TidyError && !PASSED_ON.includes(error.code);
        if (passed) return refused(error.message);
        throw error;
      }
    },
    mayBeMoving: () => server.mayBeBusy(),
    close: () => server.close(),
  };
}

/** What the caller must hear of; everything else only means that this pose cannot be had. */
const PASSED_ON: readonly string[] = ["aborted", "unreachable", "bad-input"];

function offBy(look: () => FoundTransform, target: Pose): string {
  try {
    const metres = distance(look().pose.position, target.position);
    return `: TF has the camera ${metres.toFixed(3)} m from where it should be`;
  } catch {
    return ": TF does not tell where the camera is";
  }
}
