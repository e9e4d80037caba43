import { readFile, stat } from "node:fs/promises";
import type * as z from "zod";
import { TidyError } from "../perception/tidy-error.ts";
import { jsonFaults } from "./json-fault.ts";

/** Larger than any dataset of this format; a file that is more is something else. */
const MOST_BYTES = 100_000_000;

/** A JSON file of a known shape. Rejects `bad-input` in one line: file, path in it, what is wrong. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const unreadable = (cause: unknown): never => {
    throw new TidyError("bad-input", `${path}: ${reading(cause)}`, { cause });
  };
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) throw new TidyError("bad-input", `${path}: is not a file`);
  if (found.size > MOST_BYTES) throw new TidyError("bad-input", `${path}: too large`);
  const text = await readFile(path, "utf8").catch(unreadable);
  return parseJson(text, path, schema);
}

/** The same of a text already read; `place` names it. Throws `bad-input`. */
export function parseJson<T>(text: string, place: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const { broken } = jsonFaults(text);
    const why = broken ? `line ${broken.line}, column ${broken.column}: ${broken.why}` : cause;
    throw new TidyError("bad-input", `${place}: not JSON: ${why}`, { cause });
  }
  return wellFormed(json, place, schema);
}

/** Content that is parsed already, held to its shape; `place` names its file. Throws `bad-input`. */
export function wellFormed<T>(content: unknown, place: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const { path: where, message } = result.error.issues[0]!;
  const more = result.error.issues.length - 1;
  const line = `${place}: ${jsonPath(where) || "the file"}: ${message}`;
  throw new TidyError("bad-input", more > 0 ? `${line} (and ${more} more)` : line);
}

/** `surfaces[0].objects[1].box`; empty for the whole document. */
export const jsonPath = (keys: readonly PropertyKey[]): string =>
  keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");

function reading(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === "ENOENT" ? "there is no such file" : `cannot be read (${code ?? "unknown"})`;
}
