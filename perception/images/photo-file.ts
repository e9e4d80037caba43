import { createHash } from "node:crypto";
import sharp from "sharp";
import type { Photo, View } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";

/** Larger than any camera we know; a picture that claims more is a mistake or an attack. */
export const MOST_PIXELS = 120_000_000;

type Known = Pick<Photo, "stamp" | "cameraPose" | "intrinsics">;

/**
 * A photo from encoded bytes: decoded once to prove that it is whole. Bytes with metadata (EXIF,
 * XMP, IPTC, ICC, comments) are encoded again without it, turned upright. Rejects with `bad-input`.
 */
export async function photoFrom(bytes: Uint8Array, view: View, known: Known = {}): Promise<Photo> {
  try {
    const open = () => sharp(bytes, { failOn: "truncated", limitInputPixels: MOST_PIXELS });
    const { format, exif, xmp, iptc, icc, comments } = await open().metadata();
    const plain =
      (format === "jpeg" || format === "png") &&
      !exif &&
      !xmp &&
      !iptc &&
      !icc &&
      !comments?.length;
    const kept = plain
      ? { data: bytes, info: (await open().raw().toBuffer({ resolveWithObject: true })).info }
      : await open().rotate().jpeg({ quality: 92 }).toBuffer({ resolveWithObject: true });
    return {
      sha256: createHash("sha256").update(kept.data).digest("hex"),
      bytes: kept.data,
      mediaType: plain && format === "png" ? "image/png" : "image/jpeg",
      widthPx: kept.info.width,
      heightPx: kept.info.height,
      view,
      ...known,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new TidyError("bad-input", `not a readable picture: ${why}`, { cause });
  }
}
