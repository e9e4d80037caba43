import sharp from "sharp";
import type { Photo } from "../photo.ts";

/** Width and height of the picture that the embedded detector looks at, pixels. */
export const DETECTOR_SIZE = { width: 256, height: 192 } as const;

/** How a photo lies in the detector's picture: scaled, then moved right and down, pixels. */
export type Placed = { readonly scale: number; readonly right: number; readonly down: number };

/** Where the photo lies in the detector's picture: as large as fits, in the middle. */
export function placedIn(photo: Pick<Photo, "widthPx" | "heightPx">): Placed {
  const { width, height } = DETECTOR_SIZE;
  const scale = Math.min(width / photo.widthPx, height / photo.heightPx);
  return {
    scale,
    right: Math.floor((width - Math.round(photo.widthPx * scale)) / 2),
    down: Math.floor((height - Math.round(photo.heightPx * scale)) / 2),
  };
}

/** What the embedded detector sees of a photo: height x width x 3 bytes, grey where it ends. */
export async function detectorInput(photo: Photo): Promise<Uint8Array> {
  const { scale, right, down } = placedIn(photo);
  const width = Math.round(photo.widthPx * scale);
  const height = Math.round(photo.heightPx * scale);
  return sharp(photo.bytes)
    .resize(width, height, { fit: "fill", kernel: "lanczos3" })
    .removeAlpha()
    .toColourspace("srgb")
    .extend({
      left: right,
      top: down,
      right: DETECTOR_SIZE.width - width - right,
      bottom: DETECTOR_SIZE.height - height - down,
      background: "#808080",
    })
    .raw()
    .toBuffer();
}
