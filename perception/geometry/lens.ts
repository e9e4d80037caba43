import { TidyError } from "../tidy-error.ts";

/** Where a ray meets the plane one focal length before the camera: x right, y down. */
export type RayPoint = readonly [x: number, y: number];

/**
 * What a lens does to the rays of a pinhole camera. It gives `undefined` where the model does not hold:
 * beyond the circle at which it would fold the picture over.
 */
export type Lens = {
  readonly distort: (point: RayPoint) => RayPoint | undefined;
  /** Whether it leaves every ray as it is. */
  readonly straight: boolean;
};

/** A lens that distorts nothing. */
const STRAIGHT_LENS: Lens = { distort: (point) => point, straight: true };

/** The widest ray that is looked at: a pinhole picture of it would be twenty times as wide as high. */
const WIDEST = 10;
const STEPS = 2000;

/**
 * The lens of a sensor_msgs/CameraInfo: `plumb_bob` (k1 k2 p1 p2 k3), `rational_polynomial` (k1 k2 p1
 * p2 k3 k4 k5 k6, then the thin prism's s1 s2 s3 s4 if given), `equidistant` or `fisheye` (k1 k2 k3
 * k4). Without coefficients, or with zeros alone in any but the last two, it is straight. Throws
 * `bad-input` for what is none of these.
 */
export function lensOf(model: string, coefficients: readonly number[]): Lens {
  const wide = model === "equidistant" || model === "fisheye";
  if (coefficients.length === 0) return STRAIGHT_LENS;
  if (!wide && coefficients.every((value) => Math.abs(value) < 1e-12)) return STRAIGHT_LENS;
  const most = MOST_COEFFICIENTS[model];
  if (most === undefined)
    throw new TidyError("bad-input", `the distortion model "${model.slice(0, 40)}" is not known`);
  if (coefficients.length < 4 || coefficients.slice(most).some((value) => value !== 0))
    throw new TidyError(
      "bad-input",
      `${model} with ${coefficients.length} coefficients is not known`,
    );
  return wide ? equidistant(coefficients) : brownConrady(coefficients);
}

const MOST_COEFFICIENTS: Readonly<Record<string, number | undefined>> = {
  plumb_bob: 5,
  rational_polynomial: 12,
  equidistant: 4,
  fisheye: 4,
};

/**
 * Brown 1966 and Conrady 1919 with a rational radial part and thin prism, as OpenCV's calib3d
 * documents it: x'' = x (1 + k1 r2 + k2 r4 + k3 r6) / (1 + k4 r2 + k5 r4 + k6 r6) + 2 p1 x y
 * + p2 (r2 + 2 x2) + s1 r2 + s2 r4, and y'' likewise with p1 and p2 exchanged, s3 and s4.
 */
function brownConrady(d: readonly number[]): Lens {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0, k4 = 0, k5 = 0, k6 = 0] = d;
  const [s1 = 0, s2 = 0, s3 = 0, s4 = 0] = d.slice(8);
  /** The radial factor, and how fast it changes with r2. */
  const radial = (r2: number): readonly [factor: number, slope: number] => {
    const over = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    const under = 1 + r2 * (k4 + r2 * (k5 + r2 * k6));
    const overSlope = k1 + r2 * (2 * k2 + 3 * r2 * k3);
    const underSlope = k4 + r2 * (2 * k5 + 3 * r2 * k6);
    return [over / under, (overSlope * under - over * underSlope) / (under * under)];
  };
  const edge = firstFold(WIDEST, (r) => {
    const [factor, slope] = radial(r * r);
    return factor > 0 && factor + 2 * r * r * slope > 0;
  });
  const bend = (x: number, y: number): RayPoint => {
    const r2 = x * x + y * y;
    const [factor] = radial(r2);
    return [
      x * factor + 2 * p1 * x * y + p2 * (r2 + 2 * x * x) + r2 * (s1 + s2 * r2),
      y * factor + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y + r2 * (s3 + s4 * r2),
    ];
  };

  return {
    straight: false,
    distort: ([x, y]) => (Math.hypot(x, y) > edge ? undefined : bend(x, y)),
  };
}

/**
 * Kannala and Brandt 2006 as OpenCV's fisheye module documents it: a ray at the angle t from the
 * axis lands at the radius t (1 + k1 t2 + k2 t4 + k3 t6 + k4 t8).
 */
function equidistant([k1 = 0, k2 = 0, k3 = 0, k4 = 0]: readonly number[]): Lens {
  const radius = (t: number) => {
    const t2 = t * t;
    return t * (1 + t2 * (k1 + t2 * (k2 + t2 * (k3 + t2 * k4))));
  };
  const edge = firstFold(Math.atan(WIDEST), (t) => {
    const t2 = t * t;
    return 1 + t2 * (3 * k1 + t2 * (5 * k2 + t2 * (7 * k3 + t2 * 9 * k4))) > 0;
  });
  return {
    straight: false,
    distort: ([x, y]) => {
      const r = Math.hypot(x, y);
      const t = Math.atan(r);
      if (t > edge) return undefined;
      const share = r < 1e-9 ? 1 : radius(t) / r;
      return [x * share, y * share];
    },
  };
}

/** The first place, from 0 to `end`, from which on `holds` is no longer true; `end` if it always is. */
function firstFold(end: number, holds: (at: number) => boolean): number {
  for (let step = 1; step <= STEPS; step++)
    if (!holds((end * step) / STEPS)) return (end * (step - 1)) / STEPS;
  return end;
}
