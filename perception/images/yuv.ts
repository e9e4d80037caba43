/** Where the two brightnesses and the two colour differences of a pixel pair stand in four bytes. */
export type YuvLayout = {
  readonly y: readonly [number, number];
  readonly u: number;
  readonly v: number;
};

/** `yuv422` and `uyvy`: U Y V Y. */
export const UYVY: YuvLayout = { y: [1, 3], u: 0, v: 2 };
/** `yuv422_yuy2` and `yuyv`: Y U Y V. */
export const YUYV: YuvLayout = { y: [0, 2], u: 1, v: 3 };

/**
 * Red, green, blue from two pixels in four bytes, in video range (ITU-R BT.601: Y 16..235, U and V
 * 16..240), as OpenCV and cv_bridge read it. Rows without padding, an even number of pixels.
 */
export function rgbFromYuv422(bytes: Uint8Array, { y, u, v }: YuvLayout): Uint8Array {
  const rgb = new Uint8ClampedArray((bytes.length / 2) * 3);
  let to = 0;
  for (let from = 0; from < bytes.length; from += 4) {
    const cb = bytes[from + u]! - 128;
    const cr = bytes[from + v]! - 128;
    for (const place of y) {
      const luma = 1.164384 * (bytes[from + place]! - 16);
      rgb[to++] = luma + 1.596027 * cr;
      rgb[to++] = luma - 0.391762 * cb - 0.812968 * cr;
      rgb[to++] = luma + 2.017232 * cb;
    }
  }
  return new Uint8Array(rgb.buffer);
}
