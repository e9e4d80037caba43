import sharp from "sharp";

/** Pixels as models take them: rows from the top, red, green, blue a byte each. */
export type Picture = {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** An encoded image as pixels, without transparency; whose bytes may be moved. */
export async function pictureFrom(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .toColourspace("srgb")
    .flatten({ background: "#808080" })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), widthPx: info.width, heightPx: info.height };
}
