import { statSync } from "node:fs";
import { join } from "node:path";
import { fetchHfModel } from "../../perception/hf/fetch-hf-model.ts";
import type { HfTask } from "../../perception/hf/hf-layout.ts";
import { checkPeer, findHfModel, type HfModel, hfHashes } from "../../perception/hf/hf-model.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { hfModelsIn, type ModelNames } from "../models.ts";
import { progressLine, tellOnStderr } from "./output.ts";

/**
 * Sees to it that the `hf:` models among the named ones lie whole on this disk, before anything else
 * begins; fetches what is missing where that is allowed. Says on stderr which files are used. Resolves
 * to their hashes; rejects with `bad-input` where they are others than in `before`, a run's own.
 */
export async function prepareHfModels(
  names: ModelNames,
  before: Readonly<Record<string, string>> | undefined,
  allowDownload: boolean | undefined,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const wanted = hfModelsIn(names);
  if (wanted.length > 0) checkPeer();
  const hashes: Record<string, string> = {};
  for (const { text, task } of wanted) {
    const model = await found(text, task, allowDownload === true, signal);
    tellOnStderr(`${model.name}: ${megabytes(bytesOf(model))} in ${model.folder}`);
    Object.assign(hashes, await hfHashes(model, signal));
  }
  if (before !== undefined) checkSame(hashes, before);
  return hashes;
}

async function found(
  text: string,
  task: HfTask,
  allowDownload: boolean,
  signal: AbortSignal,
): Promise<HfModel> {
  try {
    return findHfModel(text, task);
  } catch (error) {
    if (!allowDownload) throw error;
  }
  const progress = progressLine();
  try {
    await fetchHfModel(text, task, {
      signal,
      onStart: ({ host, folder, bytes }) =>
        tellOnStderr(`fetching hf:${text} from ${host}, ${megabytes(bytes)}, into ${folder}`),
      onProgress: ({ file, bytes, of }) =>
        progress.show(`${file}: ${megabytes(bytes)} of ${megabytes(of)}`),
    });
  } finally {
    progress.clear();
  }
  return findHfModel(text, task);
}

const bytesOf = ({ folder, files }: HfModel): number =>
  files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

const megabytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${Math.round(bytes / 1e6)} MB`;

/** A run goes on with the models that it began with. */
function checkSame(
  hashes: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): void {
  const other = Object.keys(hashes).find((file) => before[file] !== hashes[file]);
  if (other === undefined) return;
  throw new TidyError("bad-input", `${other} is not what that run began with; start a new run`);
}
