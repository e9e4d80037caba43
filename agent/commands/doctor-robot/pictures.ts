import { photoFrom } from "../../../perception/images/photo-file.ts";
import { sizeOf } from "../../../perception/ros/camera-feed.ts";
import { readFrame } from "../../../perception/ros/camera-frame.ts";
import { DIALECTS, messagesOf } from "../../../perception/ros/dialect.ts";
import { type Heard, headerOf } from "../../../perception/ros/hear-topics.ts";
import { isHeld, type RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { TidyError } from "../../../perception/tidy-error.ts";
import { type Claim, claim } from "./claim.ts";

/** The newest picture that was heard: its frame, and its size in words or why it cannot be read. */
export type SeenPicture = {
  readonly frame: string | undefined;
  readonly format: string;
} & ({ readonly size: string } | { readonly problem: string });

type Encoding = NonNullable<RobotProfile["camera"]["encoding"]>;

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ["sensor_msgs/CompressedImage", "compressed"],
  ["sensor_msgs/Image", "raw"],
]);
const READABLE = "jpeg or png, or raw in rgb8, bgr8, mono8, Bayer or yuv422";

/** Reads the newest picture as the robot's own camera does; `undefined` where none was heard. */
export async function seePicture(
  { topics }: RobotProfile,
  graph: RobotGraph,
  heard: ReadonlyMap<string, Heard>,
): Promise<SeenPicture | undefined> {
  const encoding = ENCODINGS.get(graph.topics.get(topics.image) ?? "");
  const message = heard.get(topics.image)?.messages.at(-1);
  if (encoding === undefined || message === undefined) return undefined;
  const dialect = DIALECTS[graph.dialect];
  const header = headerOf(dialect, message);
  const read = readFrame(messagesOf(dialect), encoding, message);
  if ("problem" in read) return { frame: header?.frame, format: encoding, ...read };
  const seen = { frame: header?.frame, format: read.value.format.slice(0, 40) };
  try {
    const photo = await photoFrom(await read.value.encoded(), { kind: "scene" });
    return { ...seen, size: sizeOf(photo) };
  } catch (error) {
    if (error instanceof TidyError) return { ...seen, problem: error.message };
    throw error;
  }
}

/** Whether the pictures can be read, and come from the frame that the profile names. */
export const pictureClaims = (
  profile: RobotProfile,
  graph: RobotGraph,
  picture: SeenPicture | undefined,
): readonly Claim[] => [
  ...encodingClaims(profile, graph),
  ...(picture === undefined
    ? []
    : [readableClaim(profile, graph, picture), ...opticalClaims(profile, picture)]),
];

/** How pictures come, where the profile says it: what it subscribes to must be of that type. */
function encodingClaims({ topics, camera }: RobotProfile, graph: RobotGraph): readonly Claim[] {
  const is = ENCODINGS.get(graph.topics.get(topics.image) ?? "");
  if (is === undefined || camera.encoding === undefined || camera.encoding === is) return [];
  return [claim("camera.encoding", "wrong", `${topics.image} is ${is}`, `write ${is}`)];
}

function readableClaim({ topics }: RobotProfile, graph: RobotGraph, picture: SeenPicture): Claim {
  const about = (state: Claim["state"], found: string, todo?: string) =>
    claim("topics.image", state, found, todo, "encoding");
  if ("size" in picture) return about("ok", `${picture.format}, ${picture.size}`);
  const others = [...graph.topics]
    .filter(([name, type]) => ENCODINGS.has(type) && name !== topics.image)
    .map(([name]) => name);
  const there = others.length === 0 ? "" : ` (there are ${others.join(", ")})`;
  return about(
    "wrong",
    `"${picture.format}" cannot be read: ${picture.problem}`,
    `name a topic of pictures in ${READABLE}${there}`,
  );
}

/** With a mount, no place is looked up by the optical frame's name. */
function opticalClaims(profile: RobotProfile, { frame }: SeenPicture): readonly Claim[] {
  if (isHeld(profile) || profile.mount !== undefined || frame === undefined) return [];
  const { optical } = profile.frames;
  const about = (state: Claim["state"], found: string, todo?: string) => [
    claim("frames.optical", state, found, todo, "picture frame"),
  ];
  if (frame === optical) return about("ok", frame);
  return about(
    "warning",
    `the pictures say "${frame}", the profile says "${optical}"`,
    "name the frame that looks along z, with x right and y down; some drivers name another",
  );
}
