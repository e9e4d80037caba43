import { stat } from "node:fs/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { TidyError } from "../../perception/tidy-error.ts";
import { pathInside } from "../dataset-format.ts";
import { MOST_BYTES } from "../photo-in-folder.ts";
import type { PhotoSource } from "./photo-source.ts";

const MOST_ENTRIES = 20_000;
const MOST_UNPACKED_BYTES = 20e9;
/** Photos hardly shrink in a zip file, text some tenfold; what shrinks more was made to burst. */
const MOST_RATIO = 200;
const SMALL_BYTES = 1_000_000;
const LINK = 0o120000;

/**
 * A zip file as a source. It is never unpacked: entries are read one by one into memory, and their
 * names are only names, so none can lead to a file of ours. Rejects `bad-input`, naming the entry,
 * for names that climb or start at a root, links, passwords, and files made to burst.
 */
export async function zipSource(file: string): Promise<PhotoSource> {
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${file}: ${why}`, { cause });
  const packedBytes = (await stat(file)).size;
  // Strict names: yauzl refuses absolute ones, backslashes and `..` itself.
  const options = { autoClose: false, strictFileNames: true } as const;
  const zip = await openPromise(file, options).catch((cause) => {
    throw bad(`not a readable zip file: ${why(cause)}`, cause);
  });
  try {
    const entries = await entriesOf(zip, packedBytes, bad);
    const top = commonFolder([...entries.keys()]);
    const files = [...entries.keys()].map((path) => path.slice(top.length)).toSorted();
    return {
      name: file,
      files,
      place: (path) => `${file}: ${top}${path}`,
      read: (path) => {
        const entry = entries.get(top + path);
        if (entry === undefined) throw bad(`there is no ${path} in it`);
        return unpacked(zip, entry, bad);
      },
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

type Bad = (why: string, cause?: unknown) => TidyError;

async function entriesOf(zip: ZipFile, packedBytes: number, bad: Bad): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  if (zip.entryCount > MOST_ENTRIES) throw bad(`more than ${MOST_ENTRIES} entries`);
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, uncompressedSize } = entry;
      bytes += uncompressedSize;
      if (bytes > MOST_UNPACKED_BYTES) throw bad("unpacked larger than 20 GB");
      if (bytes > packedBytes * MOST_RATIO && bytes > SMALL_BYTES)
        throw bad(`made to burst: it would grow more than ${MOST_RATIO} times`);
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === LINK)
        throw bad(`${name} is a link; pack the file itself`);
      if (name.endsWith("/") || name.split("/").some((it) => /^(?:\.|__MACOSX$)/.test(it)))
        continue;
      if (!pathInside.safeParse(name).success)
        throw bad(`${JSON.stringify(name)}: not a name for a file inside a folder`);
      if (entries.has(name)) throw bad(`${name} is in it twice`);
      if (entry.isEncrypted()) throw bad(`${name} needs a password; pack it without one`);
      if (!entry.canDecodeFileData()) throw bad(`${name} is packed in a way we cannot read`);
      entries.set(name, entry);
    }
  } catch (cause) {
    throw cause instanceof TidyError ? cause : bad(`refused: ${why(cause)}`, cause);
  }
  return entries;
}

async function unpacked(zip: ZipFile, entry: Entry, bad: Bad): Promise<Uint8Array> {
  const { fileName: name, uncompressedSize: size, compressedSize } = entry;
  if (size > MOST_BYTES) throw bad(`${name} is larger than ${MOST_BYTES / 1e6} MB`);
  if (size > SMALL_BYTES && size > compressedSize * MOST_RATIO)
    throw bad(`${name} is made to burst: it would grow more than ${MOST_RATIO} times`);
  try {
    const parts: Uint8Array[] = [];
    // yauzl ends the stream with an error as soon as more comes than the entry says.
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part);
    return Buffer.concat(parts);
  } catch (cause) {
    throw bad(`${name} cannot be unpacked: ${why(cause)}`, cause);
  }
}

/** `desk/` where everything lies in that one folder, which is how most programs pack a folder. */
function commonFolder(paths: readonly string[]): string {
  const [first = ""] = paths;
  const top = first.slice(0, first.indexOf("/") + 1);
  return paths.every((path) => path.startsWith(top)) ? top : "";
}

const why = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!.slice(0, 200);
