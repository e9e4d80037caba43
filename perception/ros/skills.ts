import type { CallOptions } from "../call-options.ts";
import type { ActionReport } from "../robot.ts";
import type { SceneObject } from "../surface.ts";
import type { TidyAction, Verb } from "../tidy-action.ts";
import { TidyError } from "../tidy-error.ts";
import { type Dialect, messagesOf, understand } from "./dialect.ts";
import { fillTemplate, judgeReply, needsPose } from "./message-template.ts";
import { inRobotsFrame, poseHoles } from "./pose-message.ts";
import { isHeld, type RobotProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
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
export function robotSkills({
  link,
  profile,
  dialect,
}: {
  readonly link: RosLink;
  readonly profile: RobotProfile;
  readonly dialect: Dialect;
}): RobotSkills {
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
      const { service, type, deadlineMs, request, succeededWhen } = profile.skills[verb]!;
      const holes = needsPose(request) ? placeOf(profile, dialect, verb, object) : {};
      const filled = fillTemplate(request, { ...holes, label: object.label, text, verb });
      if (link.state !== "connected")
        throw new TidyError("unreachable", `${verb}: the link to ${link.place} is down`);
      const reply = await link
        .call(service, dialect.typeOf("srv", type), filled, { deadlineMs, signal })
        .catch((cause: unknown) => {
          if (!(cause instanceof TidyError) || cause.code === "action-failed") throw cause;
          const message = `${cause.message}; not known whether it was done`;
          throw new TidyError(cause.code, message, { details: { begun: true }, cause });
        });
      if (succeededWhen !== undefined) {
        const judged = judgeReply(succeededWhen, reply);
        return { done: judged.ok, text: judged.ok ? text : judged.text };
      }
      const read = understand(skillReply, reply);
      if ("problem" in read)
        throw new TidyError("action-failed", `${service}: ${read.problem}`, {
          details: { begun: true },
        });
      return { done: read.value.success, text: read.value.message };
    },
  };
}

/** Where the skill reaches for the object, in a frame that the robot knows. */
function placeOf(
  profile: RobotProfile,
  dialect: Dialect,
  verb: Verb,
  { label, position }: SceneObject,
): ReturnType<typeof poseHoles> {
  if (isHeld(profile) || position === undefined)
    throw new TidyError("action-failed", `nobody knows where ${label} stands`);
  const refusal = targetRefusal(profile, position);
  if (refusal !== undefined) throw new TidyError("outside-workspace", `${verb}: ${refusal}`);
  const { frame, pose } = inRobotsFrame(profile, { position, orientation: [0, 0, 0, 1] });
  return poseHoles(dialect, frame, pose);
}
