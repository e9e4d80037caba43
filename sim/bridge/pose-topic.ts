import type { MoverParts } from "./mover-parts.ts";
import { cameraPoseFrom } from "./stamped-pose.ts";

/** A Cartesian controller: the tool follows a topic of geometry_msgs/PoseStamped; nobody answers. */
export function servePoseTopic({ graph, driver, frames }: MoverParts, name: string): void {
  graph.subscribe(name, "geometry_msgs/PoseStamped", (message) => {
    const target = cameraPoseFrom(frames, message);
    if ("problem" in target || driver.refusal(target.pose) !== undefined) {
      driver.stats.refusals += 1;
      return;
    }
    driver.drive(target.pose, () => {});
  });
}
