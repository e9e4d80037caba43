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

/** So many pixels are looked up before others get a turn: at most a few milliseconds. */
const PIXELS_A_TURN = 200_000;

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

/** For each rectified pixel the raw column and row, counted from pixel centres; NaN for none. */
async function mapOf(calibration: Calibration): Promise<Float32Array> {
  const { widthPx, heightPx } = calibration.rectified;
  const map = new Float32Array(widthPx * heightPx * 2).fill(Number.NaN);
  await inTurns(heightPx, widthPx, (y) => {
    for (let x = 0; x < widthPx; x++) {
      const from = rawPixel(calibration, x + 0.5, y + 0.5);
      if (from === undefined) continue;
      map[(y * widthPx + x) * 2] = from[0] - 0.5;
      map[(y * widthPx + x) * 2 + 1] = from[1] - 0.5;
    }
  });
  return map;
}

/** Bilinear; up to half a pixel beyond the outermost centres is still the picture. */
async function remap(pixels: Pixels, map: Float32Array): Promise<Pixels> {
  const { data, widthPx, heightPx, channels } = pixels;
  const out = new Uint8Array(data.length);
  await inTurns(heightPx, widthPx, (row) => {
    for (let pixel = row * widthPx; pixel < (row + 1) * widthPx; pixel++) {
      const [x, y] = [map[pixel * 2]!, map[pixel * 2 + 1]!];
      if (!(x >= -0.5 && y >= -0.5 && x <= widthPx - 0.5 && y <= heightPx - 0.5)) continue;
      const left = Math.min(Math.max(0, Math.floor(x)), widthPx - 1);
      const top = Math.min(Math.max(0, Math.floor(y)), heightPx - 1);
      const right = Math.min(left + 1, widthPx - 1);
      const bottom = Math.min(top + 1, heightPx - 1);
      const [across, down] = [Math.max(0, x - left), Math.max(0, y - top)];
      for (let c = 0; c < channels; c++) {
        const at = (column: number, line: number) =>
          data[(line * widthPx + column) * channels + c]!;
        const above = at(left, top) * (1 - across) + at(right, top) * across;
        const below = at(left, bottom) * (1 - across) + at(right, bottom) * across;
        out[pixel * channels + c] = Math.round(above * (1 - down) + below * down);
      }
    }
  });
  return { ...pixels, data: out };
}

/** Row by row, letting others have a turn, so that a large picture holds up no heartbeat. */
async function inTurns(rows: number, width: number, work: (row: number) => void): Promise<void> {
  const rowsATurn = Math.max(1, Math.floor(PIXELS_A_TURN / width));
  for (let row = 0; row < rows; row++) {
    if (row > 0 && row % rowsATurn === 0) await new Promise((resolve) => setImmediate(resolve));
    work(row);
  }
}
