import { writeFileSync } from "node:fs";
import { packageFile } from "../perception/package-file.ts";
import { publishedSchemas } from "./schemas.ts";

for (const [file, schema] of Object.entries(publishedSchemas())) {
  writeFileSync(packageFile(file), `${JSON.stringify(schema, undefined, 2)}\n`);
}
