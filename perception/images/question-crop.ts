import sharp from "sharp";
import type { Photo } from "../photo.ts";
import type { Box, SceneObject } from "../surface.ts";

/** How much of its surroundings an object's crop shows, in box sizes on each side. */
const MARGIN = 0.2;

/**
 * The part of a photo on which a question about `object` is answered, whole pixels: a square around
 * its box on the scene photo (shrunk where the photo ends), all of a close-up; all of the scene photo
 * where nobody knows the object's box, so that it covers everything.
 */
export function questionRegion(photo: Photo, object: SceneObject): Box {
  const whole = { x: 0, y: 0, width: photo.widthPx, height: photo.heightPx };
  if (photo.view.kind === "close-up") return whole;
  const { x, y, width, height } = object.box;
  if (width >= whole.width && height >= whole.height) return whole;
  const wanted = Math.round(Math.max(width, height) * (1 + 2 * MARGIN));
  const side = Math.max(8, Math.min(wanted, photo.widthPx, photo.heightPx));
  const clamp = (value: number, most: number) => Math.max(0, Math.min(Math.round(value), most));
  return {
    x: clamp(x + width / 2 - side / 2, photo.widthPx - side),
    y: clamp(y + height / 2 - side / 2, photo.heightPx - side),
    width: side,
    height: side,
  };
}

/** That part as a JPEG of its own, for models that take pictures; a whole photo goes as it is. */
export async function questionCrop(photo: Photo, object: SceneObject): Promise<Uint8Array> {
  const { x, y, width, height } = questionRegion(photo, object);
  if (width === photo.widthPx && height === photo.heightPx) return photo.bytes;
  return sharp(photo.bytes)
    .extract({ left: x, top: y, width, height })
    .jpeg({ quality: 92 })
    .toBuffer();
}
