import { expect, test } from "vitest";
import { VERBS } from "../../perception/tidy-action.ts";
import { loadNorms } from "../../planner/norms.ts";
import { predictionSet } from "../../planner/prediction-set.ts";
import { choose, expectedUtility, stakesOf, utilityIn } from "../../planner/utility.ts";
import { aRecord, aRun, hypothesis } from "../fakes/one-object.ts";

const { costs } = loadNorms();
const stakes = stakesOf(aRecord(), aRun([aRecord()]), costs);
const certain = { only: 1 };
const inState = (right: object, loss: "none" | "low" | "high" = "none") => [
  hypothesis("only", { right, loss, prior: 1 }),
];

test("errors cost by what they undo or destroy", () => {
  const [none] = inState({}, "none");
  const [low] = inState({}, "low");
  const [high] = inState({}, "high");
  expect(utilityIn(high!, "leave", costs)).toBe(-0.25);
  expect(utilityIn(high!, "store", costs)).toBe(-0.5);
  expect(utilityIn(high!, "relocate", costs)).toBe(-0.5);
  for (const verb of ["clean", "empty", "recycle", "discard"] as const) {
    expect(utilityIn(none!, verb, costs)).toBe(-0.5);
    expect(utilityIn(low!, verb, costs)).toBe(-2);
    expect(utilityIn(high!, verb, costs)).toBe(-8);
  }
  expect(utilityIn(high!, "ask", costs)).toBe(-0.4);
  expect(utilityIn(inState({ ask: 0.5 })[0]!, "ask", costs)).toBeCloseTo(0.1, 9);
});

test("expected utility is the mean over the belief, worked out by hand", () => {
  const two = [
    hypothesis("waste", { right: { discard: 0.9, leave: 0.1 }, loss: "none" }),
    hypothesis("dear", { right: { leave: 1 }, loss: "high" }),
  ];
  const belief = { waste: 0.8, dear: 0.2 };
  // 0.8 * (0.9 - 0.1 * 0.5) + 0.2 * -8 = -0.92;  0.8 * (0.1 - 0.9 * 0.25) + 0.2 = 0.1.
  expect(expectedUtility(two, belief, "discard", costs)).toBeCloseTo(-0.92, 9);
  expect(expectedUtility(two, belief, "leave", costs)).toBeCloseTo(0.1, 9);
  expect(choose(two, belief, stakes)).toMatchObject({ verb: "leave", probability: 0.28 });
});

test("nothing is thrown away that is not more likely right than wrong", () => {
  const unsure = inState({ discard: 0.45, leave: 0.2 });
  expect(choose(unsure, certain, stakes)).toMatchObject({ verb: "leave", withheld: "discard" });
  const sure = inState({ discard: 0.55, leave: 0.2 });
  expect(choose(sure, certain, stakes)).toMatchObject({ verb: "discard" });
});

test("too unsure to throw it away, it asks whoever is there", () => {
  const unsure = inState({ discard: 0.45, leave: 0.2 });
  const there = { ...stakes, someoneThere: true };
  expect(choose(unsure, certain, there)).toMatchObject({ verb: "ask", withheld: "discard" });
});

test("only what the robot can do is chosen; leaving and asking need no hands", () => {
  const run = aRun([aRecord()], { skills: ["relocate"] });
  const { verbs } = stakesOf(aRecord(), run, costs);
  expect(verbs).toEqual(["leave", "relocate", "ask"]);
  const tied = inState({ store: 0.8, leave: 0.2 });
  expect(choose(tied, certain, { ...stakes, verbs }).verb).toBe("leave");
});

test("a dataset's option can make a verb irreversible", () => {
  const options = [
    { state: "s", action: "a", verb: "clean", reversibility: "irreversible" },
    { state: "t", action: "b", verb: "discard", reversibility: "reversible" },
  ] as const;
  const object = { ...aRecord().object, options };
  const { irreversible } = stakesOf({ object }, aRun([]), costs);
  expect([...irreversible].sort()).toEqual(["clean", "discard", "recycle"]);
});

test("at a tie the earlier verb is taken", () => {
  const even = inState(Object.fromEntries(VERBS.map((verb) => [verb, 0.125])));
  const flat = { ...costs, leftUntidy: -0.5, ask: 0 };
  expect(choose(even, certain, { ...stakes, costs: { ...flat, right: 0 } }).verb).toBe("ask");
  expect(choose(even, certain, { ...stakes, costs: { ...flat, ask: -0.5 } }).verb).toBe("leave");
});

test("the prediction set is the smallest that holds 0.9 of the belief", () => {
  expect(predictionSet({ a: 0.05, b: 0.6, c: 0.3, d: 0.05 })).toEqual(["b", "c"]);
  expect(predictionSet({ a: 0.5, b: 0.39, c: 0.11 })).toEqual(["a", "b", "c"]);
  expect(predictionSet({ a: 1, b: 0 })).toEqual(["a"]);
});
