import { z } from "zod";
import type { Field, Language } from "./message-types.ts";
import { isFloat, isTime, type RosMessage, type RosTime, type RosValue } from "./ros-message.ts";

/** A message of a type, ready to be sent. */
export type Typed = { readonly type: string; readonly message: RosMessage };

/** The text of a message as rosbridge writes it: floats with a point, NaN as null, bytes base64. */
export function jsonOf(language: Language, { type, message }: Typed): string {
  const fields = language.types.get(type)!.map((field) => {
    const value = message[field.name]!;
    return `${jsonText(field.name)}:${jsonField(language, field, value)}`;
  });
  return `{${fields.join(",")}}`;
}

/** A string as rosbridge's JSON writer has it: slashes and all that is not ASCII escaped. */
export const jsonText = (text: string): string =>
  JSON.stringify(text)
    .replaceAll("/", "\\/")
    .replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

/** The id that a client gives an operation; what is none counts as none. */
export const messageId = z.union([z.string(), z.number()]).optional().catch(undefined);

/** An id as it ends an answer's text; nothing where there is none. */
export const jsonId = (id: string | number | undefined): string =>
  id === undefined ? "" : `,"id":${typeof id === "string" ? jsonText(id) : id}`;

/** A float as Python writes it: with a point. */
export const jsonFloat = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);

function jsonField(language: Language, field: Field, value: RosValue): string {
  if (value instanceof Uint8Array)
    return `"${Buffer.from(value).toString("base64").replaceAll("/", "\\/")}"`;
  if (!field.list) return jsonOne(language, field.type, value);
  return `[${(value as readonly RosValue[]).map((one) => jsonOne(language, field.type, one)).join(",")}]`;
}

function jsonOne(language: Language, type: string, value: RosValue): string {
  if (typeof value === "string") return jsonText(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return "null";
    return isFloat(type) ? jsonFloat(value) : String(value);
  }
  if (isTime(type)) {
    const { secs, nsecs } = value as RosTime;
    const { seconds, nanoseconds } = language.dialect.time;
    return `{"${seconds}":${secs},"${nanoseconds}":${nsecs}}`;
  }
  return jsonOf(language, { type, message: value as RosMessage });
}
