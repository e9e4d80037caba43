import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];
afterAll(() => Promise.all(made.map((it) => rm(it, { recursive: true, force: true }))));

/** An empty folder that is gone once the tests of this file are over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tactful-"));
  made.push(folder);
  return folder;
}
