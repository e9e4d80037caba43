import sharp from "sharp";
import { project } from "../geometry/camera.ts";
import { aimOf } from "../geometry/orbit.ts";
import { invert, transform } from "../geometry/pose.ts";
import type { Photo } from "../photo.ts";
import { photoFrom } from "./photo-file.ts";

/** How many radii around the object's middle are shown. */
const RADII = 2.2;
const LEAST_PX = 64;

/**
 * A close-up cut to its object, where it is known where that stands and the photo shows much more than
 * it; else the photo as it is. The camera is the same, its picture smaller: pose and intrinsics follow.
 */
export async function cropAround(photo: Photo): Promise<Photo> {
  const { view, cameraPose, intrinsics } = photo;
  if (view.kind === "scene" || cameraPose === undefined || intrinsics === undefined) return photo;
  const { position, radiusM } = view.object;
  if (position === undefined || radiusM === undefined) return photo;
  const middle = transform(invert(cameraPose), aimOf({ position, radiusM }));
  const pixel = project(intrinsics, middle);
  if (pixel === undefined) return photo;
  const halfPx = Math.max(LEAST_PX / 2, (intrinsics.fx * RADII * radiusM) / middle[2]);
  const side = Math.round(Math.min(2 * halfPx, photo.widthPx, photo.heightPx));
  if (side * 1.5 > Math.min(photo.widthPx, photo.heightPx)) return photo;
  const clamp = (at: number, most: number) => Math.round(Math.max(0, Math.min(at, most)));
  const left = clamp(pixel[0] - side / 2, photo.widthPx - side);
  const top = clamp(pixel[1] - side / 2, photo.heightPx - side);
  const bytes = await sharp(photo.bytes)
    .extract({ left, top, width: side, height: side })
    .jpeg({ quality: 92 })
    .toBuffer();
  return {
    ...photo,
    ...(await photoFrom(bytes, view)),
    intrinsics: {
      ...intrinsics,
      cx: intrinsics.cx - left,
      cy: intrinsics.cy - top,
      widthPx: side,
      heightPx: side,
    },
  };
}
