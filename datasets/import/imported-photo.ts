import sharp from "sharp";
import { MOST_PIXELS } from "../../perception/images/photo-file.ts";
import type { Photo } from "../../perception/photo.ts";
import { checkedPhoto } from "../photo-in-folder.ts";
import { besideThePicture } from "./beside-the-picture.ts";

/** A photo fit for a dataset, and what the picture's upright sides were divided by. */
export type ImportedPhoto = { readonly photo: Photo; readonly shrunkBy: number };

/**
 * The picture alone: upright, no metadata, no thumbnail, nothing after its end, and no side longer
 * than `maxSidePx`. One that is so already keeps its bytes. Rejects `bad-input`; `place` names it.
 */
export async function importedPhoto(
  bytes: Uint8Array,
  maxSidePx: number,
  place: string,
): Promise<ImportedPhoto> {
  const limits = { failOn: "truncated", limitInputPixels: MOST_PIXELS } as const;
  // sharp throws at once for no bytes at all.
  const size = await Promise.resolve(bytes)
    .then((them) => sharp(them).metadata())
    .then(
      ({ autoOrient }) => autoOrient,
      () => undefined,
    );
  const longest = size && Math.max(size.width, size.height);
  const tooLarge = longest !== undefined && longest > maxSidePx;
  const again = size && size.width * size.height <= MOST_PIXELS;
  if (!again || (!tooLarge && besideThePicture(bytes).length === 0))
    return { photo: await checkedPhoto(bytes, { kind: "scene" }, place), shrunkBy: 1 };
  const upright = sharp(bytes, limits).rotate();
  const fit = { width: maxSidePx, height: maxSidePx, fit: "inside" } as const;
  const redrawn = await (tooLarge ? upright.resize(fit) : upright)
    .jpeg({ quality: 92 })
    .toBuffer()
    // What cannot be drawn again is refused by the check, in its words.
    .catch(() => bytes);
  const photo = await checkedPhoto(redrawn, { kind: "scene" }, place);
  return { photo, shrunkBy: size.width / photo.widthPx };
}
