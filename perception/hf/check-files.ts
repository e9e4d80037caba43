import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { z } from "zod";
import { TidyError } from "../tidy-error.ts";

/** The number of `graph` in ONNX's ModelProto, and protobuf's ways to write a field. */
const GRAPH = 7;
const VARINT = 0;
const BYTES = 2;

/** No field of a model stands before this many others. */
const MOST_FIELDS = 10_000;

/**
 * Throws `bad-input` where a file is no whole ONNX model. Only the lengths of its outermost fields are
 * read, so it takes no time however large the file is; what is inside may still be wrong.
 */
export function checkOnnxFile(path: string): void {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const start = Buffer.alloc(64);
    const begun = start.subarray(0, readSync(file, start, 0, start.length, 0)).toString("latin1");
    if (begun.startsWith("version https://git-lfs")) {
      throw wrong(path, "only points to the model: run `git lfs pull` in its folder");
    }
    if (!isWholeModel((at, buffer) => readSync(file, buffer, 0, buffer.length, at), size)) {
      throw wrong(path, `no whole ONNX model (${size} bytes); fetch it again`);
    }
  } finally {
    closeSync(file);
  }
}

function isWholeModel(read: (at: number, into: Buffer) => number, size: number): boolean {
  let at = 0;
  let hasGraph = false;
  const varint = (): number => {
    const bytes = Buffer.alloc(10);
    const count = read(at, bytes);
    let value = 0;
    for (let i = 0; i < count; i++) {
      value += (bytes[i]! & 0x7f) * 2 ** (7 * i);
      if (bytes[i]! < 0x80) {
        at += i + 1;
        return value;
      }
    }
    return Number.NaN;
  };
  for (let fields = 0; at < size && fields < MOST_FIELDS; fields++) {
    const tag = varint();
    const way = tag % 8;
    if (way === VARINT) {
      if (Number.isNaN(varint())) return false;
    } else if (way === BYTES) {
      const length = varint();
      if (Number.isNaN(length)) return false;
      at += length;
      if (Math.floor(tag / 8) === GRAPH) hasGraph = true;
    } else return false;
  }
  return hasGraph && at === size;
}

/** Of the JSON files that come with a model, what this program itself relies on. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  "config.json": z.looseObject({ model_type: z.string() }),
  "processor_config.json": z.looseObject({ image_seq_len: z.int().positive() }),
  "tokenizer.json": z.looseObject({ model: z.looseObject({}) }),
};

const anyObject = z.looseObject({});

/** A JSON file of a model as an object. Throws `bad-input` with the place in it that is wrong. */
export function readModelJson(path: string, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw wrong(path, `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const parsed = (SCHEMAS[name] ?? anyObject).safeParse(value);
  if (parsed.success) return anyObject.parse(value);
  const issue = parsed.error.issues[0]!;
  throw wrong(path, `${issue.path.join(".") || "the whole"}: ${issue.message}`);
}

const wrong = (path: string, what: string): TidyError =>
  new TidyError("bad-input", `${path}: ${what.replace(/\s+/g, " ")}`);
