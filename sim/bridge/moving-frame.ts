import sharp from "sharp";
import { type Intrinsics, project } from "../../perception/geometry/camera.ts";
import { invert, type Pose, rotate, transform } from "../../perception/geometry/pose.ts";
import { add, scale, type Vec3 } from "../../perception/geometry/vec3.ts";

/** A photo at a tenth of its size, and where it was shot from. */
export type Thumbnail = {
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pose: Pose;
};

const WIDTH_PX = 96;

/** Rejects where the bytes are no picture. */
export async function thumbnailOf(jpeg: Uint8Array, pose: Pose): Promise<Thumbnail> {
  const { data, info } = await sharp(jpeg)
    .resize({ width: WIDTH_PX })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, widthPx: info.width, heightPx: info.height, pose };
}

/**
 * What the camera sees in passing: the last sharp photo carried over the plane of the surface to
 * where the camera is now, grey where that photo did not reach, and smeared. A rendering would cost
 * a hundred times as much, for a frame that no one may use.
 */
export async function movingFrame(
  seen: Thumbnail,
  camera: Intrinsics,
  pose: Pose,
): Promise<Uint8Array> {
  const { widthPx, heightPx } = seen;
  const out = Buffer.alloc(widthPx * heightPx * 3, 128);
  const intoSeen = invert(seen.pose);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const u = ((column + 0.5) * camera.widthPx) / widthPx;
      const v = ((row + 0.5) * camera.heightPx) / heightPx;
      const ray: Vec3 = [(u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy, 1];
      const direction = rotate(pose.orientation, ray);
      const along = -pose.position[2] / direction[2];
      if (!(along > 0)) continue;
      const point = add(pose.position, scale(direction, along));
      const pixel = project(camera, transform(intoSeen, point));
      if (pixel === undefined) continue;
      const x = Math.floor((pixel[0] * widthPx) / camera.widthPx);
      const y = Math.floor((pixel[1] * heightPx) / camera.heightPx);
      if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) continue;
      const from = (y * widthPx + x) * 3;
      out.set(seen.pixels.subarray(from, from + 3), (row * widthPx + column) * 3);
    }
  }
  return sharp(out, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .blur(1.5)
    .resize(camera.widthPx, camera.heightPx, { fit: "fill", kernel: "cubic" })
    .jpeg({ quality: 80 })
    .toBuffer();
}
