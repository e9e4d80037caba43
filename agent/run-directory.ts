import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type RunConfig,
  type RunEvent,
  runConfigSchema,
  runEventSchema,
} from "../datasets/run-format.ts";
import { TidyError } from "../perception/tidy-error.ts";
import type { Journal } from "./journal.ts";

/** `runs/<time>-<slug>/`: run.json, events.jsonl (the truth), photos/<sha256>.jpg. */
export type RunDirectory = {
  readonly path: string;
  readonly config: RunConfig;
  readonly journal: Journal;
  close(): Promise<void>;
};

const photoName = (sha256: string) => join("photos", `${sha256}.jpg`);

/** Starts a run directory; rejects with `bad-input` where it already holds a run. */
export async function createRunDirectory(path: string, config: RunConfig): Promise<RunDirectory> {
  if (existsSync(join(path, "run.json"))) {
    throw new TidyError(
      "bad-input",
      `${path} already holds a run; resume it or name another --out`,
    );
  }
  try {
    mkdirSync(join(path, "photos"), { recursive: true });
  } catch (cause) {
    throw new TidyError("bad-input", `cannot make ${path}: ${plain(cause)}`, { cause });
  }
  await writeAside(join(path, "run.json"), `${JSON.stringify(config, null, 2)}\n`);
  return openRunDirectory(path);
}

/**
 * Opens a run to go on with it. A last line cut short by a crash is dropped: what it told of was
 * not yet journaled. Any other damage is `bad-input` with its line.
 */
export async function openRunDirectory(path: string): Promise<RunDirectory> {
  const config = await readRunConfig(path);
  const eventsFile = join(path, "events.jsonl");
  const { events, bytes } = await readEvents(eventsFile);
  if (existsSync(eventsFile)) await truncate(eventsFile, bytes);
  const handle = await open(eventsFile, "a");
  return { path, config, journal: fileJournal(path, handle, events), close: () => handle.close() };
}

/** A run's settings and events as they stand, without opening it for more. */
export async function readRun(
  path: string,
): Promise<{ config: RunConfig; events: readonly RunEvent[] }> {
  const config = await readRunConfig(path);
  return { config, events: (await readEvents(join(path, "events.jsonl"))).events };
}

/** A kept photo's bytes, proved by their hash. */
export async function readRunPhoto(path: string, sha256: string): Promise<Uint8Array> {
  const file = join(path, photoName(sha256));
  const bytes = await readFile(file).catch((cause) => {
    throw new TidyError("bad-input", `${file} is missing from the run`, { cause });
  });
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new TidyError("bad-input", `${file} was changed after the run`);
  }
  return bytes;
}

function fileJournal(path: string, handle: FileHandle, past: readonly RunEvent[]): Journal {
  // One writer at a time: two appends in flight would interleave their lines.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    last = last.then(work, work);
    return last;
  };
  /** A full or vanished disk ends the run in one line; what was written before stays. */
  const written = (work: Promise<void>) =>
    work.catch((cause: unknown) => {
      throw new TidyError("storage", `cannot write to ${path}: ${plain(cause)}`, { cause });
    });
  return {
    past,
    append: (event) => {
      const line = `${JSON.stringify(runEventSchema.parse(event))}\n`;
      return inTurn(() => written(handle.appendFile(line).then(() => handle.datasync())));
    },
    keep: async (sha256, bytes) => {
      const file = join(path, photoName(sha256));
      if (!existsSync(file)) await written(writeAside(file, bytes));
    },
    photo: (sha256) => readRunPhoto(path, sha256),
  };
}

async function readRunConfig(path: string): Promise<RunConfig> {
  const file = join(path, "run.json");
  const text = await readFile(file, "utf8").catch((cause) => {
    throw new TidyError("bad-input", `${path} is not a run: it has no run.json`, { cause });
  });
  const parsed = runConfigSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new TidyError("bad-input", `${file}: ${issue.path.join(".")}: ${issue.message}`);
  }
  return parsed.data;
}

async function readEvents(file: string): Promise<{ events: RunEvent[]; bytes: number }> {
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  const events = lines.map((line, index) => {
    const parsed = runEventSchema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    const where = `${file}:${index + 1}`;
    throw new TidyError("bad-input", `${where}: ${issue.path.join(".")}: ${issue.message}`);
  });
  return { events, bytes: Buffer.byteLength(lines.map((line) => `${line}\n`).join("")) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes beside the file, then renames: a reader never meets half of it. */
export async function writeAside(file: string, data: string | Uint8Array): Promise<void> {
  const aside = `${file}.${process.pid}.part`;
  try {
    const handle = await open(aside, "w");
    try {
      await writeFile(handle, data);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

const plain = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
