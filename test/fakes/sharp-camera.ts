import sharp from "sharp";
import { FLAT_CAMERA } from "./flat-camera.ts";

/** A camera of sharp photos, each unlike the one before, wherever it is. */
export function sharpCamera() {
  let shots = 0;
  const shoot = async () => {
    shots += 1;
    const { widthPx: width, heightPx: height } = FLAT_CAMERA;
    const data = Buffer.from(
      Array.from({ length: width * height * 3 }, (_, i) => {
        const isLit = i % (width * 3) < width * 1.5 === (shots % 2 === 0);
        return ((i * (7919 + shots)) % 128) + (isLit ? 128 : 0);
      }),
    );
    return sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
  };
  return { intrinsics: FLAT_CAMERA, shoot };
}
