import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as z from "zod";
import { packageFile } from "../../perception/package-file.ts";
import type { PhotoFile } from "./photograph.ts";

/** The digest of each surface of the test split, as it was published. */
const manifestSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** Of the photos, SHA-256, by surface. */
  surfaces: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST_FILE = "datasets/tidy-surfaces.manifest.json";

/** The published digests of the test split. */
export const readManifest = (): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(packageFile(MANIFEST_FILE), "utf8")));

/** One word for all photos of a surface, names and bytes, in their order. */
export function digestOf(files: readonly PhotoFile[]): string {
  const hash = createHash("sha256");
  for (const { path, bytes } of files) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return hash.digest("hex");
}
