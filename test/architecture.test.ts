import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { packageFile } from "../perception/package-file.ts";

const ROOT = packageFile(".");
/** From the ground up: a floor imports its own and lower ones. */
const FLOORS = ["perception", "planner", "datasets", "sim", "agent"];
/** The only files above sim/ that may know it: they start it or read what it made. */
const MAY_SIMULATE =
  /^agent\/commands\/(demo|sim(-\w+)?|eval(-surface)?|score-simulated|dataset-(render|stats)(-\w+)?)\.ts$/;

const sources = FLOORS.flatMap((floor) =>
  readdirSync(join(ROOT, floor), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(floor, file)),
);

const imports = sources.flatMap((file) =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(
    ([, to = ""]) => ({ file, to: relative(ROOT, resolve(ROOT, dirname(file), to)) }),
  ),
);

const floorOf = (file: string) => FLOORS.indexOf(file.split("/")[0]!);

test("imports run downhill", () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(imports.filter(({ file, to }) => floorOf(to) > floorOf(file))).toEqual([]);
});

test("only the commands that start the simulator know it", () => {
  const above = imports.filter(({ file, to }) => floorOf(file) === 4 && floorOf(to) === 3);
  expect(above.filter(({ file }) => !MAY_SIMULATE.test(file))).toEqual([]);
});

test("nothing that decides reads the key", () => {
  const readers = imports.filter(({ to }) => to === "datasets/key.ts").map(({ file }) => file);
  expect(readers.filter((it) => !it.startsWith("sim/") && !MAY_SIMULATE.test(it))).toEqual([]);
  const namers = sources.filter((it) =>
    readFileSync(join(ROOT, it), "utf8").includes("judgements"),
  );
  expect(namers).toEqual(["datasets/key.ts"]);
});

test("no imports go in a circle", () => {
  const next = new Map<string, string[]>();
  for (const { file, to } of imports) next.set(file, [...(next.get(file) ?? []), to]);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  expect(circles).toEqual([]);
});

test("the top level holds what it should and nothing else", () => {
  const FIXED = ["agent", "perception", "planner", "datasets", "sim", "test"];
  const files = ["package.json", "package-lock.json", "tsconfig.json", "biome.json", "README.md"];
  const more = ["LICENSE", "CHANGELOG.md"];
  const made = ["node_modules", "dist", "runs", "rendered"];
  const allowed = new Set([...FIXED, ...files, ...more, ...made]);
  const odd = readdirSync(ROOT).filter((it) => !it.startsWith(".") && !allowed.has(it));
  expect(odd).toEqual([]);
});
