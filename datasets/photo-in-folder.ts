import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { photoFrom } from "../perception/images/photo-file.ts";
import type { Photo, View } from "../perception/photo.ts";
import { TidyError } from "../perception/tidy-error.ts";

/** Larger than any camera's file. */
export const MOST_BYTES = 60_000_000;
/** Nothing can be told from a picture smaller than this. */
export const LEAST_PX = 32;

/**
 * A photo at a path inside a folder. Rejects `bad-input`, naming the file, where it is missing, lies
 * outside (by a link, too), is no picture, is cut off, or is absurdly large or small.
 */
export async function photoInFolder(folder: string, path: string, view: View): Promise<Photo> {
  return checkedPhoto(await bytesInFolder(folder, path), view, join(folder, path));
}

/** A file's bytes at a path inside a folder. Rejects `bad-input`, as above, with `details.why`. */
export async function bytesInFolder(folder: string, path: string): Promise<Uint8Array> {
  const file = join(folder, path);
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${file}: ${why}`, { cause, details: { why } });
  const missing = (cause: unknown): never => {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw bad(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, cause);
  };
  const [inside, real] = await Promise.all([realpath(folder), realpath(file)]).catch(missing);
  if (!real.startsWith(inside + sep)) throw bad("lies outside the folder");
  const found = await stat(real).catch(missing);
  if (!found.isFile()) throw bad("is not a file");
  if (found.size > MOST_BYTES) throw bad(`is larger than ${MOST_BYTES / 1e6} MB`);
  return readFile(real).catch(missing);
}

/** A photo of bytes already read; `place` names them in a `bad-input`. */
export async function checkedPhoto(bytes: Uint8Array, view: View, place: string): Promise<Photo> {
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${place}: ${why}`, { cause });
  const photo = await photoFrom(bytes, view).catch((cause) => {
    throw bad(cause instanceof Error ? cause.message : String(cause), cause);
  });
  if (Math.min(photo.widthPx, photo.heightPx) < LEAST_PX)
    throw bad(`is only ${photo.widthPx} x ${photo.heightPx} pixels`);
  return photo;
}
