import type { Metadata } from "sharp";
import { besideThePicture } from "../import/beside-the-picture.ts";

const GPS_TAG = 0x8825;

/** Whether a file says where on earth it was taken, and what else it carries besides the picture. */
export function metadataIn(
  bytes: Uint8Array,
  { exif, xmp, iptc }: Pick<Metadata, "exif" | "xmp" | "iptc">,
): { readonly place: boolean; readonly other: readonly string[] } {
  const place = (exif && hasGps(exif)) || (xmp?.includes("GPSLatitude") ?? false);
  const named = [exif && "EXIF", xmp && "XMP", iptc && "IPTC"].filter((it) => it !== undefined);
  const beside = besideThePicture(bytes).filter((it) => it !== "EXIF or XMP");
  // Colour profiles say nothing of people or places.
  return { place, other: [...named, ...beside.filter((it) => it !== "an APP2 segment")] };
}

/** The GPS pointer in the first directory of EXIF (JEITA CP-3451, 4.6.3). */
function hasGps(exif: Buffer): boolean {
  const tiff = exif.toString("latin1", 0, 4) === "Exif" ? exif.subarray(6) : exif;
  try {
    const little = tiff.toString("latin1", 0, 2) === "II";
    const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
    const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const tags = Array.from({ length: u16(directory) }, (_, i) => u16(directory + 2 + 12 * i));
    return tags.includes(GPS_TAG);
  } catch {
    // Metadata too broken to read may still tell a place to who tries harder.
    return true;
  }
}
