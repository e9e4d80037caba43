import * as z from "zod";
import { ANGLES } from "../../perception/photo.ts";
import { acceptedSchema, datasetSchema, optionSchema, votesSchema } from "../dataset-format.ts";
import { majority } from "../majority.ts";
import type { Level, Remark } from "../remark.ts";
import { elementsOf, textAt, valueAt } from "./loose-json.ts";

/** Says something of a place in dataset.json. */
export type Say = (
  level: Level,
  path: readonly PropertyKey[],
  what: string,
  more?: Pick<Remark, "todo">,
) => void;

/** All that breaks the format, each with its place; what hangs together is looked at by `checkSense`. */
export function checkFormat(json: unknown, say: Say): void {
  const { error } = datasetSchema.safeParse(json);
  for (const { code, path, message } of error?.issues ?? []) {
    // Ids and numbers are compared below, even where something else is wrong beside them.
    if (code === "custom") continue;
    const value = valueAt(json, path);
    const shown = JSON.stringify(value)?.slice(0, 60) ?? "";
    const found = typeof value === "object" ? "" : ` (found ${shown})`;
    say("fault", path, value === undefined ? "is missing" : `${message}${found}`);
  }
}

/** Ids, options, answers and votes that do not fit together, as far as they can be read. */
export function checkSense(json: unknown, say: Say): void {
  const surfaces = elementsOf(json, ["surfaces"]);
  checkIds(json, surfaces, say);
  for (const surface of surfaces) {
    const objects = elementsOf(json, [...surface, "objects"]);
    if (objects.length === 0) say("warning", surface, "has no objects");
    checkIds(json, objects, say);
    for (const object of objects) checkObject(json, object, say);
  }
  checkTexts(json, [], say);
}

type Path = readonly PropertyKey[];

function checkIds(json: unknown, named: readonly Path[], say: Say): void {
  const before = new Map<string, string>();
  for (const path of named) {
    const id = textAt(json, [...path, "id"]);
    if (id === undefined) continue;
    // Files and people take these for the same.
    const folded = id.normalize("NFKC").toLowerCase();
    const other = before.get(folded);
    if (other === id) say("fault", [...path, "id"], `"${id}" is there twice`);
    else if (other !== undefined)
      say("warning", [...path, "id"], `"${id}" and "${other}" differ in capitals or accents alone`);
    before.set(folded, other ?? id);
  }
}

function checkObject(json: unknown, object: Path, say: Say): void {
  const read = <T>(field: string, schema: z.ZodType<T>): T | undefined =>
    schema.safeParse(valueAt(json, [...object, field])).data;
  const options = read("options", z.array(z.unknown())) ?? [];
  const readable = options.map((it) => optionSchema.safeParse(it).data);
  checkOptions(readable, (i, level, what) => say(level, [...object, "options", i], what));
  if (options.length === 0)
    say("note", object, "has no options: the reasoner will propose what it may be like");
  const accepted = read("accepted", acceptedSchema);
  const votes = read("votes", votesSchema) ?? [];
  const listed = Array.isArray(accepted) ? accepted : [];
  for (const [field, numbers] of [["accepted", listed] as const, ["votes", votes] as const])
    for (const [i, n] of numbers.entries())
      if (n !== "none" && n > options.length)
        say("fault", [...object, field, i], `there is no option ${n} (of ${options.length})`);
  for (const [i, n] of listed.entries())
    if (listed.indexOf(n) < i) say("warning", [...object, "accepted", i], `${n} is there twice`);
  const chosen = majority(votes);
  const words = (it: typeof chosen) =>
    Array.isArray(it) ? [...new Set(it)].sort().join(", ") : it;
  if (chosen !== undefined && accepted === undefined)
    say("warning", object, `has votes (most chose ${words(chosen)}) but nothing accepted`);
  else if (chosen !== undefined && words(chosen) !== words(accepted))
    say("warning", [...object, "accepted"], `is ${words(accepted)}; most chose ${words(chosen)}`);
  if (valueAt(json, [...object, "box"]) === undefined)
    say("note", object, "has no box: a detector is asked, else the whole scene photo is shown");
  const missing = ANGLES.filter((it) => valueAt(json, [...object, "closeUps", it]) === undefined);
  if (missing.length > 0) say("note", object, `has no close-up from ${missing.join(", ")}`);
}

function checkOptions(
  options: readonly (z.infer<typeof optionSchema> | undefined)[],
  say: (index: number, level: Level, what: string) => void,
): void {
  const plain = (text: string) => text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const deeds = options.map((it) => it && `${it.verb} ${plain(it.action)}`);
  // The same state may be there twice, with what one situation wants and what another does.
  const whole = options.map((it, i) => it && `${plain(it.state)}: ${deeds[i]}`);
  const same = (i: number) => whole.findIndex((it) => it !== undefined && it === whole[i]);
  if (options.length > 1 && new Set(whole).size === 1) {
    if (options[0] !== undefined) say(0, "fault", "all options are the same: nothing is asked");
    return;
  }
  for (const [i, option] of whole.entries())
    if (option !== undefined && same(i) < i)
      say(i, "warning", `says the same as option ${same(i) + 1}`);
  if (options.length > 1 && deeds[0] !== undefined && new Set(deeds).size === 1)
    say(0, "warning", "whatever the state, the action is the same");
}

/** Characters that nobody sees can make two names look alike, or turn a line around. */
function checkTexts(value: unknown, path: Path, say: Say): void {
  if (typeof value === "string") {
    if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(value.replaceAll(/[\u200c\u200d]|\r?\n/g, "")))
      say("warning", path, "has characters that cannot be seen");
    else if (value !== value.normalize("NFC"))
      say("warning", path, "has accents apart from their letters (not Unicode NFC)");
  } else if (Array.isArray(value))
    for (const [i, it] of value.entries()) checkTexts(it, [...path, i], say);
  else if (typeof value === "object" && value !== null)
    for (const [name, it] of Object.entries(value)) checkTexts(it, [...path, name], say);
}
