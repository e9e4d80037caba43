import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { packageFile } from "../package-file.ts";
import { TidyError } from "../tidy-error.ts";
import { checkOnnxFile, readModelJson } from "./check-files.ts";
import { commitFolder, filesIn, keptCommit, keptModelsFolder } from "./hf-folders.ts";
import { chooseFiles, type HfTask, modelTypesFor } from "./hf-layout.ts";
import { type Dtype, parseHfName } from "./hf-name.ts";

/** A model on this disk, all its files there. */
export type HfModel = {
  /** As it stands in answers and runs: the hub's id and commit, or the folder's name; and the dtype. */
  readonly name: string;
  readonly folder: string;
  readonly dtype: Dtype;
  readonly modelType: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
};

const PEER = "@huggingface/transformers";

/** Throws `bad-input` where Transformers.js is not installed beside `from`, a file of this package. */
export function checkPeer(from: string = packageFile("package.json")): void {
  try {
    createRequire(from).resolve(PEER);
  } catch (cause) {
    const text = `hf: models run on Transformers.js, which is not installed: npm install ${PEER}`;
    throw new TidyError("bad-input", text, { cause });
  }
}

/**
 * The model that `hf:<text>` names, where it lies on this disk; asks nobody else. Throws `bad-input`
 * in one line: no such folder, never fetched, files missing, broken, or of a model for something else.
 */
export function findHfModel(text: string, task: HfTask, kept?: string): HfModel {
  const source = parseHfName(text);
  const place =
    source.kind === "folder"
      ? { folder: source.folder, name: `hf:${source.shown}` }
      : fetched(source.id, source.revision, text, kept ?? keptModelsFolder());
  const { folder } = place;
  const names = filesIn(folder);
  // First, for of a model for something else all the files would be missing.
  const modelType = names.includes("config.json") ? checkedType(folder, task) : "";
  const chosen = chooseFiles(task, names, source.dtype);
  if ("missing" in chosen) {
    const others = source.dtype && chosen.whole.length > 0 ? chosen.whole : [];
    const instead =
      others.length > 0 ? ` (there is ${others.map((it) => `#${it}`).join(", ")})` : "";
    const get = source.kind === "hub" ? "; --allow-download fetches it" : "";
    throw new TidyError(
      "bad-input",
      `hf:${text}: ${folder} has no ${chosen.missing.join(", ")}${instead}${get}`,
    );
  }
  const { dtype, files } = chosen;
  for (const file of files) {
    if (file.endsWith(".json")) readModelJson(join(folder, file), file);
    if (file.endsWith(".onnx")) checkOnnxFile(join(folder, file));
  }
  return { name: `${place.name}#${dtype}`, folder, dtype, modelType, files };
}

function fetched(id: string, revision: string, text: string, kept: string) {
  const commit = keptCommit(kept, id, revision);
  if (commit === undefined) {
    throw new TidyError(
      "bad-input",
      `hf:${text}: no such folder, and not among the models in ${kept}; --allow-download fetches it`,
    );
  }
  return { folder: commitFolder(kept, id, commit), name: `hf:${id}@${commit.slice(0, 12)}` };
}

function checkedType(folder: string, task: HfTask): string {
  const config = join(folder, "config.json");
  const modelType = String(readModelJson(config, "config.json").model_type);
  const can = modelTypesFor(task);
  if (can.includes(modelType)) return modelType;
  const text = `${config}: a model of type ${modelType} cannot be used for this; ${can.join(", ")} can`;
  throw new TidyError("bad-input", text);
}

/** SHA-256 of a model's files, by `<model>/<file>`: what a run was made with. */
export async function hfHashes(
  { name, folder, files }: HfModel,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of files) hashes[`${name}/${file}`] = await sha256Of(join(folder, file), signal);
  return hashes;
}

/** SHA-256 of a file of any size. */
async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  try {
    const bytes = createReadStream(path, { ...(signal && { signal }) });
    for await (const chunk of bytes) hash.update(chunk);
  } catch (cause) {
    if (signal?.aborted) throw new TidyError("aborted", `stopped while reading ${path}`, { cause });
    throw new TidyError("storage", `cannot read ${path}`, { cause });
  }
  return hash.digest("hex");
}
