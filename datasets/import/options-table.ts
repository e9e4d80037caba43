import { VERBS } from "../../perception/tidy-action.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import type { DatasetObject, DatasetSurface } from "../dataset-format.ts";
import type { Vote } from "../majority.ts";
import type { Row } from "./read-table.ts";

type Option = NonNullable<DatasetObject["options"]>[number];
type Filled = { readonly surfaces: readonly DatasetSurface[]; readonly remarks: readonly string[] };

const OPTION_COLUMNS = ["surface", "object", "option", "state", "action", "verb", "reversibility"];
const VOTE_COLUMNS = ["surface", "object", "annotator", "choice", "chosen", "comment"];
const REVERSIBILITY = ["reversible", "costly", "irreversible"] as const;
const MOST_OPTIONS = 10;

const bad = (at: string, why: string) => new TidyError("bad-input", `${at}: ${why}`);

/**
 * Puts options and votes from tables into surfaces; what a table says of an object takes the place of
 * what was there. Rows with `state` are options, rows with `choice` are votes. Throws `bad-input`
 * with the row's place for objects that are not there, numbers that are not, words unknown.
 */
export function filledFromTables(
  surfaces: readonly DatasetSurface[],
  rows: readonly Row[],
): Filled {
  const options = new Map<DatasetObject, Map<number, Option>>();
  const votes = new Map<DatasetObject, Map<string, Row>>();
  const unknown = new Set<string>();
  let comments = 0;
  for (const row of rows) {
    const isVote = row.cells.choice !== undefined;
    const columns = isVote ? VOTE_COLUMNS : OPTION_COLUMNS;
    for (const name of Object.keys(row.cells)) if (!columns.includes(name)) unknown.add(name);
    const object = objectOf(surfaces, row);
    if (isVote) {
      const mine = votes.get(object) ?? new Map<string, Row>();
      const { annotator } = row.cells;
      if (annotator === undefined) throw bad(row.at, "annotator: whose choice is it?");
      const before = mine.get(annotator);
      if (before !== undefined && before.cells.choice !== row.cells.choice)
        throw bad(row.at, `${annotator} chose something else in ${before.at}; keep one of them`);
      votes.set(object, mine.set(annotator, row));
    } else {
      const mine = options.get(object) ?? new Map<number, Option>();
      const number = optionNumber(row, "option", MOST_OPTIONS);
      if (mine.has(number)) throw bad(row.at, `option ${number} of ${object.id} is there twice`);
      options.set(object, mine.set(number, optionFrom(row)));
    }
    if (row.cells.comment !== undefined) comments++;
  }
  const remarks: string[] = [];
  const filled = (object: DatasetObject): DatasetObject => {
    const { accepted, votes: before, ...rest } = object;
    const listed = inOrder(object.id, options.get(object)) ?? rest.options;
    const told = { ...rest, ...(listed && { options: listed }) };
    const cast = votes.get(object);
    if (cast !== undefined)
      return { ...told, votes: [...cast.values()].map((row) => choiceOf(row, listed ?? [])) };
    const others = rest.options && JSON.stringify(rest.options) !== JSON.stringify(listed);
    if (others && (accepted ?? before) !== undefined)
      remarks.push(`${rest.id}: its options are new, so old votes and accepted answers are gone`);
    if (others) return told;
    return { ...told, ...(accepted && { accepted }), ...(before && { votes: before }) };
  };
  const done = surfaces.map((it) => ({ ...it, objects: it.objects.map(filled) }));
  return {
    surfaces: done,
    remarks: [
      ...remarks,
      ...[...unknown].map((name) => `the column "${name}" means nothing here`),
      ...(comments > 0 ? [`${comments} comments stay in the votes' files; read them there`] : []),
    ],
  };
}

function objectOf(surfaces: readonly DatasetSurface[], { at, cells }: Row): DatasetObject {
  const { surface, object } = cells;
  if (object === undefined) throw bad(at, "object: which one is meant?");
  const named = surface === undefined ? surfaces : surfaces.filter(({ id }) => id === surface);
  if (named.length === 0)
    throw bad(at, `there is no surface "${surface}"; there are ${some(surfaces)}`);
  const [found, ...more] = named.flatMap((it) => it.objects.filter(({ id }) => id === object));
  const objects = named.flatMap((it) => it.objects);
  if (found === undefined)
    throw bad(at, `there is no object "${object}"; there are ${some(objects)}`);
  if (more.length > 0)
    throw bad(at, `"${object}" is on ${more.length + 1} surfaces; name one in a column "surface"`);
  return found;
}

function optionFrom({ at, cells }: Row): Option {
  const { state, action, reversibility } = cells;
  if (state === undefined) throw bad(at, "state: what may the object be like?");
  if (action === undefined) throw bad(at, "action: what would then be right?");
  const verb = VERBS.find((it) => it === cells.verb?.toLowerCase());
  if (verb === undefined)
    throw bad(at, `verb: "${cells.verb ?? ""}" is none of ${VERBS.join(", ")}`);
  if (reversibility === undefined) return { state, action, verb };
  const undone = REVERSIBILITY.find((it) => it === reversibility.toLowerCase());
  if (undone === undefined)
    throw bad(at, `reversibility: "${reversibility}" is none of ${REVERSIBILITY.join(", ")}`);
  return { state, action, verb, reversibility: undone };
}

function optionNumber({ at, cells }: Row, column: string, most: number): number {
  const text = cells[column] ?? "";
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
  throw bad(at, `${column}: "${text}" is no option's number (1 to ${most})`);
}

function choiceOf(row: Row, options: readonly Option[]): Vote {
  if (row.cells.choice?.toLowerCase() === "none") return "none";
  const object = row.cells.object ?? "";
  if (options.length === 0) throw bad(row.at, `${object} has no options to choose from`);
  const number = optionNumber(row, "choice", options.length);
  const now = options[number - 1]!.state;
  const { chosen } = row.cells;
  if (chosen !== undefined && chosen !== now.trim())
    throw bad(row.at, `was chosen as "${chosen}", but option ${number} of ${object} is "${now}"`);
  return number;
}

function inOrder(id: string, numbered: ReadonlyMap<number, Option> | undefined) {
  if (numbered === undefined) return undefined;
  const numbers = [...numbered.keys()].toSorted((a, b) => a - b);
  const gap = numbers.findIndex((number, i) => number !== i + 1);
  if (gap >= 0) throw bad(id, `option ${gap + 1} is missing between those in the table`);
  if (numbers.length < 2) throw bad(id, "has one option only; there must be two or more");
  return numbers.map((number) => numbered.get(number)!);
}

const some = (named: readonly { readonly id: string }[]): string =>
  named
    .slice(0, 8)
    .map(({ id }) => id)
    .join(", ") + (named.length > 8 ? ", ..." : "");
