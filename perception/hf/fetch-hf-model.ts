import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { TidyError } from "../tidy-error.ts";
import { commitFolder, keptModelsFolder, revisionFile } from "./hf-folders.ts";
import { chooseFiles, type HfTask } from "./hf-layout.ts";
import { COMMIT, parseHfName } from "./hf-name.ts";

/** How long the hub may say nothing before a fetch is given up. */
const SILENCE_MS = 60_000;

/** No list of a repository's files is longer than this, bytes. */
const LONGEST_LIST = 20_000_000;

const repository = z.looseObject({
  sha: z.string().regex(COMMIT),
  siblings: z.array(
    z.looseObject({
      rfilename: z.string(),
      size: z.int().min(0),
      lfs: z.looseObject({ sha256: z.string().optional() }).nullish(),
    }),
  ),
});

/** A file under way: bytes so far, and of how many in all files. */
export type FetchProgress = {
  readonly file: string;
  readonly bytes: number;
  readonly of: number;
};

export type FetchOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Told once, before the first byte of a model. */
  readonly onStart?: (start: { host: string; folder: string; bytes: number }) => void;
  readonly kept?: string;
  /** `HF_ENDPOINT` and `HF_TOKEN` are read as the hub's own tools read them. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

type Hub = { readonly base: string; readonly headers: Readonly<Record<string, string>> };
type FileOfRepository = z.infer<typeof repository>["siblings"][number];

/**
 * Fetches what is missing of the model that `hf:<text>` names; a folder needs nothing. Each file is
 * written aside, compared with the hub's checksum where it has one, then renamed: a fetch that was
 * broken off goes on with the next file. Rejects with `bad-input` where the hub has no such model,
 * `unreachable`, `deadline`, `storage`, `aborted`.
 */
export async function fetchHfModel(
  text: string,
  task: HfTask,
  options: FetchOptions = {},
): Promise<void> {
  const source = parseHfName(text);
  if (source.kind === "folder") return;
  const { id, revision, dtype } = source;
  const kept = options.kept ?? keptModelsFolder(options.environment);
  const hub = hubFrom(options.environment ?? process.env);
  const { sha, siblings } = await repositoryAt(hub, id, revision, options.signal);
  const names = siblings.map(({ rfilename }) => rfilename);
  const chosen = chooseFiles(task, names, dtype);
  if ("missing" in chosen) {
    const whole = chosen.whole.length > 0 ? `; it has ${chosen.whole.join(", ")}` : "";
    throw new TidyError(
      "bad-input",
      `hf:${text}: its repository has no ${chosen.missing.join(", ")}${whole}`,
    );
  }
  const folder = commitFolder(kept, id, sha);
  const wanted = chosen.files
    .filter((name) => !existsSync(join(folder, name)))
    .map((name) => siblings.find((it) => it.rfilename === name)!);
  const of = wanted.reduce((sum, { size }) => sum + size, 0);
  if (wanted.length > 0) options.onStart?.({ host: new URL(hub.base).host, folder, bytes: of });
  let before = 0;
  for (const file of wanted) {
    const url = `${hub.base}/${id}/resolve/${sha}/${file.rfilename}`;
    await fetchFile(hub, url, file, join(folder, file.rfilename), options.signal, (bytes) =>
      options.onProgress?.({ file: file.rfilename, bytes: before + bytes, of }),
    );
    before += file.size;
  }
  if (revision !== sha) {
    const file = revisionFile(kept, id, revision);
    mkdirSync(dirname(file), { recursive: true });
    await writeFile(`${file}.${process.pid}.part`, `${sha}\n`);
    await rename(`${file}.${process.pid}.part`, file);
  }
}

function hubFrom({ HF_ENDPOINT, HF_TOKEN }: Readonly<Record<string, string | undefined>>): Hub {
  const base = (HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new TidyError("bad-input", "HF_ENDPOINT is no web address (https://...)");
  }
  return { base, headers: HF_TOKEN ? { authorization: `Bearer ${HF_TOKEN}` } : {} };
}

async function repositoryAt(hub: Hub, id: string, revision: string, signal?: AbortSignal) {
  const at = `${hub.base}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const chunks: Uint8Array[] = [];
  let length = 0;
  await received(hub, at, signal, async (body) => {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_LIST) throw strange(at);
    }
  });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw strange(at);
  }
  const parsed = repository.safeParse(value);
  if (!parsed.success) throw strange(at);
  return parsed.data;
}

async function fetchFile(
  hub: Hub,
  url: string,
  { rfilename, size, lfs }: FileOfRepository,
  path: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.part`;
  const hash = createHash("sha256");
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > size) return;
      onBytes(bytes);
      yield chunk;
    }
  }
  try {
    // Not a write stream: one that is broken off while it opens makes its file after `rm`.
    await received(hub, url, signal, (body) => writeFile(aside, counted(body)));
    const sum = hash.digest("hex");
    if (bytes !== size || (lfs?.sha256 !== undefined && lfs.sha256 !== sum)) {
      const host = new URL(hub.base).host;
      throw new TidyError(
        "unreachable",
        `${host} sent another ${rfilename} than it lists; try again`,
      );
    }
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}

/** One GET; its body is handed to `take`. A silent hub, a refusal and a full disk each have their error. */
async function received(
  hub: Hub,
  url: string,
  signal: AbortSignal | undefined,
  take: (body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  const { host } = new URL(hub.base);
  try {
    const signals = [silence.signal, ...(signal ? [signal] : [])];
    // Only to the hub: fetch drops the key when it is sent on to another host.
    const response = await fetch(url, { headers: hub.headers, signal: AbortSignal.any(signals) });
    if (!response.ok || response.body === null) throw refused(host, url, response.status);
    await take(heard(response.body, () => timer.refresh()));
  } catch (cause) {
    if (cause instanceof TidyError) throw cause;
    if (signal?.aborted)
      throw new TidyError("aborted", "stopped while fetching a model", { cause });
    if (silence.signal.aborted) {
      const text = `${host} sent nothing for ${SILENCE_MS / 1000} s`;
      throw new TidyError("deadline", text, { cause });
    }
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== undefined && /^(ENOSPC|EACCES|EPERM|EROFS|EIO|EDQUOT)$/.test(code)) {
      throw new TidyError("storage", `cannot keep a model: ${(cause as Error).message}`, { cause });
    }
    throw new TidyError("unreachable", `cannot fetch a model from ${host}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

async function* heard(body: AsyncIterable<Uint8Array>, onChunk: () => void) {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

function refused(host: string, url: string, status: number): TidyError {
  if (status === 401 || status === 403 || status === 404) {
    const text = `${host} has no such model, or not for everyone (status ${status}): check the name and revision, or set HF_TOKEN`;
    return new TidyError("bad-input", text, { details: { url, status } });
  }
  return new TidyError("unreachable", `${host} answers ${status}; try again later`, {
    details: { url, status },
  });
}

const strange = (url: string): TidyError =>
  new TidyError("unreachable", `${new URL(url).host} answers something else than a list of files`);
