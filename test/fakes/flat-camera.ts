import sharp from "sharp";
import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";

export const FLAT_CAMERA: Intrinsics = {
  fx: 60,
  fy: 60,
  cx: 32,
  cy: 24,
  widthPx: 64,
  heightPx: 48,
};

/** A camera whose photos are of one colour, which is where they were shot from; keeps its poses. */
export function flatCamera() {
  const poses: Pose[] = [];
  const shoot = async (pose: Pose): Promise<Uint8Array> => {
    poses.push(pose);
    const [r, g, b] = colourOf(pose);
    const { widthPx: width, heightPx: height } = FLAT_CAMERA;
    return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
      .jpeg({ quality: 95 })
      .toBuffer();
  };
  return { poses, camera: { intrinsics: FLAT_CAMERA, shoot } };
}

const colourOf = ({ position }: Pose) =>
  position.map((value) => Math.round(128 + 60 * value)) as [number, number, number];
