import sharp from "sharp";

/** Levels 0..255 of a grey picture, row by row. */
export type GreyLevels = {
  readonly levels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** The grey version of an encoded picture, so wide. */
export async function greyLevels(bytes: Uint8Array, width: number): Promise<GreyLevels> {
  const { data, info } = await sharp(bytes)
    .resize({ width })
    .toColourspace("b-w")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels, width: widthPx, height: heightPx } = info;
  const levels = channels === 1 ? data : data.filter((_, i) => i % channels === 0);
  return { levels, widthPx, heightPx };
}
