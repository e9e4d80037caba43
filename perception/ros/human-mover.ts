import type { CameraMover } from "../camera-mover.ts";
import { type Angle, type RobotTime, type View, viewName } from "../photo.ts";
import type { SceneObject } from "../surface.ts";
import { TidyError } from "../tidy-error.ts";
import { refused } from "./pose-mover.ts";

/**
 * Whoever holds the camera, asked to bring it somewhere: resolves when they are there, or say that
 * they cannot. Rejects with `aborted` when told to stop or nobody answers any more.
 */
export type CameraHolder = (
  request: string,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<"ready" | "cannot">;

export type HumanMoverOptions = {
  readonly holder: CameraHolder;
  /** From where they are asked to look. */
  readonly angles: readonly Angle[];
  /** How long one request may wait for them. */
  readonly deadlineMs: number;
  /** Stamp of the newest picture that has come, as soon as there is one. */
  readonly newest: (signal: AbortSignal | undefined) => Promise<RobotTime>;
  /** What was wrong with their last picture, or "". */
  readonly complaint: () => string;
};

/**
 * A person who brings the camera where they are asked to. They have arrived when they say so, at the
 * stamp of the picture that they then saw; nobody knows the camera's pose. Rejects with `aborted`; where
 * they cannot go, or do not answer in time, the view is refused.
 */
export function humanMover({
  holder,
  angles,
  deadlineMs,
  newest,
  complaint,
}: HumanMoverOptions): CameraMover {
  return {
    async moveTo({ view }, { signal, onStage } = {}) {
      if (signal?.aborted) throw new TidyError("aborted", `${viewName(view)}: told to stop`);
      if (view.kind === "close-up" && !angles.includes(view.angle))
        return refused(`nobody is asked to hold the camera to the ${view.angle}`);
      onStage?.("moving");
      const late = AbortSignal.timeout(deadlineMs);
      const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
      const wrong = complaint();
      const request = (wrong === "" ? "" : `${wrong}; once more: `) + requestFor(view);
      const answer = await holder(request, { signal: stop }).catch((cause: unknown) => {
        if (late.aborted && !signal?.aborted) return "late" as const;
        throw cause;
      });
      if (answer === "late")
        return refused(`nobody held the camera there within ${deadlineMs / 1000} s`);
      if (answer === "cannot") return refused("the person who holds the camera cannot go there");
      return { kind: "arrived", stamp: await newest(signal) };
    },
  };
}

const BESIDE = {
  front: "before",
  back: "behind",
  left: "left of",
  right: "right of",
  top: "straight above",
} as const;

/** What the holder is asked, in words. */
export function requestFor(view: View): string {
  if (view.kind === "scene")
    return "hold the camera so that the whole surface is in the picture, from its front";
  const { object, angle } = view;
  return `hold the camera ${BESIDE[angle]} ${nameOf(object)} (${angle}, as the scene photo has it), so that it fills the picture`;
}

/** The object's label; where ids count several of a kind, the id and its place in the scene photo. */
function nameOf({ id, label, box }: SceneObject): string {
  const at = `${Math.round(box.x + box.width / 2)}, ${Math.round(box.y + box.height / 2)}`;
  return id === label ? `the ${label}` : `the ${label} (${id}, in the scene photo at ${at})`;
}
