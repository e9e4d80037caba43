import sharp from "sharp";
import { randomFrom } from "../../sim/random.ts";
import { FLAT_CAMERA } from "./flat-camera.ts";

const BLOCK_PX = 4;

/** A sharp picture of coloured blocks, another for every text. */
export async function speckles(text: string): Promise<Uint8Array> {
  const random = randomFrom(0, text);
  const { widthPx: width, heightPx: height } = FLAT_CAMERA;
  const [across, down] = [width / BLOCK_PX, height / BLOCK_PX];
  const blocks = Buffer.from(Array.from({ length: across * down * 3 }, () => random.below(256)));
  return sharp(blocks, { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height, { kernel: "nearest" })
    .jpeg({ quality: 90 })
    .toBuffer();
}
