import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packageFile } from "../../perception/package-file.ts";
import type { Angle } from "../../perception/photo.ts";
import type { Situation } from "../../perception/situation.ts";
import { decide } from "../../planner/decide.ts";
import { embeddedReasoner } from "../../planner/embedded-reasoner.ts";
import { loadNorms, parseNorms } from "../../planner/norms.ts";
import { allViewsPolicy } from "../../planner/policies/all-views.ts";
import { decideKnowing } from "../../planner/policies/oracle.ts";
import { sceneOnlyPolicy } from "../../planner/policies/scene-only.ts";
import { tactfulPolicy } from "../../planner/policies/tactful.ts";
import type { PurePolicy } from "../../planner/policy.ts";
import type { ObjectRecord } from "../../planner/run.ts";
import { eyesOf, mean, tidyNormObjects } from "../fakes/norm-world.ts";
import { aRecord, aRun, asked, goodEyes, heard, hypothesis } from "../fakes/one-object.ts";

const norms = loadNorms();
const tactful = tactfulPolicy(norms.costs);
const none = new Set<string>();
const named = (id: string, more: Partial<ObjectRecord> = {}) =>
  aRecord({ object: { ...aRecord().object, id }, ...more });
const decided = (record: ObjectRecord): ObjectRecord => ({
  ...record,
  decision: decide(record, aRun([record]), norms.costs),
});

test("it looks at the object and from the angle that pays most, at a tie the first", () => {
  expect(tactful.next(aRun([named("one"), named("two")]), none)).toMatchObject({
    kind: "look",
    objectId: "one",
    angle: "top",
    questions: ["Is it waste?"],
  });
  const dull = named("dull", { questions: [asked("Is it waste?", { good: 0.3, waste: 0.7 })] });
  expect(tactful.next(aRun([dull, named("two")]), none)).toMatchObject({
    kind: "look",
    objectId: "two",
  });
});

test("it passes over a busy object, and has nothing to say when all others are decided", () => {
  const run = aRun([named("one"), named("two")]);
  expect(tactful.next(run, new Set(["one"]))).toMatchObject({ objectId: "two" });
  expect(tactful.next(run, new Set(["one", "two"]))).toBeUndefined();
  expect(tactful.next(aRun([decided(named("one"))]), none)).toBeUndefined();
});

test("it never takes a view twice, nor one that was refused or that the robot does not have", () => {
  const looked = named("one", {
    looks: ["top"],
    evidence: [heard("top", "Is it waste?", "unknown")],
    refused: [{ angle: "front", reason: "the workspace ends there" }],
  });
  expect(tactful.next(aRun([looked]), none)).toMatchObject({ kind: "look", angle: "back" });
  const blind = aRun([looked], { angles: ["front", "top"] });
  expect(tactful.next(blind, none)).toMatchObject({ kind: "decide" });
});

test("it stops when the answer is in, and when the budget is spent or in flight", () => {
  const known = named("one", { looks: ["top"], evidence: [heard("top", "Is it waste?", "yes")] });
  expect(tactful.next(aRun([known]), none)).toMatchObject({ kind: "decide", objectId: "one" });
  const spent = aRun([known, named("two")], { budget: 1 });
  expect(tactful.next(aRun([decided(known), named("two")], { budget: 1 }), none)).toMatchObject({
    kind: "decide",
    objectId: "two",
  });
  expect(tactful.next(spent, new Set(["one"]))).toMatchObject({ kind: "decide", objectId: "two" });
});

test("among sides that promise the same it takes the one the asker would take", () => {
  const question = { ...asked("Is it waste?", { good: 0, waste: 1 }), angle: "left" as Angle };
  const record = named("one", {
    questions: [question],
    looks: ["top"],
    evidence: [heard("top", question.text, "unknown")],
  });
  expect(tactful.next(aRun([record]), none)).toMatchObject({ kind: "look", angle: "left" });
});

