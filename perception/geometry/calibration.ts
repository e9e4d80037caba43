import { type Intrinsics, pixelRay } from "./camera.ts";
import { type Lens, lensOf } from "./lens.ts";

/** Nine numbers, row by row. */
export type Matrix3 = readonly number[];

/** A calibrated camera, for pictures of exactly this size. */
export type Calibration = {
  /** The picture as the sensor gives it: a pinhole behind `lens`. */
  readonly raw: Intrinsics;
  readonly lens: Lens;
  /** Turns a ray of the raw camera into one of the rectified. */
  readonly rotation: Matrix3;
  /** The same picture rectified: a pinhole alone. */
  readonly rectified: Intrinsics;
};

/**
 * What sensor_msgs/CameraInfo says, in its own terms: K and P for the whole sensor, with the centre of
 * the top left pixel at (0, 0), region and binning besides.
 */
export type CameraMatrices = {
  readonly width: number;
  readonly height: number;
  readonly model: string;
  readonly d: readonly number[];
  readonly k: Matrix3;
  readonly r: Matrix3;
  /** Twelve numbers; all zero where the camera is not rectified. */
  readonly p: readonly number[];
  readonly binningX: number;
  readonly binningY: number;
  /** Pixels of the whole sensor; zero sizes stand for all of it. */
  readonly region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
};

const UNTURNED: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * The calibration of the pictures themselves: region and binning taken off, the centre of the top left
 * pixel at (0.5, 0.5). Without P the rectified picture has K. `undefined` where nobody calibrated the
 * camera (no focal length or no size); throws `bad-input` for an unknown lens.
 */
export function calibrationOf(info: CameraMatrices): Calibration | undefined {
  const { k, p, region } = info;
  if (!(k[0]! > 0 && k[4]! > 0 && info.width > 0 && info.height > 0)) return undefined;
  const [binX, binY] = [Math.max(1, info.binningX), Math.max(1, info.binningY)];
  const whole = region.width === 0 || region.height === 0;
  const [left, top] = whole ? [0, 0] : [region.x, region.y];
  const [width, height] = whole ? [info.width, info.height] : [region.width, region.height];
  const picture = (fx: number, fy: number, cx: number, cy: number): Intrinsics => ({
    fx: fx / binX,
    fy: fy / binY,
    cx: (cx + 0.5 - left) / binX,
    cy: (cy + 0.5 - top) / binY,
    widthPx: Math.floor(width / binX),
    heightPx: Math.floor(height / binY),
  });
  const raw = picture(k[0]!, k[4]!, k[2]!, k[5]!);
  const projects = p.length === 12 && p[0]! > 0 && p[5]! > 0;
  return {
    raw,
    lens: lensOf(info.model, info.d),
    rotation: info.r.some((value) => value !== 0) ? info.r : UNTURNED,
    rectified: projects ? picture(p[0]!, p[5]!, p[2]!, p[6]!) : raw,
  };
}

/** Whether a picture as the sensor gives it is the rectified one already, to a hundredth of a pixel. */
export function isPinhole({ raw, lens, rotation, rectified }: Calibration): boolean {
  const same = (["fx", "fy", "cx", "cy"] as const).every(
    (name) => Math.abs(raw[name] - rectified[name]) < 0.01,
  );
  return (
    lens.straight && same && rotation.every((value, i) => Math.abs(value - UNTURNED[i]!) < 1e-6)
  );
}

/** Where a pixel of the rectified picture lies in the raw one; `undefined` where the lens shows nothing. */
export function rawPixel(
  { raw, lens, rotation, rectified }: Calibration,
  u: number,
  v: number,
): readonly [u: number, v: number] | undefined {
  const [x, y] = pixelRay(rectified, u, v);
  // The inverse of a rotation is its transpose.
  const turned = (column: number) =>
    rotation[column]! * x + rotation[column + 3]! * y + rotation[column + 6]!;
  const depth = turned(2);
  if (!(depth > 1e-9)) return undefined;
  const bent = lens.distort([turned(0) / depth, turned(1) / depth]);
  return bent && [raw.fx * bent[0] + raw.cx, raw.fy * bent[1] + raw.cy];
}
