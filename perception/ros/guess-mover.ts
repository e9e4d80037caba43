import type { RobotGraph } from "./robot-graph.ts";
import type { MessageField, Rosapi } from "./rosapi.ts";

/** What may bring the camera somewhere. */
export type GuessedMover =
  | {
      readonly kind: "action" | "service";
      readonly name: string;
      readonly type: string;
      /** The field of the goal that takes the PoseStamped. */
      readonly field: string;
    }
  | { readonly kind: "move-group"; readonly name: string; readonly type: string }
  | { readonly kind: "topic"; readonly name: string }
  | { readonly kind: "joints"; readonly name: string; readonly type: string };

const POSE = "geometry_msgs/PoseStamped";
const MOVE_GROUP = "moveit_msgs/MoveGroup";
const TRAJECTORY = "control_msgs/FollowJointTrajectory";
/** What drives the robot about, or closes its fingers. */
const NOT_THE_ARM = /nav|base|dock|drive|waypoint|grip|finger|pick|grasp|initial/i;
const BRINGS = /move|pose|goto|go_to|reach/i;
const IS_FOLLOWED = /target|command|desired|setpoint|equilibrium|goal/i;
const MOST_ASKED = 20;

/**
 * Everything that may move the arm's camera, the simplest to use first: an action that takes a pose,
 * MoveIt, a service that takes one, a topic that a controller follows, a trajectory controller.
 */
export async function guessMovers(
  { topics, services, actions, dialect }: RobotGraph,
  api: Rosapi,
): Promise<readonly GuessedMover[]> {
  const found: GuessedMover[] = [];
  const typed = [...actions].flatMap(([name, type]): [string, string][] =>
    type === undefined || NOT_THE_ARM.test(name) || NOT_THE_ARM.test(type) ? [] : [[name, type]],
  );
  for (const [name, type] of typed.slice(0, MOST_ASKED)) {
    if (type === MOVE_GROUP || type === TRAJECTORY) continue;
    const fields =
      dialect === "ros1"
        ? await api.fields("message", `${type}Goal`)
        : await api.fields("goal", type.replace("/", "/action/"));
    const field = poseField(fields);
    if (field !== undefined) found.push({ kind: "action", name, type, field });
  }
  for (const [name, type] of typed)
    if (type === MOVE_GROUP) found.push({ kind: "move-group", name, type });
  const candidates = services.filter(
    (name) => BRINGS.test(name) && !NOT_THE_ARM.test(name) && !name.startsWith("/rosapi/"),
  );
  for (const name of candidates.slice(0, MOST_ASKED)) {
    const type = await api.serviceType(name);
    if (type === undefined) continue;
    const asked = dialect === "ros1" ? type : type.replace("/", "/srv/");
    const field = poseField(await api.fields("request", asked));
    if (field !== undefined) found.push({ kind: "service", name, type, field });
  }
  const followed = [...topics].filter(
    ([name, type]) => type === POSE && IS_FOLLOWED.test(name) && !NOT_THE_ARM.test(name),
  );
  for (const [name] of followed.slice(0, MOST_ASKED)) {
    // A goal pose that somebody listens to; /goal_pose and its like are a navigation's.
    if (/(^|\/)(goal|goal_pose)$/.test(name)) continue;
    if ((await api.subscribers(name)).length > 0) found.push({ kind: "topic", name });
  }
  for (const [name, type] of typed)
    if (type === TRAJECTORY) found.push({ kind: "joints", name, type });
  return found;
}

const poseField = (fields: readonly MessageField[]): string | undefined =>
  fields.find(({ type }) => type === POSE)?.name;
