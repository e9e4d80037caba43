import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { validateDataset } from "../../datasets/validate-dataset.ts";
import { packageFile } from "../../perception/package-file.ts";
import { tactful } from "../fakes/command-line.ts";

const sample = packageFile("datasets/sample");

test("the sample holds a surface of each kind, at least 26 objects, in less than 6 MB, without fault", async () => {
  expect(await validateDataset(sample)).toEqual([]);
  const { dataset } = await loadDataset(sample);
  expect(new Set(dataset.surfaces.map(({ kind }) => kind)).size).toBe(6);
  expect(dataset.surfaces).toHaveLength(6);
  expect(dataset.surfaces.flatMap(({ objects }) => objects).length).toBeGreaterThanOrEqual(26);
  const files = readdirSync(sample, { recursive: true, encoding: "utf8" });
  const bytes = files.reduce((sum, name) => sum + statSync(join(sample, name)).size, 0);
  expect(bytes).toBeLessThan(6_000_000);
}, 60_000);

test("of the sample it is known what it shows, and what it holds is counted without rendering", async () => {
  const { code, stdout } = await tactful("dataset", "stats", sample, "--no-look", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ surfaces: 6, objects: 33, withOptions: 33 });
}, 60_000);
