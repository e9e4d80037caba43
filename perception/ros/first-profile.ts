import type { GuessedFrames } from "./guess-frames.ts";
import type { GuessedMover } from "./guess-mover.ts";
import { moverLines } from "./mover-lines.ts";
import type { RobotSketch } from "./sketch-robot.ts";
import { yamlScalar as yaml } from "./yaml-scalar.ts";

/** A first profile, and what is left to do before a robot moves by it, a line each. */
export type FirstProfile = { readonly text: string; readonly todo: readonly string[] };

type Camera = RobotSketch["cameras"][number];

/**
 * A robot's first profile as commented YAML. Every guess says so. An arm's has no workspace, so that
 * nothing moves before somebody measured one; where nothing can carry the camera, a person does.
 */
export function firstProfile(
  sketch: RobotSketch,
  camera: Camera,
  url: string,
  headers: Readonly<Record<string, string>>,
): FirstProfile {
  const { frames, isCalibrated } = sketch;
  const mover = sketch.movers.find((one) => one.kind !== "joints" || sketch.joints);
  const why =
    mover === undefined
      ? "nothing was found that moves a camera"
      : frames === undefined
        ? "TF does not know the camera's frame"
        : !frames.moves
          ? "the camera is fixed to the base, so no arm moves it"
          : camera.cameraInfo === undefined || !isCalibrated
            ? "the camera is not calibrated: no CameraInfo with a focal length came"
            : undefined;
  const head = [
    "# A first profile, written by `tactful robot init`. Metres, radians, milliseconds.",
    "# GUESS marks what was concluded from names: look at each of them. TO DO marks what only you know.",
    `name: ${yaml("my robot")}`,
    `url: ${yaml(url)}`,
    ...(Object.keys(headers).length === 0
      ? []
      : [
          "headers:",
          "  # A name in braces is read from the environment, so that no secret stands here.",
          ...Object.entries(headers).map(([name, value]) => `  ${yaml(name)}: ${yaml(value)}`),
        ]),
    `dialect: ${sketch.dialect}`,
    "",
  ];
  if (why !== undefined || mover === undefined || frames === undefined)
    return {
      text: lines([...head, ...inHand(sketch, camera, why!)]),
      todo: [`the camera is held by you: ${why}`],
    };
  const todo = [
    ...(frames.surface === undefined
      ? ["surface.touched: touch three points of the table with the tool and write them down"]
      : []),
    "workspace: measure the box in which the camera may move; nothing moves without it",
    ...(mover.kind === "joints"
      ? ["mover.poses: teach one set of joint positions for each view"]
      : frames.scene === undefined
        ? ["scenePose: without it the scene is photographed from where the camera is at the start"]
        : []),
    ...(mover.kind === "move-group" && sketch.groups.length !== 1
      ? ["mover.goal.request.group_name: name MoveIt's planning group"]
      : []),
  ];
  return { text: lines([...head, ...onArm(sketch, camera, frames, mover)]), todo };
}

function inHand(sketch: RobotSketch, camera: Camera, why: string): readonly string[] {
  return [
    ...topicLines(sketch, camera),
    "",
    ...cameraLines(camera),
    "",
    `# You hold the camera, and are asked where: ${why}.`,
    "mover:",
    "  kind: human",
    ...skillLines(sketch, false),
  ];
}

