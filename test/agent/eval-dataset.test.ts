import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkScorable, methodsFor } from "../../agent/commands/eval-dataset.ts";
import { chosenOption } from "../../agent/evaluation/judge-options.ts";
import { type Results, resultsSchema } from "../../agent/evaluation/results.ts";
import { runSummarySchema } from "../../agent/run-summary.ts";
import { readDataset } from "../../datasets/load-dataset.ts";
import { photoInFolder } from "../../datasets/photo-in-folder.ts";
import { answeredDataset, tellTruth, tellTwins } from "../fakes/answered-dataset.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { DRINK_OPTIONS, modelThatSeesTheDrinkOn } from "../fakes/model-that-sees-a-drink.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { strictServers } from "../fakes/strict-servers.ts";

const open = strictServers();

async function evaluated(...args: readonly string[]): Promise<Results> {
  const { code, stdout, stderr } = await tactful("eval", ...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return resultsSchema.parse(JSON.parse(stdout));
}

const decisionsOf = ({ samples }: Results) =>
  samples.map(({ surface, method, objects }) => ({
    surface,
    method,
    objects: objects.map(({ verb, option, probability, looks }) => ({
      verb,
      option,
      probability,
      looks,
    })),
  }));

test("a dataset's surfaces are decided as run decides them, whatever is accepted", async () => {
  const folder = await answeredDataset();
  const before = await evaluated(folder);
  expect(before).toMatchObject({ dataset: "drawn cups", n: 2, judge: "accepted answers" });
  expect(before.methods.map(({ method }) => method)).toEqual([
    "tactful",
    "no-active-perception",
    "all-views",
    "oracle",
  ]);
  for (const it of before.methods)
    expect(it).toMatchObject({ n: 3, missed: 0, unscored: 0, unscoredObjects: 1, groups: [] });

  const [desk] = before.samples.filter(({ method }) => method === "tactful");
  const out = join(newFolder(), "run");
  const run = await tactful("run", "--robot", folder, "--surface", "desk", "--out", out, "--json");
  const { decisions } = runSummarySchema.parse(JSON.parse(run.stdout));
  expect(desk!.objects.map(({ verb, probability, looks }) => [verb, probability, looks])).toEqual(
    decisions.slice(0, 2).map((it) => [it.action.verb, it.probability, it.looks]),
  );

  const methods = ["--methods", "tactful,all-views"] as const;
  const chosen = desk!.objects.map(({ option }) => option!);
  const asChosen = chosen.map((it) => (it === "none" ? it : [it]));
  const otherwise = chosen.map((it) => (it === 1 ? [2] : [1]));
  const decided = decisionsOf(before).filter(
    ({ surface, method }) => surface === "drawn cups/desk" && /tactful|all/.test(method),
  );
  for (const [answers, right] of [
    [asChosen, true],
    [otherwise, false],
  ] as const) {
    const accepted = { "desk/cup-1": answers[0]!, "desk/cup-2": answers[1]! };
    const after = await evaluated(await answeredDataset({ accepted }), ...methods);
    const [scored, unscored] = after.samples.filter(({ method }) => method === "tactful");
    expect(scored!.objects.map((it) => it.right)).toEqual([right, right]);
    expect(unscored).toMatchObject({ objects: [], unscored: 1 });
    expect(decisionsOf(after).slice(0, 2)).toEqual(decided);
  }
}, 120_000);

test("a missing photo is one unscored run with the reason, and a stopped evaluation goes on", async () => {
  const folder = await answeredDataset();
  const out = join(newFolder(), "eval");
  await rm(join(folder, "kitchen/cup-1_top.jpg"));
  const args = [folder, "--methods", "all-views,no-active-perception", "--out", out] as const;
  const { samples, methods } = await evaluated(...args);
  const [views, scene] = methods;
  expect(views).toMatchObject({ n: 2, unscored: 1 });
  expect(scene).toMatchObject({ n: 3, unscored: 0 });
  const [failed, ...others] = samples.filter((it) => it.failed !== undefined);
  expect(others).toEqual([]);
  expect(failed).toMatchObject({ surface: "drawn cups/kitchen", method: "all-views" });
  expect(failed!.failed).toMatch(/kitchen\/cup-1_top\.jpg: there is no such file$/);
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("cup-1_top.jpg");

  const log = join(out, "samples.jsonl");
  const lines = (await readFile(log, "utf8")).split("\n");
  const desk = lines.filter((line) => line.includes("cups/desk"));
  await writeFile(log, `${desk.join("\n")}\n${desk[0]!.slice(0, 40)}`);
  await rm(join(folder, "kitchen/scene.jpg"));
  const resumed = await evaluated(...args, "--resume");
  expect(resumed.samples.slice(0, 2)).toEqual(samples.slice(0, 2));
  expect(resumed.samples.slice(2).map(({ failed }) => failed)).toEqual([
    expect.stringContaining("kitchen/scene.jpg: there is no such file"),
    expect.stringContaining("kitchen/scene.jpg: there is no such file"),
  ]);

  const other = await tactful("eval", "sim:1", "--out", out, "--resume");
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/holds drawn cups\/\w+, which is not one of these surfaces/);
}, 120_000);