test("it decides at once where nothing can be asked", () => {
  const unknown = named("one", { hypotheses: [hypothesis("other", { prior: 1 })], questions: [] });
  expect(tactful.next(aRun([unknown]), none)).toEqual({ kind: "decide", objectId: "one" });
});

test("the same run gives the same step", () => {
  const run = aRun([named("one"), named("two")]);
  expect(tactful.next(run, none)).toEqual(tactful.next(structuredClone(run), none));
});

/** The looks of a policy over a whole run, every photo answered "unknown". */
function looksOf(policy: PurePolicy, budget: number): readonly string[] {
  let objects: readonly ObjectRecord[] = [named("one"), named("two")];
  const looks: string[] = [];
  for (;;) {
    const run = aRun(objects, { budget });
    const step = policy.next(run, none);
    if (!step) return looks;
    if (step.kind === "look") looks.push(`${step.objectId}/${step.angle}`);
    objects = objects.map((record) => {
      if (record.object.id !== step.objectId) return record;
      if (step.kind === "decide") return { ...record, decision: decide(record, run, norms.costs) };
      const evidence = step.questions.map((text) => heard(step.angle, text, "unknown"));
      return {
        ...record,
        looks: [...record.looks, step.angle],
        evidence: [...record.evidence, ...evidence],
      };
    });
  }
}

test("every method ends, within its budget: the scene alone, all views, and what pays", () => {
  expect(looksOf(sceneOnlyPolicy(), 20)).toEqual([]);
  expect(looksOf(allViewsPolicy(), 20)).toHaveLength(10);
  expect(new Set(looksOf(allViewsPolicy(), 20)).size).toBe(10);
  expect(looksOf(allViewsPolicy(), 7)).toHaveLength(7);
  const looks = looksOf(tactful, 20);
  expect(looks.length).toBeGreaterThan(0);
  expect(new Set(looks).size).toBe(looks.length);
  expect(looksOf(tactful, 3)).toHaveLength(3);
});

test("known the state, the norms' best action is taken; an unheard-of state is other", async () => {
  const object = { ...aRecord().object, label: "takeaway-box" };
  const surface = { ...aRun([]).surface };
  const hypotheses = await embeddedReasoner(norms).propose(object, { surface, description: "" });
  const knowing = (state: string) =>
    decideKnowing([state], object, hypotheses, aRun([]), norms.costs).action.verb;
  expect(knowing("greasy")).toBe("discard");
  expect(knowing("empty")).toBe("recycle");
  expect(knowing("on fire")).toBe(knowing("other"));
});

test("known the state that two options tell of, the situation decides between them", async () => {
  const drink = (action: string, verb: "leave" | "empty") =>
    ({ state: "half full of a drink", action, verb, reversibility: "costly" }) as const;
  const options = [
    drink("leave it: someone is drinking it", "leave"),
    drink("pour it out", "empty"),
  ];
  const object = { ...aRecord().object, label: "cup", options };
  const inSituation = async (situation: Situation) => {
    const surface = { ...aRun([]).surface, situation };
    const hypotheses = await embeddedReasoner(norms).propose(object, { surface, description: "" });
    const knowing = ["option-1", "option-2"];
    return decideKnowing(knowing, object, hypotheses, aRun([]), norms.costs).hypothesis;
  };
  expect(await inSituation({ people: "present" })).toBe("option-1");
  expect(await inSituation({ time: "after" })).toBe("option-2");
});

test("other norms change what is decided", async () => {
  const text = readFileSync(packageFile("planner/norms.yaml"), "utf8");
  const hoarding = parseNorms(
    text.replace(
      "right: { discard: 0.78, recycle: 0.16, ask: 0.03, leave: 0.03 }",
      "right: { store: 1 }",
    ),
    "hoarding.yaml",
  );
  const object = { ...aRecord().object, label: "takeaway-box" };
  const { surface } = aRun([]);
  const hypotheses = await embeddedReasoner(hoarding).propose(object, { surface, description: "" });
  expect(decideKnowing(["greasy"], object, hypotheses, aRun([]), norms.costs).action.verb).toBe(
    "store",
  );
});

