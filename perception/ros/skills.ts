import type { CallOptions } from "../call-options.ts";
import type { ActionReport } from "../robot.ts";
import type { SceneObject } from "../surface.ts";
import type { TidyAction, Verb } from "../tidy-action.ts";
import { TidyError } from "../tidy-error.ts";
import type { MoverParts } from "./action-mover.ts";
import { messagesOf, poseStamped, understand } from "./dialect.ts";
import { targetRefusal } from "./workspace.ts";

/** What the robot does with its hands and its voice. */
export type RobotSkills = {
  has(verb: Verb): boolean;
  perform(action: TidyAction, object: SceneObject, options: CallOptions): Promise<ActionReport>;
};

/**
 * The profile's skills, one service a verb, called once and never again by itself. Rejects with
 * `skill-unavailable` and `outside-workspace` before anything is sent; then with `deadline`,
 * `aborted` or `unreachable` where nobody knows whether it was done (`details.begun`). `ask` is
 * spoken on the profile's topic, and `leave` touches nothing.
 */
export function robotSkills({ link, profile, dialect }: Omit<MoverParts, "tf">): RobotSkills {
  const { skillReply } = messagesOf(dialect);
  const { say } = profile.topics;
  if (say !== undefined) link.advertise(say, dialect.typeOf("msg", "std_msgs/String"));
  const has = (verb: Verb) =>
    verb === "leave" || (verb === "ask" ? say !== undefined : profile.skills[verb] !== undefined);

  return {
    has,
    async perform({ verb, text }, object, { signal }) {
      if (signal?.aborted) throw new TidyError("aborted", `${verb}: told to stop`);
      if (!has(verb)) throw new TidyError("skill-unavailable", `${profile.name} cannot ${verb}`);
      if (verb === "leave") return { done: true, text: "left where it is" };
      if (verb === "ask") {
        link.publish(say!, { data: text });
        await link.delivered(verb, { deadlineMs: profile.link.callWithinMs, signal });
        return { done: true, text: `said: ${text}` };
      }
      const { position } = object;
      if (position === undefined)
        throw new TidyError("action-failed", `nobody knows where ${object.label} stands`);
      const refusal = targetRefusal(profile, position);
      if (refusal !== undefined) throw new TidyError("outside-workspace", `${verb}: ${refusal}`);
      const { service, type, deadlineMs } = profile.skills[verb]!;
      const pose = { position, orientation: [0, 0, 0, 1] } as const;
      const request = {
        target: poseStamped(dialect, profile.frames.surface, pose, { sec: 0, nanosec: 0 }),
        label: object.label,
        text,
      };
      if (link.state !== "connected")
        throw new TidyError("unreachable", `${verb}: the link to ${link.place} is down`);
      const reply = await link
        .call(service, dialect.typeOf("srv", type), request, { deadlineMs, signal })
        .catch((cause: unknown) => {
          if (!(cause instanceof TidyError) || cause.code === "action-failed") throw cause;
          const message = `${cause.message}; not known whether it was done`;
          throw new TidyError(cause.code, message, { details: { begun: true }, cause });
        });
      const read = understand(skillReply, reply);
      if ("problem" in read)
        throw new TidyError("action-failed", `${service}: ${read.problem}`, {
          details: { begun: true },
        });
      return { done: read.value.success, text: read.value.message };
    },
  };
}
