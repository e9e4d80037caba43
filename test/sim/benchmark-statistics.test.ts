import { expect, test } from "vitest";
import { loadNorms } from "../../planner/norms.ts";
import { byView, type ObservedObject, type ViewName } from "../../sim/benchmark/observe.ts";
import { benchmarkStatistics, fitAngles, priorsBestVerb } from "../../sim/benchmark/statistics.ts";

const norms = loadNorms();

/** A cup whose views leave open what is given; all others decide. */
function seen(
  open: Partial<Record<ViewName, readonly string[]>>,
  rest: Partial<ObservedObject> = {},
): ObservedObject {
  return {
    surface: "desk-01",
    situation: {},
    kind: "cup",
    state: "dried",
    unseen: false,
    untold: false,
    accepted: ["clean"],
    open: byView((view) => open[view] ?? []),
    ...rest,
  };
}

const hidden = ["full", "rest"];
const sides = { front: hidden, back: hidden, left: hidden, right: hidden };
const topOnly = seen({ scene: hidden, ...sides });
const never = seen({ scene: hidden, top: hidden, ...sides });
const twoSides = seen({ scene: hidden, top: hidden, ...sides, left: ["full"], right: ["rest"] });
const plain = seen({}, { kind: "can", surface: "desk-02", accepted: ["recycle", "store"] });

test("counts what each view decides, what the best does, and what only two do together", () => {
  const it = benchmarkStatistics([topOnly, never, twoSides, plain], norms);
  expect(it).toMatchObject({ surfaces: 2, objects: 4, bestFixedAngle: "top" });
  expect(it.views.scene.decides).toEqual({ yes: 1, of: 4 });
  expect(it.views.top.decides).toEqual({ yes: 2, of: 4 });
  expect(it.views.left.decides).toEqual({ yes: 1, of: 4 });
  expect(it.views.bestAngle.decides).toEqual({ yes: 2, of: 4 });
  expect(it.views.all.decides).toEqual({ yes: 3, of: 4 });
  expect(it.needTwo).toEqual({ yes: 1, of: 4 });
  expect(it.undecided).toEqual({ yes: 1, of: 4 });
  expect(it.byKind.cup!.top).toEqual({ yes: 1, of: 3 });
});

test("says what one verb for everything is right for", () => {
  const { constantVerbs } = benchmarkStatistics([topOnly, plain], norms);
  expect(constantVerbs.clean).toEqual({ yes: 1, of: 2 });
  expect(constantVerbs.store).toEqual({ yes: 1, of: 2 });
  expect(constantVerbs.leave).toEqual({ yes: 0, of: 2 });
});

test("guesses by the norms' prior where nothing is decided, and is careful with what it was never told of", () => {
  const guess = priorsBestVerb(norms, never);
  const right = { ...never, accepted: [guess] };
  const { views, priorsBestGuess } = benchmarkStatistics([right, never], norms);
  expect(views.all.right.yes).toBe(guess === "clean" ? 2 : 1);
  expect(priorsBestGuess.yes).toBe(views.all.right.yes);
  expect(priorsBestVerb(norms, { kind: "toolbox", situation: { people: "away" } })).toBe("leave");
});

test("fits to each kind the angle that decides most of it, and uses it elsewhere", () => {
  const fromLeft = seen({ ...sides, left: [], top: hidden });
  const table = fitAngles([fromLeft, fromLeft, topOnly]);
  expect(table).toEqual({ cup: "left" });
  const { kindToAngle } = benchmarkStatistics([fromLeft, topOnly], norms, {
    fittedOn: "split:training",
    table,
  });
  expect(kindToAngle).toMatchObject({ decides: { yes: 1, of: 2 }, fittedOn: "split:training" });
});
