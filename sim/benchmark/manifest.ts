import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { packageFile } from "../../perception/package-file.ts";
import type { PhotoFile } from "./photograph.ts";

/** The digests of a dataset's photos as it was published. */
const manifestSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** SHA-256 of all of it: of the lines "<id> <digest>" below. */
  sha256: z.string(),
  /** By surface, or by pair: SHA-256 of its photos, names and bytes. */
  parts: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Where the manifest of a dataset of that name lies. */
export const manifestFile = (name: string): string => packageFile(`datasets/${name}.manifest.json`);

/** The published digests of a dataset. */
export const readManifest = (name: string): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(manifestFile(name), "utf8")));

/** What these digests are published as. */
export function manifestOf(
  digests: ReadonlyMap<string, string>,
  name: string,
  version: string,
): Manifest {
  const hash = createHash("sha256");
  for (const [id, digest] of digests) hash.update(`${id} ${digest}\n`);
  return { name, version, sha256: hash.digest("hex"), parts: Object.fromEntries(digests) };
}

/** Which of these digests are not the published ones. */
export function differsFromPublished(
  digests: ReadonlyMap<string, string>,
  name: string,
  version: string,
): readonly string[] {
  const published = readManifest(name);
  return [...digests]
    .filter(([id, digest]) => published.version !== version || published.parts[id] !== digest)
    .map(([id]) => id);
}

/** One word for photos, names and bytes, in their order. */
export function digestOf(files: readonly PhotoFile[]): string {
  const hash = createHash("sha256");
  for (const { path, bytes } of files) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return hash.digest("hex");
}