function onArm(
  sketch: RobotSketch,
  camera: Camera,
  frames: GuessedFrames,
  mover: GuessedMover,
): readonly string[] {
  return [
    ...topicLines(sketch, camera),
    `  cameraInfo: ${yaml(camera.cameraInfo!)}`,
    "  tf: /tf",
    "  tfStatic: /tf_static",
    ...(sketch.joints === undefined ? [] : [`  jointStates: ${yaml(sketch.joints.topic)}`]),
    "  # say: /speech/say   # std_msgs/String, spoken to people; without it the robot cannot ask",
    "",
    "frames:",
    frames.surface === undefined
      ? "  surface: table   # TF has none: defined below"
      : `  surface: ${yaml(frames.surface)}   # GUESS: x right, y away, z up, origin in the middle of the top`,
    `  base: ${yaml(frames.base)}   # GUESS: the frame in which the mover takes poses`,
    `  commanded: ${yaml(frames.commanded)}   # GUESS: the frame whose pose the mover is given, joined to the camera`,
    `  optical: ${yaml(frames.optical)}   # as the pictures say`,
    ...(frames.scene === undefined ? [] : [`  scene: ${yaml(frames.scene)}   # GUESS`]),
    "",
    ...(frames.surface === undefined
      ? [
          "# TO DO: touch three points of the table with the tool's tip and read them in this frame.",
          "# These numbers are an example, not your table.",
          "surface:",
          `  in: ${yaml(frames.base)}`,
          "  touched:",
          "    middle: [0.5, 0, 0]",
          "    right: [0.5, -0.3, 0]",
          "    away: [0.8, 0, 0]",
          "",
        ]
      : []),
    ...(mover.kind === "joints" || frames.scene !== undefined
      ? []
      : [
          "# Where the scene photo is taken from (camera in the surface frame). Without it: from where the",
          "# camera is when it is connected.",
          "# scenePose: { position: [0, -0.5, 0.5], orientation: [-0.923880, 0, 0, 0.382683] }",
          "",
        ]),
    ...cameraLines(camera),
    "",
    ...(mover.kind === "joints"
      ? []
      : [
          "# Close-ups: four radii of the object away, within these limits, so far above the surface.",
          "orbit: { radii: 4, nearestM: 0.2, farthestM: 0.5, elevationRad: 0.6 }",
          "",
        ]),
    "# TO DO: measure the box that camera and tool may never leave (surface frame: x right, y away, z up).",
    "# Nothing moves while this is a comment.",
    "# workspace: { min: [-0.5, -0.6, 0.1], max: [0.5, 0.4, 0.8] }",
    "# keepOut:",
    "#   - { name: the monitor, min: [-0.3, 0.3, 0], max: [0.3, 0.5, 0.6] }",
    "",
    ...moverLines(sketch, frames, mover),
    "",
    "settle: { stillM: 0.001, stillRad: 0.003, forMs: 300, withinMs: 5000 }",
    ...skillLines(sketch, true),
  ];
}

const topicLines = ({ cameras }: RobotSketch, camera: Camera): readonly string[] => [
  "topics:",
  ...cameras
    .filter((other) => other !== camera)
    .map((other) => `  # also there: ${yaml(other.image)}${other.sends ? "" : " (sent nothing)"}`),
  `  image: ${yaml(camera.image)}${
    camera.sends ? (cameras.length > 1 ? "   # GUESS among those" : "") : "   # sent nothing so far"
  }`,
];

const cameraLines = ({ encoding }: Camera): readonly string[] => [
  "camera:",
  `  encoding: ${encoding}`,
  "  freshWithinMs: 8000",
];

/** Skills that fit are there; the others and those on a robot that has no pose for them, as comments. */
function skillLines({ skills }: RobotSketch, placed: boolean): readonly string[] {
  if (skills.length === 0)
    return ["", "# No service is named after a skill: what is to be done is said, not done."];
  const line = ({ verb, service, type }: (typeof skills)[number]) =>
    `  ${verb}: { service: ${yaml(service)}, type: ${yaml(type)}, deadlineMs: 60000 }`;
  const usable = skills.filter(({ fits }) => fits && placed);
  const others = skills.filter((skill) => !usable.includes(skill));
  return [
    "",
    usable.length > 0 ? "# GUESS by their names and the fields of their requests." : "",
    usable.length > 0 ? "skills:" : "# skills:",
    ...usable.map(line),
    ...others.map((skill) => `#${line(skill)}   # TO DO: its request`),
  ].filter((text) => text !== "" || usable.length === 0);
}

const lines = (all: readonly string[]): string => `${all.join("\n")}\n`;
