import { readFile } from "node:fs/promises";
import { isNativeError } from "node:util/types";
import { runInNewContext } from "node:vm";
import { parse, YAMLParseError } from "yaml";
import * as z from "zod";
import { TidyError } from "../../perception/tidy-error.ts";
import { pathInside } from "../dataset-format.ts";
import { jsonPath } from "../read-json.ts";
import {
  type NamedPhoto,
  type NamedPhotos,
  NOTES_FILE,
  type Place,
  refuseUnreadable,
  VIEW_NAMES,
} from "./photo-names.ts";

/** Thousands of paths take milliseconds. */
const MATCH_WITHIN_MS = 1000;

const groups = z.string().max(500);

/**
 * How files that are named in another way are to be read: a regular expression over the path with
 * groups named view, and object and surface where there are any; or file by file; or both.
 */
export const photoMappingSchema = z.strictObject({
  pattern: groups.exactOptional(),
  /** Other words for the views: `{ overview: scene, above: top }`. */
  views: z.record(z.string(), z.enum(VIEW_NAMES)).default({}),
  photos: z
    .array(
      z.strictObject({
        file: pathInside,
        surface: z.string().exactOptional(),
        object: z.string().exactOptional(),
        view: z.string(),
      }),
    )
    .default([]),
});
export type PhotoMapping = z.infer<typeof photoMappingSchema> & { readonly place: string };

/** A mapping from a YAML or JSON file. Rejects `bad-input` with one line: file, place, what is wrong. */
export async function readPhotoMapping(place: string): Promise<PhotoMapping> {
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${place}: ${why}`, { cause });
  const text = await readFile(place, "utf8").catch((cause) => {
    throw bad("there is no such file that can be read", cause);
  });
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    const at = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw bad(`${at ? `line ${at.line}, column ${at.col}: ` : ""}${why}`, cause);
  }
  const result = photoMappingSchema.safeParse(content);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw bad(`${jsonPath(path) || "the file"}: ${message}`);
  }
  if (result.data.pattern === undefined && result.data.photos.length === 0)
    throw bad("says nothing: it needs a pattern, or photos");
  return { ...result.data, place };
}

/** What each file shows, as the mapping says. Throws `bad-input`, naming the place. */
export function namedByMapping(
  files: readonly string[],
  { pattern, views, photos: listed, place: mapping }: PhotoMapping,
  place: Place,
): NamedPhotos {
  const bad = (where: string, why: string) => new TidyError("bad-input", `${where}: ${why}`);
  const known = new Map<string, NamedPhoto["view"]>([
    ...VIEW_NAMES.map((view) => [view, view] as const),
    ...Object.entries(views).map(([word, view]) => [word.toLowerCase(), view] as const),
  ]);
  const named = (file: string, said: Readonly<Record<string, string | undefined>>, at: string) => {
    const view = known.get(said.view?.toLowerCase() ?? "");
    if (view === undefined)
      throw bad(at, `no view "${said.view ?? ""}" (${file}); say under views what it means`);
    if (said.object === undefined && view !== "scene")
      throw bad(at, `${file} is a close-up of no object; only a scene may name none`);
    refuseUnreadable(file, said.object, place);
    const object = said.object === undefined ? {} : { object: said.object };
    return { file, folder: said.surface ?? "", ...object, view };
  };
  const there = new Set(files);
  const photos: NamedPhoto[] = listed.map(({ file, ...said }, i) => {
    if (!there.has(file)) throw bad(`${mapping}: photos[${i}].file`, `there is no ${file}`);
    return named(file, said, `${mapping}: photos[${i}]`);
  });
  const done = new Set(photos.map(({ file }) => file));
  const left = files.filter((file) => !done.has(file));
  const groups = pattern === undefined ? [] : groupsOf(pattern, left, mapping);
  const passedOver: string[] = [];
  for (const [i, file] of left.entries()) {
    const found = groups[i];
    if (found !== undefined) photos.push(named(file, found, `${mapping}: pattern`));
    else if (file.split("/").at(-1) !== NOTES_FILE) passedOver.push(file);
  }
  return { photos, passedOver };
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The pattern's groups in each file's path; nothing where it does not match. */
function groupsOf(
  pattern: string,
  files: readonly string[],
  mapping: string,
): readonly (Groups | undefined)[] {
  const bad = (why: string, cause?: unknown) =>
    new TidyError("bad-input", `${mapping}: pattern: ${why}`, { cause });
  if (!pattern.includes("(?<view>")) throw bad("it needs a group (?<view>...)");
  const groups: (Groups | undefined)[] = [];
  try {
    const matcher = new RegExp(pattern, "iu");
    const match = () => {
      for (const file of files) groups.push(matcher.exec(file)?.groups);
    };
    // Nothing but a context's time limit ends an expression that tries every way there is.
    runInNewContext("match()", { match }, { timeout: MATCH_WITHIN_MS });
  } catch (cause) {
    // An error of another context is no instance of ours.
    if (!isNativeError(cause)) throw cause;
    const tooLong = "code" in cause && cause.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    throw bad(tooLong ? "takes too long; let no group repeat a repetition" : cause.message, cause);
  }
  return groups;
}
