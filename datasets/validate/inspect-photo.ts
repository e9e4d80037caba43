import { createHash } from "node:crypto";
import { extname } from "node:path";
import sharp from "sharp";
import { MOST_PIXELS } from "../../perception/images/photo-file.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { bytesInFolder, checkedPhoto, LEAST_PX } from "../photo-in-folder.ts";
import type { Remark } from "../remark.ts";
import { metadataIn } from "./metadata-in.ts";

/** What was found in one file; size and hash are of the picture as it is shown, where there is one. */
export type InspectedPhoto = {
  readonly found: readonly Pick<Remark, "level" | "what" | "todo">[];
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly sha256?: string;
};

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  jpeg: [".jpg", ".jpeg"],
  png: [".png"],
  webp: [".webp"],
};

/** Everything that is wrong with a photo at a path inside a folder. Never rejects for what it finds. */
export async function inspectPhoto(folder: string, path: string): Promise<InspectedPhoto> {
  const fault = (what: string, todo?: string): InspectedPhoto => ({
    found: [{ level: "fault", what, ...(todo && { todo }) }],
  });
  let bytes: Uint8Array;
  try {
    bytes = await bytesInFolder(folder, path);
  } catch (error) {
    return fault(whyOf(error));
  }
  if (bytes.length === 0) return fault("is empty");
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header === undefined) return fault("is no picture");
  const { format, width, height } = header;
  const endings = ENDINGS[format];
  if (endings === undefined) return fault(`is ${format}`, "save it as JPEG, PNG or WebP");
  if (width * height > MOST_PIXELS) return fault(`claims ${width} x ${height} pixels`);
  if (Math.min(width, height) < LEAST_PX) return fault(`is only ${width} x ${height} pixels`);
  const photo = await checkedPhoto(bytes, { kind: "scene" }, path).catch(() => undefined);
  if (photo === undefined)
    return fault("is cut off or damaged", "copy it again from where it came");
  const found: InspectedPhoto["found"][number][] = [];
  if (!endings.includes(extname(path).toLowerCase()))
    found.push({ level: "warning", what: `is ${format}, whatever its ending says` });
  const { place, other } = metadataIn(bytes, header);
  const todo = "`dataset import` of this dataset leaves it behind";
  if (place) found.push({ level: "fault", what: "tells where on earth it was taken (GPS)", todo });
  else if (other.length > 0)
    found.push({ level: "warning", what: `carries metadata (${other.join(", ")})`, todo });
  const { widthPx, heightPx } = photo;
  return { found, widthPx, heightPx, sha256: createHash("sha256").update(bytes).digest("hex") };
}

const whyOf = (error: unknown): string => {
  if (error instanceof TidyError && typeof error.details.why === "string") return error.details.why;
  throw error;
};
