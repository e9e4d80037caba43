import type { Typed } from "./encode-message.ts";
import type { Field, Language } from "./message-types.ts";
import { isTime, type RosMessage, type RosTime, type RosValue } from "./ros-message.ts";

/**
 * A message as it stands on ROS's own wire. ROS 1: little-endian, packed, strings and lists behind
 * their length. ROS 2: CDR (OMG DDS-RTPS, XCDR1), little-endian with its four bytes ahead, each
 * number at a multiple of its size, strings with a closing zero.
 */
export function serialise(language: Language, { type, message }: Typed): Uint8Array {
  const cdr = language.dialect.serialisation === "cdr";
  const out = new Writer(cdr);
  writeMessage(out, language, type, message);
  const body = out.bytes();
  return cdr ? Buffer.concat([Uint8Array.of(0, 1, 0, 0), body]) : body;
}

const SIZES: Readonly<Record<string, number>> = {
  bool: 1,
  byte: 1,
  char: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

class Writer {
  readonly #aligned: boolean;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(aligned: boolean) {
    this.#aligned = aligned;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  number(type: string, value: number): void {
    const size = SIZES[type]!;
    const bytes = Buffer.alloc(size);
    if (type === "float32") bytes.writeFloatLE(value);
    else if (type === "float64") bytes.writeDoubleLE(value);
    else if (size === 8) bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
    else
      bytes.writeIntLE(
        size === 4 ? value | 0 : (value << (32 - size * 8)) >> (32 - size * 8),
        0,
        size,
      );
    this.#align(size);
    this.#push(bytes);
  }

  text(value: string): void {
    const bytes = Buffer.from(this.#aligned ? `${value}\0` : value, "utf8");
    this.number("uint32", bytes.length);
    this.#push(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#push(bytes);
  }

  #align(size: number): void {
    const over = this.#aligned ? this.#length % size : 0;
    if (over > 0) this.#push(new Uint8Array(size - over));
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}

function writeMessage(out: Writer, language: Language, type: string, message: RosMessage): void {
  const fields = language.types.get(type)!;
  for (const field of fields) writeField(out, language, field, message[field.name]!);
  // A message without fields has one byte in ROS 2.
  if (fields.length === 0 && language.dialect.serialisation === "cdr") out.number("uint8", 0);
}

function writeField(out: Writer, language: Language, field: Field, value: RosValue): void {
  if (!field.list) {
    writeOne(out, language, field.type, value);
    return;
  }
  const items = value as Uint8Array | readonly RosValue[];
  if (field.count === undefined) out.number("uint32", items.length);
  if (items instanceof Uint8Array) out.raw(items);
  else for (const item of items) writeOne(out, language, field.type, item);
}

function writeOne(out: Writer, language: Language, type: string, value: RosValue): void {
  if (typeof value === "string") out.text(value);
  else if (typeof value === "boolean") out.number("bool", value ? 1 : 0);
  else if (typeof value === "number") out.number(type, value);
  else if (isTime(type)) {
    const { secs, nsecs } = value as RosTime;
    out.number("uint32", secs);
    out.number("uint32", nsecs);
  } else writeMessage(out, language, type, value as RosMessage);
}
