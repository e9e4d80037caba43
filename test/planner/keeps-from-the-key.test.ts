import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";

const sources = (folder: string): readonly string[] =>
  readdirSync(packageFile(folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs|py)$/.test(file))
    .map((file) => join(folder, file));

const files = [...sources("planner"), ...sources("perception")];
const filesThatName = (what: RegExp) =>
  files.filter((file) => what.test(readFileSync(packageFile(file), "utf8")));

test("nothing that perceives or plans reads the key", () => {
  expect(files).toContain(join("planner", "decide.ts"));
  expect(filesThatName(/judgements|datasets\/key/)).toEqual([]);
});

test("nothing but training reads true states", () => {
  const reading = filesThatName(/truth\.json/).filter(
    (file) => !file.startsWith(join("perception", "training")),
  );
  expect(reading).toEqual([]);
});
