import { type Calibration, isPinhole, rawPixel } from "../geometry/calibration.ts";
import type { Intrinsics } from "../geometry/camera.ts";
import { TidyError } from "../tidy-error.ts";
import { encodePixels, type Pixels, pixelsOf } from "./pixels.ts";

/** Makes pinhole pictures of a camera's raw ones. */
export type Rectifier = {
  /** Of the rectified pictures. */
  readonly intrinsics: Intrinsics;
  /**
   * The picture without the lens's distortion, as a JPEG; the bytes themselves where there is none.
   * What the camera did not see is black. Rejects with `bad-input` for a picture that is unreadable
   * or not of the calibration's size.
   */
  readonly rectify: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** So long is worked before others get a turn, milliseconds. */
const TURN_MS = 8;

/** The map from rectified to raw pixels is worked out once, with the first picture. */
export function rectifier(calibration: Calibration): Rectifier {
  const { raw, rectified: intrinsics } = calibration;
  if (isPinhole(calibration)) return { intrinsics, rectify: async (bytes) => bytes };
  let map: Promise<Float32Array> | undefined;
  return {
    intrinsics,
    rectify: async (bytes) => {
      const pixels = await pixelsOf(bytes);
      if (pixels.widthPx !== raw.widthPx || pixels.heightPx !== raw.heightPx)
        throw new TidyError(
          "bad-input",
          `calibrated for ${raw.widthPx} x ${raw.heightPx}, but the picture is ${pixels.widthPx} x ${pixels.heightPx}`,
        );
      map ??= mapOf(calibration);
      return encodePixels(await remap(pixels, await map));
    },
  };
}

/**
 * For each rectified pixel the raw column and row, counted from pixel centres and kept inside the
 * picture up to half a pixel beyond its outermost centres; NaN for what it does not show.
 */
async function mapOf(calibration: Calibration): Promise<Float32Array> {
  const { widthPx, heightPx } = calibration.rectified;
  const { widthPx: rawWidthPx, heightPx: rawHeightPx } = calibration.raw;
  const map = new Float32Array(widthPx * heightPx * 2).fill(Number.NaN);
  await inTurns(heightPx, (row) => {
    let to = row * widthPx * 2;
    for (let column = 0; column < widthPx; column++, to += 2) {
      const from = rawPixel(calibration, column + 0.5, row + 0.5);
      if (from === undefined) continue;
      const [u, v] = from;
      if (!(u >= 0 && v >= 0 && u <= rawWidthPx && v <= rawHeightPx)) continue;
      map[to] = Math.min(Math.max(u - 0.5, 0), rawWidthPx - 1);
      map[to + 1] = Math.min(Math.max(v - 0.5, 0), rawHeightPx - 1);
    }
  });
  return map;
}

/** Bilinear. Numbers alone in its loops: a picture has millions of pixels. */
async function remap(pixels: Pixels, map: Float32Array): Promise<Pixels> {
  const { data, widthPx, heightPx, channels } = pixels;
  const out = new Uint8Array(data.length);
  const line = widthPx * channels;
  await inTurns(heightPx, (row) => {
    const end = (row + 1) * widthPx;
    for (let pixel = row * widthPx; pixel < end; pixel++) {
      const x = map[pixel * 2]!;
      const y = map[pixel * 2 + 1]!;
      // NaN where the camera saw nothing.
      if (!(x >= 0)) continue;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const across = x - left;
      const down = y - top;
      const here = top * line + left * channels;
      const right = left + 1 < widthPx ? channels : 0;
      const below = top + 1 < heightPx ? line : 0;
      for (let c = 0; c < channels; c++) {
        const at = here + c;
        const above = data[at]! * (1 - across) + data[at + right]! * across;
        const under = data[at + below]! * (1 - across) + data[at + below + right]! * across;
        out[pixel * channels + c] = above * (1 - down) + under * down + 0.5;
      }
    }
  });
  return { ...pixels, data: out };
}

/** Row by row, letting others have a turn, so that a large picture holds up no heartbeat. */
async function inTurns(rows: number, work: (row: number) => void): Promise<void> {
  let began = performance.now();
  for (let row = 0; row < rows; row++) {
    work(row);
    if (performance.now() - began < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
}
