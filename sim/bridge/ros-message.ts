import type { BridgeDialect } from "./bridge-dialect.ts";
import type { Field, Language, TypeBook } from "./message-types.ts";

/** A time or a duration: seconds and nanoseconds, since 1970 by the robot's clock. */
export type RosTime = { readonly secs: number; readonly nsecs: number };

/** A whole message: every field of its type is there. uint8[] is a Uint8Array. */
export type RosMessage = { readonly [field: string]: RosValue };
export type RosValue =
  | number
  | string
  | boolean
  | Uint8Array
  | RosMessage
  | readonly RosValue[]
  | RosTime;

/** What rosbridge says of a message that does not fit its type (it says so to service callers only). */
export class MessageError extends Error {}

const INTEGERS: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  byte: [-128, 127],
  char: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};

export const isInteger = (type: string): boolean => type in INTEGERS;
export const isTime = (type: string): boolean => type === "time" || type === "duration";
export const isFloat = (type: string): boolean => type === "float32" || type === "float64";
const isBytes = (field: Field): boolean =>
  field.list && (field.type === "uint8" || field.type === "char");

/**
 * A message as ROS would hold it, from what a client sent: fields left out get their defaults, a
 * header without a stamp the time `now`. Throws `MessageError` in rosbridge's words.
 */
export function readMessage(
  { types, dialect }: Language,
  type: string,
  sent: unknown,
  now: RosTime,
): RosMessage {
  return readObject({ book: types, dialect, root: type, now }, type, sent, []);
}

/** A message of the type with every field at its default. */
export const emptyMessage = (book: TypeBook, type: string): RosMessage =>
  Object.fromEntries(fieldsOf(book, type).map((field) => [field.name, emptyField(book, field)]));

function fieldsOf(book: TypeBook, type: string): readonly Field[] {
  const fields = book.get(type);
  if (fields === undefined) throw new MessageError(`Unable to import ${type}`);
  return fields;
}

function emptyField(book: TypeBook, field: Field): RosValue {
  if (isBytes(field)) return new Uint8Array(field.count ?? 0);
  if (field.list) return Array.from({ length: field.count ?? 0 }, () => emptyOne(book, field.type));
  return emptyOne(book, field.type);
}

function emptyOne(book: TypeBook, type: string): RosValue {
  if (type === "string") return "";
  if (type === "bool") return false;
  if (isTime(type)) return { secs: 0, nsecs: 0 };
  if (isInteger(type) || isFloat(type)) return 0;
  return emptyMessage(book, type);
}

type Reading = {
  readonly book: TypeBook;
  readonly dialect: BridgeDialect;
  readonly root: string;
  readonly now: RosTime;
};

function readObject(
  reading: Reading,
  type: string,
  sent: unknown,
  path: readonly string[],
): RosMessage {
  if (!isRecord(sent)) throw mismatch(reading, type, sent, path);
  const fields = fieldsOf(reading.book, type);
  const message: Record<string, RosValue> = { ...emptyMessage(reading.book, type) };
  if (type === "std_msgs/Header") message.stamp = reading.now;
  for (const [name, value] of Object.entries(sent)) {
    const field = fields.find((one) => one.name === name);
    const place = [...path, name];
    if (field === undefined)
      throw new MessageError(
        `Message type ${reading.root} does not have a field ${place.join(".")}`,
      );
    message[name] = readField(reading, field, value, message[name]!, place);
  }
  return message;
}

function readField(
  reading: Reading,
  field: Field,
  sent: unknown,
  before: RosValue,
  path: readonly string[],
): RosValue {
  if (isBytes(field) && typeof sent === "string")
    return new Uint8Array(Buffer.from(sent, "base64"));
  if (!field.list) return readOne(reading, field.type, sent, before, path);
  if (!Array.isArray(sent)) throw mismatch(reading, `${field.type}[]`, sent, path);
  if (field.count !== undefined && sent.length !== field.count)
    throw new MessageError(`field ${path.join(".")} must be of length ${field.count}`);
  const empty = emptyOne(reading.book, field.type);
  const read = sent.map((one) => readOne(reading, field.type, one, empty, path));
  return isBytes(field) ? Uint8Array.from(read as number[]) : read;
}

function readOne(
  reading: Reading,
  type: string,
  sent: unknown,
  before: RosValue,
  path: readonly string[],
): RosValue {
  if (isTime(type)) return readTime(reading, type, sent, before as RosTime, path);
  if (type === "string" && typeof sent === "string") return sent;
  if (type === "bool" && typeof sent === "boolean") return sent;
  if (isFloat(type) && typeof sent === "number") return sent;
  const range = INTEGERS[type];
  if (range !== undefined && Number.isInteger(sent)) {
    const whole = sent as number;
    if (whole < range[0] || whole > range[1])
      throw new MessageError(`field ${path.join(".")} exceeds specified width [${type}]`);
    return whole;
  }
  if (type === "string" || type === "bool" || isFloat(type) || range !== undefined)
    throw mismatch(reading, type, sent, path);
  return readObject(reading, type, sent, path);
}

/** Keys that the dialect does not know are passed over in silence, as rosbridge does. */
function readTime(
  { dialect, ...reading }: Reading,
  type: string,
  sent: unknown,
  before: RosTime,
  path: readonly string[],
): RosTime {
  if (sent === "now" && type === "time") return reading.now;
  if (!isRecord(sent)) throw mismatch(reading, type, sent, path);
  const least = type === "duration" ? -(2 ** 31) : 0;
  const whole = (keys: readonly string[], otherwise: number) => {
    const value = keys.map((key) => sent[key]).find((one) => one !== undefined);
    if (value === undefined) return otherwise;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value >= 2 ** 32)
      throw mismatch(reading, type, value, path);
    return value;
  };
  return {
    secs: whole(
      dialect.timesHeard.map(({ seconds }) => seconds),
      before.secs,
    ),
    nsecs: whole(
      dialect.timesHeard.map(({ nanoseconds }) => nanoseconds),
      before.nsecs,
    ),
  };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function mismatch(
  reading: Pick<Reading, "root">,
  type: string,
  sent: unknown,
  path: readonly string[],
): MessageError {
  const found = `<class '${pythonName(sent)}'>`;
  return new MessageError(
    reading.root === type
      ? `Expected a JSON object for type ${type} but received a ${found}`
      : `${reading.root} message requires a ${type} for field ${path.join(".")}, but got a ${found}`,
  );
}

function pythonName(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "string") return "str";
  return typeof value === "boolean" ? "bool" : "dict";
}
