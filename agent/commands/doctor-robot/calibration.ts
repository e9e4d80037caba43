import { sizeOf } from "../../../perception/ros/camera-feed.ts";
import { DIALECTS, messagesOf, understand } from "../../../perception/ros/dialect.ts";
import type { Heard } from "../../../perception/ros/hear-topics.ts";
import type { RobotProfile } from "../../../perception/ros/profile.ts";
import type { RobotGraph } from "../../../perception/ros/robot-graph.ts";
import { type Claim, claim } from "./claim.ts";
import type { SeenPicture } from "./pictures.ts";

/** Whether the camera is calibrated, and for pictures of the size that it sends. */
export function calibrationClaims(
  { topics }: RobotProfile,
  { dialect, topics: there }: RobotGraph,
  heard: ReadonlyMap<string, Heard>,
  picture: SeenPicture | undefined,
): readonly Claim[] {
  if (!("cameraInfo" in topics) || there.get(topics.cameraInfo) !== "sensor_msgs/CameraInfo")
    return [];
  const { cameraInfo } = messagesOf(DIALECTS[dialect]);
  const infos = heard.get(topics.cameraInfo)?.messages ?? [];
  const read = infos.map((info) => understand(cameraInfo, info));
  const about = (state: Claim["state"], found: string, todo?: string) => [
    claim("topics.cameraInfo", state, found, todo, "calibration"),
  ];
  const calibrations = read.flatMap((one) => ("value" in one ? [one.value] : []));
  if (calibrations.length === 0) {
    const newest = read.at(-1);
    if (newest === undefined || !("problem" in newest)) return [];
    return about("wrong", newest.problem, "calibrate the camera");
  }
  const size = picture !== undefined && "size" in picture ? picture.size : undefined;
  const fits = calibrations.findLast(({ raw }) => size === undefined || sizeOf(raw) === size);
  if (fits === undefined) {
    const sizes = [...new Set(calibrations.map(({ raw }) => sizeOf(raw)))].join(", ");
    return about(
      "wrong",
      `it is for pictures of ${sizes}, but ${topics.image} sends ${size}`,
      `name the CameraInfo of that camera, or calibrate at ${size}`,
    );
  }
  const lens = fits.lens.straight ? "no distortion" : "distorted, straightened here";
  const alike = size === undefined ? "" : " as the pictures are";
  return about("ok", `${sizeOf(fits.raw)}${alike}, ${lens}`);
}
