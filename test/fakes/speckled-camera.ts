import sharp from "sharp";
import type { Pose } from "../../perception/geometry/pose.ts";
import { randomFrom } from "../../sim/random.ts";
import { FLAT_CAMERA } from "./flat-camera.ts";
import { keepingShots } from "./kept-shots.ts";

const BLOCK_PX = 4;

/** A camera with sharp photos, another for every pose; it keeps from where each photo was shot. */
export const speckledCamera = () =>
  keepingShots({
    intrinsics: FLAT_CAMERA,
    shoot: async (pose: Pose): Promise<Uint8Array> => {
      const text = [...pose.position, ...pose.orientation].map((it) => it.toFixed(4)).join();
      const random = randomFrom(0, text);
      const { widthPx: width, heightPx: height } = FLAT_CAMERA;
      const [across, down] = [width / BLOCK_PX, height / BLOCK_PX];
      const blocks = Buffer.from(
        Array.from({ length: across * down * 3 }, () => random.below(256)),
      );
      return sharp(blocks, { raw: { width: across, height: down, channels: 3 } })
        .resize(width, height, { kernel: "nearest" })
        .jpeg({ quality: 90 })
        .toBuffer();
    },
  });
