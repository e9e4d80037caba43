import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { CallOptions } from "../perception/call-options.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { openPhotoSource } from "./import/open-photo-source.ts";
import { jsonFaults } from "./json-fault.ts";
import { bytesInFolder } from "./photo-in-folder.ts";
import { jsonPath } from "./read-json.ts";
import { LEVELS, type Remark } from "./remark.ts";
import { checkPhotos } from "./validate/check-photos.ts";
import { checkFormat, checkSense, type Say } from "./validate/check-words.ts";
import { textAt } from "./validate/loose-json.ts";

const FILE = "dataset.json";
const MOST_UNNAMED = 20;

/**
 * Everything that is wrong or odd in a dataset's folder, faults first. Without a fault, `loadDataset`
 * reads it whole. Rejects `bad-input` only where there is no such folder, `aborted` when told to stop.
 */
export async function validateDataset(
  path: string,
  { signal, onProgress }: CallOptions & { onProgress?: (done: number, of: number) => void } = {},
): Promise<readonly Remark[]> {
  const found = await stat(path).catch((cause) => {
    throw new TidyError("bad-input", `${path}: there is no such file or folder`, { cause });
  });
  if (!found.isDirectory() && basename(path) !== FILE)
    throw new TidyError("bad-input", `${path}: not a dataset: give its folder or its ${FILE}`);
  const folder = found.isDirectory() ? path : dirname(path);
  const remarks: Remark[] = [];
  const files = await listed(folder, remarks);
  const json = await readLoosely(folder, remarks);
  if (json !== undefined) {
    const say: Say = (level, at, what, more = {}) =>
      remarks.push({ level, file: FILE, ...placeOf(json, at), what, ...more });
    checkFormat(json, say);
    checkSense(json, say);
    const progress = onProgress && { onProgress };
    const named = await checkPhotos(json, { folder, files }, say, { signal, ...progress });
    remarks.push(...unnamed(files, named));
  }
  return LEVELS.flatMap((level) => remarks.filter((it) => it.level === level));
}

async function listed(folder: string, remarks: Remark[]): Promise<readonly string[]> {
  try {
    const { files } = await openPhotoSource(folder);
    const before = new Map<string, string>();
    for (const file of files) {
      const folded = file.normalize("NFC").toLowerCase();
      const what = `differs from ${before.get(folded)} in capitals or accents alone`;
      const todo = "on many systems one replaces the other; rename one";
      if (before.has(folded)) remarks.push({ level: "warning", file, what, todo });
      before.set(folded, file);
    }
    return files;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    remarks.push({ level: "fault", file: ".", what: `cannot be listed: ${what}` });
    return [];
  }
}

/** The JSON, be it of the format or not; `undefined` where there is none. */
async function readLoosely(folder: string, remarks: Remark[]): Promise<unknown> {
  const fault = (what: string, at?: string): undefined => {
    remarks.push({ level: "fault", file: FILE, ...(at && { at }), what });
  };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await bytesInFolder(folder, FILE));
  } catch (error) {
    if (!(error instanceof TidyError)) return fault("is not UTF-8 text");
    return fault(String(error.details.why));
  }
  const { broken, twice } = jsonFaults(text);
  for (const { line, column, why } of twice) fault(why, `line ${line}, column ${column}`);
  if (broken === undefined) return JSON.parse(text.replace(/^\uFEFF/, ""));
  const { line, column, why } = broken;
  return fault(`not JSON: ${why}`, `line ${line}, column ${column}`);
}

/** A place in dataset.json, and the ids of the surface and the object that it belongs to. */
function placeOf(
  json: unknown,
  path: readonly PropertyKey[],
): Pick<Remark, "at" | "surface" | "object"> {
  const surface = path.length >= 2 ? textAt(json, [...path.slice(0, 2), "id"]) : undefined;
  const object = path.length >= 4 ? textAt(json, [...path.slice(0, 4), "id"]) : undefined;
  return {
    ...(path.length > 0 && { at: jsonPath(path) }),
    ...(surface !== undefined && { surface }),
    ...(object !== undefined && { object }),
  };
}

function unnamed(files: readonly string[], named: ReadonlySet<string>): readonly Remark[] {
  const rest = files.filter((file) => file !== FILE && !named.has(file));
  const what = "nothing in dataset.json names it";
  return [
    ...rest.slice(0, MOST_UNNAMED).map((file) => ({ level: "note" as const, file, what })),
    ...(rest.length > MOST_UNNAMED
      ? [
          {
            level: "note" as const,
            file: ".",
            what: `${rest.length - MOST_UNNAMED} more like this`,
          },
        ]
      : []),
  ];
}
