import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve, sep } from "node:path";
import { TidyError } from "../tidy-error.ts";
import { COMMIT } from "./hf-name.ts";

/**
 * Where fetched models are kept: `TACTFUL_MODELS`, else the user's cache folder. Throws `bad-input` for
 * a folder inside node_modules, which the next install would empty.
 */
export function keptModelsFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { TACTFUL_MODELS: named, XDG_CACHE_HOME: cache } = environment;
  const cacheFolder = cache && isAbsolute(cache) ? cache : join(homedir(), ".cache");
  const folder = named ? resolve(named) : join(cacheFolder, "tactful", "models");
  if (folder.split(sep).includes("node_modules")) {
    throw new TidyError(
      "bad-input",
      `TACTFUL_MODELS is ${folder}: models are not kept inside node_modules`,
    );
  }
  return folder;
}

/** The folder of a hub repository at one commit. */
export const commitFolder = (kept: string, id: string, commit: string): string =>
  join(kept, ...id.split("/"), commit);

/** The file that says which commit a branch or tag of a repository stood for when it was fetched. */
export const revisionFile = (kept: string, id: string, revision: string): string =>
  join(kept, ...id.split("/"), "revisions", encodeURIComponent(revision));

/** The commit that a revision stood for when it was fetched; `undefined` where it never was. */
export function keptCommit(kept: string, id: string, revision: string): string | undefined {
  if (COMMIT.test(revision))
    return existsSync(commitFolder(kept, id, revision)) ? revision : undefined;
  const file = revisionFile(kept, id, revision);
  const commit = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  return COMMIT.test(commit) && existsSync(commitFolder(kept, id, commit)) ? commit : undefined;
}

/** The files of a model's folder that can belong to it: in the folder itself and in `onnx/`. */
export function filesIn(folder: string): readonly string[] {
  const inside = (path: string, prefix: string) =>
    existsSync(path)
      ? readdirSync(path, { withFileTypes: true })
          // The hub's own cache is made of links.
          .filter((it) => it.isFile() || it.isSymbolicLink())
          .map((it) => prefix + it.name)
      : [];
  return [...inside(folder, ""), ...inside(join(folder, "onnx"), "onnx/")];
}
