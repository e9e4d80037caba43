import { stringify } from "yaml";
import type { GuessedFrames } from "./guess-frames.ts";
import type { GuessedMover } from "./guess-mover.ts";
import type { RobotSketch } from "./sketch-robot.ts";
import { yamlScalar as yaml } from "./yaml-scalar.ts";

const TOLERANCES = ["  toleranceM: 0.01", "  toleranceRad: 0.03"];
const DEADLINES = ["  deadlineMs: 30000", "  cancelWithinMs: 3000"];

/** A first profile's `mover`: the likeliest, with its guesses marked; the others as comments. */
export function moverLines(
  sketch: RobotSketch,
  frames: GuessedFrames,
  mover: GuessedMover,
): readonly string[] {
  const others = sketch.movers
    .filter((one) => one !== mover)
    .map((one) => `# also there: ${yaml(one.name)} (${one.kind})`);
  const named = [`  name: ${yaml(mover.name)}   # GUESS`];
  switch (mover.kind) {
    case "action":
    case "service":
      return [
        ...others,
        "mover:",
        `  kind: ${mover.kind}`,
        ...named,
        `  type: ${yaml(mover.type)}`,
        `  ${mover.kind === "action" ? "goal" : "request"}: { ${yaml(mover.field)}: $poseStamped }`,
        "  # succeededWhen: { path: error_code.val, equals: 1 }   # where the reply tells how it went",
        ...(mover.kind === "action" ? DEADLINES : DEADLINES.slice(0, 1)),
        ...TOLERANCES,
      ];
    case "topic":
      return [
        ...others,
        "mover:",
        "  kind: topic",
        ...named,
        ...DEADLINES.slice(0, 1),
        ...TOLERANCES,
      ];
    case "move-group":
      return [...others, ...moveGroupLines(sketch.groups, frames.commanded, mover)];
    case "joints":
      return [...others, ...jointLines(sketch.joints?.at ?? new Map(), mover)];
  }
}

/** MoveIt's own action: the commanded frame within a small ball, turned as wanted. */
function moveGroupLines(
  groups: readonly string[],
  link: string,
  { name, type }: GuessedMover & { kind: "move-group" },
): readonly string[] {
  const goal = {
    request: {
      group_name: groups[0] ?? "manipulator",
      num_planning_attempts: 5,
      allowed_planning_time: 5,
      max_velocity_scaling_factor: 0.1,
      max_acceleration_scaling_factor: 0.1,
      goal_constraints: [
        {
          position_constraints: [
            {
              header: "$header",
              link_name: link,
              constraint_region: {
                primitives: [{ type: 2, dimensions: [0.005] }],
                primitive_poses: [
                  { position: "$position", orientation: { x: 0, y: 0, z: 0, w: 1 } },
                ],
              },
              weight: 1,
            },
          ],
          orientation_constraints: [
            {
              header: "$header",
              orientation: "$orientation",
              link_name: link,
              absolute_x_axis_tolerance: 0.02,
              absolute_y_axis_tolerance: 0.02,
              absolute_z_axis_tolerance: 0.02,
              weight: 1,
            },
          ],
        },
      ],
    },
    planning_options: { plan_only: false },
  };
  return [
    `# MoveIt plans to the pose, slowly. GUESS: the group, of ${groups.length > 0 ? groups.map(yaml).join(", ") : "none that was told"}.`,
    "mover:",
    "  kind: action",
    `  name: ${yaml(name)}`,
    `  type: ${yaml(type)}`,
    "  goal:",
    ...stringify(goal)
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    "  succeededWhen: { path: error_code.val, equals: 1 }",
    ...DEADLINES,
    ...TOLERANCES,
  ];
}

function jointLines(
  joints: ReadonlyMap<string, number>,
  { name, type }: GuessedMover & { kind: "joints" },
): readonly string[] {
  const used = [...joints].filter(([joint]) => !/finger|grip/i.test(joint));
  return [
    "mover:",
    "  kind: joints",
    `  name: ${yaml(name)}   # GUESS`,
    `  type: ${yaml(type)}`,
    "  # GUESS: all that the robot tells of; leave those that this controller takes, in its order.",
    `  joints: [${used.map(([joint]) => yaml(joint)).join(", ")}]`,
    "  # TO DO: bring the arm before each view and write down where its joints are then.",
    "  poses:",
    "    # where they were when this was written",
    `    scene: [${used.map(([, at]) => at.toFixed(4)).join(", ")}]`,
    "    # front: [...]   # views without a line are not offered: front, back, left, right, top",
    "  seconds: 6",
    ...DEADLINES,
    "  toleranceRad: 0.03",
  ];
}
