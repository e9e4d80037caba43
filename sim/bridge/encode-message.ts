import type { Field, TypeBook } from "./message-types.ts";
import { isFloat, isInteger, type RosMessage, type RosValue } from "./ros-message.ts";

/** A message of a type, ready to be sent. */
export type Typed = { readonly type: string; readonly message: RosMessage };

/** The text of a message as rosbridge writes it: floats with a point, NaN as null, bytes base64. */
export function jsonOf(book: TypeBook, { type, message }: Typed): string {
  const fields = book.get(type)!.map((field) => {
    const value = message[field.name]!;
    return `${jsonText(field.name)}:${jsonField(book, field, value)}`;
  });
  return `{${fields.join(",")}}`;
}

/** A string as rosbridge's JSON writer has it: slashes escaped. */
export const jsonText = (text: string): string => JSON.stringify(text).replaceAll("/", "\\/");

function jsonField(book: TypeBook, field: Field, value: RosValue): string {
  if (value instanceof Uint8Array) return jsonText(Buffer.from(value).toString("base64"));
  if (!field.list) return jsonOne(book, field.type, value);
  return `[${(value as readonly RosValue[]).map((one) => jsonOne(book, field.type, one)).join(",")}]`;
}

function jsonOne(book: TypeBook, type: string, value: RosValue): string {
  if (typeof value === "string") return jsonText(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return "null";
    return isFloat(type) && Number.isInteger(value) && Math.abs(value) < 1e15
      ? value.toFixed(1)
      : String(value);
  }
  if (type === "time") {
    const time = value as { secs: number; nsecs: number };
    return `{"secs":${time.secs},"nsecs":${time.nsecs}}`;
  }
  return jsonOf(book, { type, message: value as RosMessage });
}

/**
 * The binary frame of `{op: "publish", topic, msg}` in CBOR (RFC 8949), numeric arrays tagged as
 * in RFC 8746. `undefined` where rosbridge's encoder fails and sends nothing: a type with
 * string[] or arrays of fixed size.
 */
export function cborPublication(
  book: TypeBook,
  topic: string,
  typed: Typed,
): Uint8Array | undefined {
  if (!fitsCbor(book, typed.type)) return undefined;
  const out: Uint8Array[] = [head(5, 3)];
  cborText(out, "op");
  cborText(out, "publish");
  cborText(out, "topic");
  cborText(out, topic);
  cborText(out, "msg");
  cborMessage(out, book, typed);
  return Buffer.concat(out);
}

function fitsCbor(book: TypeBook, type: string): boolean {
  return (book.get(type) ?? []).every((field) => {
    if (field.count !== undefined) return false;
    if (field.list && (field.type === "string" || field.type === "time")) return false;
    return fitsCbor(book, field.type);
  });
}

function cborMessage(out: Uint8Array[], book: TypeBook, { type, message }: Typed): void {
  const fields = book.get(type)!;
  out.push(head(5, fields.length));
  for (const field of fields) {
    cborText(out, field.name);
    cborField(out, book, field, message[field.name]!);
  }
}

const TAGS: Readonly<Record<string, readonly [tag: number, bytes: number]>> = {
  uint16: [69, 2],
  uint32: [70, 4],
  int8: [72, 1],
  int16: [77, 2],
  int32: [78, 4],
  float32: [85, 4],
  float64: [86, 8],
};

function cborField(out: Uint8Array[], book: TypeBook, field: Field, value: RosValue): void {
  if (value instanceof Uint8Array) {
    out.push(head(2, value.length), value);
    return;
  }
  if (!field.list) {
    cborOne(out, book, field.type, value);
    return;
  }
  const items = value as readonly RosValue[];
  const tag = TAGS[field.type];
  if (tag !== undefined) {
    const bytes = numbers(field.type, items as readonly number[], tag[1]);
    out.push(head(6, tag[0]), head(2, bytes.length), bytes);
    return;
  }
  out.push(head(4, items.length));
  for (const item of items) cborOne(out, book, field.type, item);
}

function cborOne(out: Uint8Array[], book: TypeBook, type: string, value: RosValue): void {
  if (typeof value === "string") cborText(out, value);
  else if (typeof value === "boolean") out.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  else if (typeof value === "number") out.push(isInteger(type) ? integer(value) : double(value));
  else if (type === "time") {
    const time = value as { secs: number; nsecs: number };
    out.push(head(5, 2));
    cborText(out, "secs");
    out.push(integer(time.secs));
    cborText(out, "nsecs");
    out.push(integer(time.nsecs));
  } else cborMessage(out, book, { type, message: value as RosMessage });
}

function cborText(out: Uint8Array[], text: string): void {
  const bytes = Buffer.from(text, "utf8");
  out.push(head(3, bytes.length), bytes);
}

const integer = (value: number): Uint8Array => (value < 0 ? head(1, -1 - value) : head(0, value));

function double(value: number): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** Major type and count in the shortest form. */
function head(major: number, count: number): Uint8Array {
  const type = major << 5;
  if (count < 24) return Uint8Array.of(type | count);
  if (count < 0x100) return Uint8Array.of(type | 24, count);
  const bytes = Buffer.alloc(count < 0x10000 ? 3 : count < 0x100000000 ? 5 : 9);
  bytes[0] = type | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  if (bytes.length === 3) bytes.writeUInt16BE(count, 1);
  else if (bytes.length === 5) bytes.writeUInt32BE(count, 1);
  else bytes.writeBigUInt64BE(BigInt(count), 1);
  return bytes;
}

function numbers(type: string, items: readonly number[], bytesEach: number): Uint8Array {
  const bytes = Buffer.alloc(items.length * bytesEach);
  items.forEach((item, i) => {
    const at = i * bytesEach;
    if (type === "float32") bytes.writeFloatLE(item, at);
    else if (type === "float64") bytes.writeDoubleLE(item, at);
    else if (type.startsWith("u")) bytes.writeUIntLE(item, at, bytesEach);
    else bytes.writeIntLE(item, at, bytesEach);
  });
  return bytes;
}
