import sharp from "sharp";
import { photoFrom } from "../../perception/images/photo-file.ts";
import type { Photo, View } from "../../perception/photo.ts";
import type { SceneObject } from "../../perception/surface.ts";

/** A small picture of a disc on a table; every colour makes another photo. */
export async function drawnJpeg(
  colour: string,
  { width = 320, height = 240, metadata = false } = {},
): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="tan"/><circle cx="${width * 0.3}" cy="${height / 2}" r="${height / 8}" fill="${colour}"/></svg>`;
  const picture = sharp(Buffer.from(svg)).jpeg({ quality: 90 });
  if (!metadata) return picture.toBuffer();
  return picture.withExif({ IFD0: { Artist: "Somebody", Copyright: "at home" } }).toBuffer();
}

export const drawnPhoto = async (colour: string, view: View): Promise<Photo> =>
  photoFrom(await drawnJpeg(colour), view);

/** A cup where the disc is, and a can elsewhere. */
export const drawnCup: SceneObject = {
  id: "cup-1",
  label: "cup",
  box: { x: 66, y: 90, width: 60, height: 60 },
};
export const drawnCan: SceneObject = {
  id: "can-1",
  label: "can",
  box: { x: 220, y: 90, width: 40, height: 60 },
};
