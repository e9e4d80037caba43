import type { Field, Language } from "./message-types.ts";
import { isFloat, isInteger, isTime, type RosMessage } from "./ros-message.ts";

/** A type and all that it is made of, as rosapi's TypeDefs; none where there is no such type. */
export function typeDetails(language: Language, type: string): readonly RosMessage[] {
  const found = new Map<string, RosMessage>();
  const visit = (one: string) => {
    const name = isTime(one) ? timeName(language, one) : one;
    if (found.has(name)) return;
    const fields = isTime(one) ? timeFields(language) : language.types.get(one);
    if (fields === undefined) return;
    found.set(name, typeDef(language, name, fields));
    for (const field of fields) if (!isAtomic(field.type)) visit(field.type);
  };
  visit(type);
  return [...found.values()];
}

/** A type's definition with those of all that it is made of below it, as `gendeps --cat` prints it. */
export function typeText(language: Language, type: string): string {
  return typeDetails(language, type)
    .map((one, i) => {
      const names = one.fieldnames as readonly string[];
      const types = one.fieldtypes as readonly string[];
      const counts = one.fieldarraylen as readonly number[];
      const lines = names.map((name, at) => {
        const count = counts[at]!;
        const list = count < 0 ? "" : count === 0 ? "[]" : `[${count}]`;
        return `${types[at]}${list} ${name}`;
      });
      const head = i === 0 ? [] : ["=".repeat(80), `MSG: ${String(one.type)}`];
      return [...head, ...lines, ""].join("\n");
    })
    .join("\n");
}

function typeDef(language: Language, type: string, fields: readonly Field[]): RosMessage {
  const { primitiveNames } = language.dialect;
  const told = (one: string) =>
    isTime(one) ? timeName(language, one) : (primitiveNames[one] ?? one);
  return {
    type,
    fieldnames: fields.map(({ name }) => name),
    fieldtypes: fields.map((field) => told(field.type)),
    fieldarraylen: fields.map(({ list, count }) => (list ? (count ?? 0) : -1)),
    examples: fields.map(exampleOf),
    constnames: [],
    constvalues: [],
  };
}

/** What Python prints of a field at its default. */
function exampleOf({ type, list }: Field): string {
  if (list) return "[]";
  if (type === "string") return "";
  if (type === "bool") return "False";
  if (isFloat(type)) return "0.0";
  return isInteger(type) ? "0" : "{}";
}

const isAtomic = (type: string): boolean =>
  type === "string" || type === "bool" || isInteger(type) || isFloat(type);

const timeName = ({ dialect }: Language, type: string): string =>
  type === "time" ? dialect.timeDetails.time : dialect.timeDetails.duration;

const timeFields = ({ dialect }: Language): readonly Field[] =>
  Object.entries(dialect.timeDetails.fields).map(([name, type]) => ({ name, type, list: false }));
