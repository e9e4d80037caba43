import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type Results,
  resultsCsv,
  resultsOf,
  resultsSchema,
} from "../../agent/evaluation/results.ts";
import { tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";

const SURFACES = "sim:2100010-2100011";

test("methods are compared on the same surfaces, and a stopped evaluation goes on", async () => {
  const out = join(newFolder(), "eval");
  const args = [
    "eval",
    SURFACES,
    "--methods",
    "no-active-perception,oracle",
    "--out",
    out,
    "--json",
  ];
  const first = await tactful(...args);
  expect(first.stderr).toBe("");
  expect(first.code).toBe(0);
  const results: Results = resultsSchema.parse(JSON.parse(first.stdout));
  expect(results.n).toBe(2);
  const [scene, oracle] = results.methods;
  expect(scene?.looksPerDecision).toBe(0);
  expect(scene?.n).toBe(oracle?.n);
  expect(oracle?.accuracy).toBeGreaterThan(0.3);
  expect(results.comparisons).toHaveLength(1);

  const again = await tactful(...args);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("add --resume");

  await appendFile(join(out, "samples.jsonl"), '{"method":"orac');
  const resumed = await tactful(...args, "--resume");
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stdout).samples).toEqual(results.samples);
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("no-active-perception");
  const page = await tactful("report", out, "--out", join(out, "again.html"));
  expect(page.code).toBe(0);
}, 120_000);

test("below the accuracy that was asked for, it ends with 3", async () => {
  const { code } = await tactful("eval", SURFACES, "--methods", "oracle", "--min-accuracy", "1");
  expect(code).toBe(3);
}, 60_000);

test("a failed run is unscored, not wrong; a missed object is wrong; nothing gives no mean", () => {
  const missed = { kind: "cup", state: "full", accepted: ["empty"], looks: 0, right: false };
  const decided = { ...missed, looks: 1, right: true, verb: "empty" };
  const sample = { surface: "sim:1", iteration: 1, ghosts: 0, seconds: 1 };
  const of = {
    dataset: "sim:1-2",
    reasoner: "embedded",
    vision: "embedded",
    methods: ["tactful", "all-views"],
    iterations: 1,
  };
  const { methods } = resultsOf(of, [
    { ...sample, method: "tactful", objects: [decided, missed] },
    { ...sample, method: "all-views", objects: [], failed: "the robot went away" },
  ]);
  expect(methods[0]).toMatchObject({
    accuracy: 0.5,
    n: 2,
    missed: 1,
    unscored: 0,
    looksPerDecision: 1,
  });
  expect(methods[1]).toMatchObject({ n: 0, unscored: 1 });
  expect(methods[1]).not.toHaveProperty("accuracy");
});

test("the table for spreadsheets quotes what would break it", () => {
  const csv = resultsCsv({
    dataset: "d",
    n: 1,
    seeds: "d",
    judge: "accepted answers",
    methods: [],
    comparisons: [],
    samples: [
      {
        method: 'a,"b"',
        surface: "s",
        iteration: 1,
        ghosts: 0,
        seconds: 1,
        objects: [
          { kind: "cup", state: "full", accepted: ["empty", "leave"], looks: 0, right: false },
        ],
      },
    ],
  });
  expect(csv.split("\n")[1]).toBe('"a,""b""",s,1,cup,full,,,0,empty leave,false,,');
});

test("twins count only where both are right", () => {
  const object = (right: boolean) => ({
    kind: "cup",
    state: "full",
    accepted: ["2"],
    verb: "empty",
    looks: 1,
    right,
  });
  const sample = (surface: string, right: boolean) => ({
    method: "tactful",
    surface,
    iteration: 1,
    objects: [object(right)],
    ghosts: 0,
    seconds: 1,
  });
  const of = {
    dataset: "tidy-twins",
    reasoner: "embedded",
    vision: "embedded",
    methods: ["tactful"],
    iterations: 1,
    twins: [
      { differIn: "state", surfaces: ["state-01-a", "state-01-b"] as const },
      { differIn: "state", surfaces: ["state-02-a", "state-02-b"] as const },
      { differIn: "light", surfaces: ["look-02-a", "look-02-b"] as const },
    ],
  };
  const { methods } = resultsOf(of, [
    sample("state-01-a", true),
    sample("state-01-b", true),
    sample("state-02-a", true),
    sample("state-02-b", false),
    sample("look-02-a", true),
  ]);
  expect(methods[0]!.accuracy).toBe(0.8);
  expect(methods[0]!.twins).toMatchObject([{ differIn: "state", bothRight: 0.5, pairs: 2 }]);
});

test("neither twins nor repeated runs make a comparison surer than as many surfaces do", () => {
  const judged = { kind: "cup", state: "full", accepted: ["2"], looks: 0 };
  const sample = (method: string, surface: string, iteration: number) => ({
    method,
    surface,
    iteration,
    objects: [{ ...judged, verb: "empty" as const, right: method === "oracle" }],
    ghosts: 0,
    seconds: 1,
  });
  const methods = ["oracle", "tactful"];
  const of = { dataset: "d", reasoner: "embedded", vision: "embedded", methods, iterations: 1 };
  const compared = (
    surfaces: readonly string[],
    twins: readonly (readonly [string, string])[] = [],
    iterations = [1],
  ) => {
    const samples = surfaces.flatMap((surface) =>
      iterations.flatMap((it) => methods.map((method) => sample(method, surface, it))),
    );
    const asTwins = twins.map((pair) => ({ differIn: "state", surfaces: pair }));
    return resultsOf({ ...of, twins: asTwins }, samples).comparisons[0]!;
  };
  const two = compared(["a", "b"]);
  const twins = [["a", "a'"] as const, ["b", "b'"] as const];
  expect(compared(["a", "a'", "b", "b'"], twins).p).toBeCloseTo(two.p, 1);
  expect(compared(["a", "b"], [], [1, 2]).p).toBeCloseTo(two.p, 1);
  expect(compared(["a", "a'", "b", "b'"]).p).toBeLessThan(two.p - 0.2);
});
