import { readFile, stat } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";
import { TidyError } from "../../perception/tidy-error.ts";
import { parseJson } from "../read-json.ts";

/** One row: its cells by column name in small letters, and its place for errors (`votes.csv:3`). */
export type Row = { readonly at: string; readonly cells: Readonly<Record<string, string>> };

const MOST_BYTES = 20_000_000;
const cell = z.union([z.string(), z.number(), z.null()]);
const rowsSchema = z.array(z.record(z.string(), cell));

/**
 * The rows of a CSV file (comma, semicolon or tab; quotes, line breaks in quotes, UTF-8 or UTF-16
 * with a byte order mark), or of a JSON file that is a list of the same rows. Empty cells are left
 * out. Rejects `bad-input` with file, line, and what is wrong.
 */
export async function readTable(file: string): Promise<readonly Row[]> {
  const text = await textOf(file);
  if (/^\s*\[/.test(text))
    return parseJson(text, file, rowsSchema).map((row, i) => ({
      at: `${file}: [${i}]`,
      cells: cellsOf(Object.entries(row).map(([name, value]) => [name, String(value ?? "")])),
    }));
  const header = text.split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [",", ";", "\t"].toSorted(
    (a, b) => header.split(b).length - header.split(a).length,
  )[0]!;
  try {
    const columns = (names: string[]) => namesOf(names, file);
    const options = { delimiter, columns, info: true, trim: true, skip_empty_lines: true } as const;
    const records: unknown = parse(text, options);
    return parsedSchema.parse(records).map(({ record, info }) => ({
      at: `${file}:${info.lines}`,
      cells: cellsOf(Object.entries(record)),
    }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = "lines" in cause ? `:${cause.lines}` : "";
    throw new TidyError("bad-input", `${file}${line}: ${cause.message.split("\n")[0]}`, { cause });
  }
}

/** The text of a small file, whatever Unicode form it was saved in. */
export async function textOf(file: string): Promise<string> {
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${file}: ${why}`, { cause });
  const unreadable = (cause: unknown): never => {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw bad(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, cause);
  };
  const found = await stat(file).catch(unreadable);
  if (!found.isFile()) throw bad("is not a file");
  if (found.size > MOST_BYTES) throw bad(`is larger than ${MOST_BYTES / 1e6} MB`);
  const bytes = await readFile(file).catch(unreadable);
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(wide ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bad('is not UTF-8 text; save it as "CSV UTF-8"', cause);
  }
}

const parsedSchema = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) }),
);

function namesOf(header: readonly string[], file: string): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) < i);
  if (twice !== undefined)
    throw new TidyError("bad-input", `${file}:1: the column "${twice}" is there twice`);
  return names.map((name, i) => name || `column ${i + 1}`);
}

/** A cell that a spreadsheet would take for a formula carries a quote in front; it is no part of it. */
const unguarded = (value: string) => value.replace(/^'(?=[='+\-@\t\r])/, "");

const cellsOf = (cells: readonly (readonly [string, string])[]) =>
  Object.fromEntries(
    cells.flatMap(([name, value]) => {
      const text = unguarded(value.trim());
      return text === "" ? [] : [[name.trim().toLowerCase(), text]];
    }),
  );
