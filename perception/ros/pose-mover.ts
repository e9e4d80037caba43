import type { CallOptions } from "../call-options.ts";
import type { CameraMover } from "../camera-mover.ts";
import { compose, invert, near, type Pose } from "../geometry/pose.ts";
import { distance } from "../geometry/vec3.ts";
import { viewName } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";
import { type ArmParts, cameraInSurface, mountOf } from "./arm-parts.ts";
import { poseHoles } from "./pose-message.ts";
import type { PoseProfile } from "./profile.ts";
import { untilSettled } from "./settle.ts";
import type { FoundTransform } from "./tf-tree.ts";
import { moveRefusal } from "./workspace.ts";

export type ArmMover = CameraMover & {
  /** Whether the camera may still be on a way that nobody waits for any more. */
  mayBeMoving(): boolean;
  close(): void;
};

/** How a pose of the commanded frame is told to the robot. */
export type PoseCommand = {
  /** Resolves when the robot says that it is there, with why it is not, or `undefined`. */
  send(holes: ReturnType<typeof poseHoles>, call: CallOptions): Promise<string | undefined>;
  /** How long the camera may take to rest after that, milliseconds. */
  readonly restWithinMs: number;
  mayBeMoving(): boolean;
  close(): void;
};

/**
 * Moves the camera by the commanded frame's pose, seen from the base. It counts as arrived when TF
 * shows the camera at rest where it should be, whatever the robot says. Rejects with `aborted` and
 * `unreachable`; all else is a refusal.
 */
export function poseMover(parts: ArmParts<PoseProfile>, command: PoseCommand): ArmMover {
  const { link, tf, profile, dialect } = parts;
  const { mover, frames, settle } = profile;
  return {
    async moveTo({ view, pose: cameraPose }, options = {}) {
      const { signal, onStage } = options;
      if (signal?.aborted) throw new TidyError("aborted", `${viewName(view)}: told to stop`);
      if (cameraPose === undefined) return refused("nobody knows where it stands");
      try {
        const mount = mountOf(parts);
        const look = () => cameraInSurface(parts);
        const reason = moveRefusal(profile, mount, () => look().pose, cameraPose);
        if (reason !== undefined) return refused(reason);
        const base = tf.lookup(frames.base, frames.surface).pose;
        onStage?.("moving");
        const commanded = compose(cameraPose, invert(mount));
        const holes = poseHoles(dialect, frames.base, compose(base, commanded));
        const why = await command.send(holes, options);
        if (why !== undefined) return refused(why);
        onStage?.("settling");
        const arrived = (pose: Pose) =>
          near(pose, cameraPose, mover.toleranceM, mover.toleranceRad);
        const rest = { ...settle, withinMs: command.restWithinMs };
        const hint = () => offBy(look, cameraPose);
        const found = await untilSettled(link, tf, look, rest, arrived, { signal, hint });
        return { kind: "arrived", ...found };
      } catch (error) {
        return refusalOf(error);
      }
    },
    mayBeMoving: () => command.mayBeMoving(),
    close: () => command.close(),
  };
}

export const refused = (reason: string) => ({ kind: "refused", reason }) as const;

/** What only means that this view cannot be had; the caller must hear of everything else. */
export function refusalOf(error: unknown): ReturnType<typeof refused> {
  if (error instanceof TidyError && !PASSED_ON.includes(error.code)) return refused(error.message);
  throw error;
}

const PASSED_ON: readonly string[] = ["aborted", "unreachable", "bad-input"];

function offBy(look: () => FoundTransform, target: Pose): string {
  try {
    const metres = distance(look().pose.position, target.position);
    return `: TF has the camera ${metres.toFixed(3)} m from where it should be`;
  } catch {
    return ": TF does not tell where the camera is";
  }
}
