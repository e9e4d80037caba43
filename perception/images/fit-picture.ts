import sharp from "sharp";

export const MEDIA_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** An encoded picture. */
export type Encoded = { readonly bytes: Uint8Array; readonly mediaType: MediaType };

/** An encoded picture whose size was read. */
export type Picture = Encoded & { readonly widthPx: number; readonly heightPx: number };

/** What somebody takes: the longest side in pixels, the size of the file, the encodings. */
export type PictureLimit = {
  readonly longestPx: number;
  readonly bytes: number;
  readonly types: readonly MediaType[];
};

const QUALITY = 90;

/**
 * The picture as it is where it fits the limit; else a JPEG without metadata, smaller in the same
 * proportions, as large as fits.
 */
export async function fitPicture(image: Encoded, limit: PictureLimit): Promise<Picture> {
  const { width, height } = await sharp(image.bytes).metadata();
  const longest = Math.max(width, height);
  const fits =
    longest <= limit.longestPx &&
    image.bytes.byteLength <= limit.bytes &&
    limit.types.includes(image.mediaType);
  if (fits) return { ...image, widthPx: width, heightPx: height };
  for (let side = Math.min(longest, limit.longestPx); ; side = Math.floor(side * 0.8)) {
    const scale = side / longest;
    const { data, info } = await sharp(image.bytes)
      .resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), {
        fit: "fill",
      })
      .flatten({ background: "white" })
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true });
    if (data.byteLength > limit.bytes && side > 1) continue;
    const { width: widthPx, height: heightPx } = info;
    return { bytes: data, mediaType: "image/jpeg", widthPx, heightPx };
  }
}
