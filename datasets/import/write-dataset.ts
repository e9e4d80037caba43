import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Photo } from "../../perception/photo.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { Dataset } from "../dataset-format.ts";

/** A dataset that is being written; it appears at its place when `finish` is called, or never. */
export type DatasetWriter = {
  /** Keeps a photo under its file's name where that can be; the same picture once. The new path. */
  keep(file: string, photo: Photo): Promise<string>;
  finish(dataset: Dataset): Promise<void>;
  /** Leaves nothing behind, unless it is finished. */
  close(): Promise<void>;
  readonly photos: number;
};

/** Starts a dataset at a place that must be free. Rejects `bad-input` where it is not. */
export async function datasetWriter(to: string): Promise<DatasetWriter> {
  const taken = () => new TidyError("bad-input", `${to}: exists already; choose another place`);
  if (existsSync(to)) throw taken();
  const place = resolve(to);
  const aside = join(dirname(place), `.${basename(place)}.${randomUUID()}.part`);
  await mkdir(join(aside, "photos"), { recursive: true });
  const pathBySha = new Map<string, string>();
  // Two names that differ in capitals alone are one file on many machines.
  const used = new Set<string>();
  return {
    get photos() {
      return pathBySha.size;
    },
    async keep(file, photo) {
      const before = pathBySha.get(photo.sha256);
      if (before !== undefined) return before;
      const wanted = plainPath(file, photo);
      const path =
        wanted !== undefined && !used.has(wanted.toLowerCase())
          ? wanted
          : `photos/${photo.sha256.slice(0, 16)}.${endingOf(photo)}`;
      await mkdir(dirname(join(aside, path)), { recursive: true });
      await writeWhole(join(aside, path), photo.bytes);
      pathBySha.set(photo.sha256, path);
      used.add(path.toLowerCase());
      return path;
    },
    async finish(dataset) {
      const text = `${JSON.stringify(dataset, undefined, 2)}\n`;
      await writeWhole(join(aside, "dataset.json"), Buffer.from(text));
      await rename(aside, place).catch((cause) => {
        throw cause.code === "ENOTEMPTY" || cause.code === "EEXIST" ? taken() : cause;
      });
    },
    close: () => rm(aside, { recursive: true, force: true }),
  };
}

const endingOf = ({ mediaType }: Photo): string => (mediaType === "image/png" ? "png" : "jpg");

/** The file's own name under photos/, where every part of it is plain; its ending says what it is. */
function plainPath(file: string, photo: Photo): string | undefined {
  const stem = file.replace(/^photos\//, "").replace(/\.[^./]+$/, "");
  const plain = stem.split("/").every((part) => /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(part));
  const path = `photos/${stem}.${endingOf(photo)}`;
  return plain && path.length <= 200 ? path.normalize("NFC") : undefined;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
