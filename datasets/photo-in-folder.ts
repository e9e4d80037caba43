import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { photoFrom } from "../perception/images/photo-file.ts";
import type { Photo, View } from "../perception/photo.ts";
import { TidyError } from "../perception/tidy-error.ts";

/** Larger than any camera's file. */
const MOST_BYTES = 60_000_000;
/** Nothing can be told from a picture smaller than this. */
const LEAST_PX = 32;

/**
 * A photo at a path inside a folder. Rejects `bad-input`, naming the file, where it is missing, lies
 * outside (by a link, too), is no picture, is cut off, or is absurdly large or small.
 */
export async function photoInFolder(folder: string, path: string, view: View): Promise<Photo> {
  const file = join(folder, path);
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${file}: ${why}`, { cause });
  const [inside, real] = await Promise.all([realpath(folder), realpath(file)]).catch((cause) => {
    throw bad("there is no such file", cause);
  });
  if (!real.startsWith(inside + sep)) throw bad("lies outside the folder");
  const { size, isFile } = await stat(real).then((s) => ({ size: s.size, isFile: s.isFile() }));
  if (!isFile) throw bad("is not a file");
  if (size > MOST_BYTES) throw bad(`is larger than ${MOST_BYTES / 1e6} MB`);
  const photo = await photoFrom(await readFile(real), view).catch((cause) => {
    throw bad(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (Math.min(photo.widthPx, photo.heightPx) < LEAST_PX)
    throw bad(`is only ${photo.widthPx} x ${photo.heightPx} pixels`);
  return photo;
}
