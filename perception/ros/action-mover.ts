import { actionServer, type GoalOutcome } from "./action-goal.ts";
import type { ArmParts } from "./arm-parts.ts";
import { fillTemplate, judgeReply } from "./message-template.ts";
import type { ActionMoverSettings } from "./mover-settings.ts";
import { type ArmMover, poseMover } from "./pose-mover.ts";
import type { ActionProfile } from "./profile.ts";

/** Moves the camera by an action that takes a pose: ROS 1 actionlib, or a ROS 2 action. */
export function actionMover(parts: ArmParts<ActionProfile>): ArmMover {
  const { link, profile, dialect } = parts;
  const { mover, settle } = profile;
  const { name, type, deadlineMs, cancelWithinMs } = mover;
  const heardWithinMs = profile.link.callWithinMs;
  const server = actionServer(link, dialect, { name, type, heardWithinMs });
  return poseMover(parts, {
    restWithinMs: settle.withinMs,
    async send(holes, { signal }) {
      const goal = fillTemplate(mover.goal, holes);
      const needsResult = mover.succeededWhen !== undefined;
      const timed = { deadlineMs, cancelWithinMs, needsResult, signal };
      return refusalIn(await server.run(goal, timed), mover);
    },
    mayBeMoving: () => server.mayBeBusy(),
    close: () => server.close(),
  });
}

/** Why a goal came to nothing; `undefined` where it did not. */
export function refusalIn(
  { end, text, result }: GoalOutcome,
  { succeededWhen }: Pick<ActionMoverSettings, "succeededWhen">,
): string | undefined {
  if (end === "stopped") return text || "the robot stopped on its way";
  if (end !== "succeeded") return text || "no reason";
  if (succeededWhen === undefined) return undefined;
  const judged = judgeReply(succeededWhen, result);
  return judged.ok ? undefined : judged.text;
}
