import { TidyError } from "../tidy-error.ts";
import type { CameraHolder } from "./human-mover.ts";
import type { RobotSkills } from "./skills.ts";

/** What the robot has no skill for, whoever holds the camera does: asked to, they say when it is done. */
export const withHands = (skills: RobotSkills, holder: CameraHolder): RobotSkills => ({
  has: () => true,
  async perform(action, object, options) {
    const { verb, text } = action;
    if (skills.has(verb)) return skills.perform(action, object, options);
    if (options.signal?.aborted) throw new TidyError("aborted", `${verb}: told to stop`);
    const answer = await holder(`${object.label} (${object.id}): ${text}`, options);
    return answer === "ready"
      ? { done: true, text: "done by hand" }
      : { done: false, text: "the person says that it was not done" };
  },
});
