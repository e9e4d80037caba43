import { z } from "zod";
import { TidyError } from "../tidy-error.ts";
import { type BayerPattern, demosaic } from "./bayer.ts";
import { encodePixels, MOST_RAW_PIXELS, type Pixels } from "./pixels.ts";
import { rgbFromYuv422, UYVY, YUYV, type YuvLayout } from "./yuv.ts";

/** How bytes make pixels: so many values of so many bytes a pixel, and what they mean. */
type Layout = { readonly values: number; readonly bytes: 1 | 2 } & (
  | { readonly kind: "colours"; readonly order: readonly number[] }
  | { readonly kind: "bayer"; readonly pattern: BayerPattern }
  | { readonly kind: "yuv422"; readonly layout: YuvLayout }
);

const GREY = [0];
const RGB = [0, 1, 2];
const BGR = [2, 1, 0];
const colours = (bytes: 1 | 2, order: readonly number[], values = order.length): Layout => ({
  kind: "colours",
  bytes,
  order,
  values,
});
const bayer = (bytes: 1 | 2, pattern: BayerPattern): Layout => ({
  kind: "bayer",
  bytes,
  pattern,
  values: 1,
});
const yuv422 = (layout: YuvLayout): Layout => ({ kind: "yuv422", bytes: 1, layout, values: 2 });

/** sensor_msgs/image_encodings. Names without a colour order (8UC3) are in OpenCV's: blue first. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  rgb8: colours(1, RGB),
  bgr8: colours(1, BGR),
  rgba8: colours(1, RGB, 4),
  bgra8: colours(1, BGR, 4),
  mono8: colours(1, GREY),
  rgb16: colours(2, RGB),
  bgr16: colours(2, BGR),
  rgba16: colours(2, RGB, 4),
  bgra16: colours(2, BGR, 4),
  mono16: colours(2, GREY),
  "8UC1": colours(1, GREY),
  "8UC3": colours(1, BGR),
  "8UC4": colours(1, BGR, 4),
  "16UC1": colours(2, GREY),
  "16UC3": colours(2, BGR),
  "16UC4": colours(2, BGR, 4),
  bayer_rggb8: bayer(1, "rggb"),
  bayer_bggr8: bayer(1, "bggr"),
  bayer_gbrg8: bayer(1, "gbrg"),
  bayer_grbg8: bayer(1, "grbg"),
  bayer_rggb16: bayer(2, "rggb"),
  bayer_bggr16: bayer(2, "bggr"),
  bayer_gbrg16: bayer(2, "gbrg"),
  bayer_grbg16: bayer(2, "grbg"),
  yuv422: yuv422(UYVY),
  uyvy: yuv422(UYVY),
  yuv422_yuy2: yuv422(YUYV),
  yuyv: yuv422(YUYV),
};

/** The names that `encoding` may have. */
export const RAW_ENCODINGS: readonly string[] = Object.keys(LAYOUTS);

const whole = z.number().int().nonnegative();

/** sensor_msgs/Image but for its header: `data` as cbor has it (bytes) or JSON (base64). */
export const rawImageFields = z.object({
  height: whole,
  width: whole,
  encoding: z.string(),
  is_bigendian: z.union([z.boolean(), z.number().transform((flag) => flag !== 0)]),
  step: whole,
  data: z.union([z.instanceof(Uint8Array), z.string()]),
});

export type RawImage = z.infer<typeof rawImageFields>;

/** A raw picture as an encoded one (JPEG). Rejects with `bad-input`, in one line. */
export const rawImage = async (image: RawImage): Promise<Uint8Array> =>
  encodePixels(rawPixels(image));

/**
 * The pixels of a raw picture, in any encoding of `RAW_ENCODINGS`, row step and byte order. 16 bits
 * are brought to 8 by the sensor's depth: the least of 8, 10, 12, 14 and 16 bits that holds the
 * picture's highest value. So twelve bits in sixteen are not black, and a dark picture stays dark.
 * Throws `bad-input`: unknown encoding, wrong length or step, absurd size.
 */
export function rawPixels(image: RawImage): Pixels {
  const { encoding, width, height, step } = image;
  const layout = Object.hasOwn(LAYOUTS, encoding) ? LAYOUTS[encoding]! : undefined;
  if (layout === undefined) throw wrong(`encoding "${encoding.slice(0, 40)}" is not known`);
  if (width === 0 || height === 0 || width * height > MOST_RAW_PIXELS)
    throw wrong(`${width} x ${height} is no size of a picture`);
  if (layout.kind === "yuv422" && width % 2 === 1)
    throw wrong(`${encoding} has pixels in pairs, but the width is ${width}`);
  if (layout.kind === "bayer" && (width < 2 || height < 2))
    throw wrong(`${encoding} needs at least 2 x 2 pixels, not ${width} x ${height}`);
  const rowBytes = width * layout.values * layout.bytes;
  if (step < rowBytes)
    throw wrong(`step ${step} is less than a row of ${width} pixels in ${encoding} (${rowBytes})`);
  const data = typeof image.data === "string" ? fromBase64(image.data) : image.data;
  const wholeBytes = step * height;
  // Some drivers leave out the padding of the last row.
  if (data.length !== wholeBytes && data.length !== wholeBytes - step + rowBytes)
    throw wrong(`${data.length} bytes, but ${height} rows of step ${step} are ${wholeBytes}`);
  const packed = withoutPadding(data, height, step, rowBytes);

  const size = { widthPx: width, heightPx: height };
  if (layout.kind === "yuv422")
    return { ...size, data: rgbFromYuv422(packed, layout.layout), channels: 3 };
  const bytes = layout.bytes === 2 ? toEightBits(packed, image.is_bigendian) : packed;
  if (layout.kind === "bayer")
    return { ...size, data: demosaic(bytes, width, height, layout.pattern), channels: 3 };
  const channels = layout.order.length === 1 ? 1 : 3;
  return { ...size, data: inOrder(bytes, layout.order, layout.values), channels };
}

function withoutPadding(
  data: Uint8Array,
  height: number,
  step: number,
  rowBytes: number,
): Uint8Array {
  if (step === rowBytes) return data;
  const packed = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++)
    packed.set(data.subarray(y * step, y * step + rowBytes), y * rowBytes);
  return packed;
}

function toEightBits(bytes: Uint8Array, bigEndian: boolean): Uint8Array {
  const [high, low] = bigEndian ? [0, 1] : [1, 0];
  const count = bytes.length / 2;
  let most = 0;
  for (let i = 0; i < count; i++)
    most = Math.max(most, bytes[2 * i + high]! * 256 + bytes[2 * i + low]!);
  const depth = [8, 10, 12, 14].find((bits) => most < 2 ** bits) ?? 16;
  const shift = depth - 8;
  const eight = new Uint8Array(count);
  for (let i = 0; i < count; i++)
    eight[i] = (bytes[2 * i + high]! * 256 + bytes[2 * i + low]!) >> shift;
  return eight;
}

function inOrder(bytes: Uint8Array, order: readonly number[], values: number): Uint8Array {
  if (order.length === values && order.every((from, to) => from === to)) return bytes;
  const count = bytes.length / values;
  const ordered = new Uint8Array(count * order.length);
  let to = 0;
  for (let pixel = 0; pixel < count; pixel++)
    for (const channel of order) ordered[to++] = bytes[pixel * values + channel]!;
  return ordered;
}

/** Node passes over what is no base64; a torn message would look like a short picture. */
function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw wrong("data is not base64");
  return Buffer.from(text, "base64");
}

const wrong = (why: string): TidyError => new TidyError("bad-input", `not a raw picture: ${why}`);
