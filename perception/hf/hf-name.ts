import { existsSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { TidyError } from "../tidy-error.ts";

/** What a weight file's name ends with, by the number format of its weights; the first is preferred. */
export const DTYPE_SUFFIXES = {
  fp32: "",
  q8: "_quantized",
  q4: "_q4",
  fp16: "_fp16",
  q4f16: "_q4f16",
  int8: "_int8",
  uint8: "_uint8",
  bnb4: "_bnb4",
} as const;
export type Dtype = keyof typeof DTYPE_SUFFIXES;
export const DTYPES = Object.keys(DTYPE_SUFFIXES) as readonly Dtype[];

/** Where a model is: a folder, or a repository of the hub at one revision; `dtype` where one was named. */
export type HfSource = { readonly dtype?: Dtype } & (
  | { readonly kind: "folder"; readonly folder: string; readonly shown: string }
  | { readonly kind: "hub"; readonly id: string; readonly revision: string }
);

const HUB_ID = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
const REVISION = /^[A-Za-z0-9][\w./-]{0,99}$/;

/** A full commit of a hub repository. */
export const COMMIT = /^[0-9a-f]{40}$/;

/**
 * `<folder or id>[@revision][#dtype]`, as it stands after `hf:`. What is a folder on disk is one; the
 * rest must be an id like `HuggingFaceTB/SmolVLM-256M-Instruct`. Throws `bad-input`.
 */
export function parseHfName(text: string): HfSource {
  const { name, dtype } = withoutDtype(text);
  const chosen = dtype === undefined ? {} : { dtype };
  if (isFolder(name)) {
    const folder = resolve(name);
    return { kind: "folder", folder, shown: basename(folder), ...chosen };
  }
  const [id = "", revision = "main", ...more] = name.split("@");
  const odd = (it: string) => it.includes("..") || it.includes("--") || it.endsWith(".git");
  if (!HUB_ID.test(id) || odd(id)) {
    throw new TidyError(
      "bad-input",
      `hf:${text}: there is no such folder, and an id of the hub is <owner>/<name>`,
    );
  }
  if (more.length > 0 || !REVISION.test(revision) || revision.includes("..")) {
    throw new TidyError(
      "bad-input",
      `hf:${text}: after @ stands one revision: a branch or a commit`,
    );
  }
  return { kind: "hub", id, revision, ...chosen };
}

function withoutDtype(text: string): { name: string; dtype?: Dtype } {
  const at = text.lastIndexOf("#");
  if (at < 0 || isFolder(text)) return { name: text };
  const wanted = text.slice(at + 1);
  const dtype = DTYPES.find((it) => it === wanted);
  if (dtype !== undefined) return { name: text.slice(0, at), dtype };
  throw new TidyError("bad-input", `hf:${text}: after # stands one of ${DTYPES.join(", ")}`);
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
