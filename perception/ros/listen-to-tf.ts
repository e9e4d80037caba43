import { DIALECTS, messagesOf, understand } from "./dialect.ts";
import type { ArmProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
import { TfTree } from "./tf-tree.ts";

/** The robot's frames as they come over the link; what moves is forgotten when the link drops. */
export function listenToTf(link: RosLink, { topics, dialect = "ros1" }: ArmProfile): TfTree {
  const tree = new TfTree();
  const type = DIALECTS[dialect].typeOf("msg", "tf2_msgs/TFMessage");
  const { transforms } = messagesOf(DIALECTS[dialect]);
  const take = (topic: string, fixed: boolean) =>
    link.subscribe({ topic, type }, (message) => {
      const read = understand(transforms, message);
      if ("problem" in read) tree.refuse(`${topic}: ${read.problem}`);
      else tree.add(read.value, fixed);
    });
  take(topics.tfStatic, true);
  take(topics.tf, false);
  link.onState((state) => {
    if (state !== "connected") tree.forgetMoving();
  });
  return tree;
}
