import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";
import { kindsCalled, matchKind } from "../../planner/match-kind.ts";
import { loadNorms, parseNorms } from "../../planner/norms.ts";

const text = readFileSync(packageFile("planner/norms.yaml"), "utf8");
const norms = loadNorms();

/** The shipped norms with one thing changed. */
const spoiled = (from: string | RegExp, to: string) => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return () => parseNorms(changed, "my.yaml");
};

test("the shipped norms load, with every kind's states and questions", () => {
  expect(Object.keys(norms.kinds)).toHaveLength(29);
  expect(norms.kinds.cup?.states.full?.prior).toBe(0.25);
  expect(norms.kinds.laptop?.states.off?.means).toContain("screen dark");
  expect(norms.costs.wrongHigh).toBe(-8);
});

test("an error in the norms names its place", () => {
  expect(spoiled("prior: 0.17", "prior: 0.27")).toThrow(
    "my.yaml: kinds.cup.states: the priors sum to 1.1, not to 1",
  );
  expect(spoiled("prior: 0.17", "prior: often")).toThrow(
    /^my\.yaml: kinds\.cup\.states\.clean\.prior: /,
  );
  expect(spoiled("store: 0.76", "store: 0.66")).toThrow(
    "my.yaml: kinds.cup.states.clean.right: the shares sum to 0.9, not to 1",
  );
  expect(spoiled("store: 0.2, relocate: 0.05", "store: 0.1, relocate: 0.05")).toThrow(
    "my.yaml: kinds.cup.states.clean.when[0].right: the shares sum to 0.9",
  );
  expect(spoiled("store: 0.76", "burn: 0.76")).toThrow(/kinds\.cup\.states\.clean\.right.*burn/);
  expect(spoiled("time: during,", "time: tomorrow,")).toThrow(
    /kinds\.cup\.states\.clean\.when\[0\]\.time/,
  );
  expect(spoiled('"yes": { full: 0.97,', '"yes": { fulll: 0.97,')).toThrow(
    'my.yaml: kinds.cup.questions[0].yes.fulll: "fulll" is no state of this kind (and 1 more)',
  );
  expect(spoiled("loss: low", "loss: some")).toThrow(/kinds\.cup\.states\.full\.loss/);
  expect(spoiled("kinds:\n  cup:", "kinds:\n  cup: {")).toThrow(/^my\.yaml: .*line \d+/);
  expect(() => loadNorms("/nowhere/norms.yaml")).toThrow(
    "cannot read the norms /nowhere/norms.yaml",
  );
});

test("a label names a kind by its name or what else it is called, however it is written", () => {
  const named: readonly (readonly [string, string])[] = [
    ["cup", "cup"],
    ["Coffee-Mugs", "cup"],
    ["a coffee mug", "cup"],
    ["blue cup", "cup"],
    ["takeaway boxes", "takeaway-box"],
    ["brick_model", "brick-model"],
    ["Glasses", "glass"],
    ["drinking glass", "glass"],
    ["napkins", "cloth"],
  ];
  for (const [label, kind] of named) expect(matchKind(norms, label), label).toBe(kind);
});

test("what no kind is called, or two kinds are, matches nothing", () => {
  expect(kindsCalled(norms, "dish")).toEqual(["plate", "bowl"]);
  for (const label of ["dish", "fruit", "rubbish can", "cup holder", "teapot", "", "the"]) {
    expect(matchKind(norms, label), label).toBeUndefined();
  }
});

test("a kind of exactly that name wins over kinds that are called so", () => {
  const both = parseNorms(text.replace("called: [mug,", "called: [bowl,"), "my.yaml");
  expect(matchKind(both, "bowls")).toBe("bowl");
});
