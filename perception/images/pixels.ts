import sharp from "sharp";
import { TidyError } from "../tidy-error.ts";

/** A picture as numbers: rows from the top, red green blue or grey, 0..255, nothing between rows. */
export type Pixels = {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 1 | 3;
};

/** More than any camera on a robot has; a picture that claims more is a mistake or an attack. */
export const MOST_RAW_PIXELS = 50_000_000;

/** The pixels of an encoded picture, without transparency. Rejects with `bad-input`. */
export async function pixelsOf(bytes: Uint8Array): Promise<Pixels> {
  try {
    const { data, info } = await sharp(bytes, {
      failOn: "truncated",
      limitInputPixels: MOST_RAW_PIXELS,
    })
      .removeAlpha()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const channels = info.channels === 1 ? 1 : 3;
    return { data, widthPx: info.width, heightPx: info.height, channels };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new TidyError("bad-input", `not a readable picture: ${why}`, { cause });
  }
}

/**
 * The pixels as a JPEG of quality 95 with full colour resolution: a PNG would keep every bit of the
 * sensor's noise, in six times the bytes, for models that are sent JPEGs by every other camera.
 */
export function encodePixels({ data, widthPx, heightPx, channels }: Pixels): Promise<Uint8Array> {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels } })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
    .toBuffer();
}
