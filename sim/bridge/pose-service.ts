import type { MoverParts } from "./mover-parts.ts";
import type { RosMessage } from "./ros-message.ts";
import { cameraPoseFrom } from "./stamped-pose.ts";

/** A service that takes the tool's pose, and replies when the tool is there, or why it is not. */
export function servePoseService(
  { graph, driver, frames }: MoverParts,
  { name, type }: { readonly name: string; readonly type: string },
): void {
  graph.services.set(name, {
    type,
    call: (request) => {
      const target = cameraPoseFrom(frames, request.target_pose as RosMessage);
      const problem = "problem" in target ? target.problem : driver.refusal(target.pose);
      if ("problem" in target || problem !== undefined) {
        driver.stats.refusals += 1;
        return { success: false, message: problem ?? "" };
      }
      return new Promise((resolve) =>
        driver.drive(target.pose, (end, message) =>
          resolve({ success: end === "arrived", message }),
        ),
      );
    },
  });
}
