import { readFileSync } from "node:fs";
import { packageFile } from "../perception/package-file.ts";

/** Version of this package. */
export const version: string = JSON.parse(
  readFileSync(packageFile("package.json"), "utf8"),
).version;
