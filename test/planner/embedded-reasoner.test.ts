import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";
import type { Situation } from "../../perception/situation.ts";
import type { ObjectOption, SceneObject } from "../../perception/surface.ts";
import { reversibilityOf, type Verb } from "../../perception/tidy-action.ts";
import { beyondTidying } from "../../planner/beyond-tidying.ts";
import { decide } from "../../planner/decide.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms, parseNorms } from "../../planner/norms.ts";
import { aRun, heard } from "../fakes/one-object.ts";

const norms = loadNorms();
const thing = (label: string, options?: readonly ObjectOption[]): SceneObject => ({
  id: "thing-1",
  label,
  box: { x: 0, y: 0, width: 10, height: 10 },
  ...(options && { options }),
});
const told = (situation: Situation = {}) => ({
  surface: { id: "s", kind: "table", instruction: "tidy up", situation, objects: [] },
  description: "",
});
const option = (state: string, action: string, verb: Verb): ObjectOption => ({
  state,
  action,
  verb,
  reversibility: reversibilityOf(verb),
});
const MUG = [
  option("clean and empty", "store it", "store"),
  option("water inside", "dry and store it", "store"),
  option("a drink inside", "empty, rinse and store it", "empty"),
  option("residue", "rinse it", "clean"),
  option("dried-on residue", "wash it", "clean"),
];
const record = async (
  object: SceneObject,
  situation: Situation = {},
  reasoner = embeddedReasoner(norms),
) => {
  const hypotheses = await reasoner.propose(object, told(situation));
  const questions = await reasoner.ask(object, hypotheses, [], told(situation));
  return { object, hypotheses, questions, evidence: [], looks: [], refused: [] };
};

test("a known kind's states are the hypotheses, and the first exception that holds applies", async () => {
  const right = async (situation: Situation) =>
    (await record(thing("mug"), situation)).hypotheses.find(({ id }) => id === "full")?.right;
  expect(await right({})).toEqual({ leave: 0.52, empty: 0.28, ask: 0.2 });
  expect(await right({ time: "after" })).toMatchObject({ empty: 0.76 });
  expect(await right({ people: "present", time: "after" })).toMatchObject({ leave: 0.88 });
  expect(await right({ owner: "guest" })).toMatchObject({ leave: 0.52 });
});

test("the questions come from the norms, and for other states the answer is open", async () => {
  const { questions } = await record(thing("cup"));
  expect(questions).toHaveLength(3);
  expect(questions[0]?.yes).toEqual({
    full: 0.97,
    rest: 0.02,
    clean: 0.01,
    dried: 0.02,
    other: 0.5,
  });
  expect(questions[0]?.seen.above).toBe(0.95);
});

test("a thing that the norms do not know, or know two of, is handled with care and not asked about", async () => {
  for (const label of ["astrolabe", "dish"]) {
    const unknown = await record(thing(label));
    expect(unknown.hypotheses).toHaveLength(1);
    expect(unknown.hypotheses[0]).toMatchObject({ id: "other", prior: 1, loss: "high" });
    expect(unknown.questions).toEqual([]);
    const decision = decide(unknown, aRun([unknown]), norms.costs);
    expect(["leave", "ask"]).toContain(decision.action.verb);
    expect(decision.because).toContain(`the norms say nothing of "${label}"`);
  }
  const away = await record(thing("astrolabe"), { people: "away" });
  expect(away.hypotheses[0]?.right.leave).toBe(0.72);
});

test("a dataset object's options are its hypotheses, with none of these; questions follow the matched", async () => {
  const { hypotheses, questions } = await record(thing("mug", MUG));
  expect(hypotheses.map(({ id }) => id)).toEqual([
    "option-1",
    "option-2",
    "option-3",
    "option-4",
    "option-5",
    "other",
  ]);
  expect(hypotheses.reduce((sum, { prior }) => sum + prior, 0)).toBeCloseTo(1, 9);
  expect(hypotheses[0]?.right.store).toBeGreaterThan(0.8);
  expect(hypotheses.map(({ loss }) => loss)).toEqual(["none", "low", "low", "low", "none", "low"]);
  const fullCup = questions[0]!.yes;
  expect(fullCup["option-3"]).toBeGreaterThan(0.6);
  expect(fullCup["option-1"]).toBeLessThan(0.1);
  expect(fullCup["option-2"]).toBeGreaterThan(fullCup["option-1"]!);
});

test("of two options that tell of one state, the situation says which is the likelier", async () => {
  const drink = [
    option("half full of a drink", "pour it out", "empty"),
    option("half full of a drink", "leave it: someone is drinking it", "leave"),
    option("clean and dry", "put it in the cupboard", "store"),
  ];
  const priors = async (situation: Situation) =>
    (await record(thing("mug", drink), situation)).hypotheses.map(({ prior }) => prior);
  const [pour, leave] = await priors({ people: "present" });
  expect(leave).toBeGreaterThan(5 * pour!);
  const [pourLater, leaveLater] = await priors({ time: "after" });
  expect(pourLater).toBeGreaterThan(5 * leaveLater!);
});

test("where no option tells of a state that shows, none of these is what is believed", async () => {
  const dry = [MUG[0]!, MUG[4]!];
  const mug = await record(thing("mug", dry));
  const full = mug.questions[0]!;
  expect(full.yes.other).toBeGreaterThan(0.4);
  const seen = { ...mug, evidence: [heard("top", full.text, "yes")] };
  const { hypothesis, action } = decide(seen, aRun([seen]), norms.costs);
  expect([hypothesis, action.verb]).toEqual(["other", "leave"]);
});

test("with nothing seen of a dataset's mug, or of a thing unknown, it is left or asked about", async () => {
  for (const label of ["mug", "astrolabe"]) {
    const unseen = await record(thing(label, MUG));
    expect(["leave", "ask"]).toContain(decide(unseen, aRun([unseen]), norms.costs).action.verb);
  }
});

test("a kind added to the norms is known without any other change", async () => {
  const added = `
  teapot:
    called: [tea pot]
    states:
      full: { prior: 0.5, means: "tea in it", right: { leave: 1 }, do: "leave it", loss: low }
      empty: { prior: 0.4, means: "empty", right: { clean: 1 }, do: "rinse it", loss: none }
      other: { prior: 0.1, means: "otherwise", right: { ask: 1 }, do: "ask", loss: low }
    questions:
      - { ask: "Is there tea in it?", because: "tea may be wanted", "yes": { full: 1, empty: 0 }, seen: { scene: 0, above: 1, side: 0 } }
`;
  const text = readFileSync(packageFile("planner/norms.yaml"), "utf8");
  const more = embeddedReasoner(parseNorms(text.trimEnd() + added, "my.yaml"));
  const teapot = await record(thing("Tea pots"), {}, more);
  expect(teapot.hypotheses.map(({ id }) => id)).toEqual(["full", "empty", "other"]);
  expect(teapot.questions).toHaveLength(1);
});

test("it takes instructions to clean or tidy a surface, and says what is beyond it", () => {
  for (const within of [
    "clean the surface",
    "Please tidy up the kitchen table.",
    "Could you clear the desk, please?",
    "tidy up",
    "Clean my messy desk up",
    "clean off the coffee table",
  ]) {
    expect(beyondTidying(within), within).toBeUndefined();
  }
  for (const beyond of [
    "",
    "make coffee",
    "clean the table but leave the cups",
    "throw everything on the table away",
    "clean the window",
    "don't clean the table",
  ]) {
    expect(beyondTidying(beyond), beyond).toMatch(/is beyond the built-in norms/);
  }
});
