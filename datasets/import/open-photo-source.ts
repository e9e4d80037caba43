import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { TidyError } from "../../perception/tidy-error.ts";
import { bytesInFolder } from "../photo-in-folder.ts";
import type { PhotoSource } from "./photo-source.ts";
import { zipSource } from "./zip-source.ts";

/** More than any dataset has; whoever names a home folder by mistake is stopped here. */
const MOST_FILES = 20_000;

/** Opens a folder, or a zip file by its name. Rejects `bad-input` with one line. */
export async function openPhotoSource(from: string): Promise<PhotoSource> {
  const found = await stat(from).catch((cause) => {
    throw new TidyError("bad-input", `${from}: there is no such folder or zip file`, { cause });
  });
  if (found.isDirectory()) return folderSource(from);
  if (/\.zip$/i.test(from)) return zipSource(from);
  throw new TidyError("bad-input", `${from}: neither a folder nor a .zip file`);
}

async function folderSource(folder: string): Promise<PhotoSource> {
  const files: string[] = [];
  const walk = async (under: string): Promise<void> => {
    for (const entry of await readdir(under, { withFileTypes: true })) {
      const path = join(under, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) await walk(path);
      else files.push(relative(folder, path).split(sep).join("/"));
      if (files.length > MOST_FILES)
        throw new TidyError("bad-input", `${folder}: more than ${MOST_FILES} files; name a folder`);
    }
  };
  await walk(folder);
  return {
    name: folder,
    files: files.toSorted(),
    place: (path) => join(folder, path),
    read: (path) => bytesInFolder(folder, path),
    close: async () => {},
  };
}
