import sharp from "sharp";
import type { CallOptions } from "../perception/call-options.ts";
import type { Intrinsics } from "../perception/geometry/camera.ts";
import type { Pose } from "../perception/geometry/pose.ts";
import type { RenderPool } from "./render/render-pool.ts";
import { CAMERA } from "./simulated-lens.ts";
import type { World } from "./world.ts";

/** A camera in a simulated world. */
export type SimulatedCamera = {
  readonly intrinsics: Intrinsics;
  /** A JPEG from a pose (optical frame in the surface frame); `blurPx` smears it as motion does. */
  shoot(
    pose: Pose,
    options?: CallOptions & { readonly blurPx?: number },
  ): Promise<Uint8Array<ArrayBuffer>>;
};

/** Photos of `world`, the same bytes for the same pose every time. */
export const simulatedCamera = (world: World, pool: RenderPool): SimulatedCamera => ({
  intrinsics: CAMERA,
  shoot: async (pose, { blurPx = 0, signal } = {}) => {
    const rgb = await pool.render(world, pose, CAMERA, signal === undefined ? {} : { signal });
    return encodePhoto(rgb, world.sensor, blurPx);
  },
});

/** The camera's JPEG of a whole picture, three bytes a pixel. */
export async function encodePhoto(
  rgb: Uint8Array,
  { jpegQuality }: World["sensor"],
  blurPx = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const { widthPx: width, heightPx: height } = CAMERA;
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  const blurred = blurPx < 0.3 ? picture : picture.blur(blurPx);
  return new Uint8Array(await blurred.jpeg({ quality: jpegQuality }).toBuffer());
}
