import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { publishedSchemas } from "../../agent/schemas.ts";
import { packageFile } from "../../perception/package-file.ts";

test.each(Object.entries(publishedSchemas()))(
  "%s is as published (else: npm run schemas)",
  (file, schema) => {
    const published = JSON.parse(readFileSync(packageFile(file), "utf8"));
    expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
  },
);
