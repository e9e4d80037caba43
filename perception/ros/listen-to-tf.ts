import { type Dialect, messagesOf, understand } from "./dialect.ts";
import type { ArmProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
import { surfacePose } from "./surface-frame.ts";
import { TfTree } from "./tf-tree.ts";

/**
 * The robot's frames as they come over the link, and the surface's where the profile says where it is;
 * what moves is forgotten when the link drops.
 */
export function listenToTf(link: RosLink, profile: ArmProfile, dialect: Dialect): TfTree {
  const { topics, frames, surface } = profile;
  const tree = new TfTree();
  const type = dialect.typeOf("msg", "tf2_msgs/TFMessage");
  const { transforms } = messagesOf(dialect);
  const take = (topic: string, fixed: boolean) =>
    link.subscribe({ topic, type }, (message) => {
      const read = understand(transforms, message);
      if ("problem" in read) tree.refuse(`${topic}: ${read.problem}`);
      else tree.add(read.value, fixed);
    });
  if (surface !== undefined) {
    const stamp = { sec: 0, nanosec: 0 };
    const edge = { parent: surface.in, child: frames.surface, pose: surfacePose(surface), stamp };
    tree.add([edge], true);
  }
  take(topics.tfStatic, true);
  take(topics.tf, false);
  link.onState((state) => {
    if (state !== "connected") tree.forgetMoving();
  });
  return tree;
}
