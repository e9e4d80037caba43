import sharp from "sharp";
import type { Photo } from "../photo.ts";
import type { CocoFile } from "./coco-file.ts";

/** Photo pixels to pixels of the detector's square picture. */
export const scaleInto = (size: number, photo: Pick<Photo, "widthPx" | "heightPx">): number =>
  Math.min(size / photo.widthPx, size / photo.heightPx);

/**
 * What the COCO detector sees of a photo: 3 x size x size numbers, planes of blue, green and red. The
 * photo lies in the upper left corner, as large as fits; the rest is black.
 */
export async function cocoInput(photo: Photo, file: CocoFile): Promise<Float32Array> {
  const { size, mean, std } = file;
  const scale = scaleInto(size, photo);
  const width = Math.max(1, Math.round(photo.widthPx * scale));
  const height = Math.max(1, Math.round(photo.heightPx * scale));
  const pixels = await sharp(photo.bytes)
    .resize(width, height, { fit: "fill", kernel: "lanczos3" })
    .removeAlpha()
    .toColourspace("srgb")
    .extend({ right: size - width, bottom: size - height, background: "#000000" })
    .raw()
    .toBuffer();
  const plane = size * size;
  const input = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const [middle, spread] = [mean[channel]!, std[channel]!];
    for (let i = 0; i < plane; i++) {
      input[channel * plane + i] = (pixels[3 * i + 2 - channel]! - middle) / spread;
    }
  }
  return input;
}
