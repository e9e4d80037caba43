import type { Typed } from "./encode-message.ts";
import type { Field, Language } from "./message-types.ts";
import { isInteger, isTime, type RosMessage, type RosTime, type RosValue } from "./ros-message.ts";

/**
 * The binary frame of `{op: "publish", topic, msg}` in CBOR (RFC 8949), numeric arrays tagged as
 * in RFC 8746. `undefined` where rosbridge's encoder fails and sends nothing: a type with
 * string[] or arrays of fixed size.
 */
export function cborPublication(
  language: Language,
  topic: string,
  typed: Typed,
): Uint8Array | undefined {
  if (!fitsCbor(language, typed.type)) return undefined;
  const out = publication(topic);
  cborMessage(out, language, typed);
  return Buffer.concat(out);
}

/** The same for `cbor-raw`: the message as ROS itself sends it, and when the bridge passed it on. */
export function cborRawPublication(topic: string, bytes: Uint8Array, now: RosTime): Uint8Array {
  const out = publication(topic);
  out.push(head(5, 3));
  cborText(out, "secs");
  out.push(integer(now.secs));
  cborText(out, "nsecs");
  out.push(integer(now.nsecs));
  cborText(out, "bytes");
  out.push(head(2, bytes.length), bytes);
  return Buffer.concat(out);
}

/** The frame up to where the message begins. */
function publication(topic: string): Uint8Array[] {
  const out: Uint8Array[] = [head(5, 3)];
  cborText(out, "op");
  cborText(out, "publish");
  cborText(out, "topic");
  cborText(out, topic);
  cborText(out, "msg");
  return out;
}

function fitsCbor(language: Language, type: string): boolean {
  return (language.types.get(type) ?? []).every((field) => {
    if (field.count !== undefined) return false;
    const { cborHasStringLists } = language.dialect;
    if (field.list && field.type === "string") return cborHasStringLists;
    if (field.list && isTime(field.type)) return false;
    return fitsCbor(language, field.type);
  });
}

function cborMessage(out: Uint8Array[], language: Language, { type, message }: Typed): void {
  const fields = language.types.get(type)!;
  out.push(head(5, fields.length));
  for (const field of fields) {
    cborText(out, field.name);
    cborField(out, language, field, message[field.name]!);
  }
}

const TAGS: Readonly<Record<string, readonly [tag: number, bytes: number]>> = {
  uint16: [69, 2],
  uint32: [70, 4],
  uint64: [71, 8],
  byte: [72, 1],
  int8: [72, 1],
  int16: [77, 2],
  int32: [78, 4],
  int64: [79, 8],
  float32: [85, 4],
  float64: [86, 8],
};

function cborField(out: Uint8Array[], language: Language, field: Field, value: RosValue): void {
  if (value instanceof Uint8Array) {
    out.push(head(2, value.length), value);
    return;
  }
  if (!field.list) {
    cborOne(out, language, field.type, value);
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
  for (const item of items) cborOne(out, language, field.type, item);
}

function cborOne(out: Uint8Array[], language: Language, type: string, value: RosValue): void {
  if (typeof value === "string") cborText(out, value);
  else if (typeof value === "boolean") out.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  else if (typeof value === "number") out.push(isInteger(type) ? integer(value) : double(value));
  else if (isTime(type)) {
    const { secs, nsecs } = value as RosTime;
    const { seconds, nanoseconds } = language.dialect.time;
    out.push(head(5, 2));
    cborText(out, seconds);
    out.push(integer(secs));
    cborText(out, nanoseconds);
    out.push(integer(nsecs));
  } else cborMessage(out, language, { type, message: value as RosMessage });
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
    else if (type === "uint64") bytes.writeBigUInt64LE(BigInt(item), at);
    else if (type === "int64") bytes.writeBigInt64LE(BigInt(item), at);
    else if (type.startsWith("u")) bytes.writeUIntLE(item, at, bytesEach);
    else bytes.writeIntLE(item, at, bytesEach);
  });
  return bytes;
}
