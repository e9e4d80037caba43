import { TidyError } from "../tidy-error.ts";
import type { ArmParts } from "./arm-parts.ts";
import { messagesOf, understand } from "./dialect.ts";
import { fillTemplate, judgeReply } from "./message-template.ts";
import type { ServiceMoverSettings } from "./mover-settings.ts";
import { type ArmMover, poseMover } from "./pose-mover.ts";
import type { PoseProfile } from "./profile.ts";

/** Moves the camera by a service that replies when it is there. A call cannot be taken back. */
export function serviceMover(parts: ArmParts<PoseProfile>, mover: ServiceMoverSettings): ArmMover {
  const { link, dialect, profile } = parts;
  const { name, deadlineMs, request, succeededWhen } = mover;
  const { skillReply } = messagesOf(dialect);
  let unanswered = false;
  return poseMover(parts, {
    restWithinMs: profile.settle.withinMs,
    async send(holes, { signal }) {
      unanswered = true;
      const type = dialect.typeOf("srv", mover.type);
      const reply = await link
        .call(name, type, fillTemplate(request, holes), { deadlineMs, signal })
        .catch((error: unknown) => {
          // The bridge says that the call is over; anything else leaves it open.
          if (error instanceof TidyError && error.code === "action-failed") unanswered = false;
          throw error;
        });
      unanswered = false;
      if (succeededWhen !== undefined) {
        const judged = judgeReply(succeededWhen, reply);
        return judged.ok ? undefined : judged.text;
      }
      const read = understand(skillReply, reply);
      if ("problem" in read) return `${name}: ${read.problem}`;
      return read.value.success ? undefined : read.value.message || "no reason";
    },
    mayBeMoving: () => unanswered,
    close: () => {},
  });
}