test("in a world as the norms believe, looking pays, and most of it with a third of the looks", async () => {
  const world = { seeing: { together: true, noShows: 0.6 }, count: 150, seed: 2_100_000 };
  const fare = async (policy: PurePolicy) => {
    const outcomes = await tidyNormObjects(norms, policy, eyesOf(0.92, 0.88), world);
    return {
      right: mean(outcomes.map((each) => each.right)),
      oracle: mean(outcomes.map((each) => each.oracle)),
      looks: mean(outcomes.map((each) => each.looks)),
    };
  };
  const scene = await fare(sceneOnlyPolicy());
  const ours = await fare(tactful);
  const all = await fare(allViewsPolicy());
  expect(ours.right).toBeGreaterThan(scene.right + 0.05);
  expect(ours.right).toBeGreaterThan(all.right - 0.06);
  expect(ours.right).toBeGreaterThan(0.75 * ours.oracle);
  expect(ours.looks).toBeLessThan(all.looks / 2);
});

test("a decision says what it rests on: the action, its chance, and the weightiest answer first", () => {
  const record = aRecord({
    evidence: [heard("scene", "Is it waste?", "unknown"), heard("top", "Is it waste?", "yes")],
    looks: ["top"],
  });
  const decision = decide(record, aRun([record]), norms.costs);
  expect(decision).toMatchObject({
    action: { verb: "discard", text: "throw it away", reversibility: "irreversible" },
    hypothesis: "waste",
    set: ["waste"],
  });
  expect(decision.probability).toBeCloseTo(decision.belief.waste!, 9);
  expect(decision.evidence.map(({ view }) => view)).toEqual(["top", "scene"]);
  expect(decision.because).toBe('it is waste (0.94); yes to "Is it waste?" from above');
});

test("a decision says what it was kept from, and by what", () => {
  const unsure = aRecord({
    hypotheses: [
      hypothesis("waste", { prior: 0.45, right: { discard: 1 } }),
      hypothesis("spoilt", { prior: 0.55, right: { empty: 1 } }),
    ],
    refused: [{ angle: "top", reason: "the arm does not reach" }],
  });
  const run = aRun([unsure], { skills: ["discard"] });
  const { action, because } = decide(unsure, run, norms.costs);
  expect(action.verb).toBe("leave");
  expect(because).toContain("no photo showed what would tell");
  expect(because).toContain("too unsure to discard it, which is for ever");
  expect(because).toContain("cannot empty anything");
  expect(because).toContain("no view from the top");
});

test("the last word may be the reasoner's", () => {
  const record = aRecord();
  const belief = { good: 0.02, waste: 0.98 };
  const decision = decide(record, aRun([record]), norms.costs, belief);
  expect(decision.action.verb).toBe("discard");
  expect(decision.belief).toEqual(belief);
});

test("for a dataset's object the hypothesis acted upon is the option chosen", () => {
  const options = [
    { state: "a", action: "shelve it", verb: "store", reversibility: "reversible" },
    { state: "b", action: "wash it twice", verb: "clean", reversibility: "costly" },
  ] as const;
  const record = aRecord({
    object: { ...aRecord().object, options },
    hypotheses: [
      hypothesis("option-1", { right: { store: 0.9, ask: 0.1 }, do: "shelve it" }),
      hypothesis("option-2", { right: { clean: 0.9, ask: 0.1 }, do: "wash it twice" }),
    ],
    questions: [],
  });
  const decision = decide(record, aRun([record], { likelihoods: goodEyes }), norms.costs, {
    "option-1": 0.04,
    "option-2": 0.96,
  });
  expect(decision).toMatchObject({
    hypothesis: "option-2",
    action: { verb: "clean", text: "wash it twice", reversibility: "costly" },
  });
});
