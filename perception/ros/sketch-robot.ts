import type { Timed } from "./deadline.ts";
import { DIALECTS, messagesOf, understand } from "./dialect.ts";
import { type GuessedCamera, guessCameras } from "./guess-camera.ts";
import { framesOf, type GuessedFrames, guessFrames } from "./guess-frames.ts";
import { type GuessedMover, guessMovers } from "./guess-mover.ts";
import { type GuessedSkill, guessSkills } from "./guess-skills.ts";
import { type Heard, headerOf, hearTopics } from "./hear-topics.ts";
import { readGraph } from "./robot-graph.ts";
import type { RosLink } from "./ros-link.ts";
import { type Rosapi, rosapi } from "./rosapi.ts";

/** What a look at a robot's graph, and a while of listening, tell about it. */
export type RobotSketch = {
  readonly dialect: "ros1" | "ros2";
  /** The likeliest first; those that sent pictures before the others. */
  readonly cameras: readonly (GuessedCamera & { readonly sends: boolean })[];
  readonly isCalibrated: boolean;
  readonly frames?: GuessedFrames;
  readonly movers: readonly GuessedMover[];
  readonly skills: readonly GuessedSkill[];
  /** Where the joints are now, and which topic tells; left out where none does. */
  readonly joints?: { readonly topic: string; readonly at: ReadonlyMap<string, number> };
  /** MoveIt's planning groups, where its description is to be had. */
  readonly groups: readonly string[];
};

const MOST_CAMERAS = 8;
/** How many times longer it is waited for a first picture. */
const PATIENCE = 3;

/** Looks at a robot and moves nothing. Rejects with `unreachable` or `aborted`. */
export async function sketchRobot(
  link: RosLink,
  timed: Timed,
  listenMs: number,
): Promise<RobotSketch> {
  const api = rosapi(link, timed);
  const graph = await readGraph(api);
  const dialect = DIALECTS[graph.dialect];
  const messages = messagesOf(dialect);
  const guessed = guessCameras(graph).slice(0, MOST_CAMERAS);
  const infos = [...new Set(guessed.flatMap(({ cameraInfo }) => cameraInfo ?? []))];
  const joint = [...graph.topics]
    .filter(([, type]) => type === "sensor_msgs/JointState")
    .map(([topic]) => topic)
    .sort((a, b) => a.length - b.length)[0];
  const pictures = guessed.map(({ image: topic }) => ({
    topic,
    compression: "cbor" as const,
    throttleMs: 500,
    queueLength: 1,
  }));
  const others = [...infos, "/tf", "/tf_static", ...(joint === undefined ? [] : [joint])];
  const all = [...pictures, ...others.map((topic) => ({ topic }))];
  const first = await hearTopics(link, all, listenMs, timed.signal);
  const anyPicture = guessed.some(({ image }) => first.get(image)!.messages.length > 0);
  const isPicture = (topic: string) => pictures.some((one) => one.topic === topic);
  // Cameras may need a while to begin.
  const late = anyPicture
    ? new Map()
    : await hearTopics(link, pictures, PATIENCE * listenMs, timed.signal, isPicture);
  const heard: ReadonlyMap<string, Heard> = new Map([...first, ...late]);
  const read = (topic: string | undefined) =>
    (topic === undefined ? undefined : heard.get(topic)?.messages) ?? [];
  const sends = (topic: string) => read(topic).length > 0;
  const cameras = guessed
    .map((camera) => ({ ...camera, sends: sends(camera.image) }))
    .toSorted((a, b) => Number(b.sends) - Number(a.sends));
  const edges = (topic: string) =>
    read(topic).flatMap((message) => {
      const it = understand(messages.transforms, message);
      return "value" in it ? it.value : [];
    });
  const camera = cameras[0];
  const picture = camera && headerOf(dialect, read(camera.image).at(-1));
  const frames = picture && guessFrames(framesOf(edges("/tf"), edges("/tf_static")), picture.frame);
  const positions = read(joint).flatMap((message) => {
    const it = understand(messages.jointStates, message);
    return "value" in it ? it.value : [];
  });
  const info = read(camera?.cameraInfo).at(-1);
  const movers = await guessMovers(graph, api);
  return {
    dialect: graph.dialect,
    cameras,
    isCalibrated: info !== undefined && "value" in understand(messages.cameraInfo, info),
    ...(frames && { frames }),
    movers,
    skills: await guessSkills(graph, api),
    ...(joint !== undefined && positions.length > 0
      ? { joints: { topic: joint, at: new Map(positions) } }
      : {}),
    groups: movers.some(({ kind }) => kind === "move-group") ? await planningGroups(api) : [],
  };
}

/** The groups of MoveIt's semantic description, from wherever the robot keeps it. */
async function planningGroups(api: Rosapi): Promise<readonly string[]> {
  for (const place of ["/robot_description_semantic", "/move_group:robot_description_semantic"]) {
    const text = await api.param(place);
    if (typeof text !== "string") continue;
    return [...new Set([...text.matchAll(/<group\s+name="([\w.-]+)"/g)].map(([, name]) => name!))];
  }
  return [];
}