test("what is true of a rendered benchmark gives groups, in which each object counts once", async () => {
  const folder = await answeredDataset();
  await tellTruth(folder);
  const { judge, methods, samples } = await evaluated(folder, "--methods", "oracle");
  expect(judge).toBe("authored key");
  const groups = methods[0]!.groups.map(({ group, n }) => [group, n]);
  expect(groups).toEqual([
    ["told", 1],
    ["untold", 1],
    ["none-fits", 1],
  ]);
  const kitchen = samples.find(({ surface }) => surface.endsWith("kitchen"));
  expect(kitchen!.objects[0]).toMatchObject({ kind: "cup", state: "dried", group: "untold" });
  const below = await tactful("eval", folder, "--methods", "oracle", "--min-accuracy", "1");
  expect(below.code).toBe(methods[0]!.accuracy === 1 ? 0 : 3);
  expect(below.stdout).toContain("objects without an accepted answer: 1");
}, 60_000);

test("a dataset's surfaces that are told to be twins are counted in pairs", async () => {
  const folder = await answeredDataset();
  await tellTwins(folder);
  const { stdout } = await tactful("eval", folder, "--methods", "oracle");
  expect(stdout).toMatch(
    /(0|1)\.000 of 1 that differ in look, \1\.000 of 1 that differ in look: light/,
  );
}, 60_000);

test("what makes no sense on a dataset is refused in one line, before anything runs", async () => {
  const out = join(newFolder(), "eval");
  const flat = await answeredDataset({ angles: [] });
  const refused = await tactful("eval", flat, "--methods", "tactful,all-views", "--out", out);
  expect(refused).toMatchObject({
    code: 2,
    stderr: `tactful: ${flat}: has no close-ups, so all-views makes no sense on it\n`,
  });
  expect(existsSync(out)).toBe(false);
  const paper = await readDataset(flat);
  expect(methodsFor(paper, ["all-views", "oracle"])).toEqual(["oracle"]);
  expect(() => checkScorable(paper, ["oracle"], () => undefined)).toThrow(
    "the truth beside it says nothing of desk/cup-1",
  );
  const unanswered = await readDataset(await answeredDataset({ accepted: {} }));
  expect(() => checkScorable(unanswered, ["oracle"])).toThrow(
    "no object has options and accepted answers to score by",
  );
}, 60_000);

test("a model's choice is right where it is accepted, and where photos go is said once", async () => {
  const accepted = { "desk/cup-1": [3], "kitchen/cup-1": [3] };
  const folder = await answeredDataset({ accepted, options: DRINK_OPTIONS });
  const top = await photoInFolder(folder, "desk/cup-1_top.jpg", { kind: "scene" });
  const mind = modelThatSeesTheDrinkOn(() => top.sha256);
  const { model, host, baseUrl, apiKey } = await open({ mind });
  const eyes = `openai:${model}`;
  const { finished } = startTactful(
    ["eval", folder, "--methods", "tactful", "--reasoner", eyes, "--vision", eyes, "--json"],
    { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey },
  );
  const { stdout, stderr } = await finished;
  expect(stderr).toBe(`photos go to ${host}\n`);
  const { methods, samples } = resultsSchema.parse(JSON.parse(stdout));
  expect(methods[0]).toMatchObject({ n: 2, unscoredObjects: 2, costUsd: null, accuracy: 0.5 });
  const [desk, kitchen] = samples.map(({ objects }) => objects[0]);
  expect(desk).toMatchObject({ verb: "empty", option: 3, accepted: ["3"], right: true });
  expect(kitchen).toMatchObject({ right: false });
}, 60_000);

test("who takes an option to be true but does something else has chosen none of them", () => {
  const options = [{ verb: "discard" }, { verb: "leave" }] as const;
  const choice = (verb: "discard" | "leave" | "ask", hypothesis?: string) => {
    const action = { verb, objectId: "cup", text: "", reversibility: "reversible" } as const;
    return chosenOption({ action, ...(hypothesis && { hypothesis }) }, options);
  };
  expect(choice("discard", "option-1")).toBe(1);
  expect(choice("leave", "option-2")).toBe(2);
  expect(choice("ask", "option-1")).toBe("none");
  expect(choice("leave", "other")).toBe("none");
  expect(choice("leave")).toBe("none");
  expect(choice("leave", "option-3")).toBe("none");
});
