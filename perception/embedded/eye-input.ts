import sharp from "sharp";
import { questionRegion } from "../images/question-crop.ts";
import type { Photo } from "../photo.ts";
import type { Box, SceneObject } from "../surface.ts";

/** Width and height of the picture that the embedded eyes look at, pixels. */
export const EYE_SIZE = 128;

/** Share of a close-up's height that the eyes look at, in its middle. */
const CLOSE_UP_SHARE = 5 / 6;

/**
 * What the embedded eyes see of an object: the question's region on the scene photo, the middle
 * square of a close-up. EYE_SIZE x EYE_SIZE x 3 bytes, rows from the top, red green blue.
 * Training pictures are cut by this same function.
 */
export async function eyeInput(photo: Photo, object: SceneObject): Promise<Uint8Array> {
  const { x, y, width, height } = eyeRegion(photo, object);
  return sharp(photo.bytes)
    .extract({ left: x, top: y, width, height })
    .resize(EYE_SIZE, EYE_SIZE, { fit: "fill", kernel: "lanczos3" })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer();
}

/** The part of the photo that `eyeInput` shows, whole pixels. */
export function eyeRegion(photo: Photo, object: SceneObject): Box {
  if (photo.view.kind === "scene") return questionRegion(photo, object);
  const side = Math.round(Math.min(photo.heightPx * CLOSE_UP_SHARE, photo.widthPx));
  return {
    x: Math.floor((photo.widthPx - side) / 2),
    y: Math.floor((photo.heightPx - side) / 2),
    width: side,
    height: side,
  };
}
