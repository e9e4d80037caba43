import type { RobotGraph } from "./robot-graph.ts";

/** A camera's topics, as their names and types suggest. */
export type GuessedCamera = {
  readonly image: string;
  readonly encoding: "compressed" | "raw";
  readonly cameraInfo?: string;
};

const ENCODINGS = {
  "sensor_msgs/CompressedImage": "compressed",
  "sensor_msgs/Image": "raw",
} as const;
/** Pictures that show no colours, or not what stands there. */
const NOT_FOR_LOOKING =
  /depth|disparity|infra|(^|[/_])ir([/_]|\d|$)|theora|mask|debug|annotated|overlay|costmap|heatmap/i;
const AT_THE_HAND = /wrist|hand|gripper|tool|eef|arm/i;
const IN_COLOUR = /color|colour|rgb|image_raw/i;

/** Every camera topic fit for photos, the likeliest first: compressed, in colour, at the hand. */
export function guessCameras({ topics }: RobotGraph): readonly GuessedCamera[] {
  const infos = [...topics].filter(([, type]) => type === "sensor_msgs/CameraInfo");
  return [...topics]
    .flatMap(([image, type]): GuessedCamera[] => {
      const encoding = Object.entries(ENCODINGS).find(([name]) => name === type)?.[1];
      if (encoding === undefined || NOT_FOR_LOOKING.test(image)) return [];
      const cameraInfo = infoBeside(
        image,
        infos.map(([name]) => name),
      );
      return [{ image, encoding, ...(cameraInfo !== undefined && { cameraInfo }) }];
    })
    .toSorted((a, b) => liking(b) - liking(a) || a.image.localeCompare(b.image));
}

/** The CameraInfo in the picture's own folder, as image_transport has it. */
function infoBeside(image: string, infos: readonly string[]): string | undefined {
  const base = image.replace(/\/compressed$/, "");
  const folder = base.slice(0, base.lastIndexOf("/"));
  return infos.find((info) => info.slice(0, info.lastIndexOf("/")) === folder);
}

const liking = ({ image, encoding, cameraInfo }: GuessedCamera): number =>
  (encoding === "compressed" ? 4 : 0) +
  (AT_THE_HAND.test(image) ? 2 : 0) +
  (IN_COLOUR.test(image) ? 2 : 0) +
  (cameraInfo === undefined ? 0 : 3);
