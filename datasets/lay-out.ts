import type { Intrinsics } from "../perception/geometry/camera.ts";
import { locate } from "../perception/geometry/locate.ts";
import { lookAt, type Pose } from "../perception/geometry/pose.ts";
import { distance, type Vec3 } from "../perception/geometry/vec3.ts";
import type { Box } from "../perception/surface.ts";

/** Where a thing is put: middle of its footprint in the surface frame, metres. */
export type Place = {
  readonly position: Vec3;
  readonly radiusM: number;
  /** Whether it is where its box says; else nobody could know it without being told. */
  readonly fromBox: boolean;
};

type Size = { readonly widthPx: number; readonly heightPx: number };

/** Of the longer side; 56 degrees of view, as of a plain camera. */
const FOCAL_SHARE = 15 / 16;
/** Nearer to each other than this, two things could be taken for one. */
const APART_M = 0.02;
const SPOT_M = 0.04;
const UNKNOWN_RADIUS_M = 0.05;
const MOST_RINGS = 12;

/** The lens that a photo of unknown origin is taken to have: a pinhole in the middle. */
export const assumedLens = ({ widthPx, heightPx }: Size): Intrinsics => {
  const focal = FOCAL_SHARE * Math.max(widthPx, heightPx);
  return { fx: focal, fy: focal, cx: widthPx / 2, cy: heightPx / 2, widthPx, heightPx };
};

/**
 * Where a scene photo of unknown origin is taken to be taken from: steeply enough that all of any
 * photo shows the surface, near enough that an arm reaches around all of it.
 */
export const ASSUMED_SCENE_POSE: Pose = lookAt([0, -0.25, 0.5], [0, 0, 0], [0, 0, 1]);

/**
 * Lays things out on a plane as the scene photo of unknown origin shows them: each where `locate` finds
 * it by its box. What has no box, or one so like another's that both would stand in one place, gets a
 * free spot instead, and nothing stands where two would.
 */
export function layOut(boxes: readonly (Box | undefined)[], scene: Size): readonly Place[] {
  const lens = assumedLens(scene);
  // A box as large as the photo is nobody's: that is how an object without one is written.
  const isOwn = ({ width, height }: Box) => width < scene.widthPx || height < scene.heightPx;
  const found = boxes.map((box) =>
    box && isOwn(box) ? locate(lens, ASSUMED_SCENE_POSE, box) : undefined,
  );
  const used = found.flatMap((it) => (it ? [it.position] : []));
  return found.map((it, i): Place => {
    const alone =
      it &&
      found.every(
        (other, j) => !other || i === j || distance(other.position, it.position) > APART_M,
      );
    if (alone) return { ...it, fromBox: true };
    const position = freeSpot(used);
    used.push(position);
    return { position, radiusM: UNKNOWN_RADIUS_M, fromBox: false };
  });
}

/** The spot nearest to the middle that is at least half a step from all that is used. */
function freeSpot(used: readonly Vec3[]): Vec3 {
  for (let ring = 0; ring <= MOST_RINGS; ring++)
    for (let i = -ring; i <= ring; i++)
      for (let j = -ring; j <= ring; j++) {
        if (Math.max(Math.abs(i), Math.abs(j)) !== ring) continue;
        const spot: Vec3 = [i * SPOT_M, j * SPOT_M, 0];
        if (used.every((it) => distance(it, spot) > APART_M)) return spot;
      }
  throw new RangeError("no room for so many things");
}
