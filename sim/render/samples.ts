import { cross, normalize, type Vec3 } from "../../perception/geometry/vec3.ts";

/** Neighbouring pixels take turns through this many sets of rays, so that their grain is even. */
export const PATTERNS = 16;
/** Rays of one set towards the light. */
export const RAYS = 4;
export const LIGHT_RAYS = PATTERNS * RAYS;

/** Ordered dither (Bayer 1973): which set of rays a pixel of the photo uses. */
const TURN = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5] as const;
export const patternAt = (x: number, y: number): number => TURN[(y & 3) * 4 + (x & 3)]!;

/**
 * Directions to points on a disc of angular radius `radiusRad` around `towards`: for each pattern
 * four, of which the first two lie opposite each other.
 */
export function lightDirections(towards: Vec3, radiusRad: number): Float64Array {
  const side = normalize(
    cross(towards, Math.abs(towards[2]) > 0.9 ? ([1, 0, 0] as const) : ([0, 0, 1] as const)),
  );
  const other = cross(towards, side);
  const directions = new Float64Array(LIGHT_RAYS * 3);
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    for (let k = 0; k < RAYS; k++) {
      const quarter = [0, 2, 1, 3][k]!;
      const angle = (quarter + (pattern + 0.5) / PATTERNS) * (Math.PI / 2);
      // The reach is stratified against the angle, so that a pattern covers rim and middle.
      const reach = Math.sqrt((((pattern * 7 + k * 5) % PATTERNS) + 0.5) / PATTERNS) * radiusRad;
      const a = Math.cos(angle) * reach;
      const b = Math.sin(angle) * reach;
      const direction = normalize([
        towards[0] + side[0] * a + other[0] * b,
        towards[1] + side[1] * a + other[1] * b,
        towards[2] + side[2] * a + other[2] * b,
      ]);
      directions.set(direction, (pattern * RAYS + k) * 3);
    }
  }
  return directions;
}

/** Rays of one set around the surface's normal. */
export const AROUND_RAYS = 2;

/** Directions spread by the cosine law around z. */
export const HEMISPHERE = hemisphere();

const REACHES_M = Float64Array.from([0.025, 0.05, 0.085, 0.13]);
export const FARTHEST_REACH_M = 0.13;

/** How far such a ray looks for what is in the way: what is near shades more. */
export const reachOf = (pattern: number, k: number): number => REACHES_M[(2 * k + pattern) & 3]!;

function hemisphere(): Float64Array {
  const directions = new Float64Array(PATTERNS * AROUND_RAYS * 3);
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    for (let k = 0; k < AROUND_RAYS; k++) {
      const angle = (k + (((pattern * 5) % PATTERNS) + 0.5) / PATTERNS) * Math.PI;
      const share = (((pattern * 3 + k * 8) % PATTERNS) + 0.5) / PATTERNS;
      const across = Math.sqrt(share);
      directions.set(
        [across * Math.cos(angle), across * Math.sin(angle), Math.sqrt(1 - share)],
        (pattern * AROUND_RAYS + k) * 3,
      );
    }
  }
  return directions;
}
