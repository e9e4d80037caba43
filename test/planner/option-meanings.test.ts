import fc from "fast-check";
import { expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import type { ObjectOption } from "../../perception/surface.ts";
import { reversibilityOf, VERBS, type Verb } from "../../perception/tidy-action.ts";
import { loadNorms } from "../../planner/norms.ts";
import { type Meaning, optionReader } from "../../planner/option-meanings.ts";

const norms = loadNorms();
const read = optionReader(norms);
const option = (state: string, action: string, verb: Verb): ObjectOption => ({
  state,
  action,
  verb,
  reversibility: reversibilityOf(verb),
});
const meant = (meaning: Meaning): string | undefined =>
  Object.entries(meaning).find(([, share]) => share > 0.5)?.[0];
const meantOf = (kind: string, options: readonly ObjectOption[]) =>
  read(options, norms.kinds[kind]).map(meant);

test("an option means the state that its words tell of, and each state is meant by one", () => {
  const mug = [
    option("clean and empty", "store it", "store"),
    option("water inside", "dry and store it", "store"),
    option("a drink inside", "empty, rinse and store it", "empty"),
    option("dried-on residue", "wash it", "clean"),
  ];
  expect(meantOf("cup", mug)).toEqual(["clean", undefined, "full", "dried"]);
});

test("the words of a question that a state answers are the state's as well", () => {
  expect(meantOf("cable", [option("insulation torn", "scrap it", "discard")])).toEqual(["frayed"]);
  expect(meantOf("phone", [option("no crack", "leave it", "leave")])).not.toEqual(["cracked"]);
});

test("a verb that cannot be right in a state speaks against meaning it", () => {
  const share = (verb: Verb) =>
    read([option("clean and empty", "", verb)], norms.kinds.cup)[0]!.clean!;
  expect(share("store")).toBeGreaterThan(share("discard") + 0.2);
});

test("options that tell of one state alike mean the same, whatever they would do", () => {
  const [pour, leave, store] = read(
    [
      option("half full of a drink", "pour it out", "empty"),
      option("Half full, of a drink.", "leave it: someone is drinking it", "leave"),
      option("clean and dry", "put it in the cupboard", "store"),
    ],
    norms.kinds.cup,
  );
  expect(meant(pour!)).toBe("full");
  expect(leave).toEqual(pour);
  expect(meant(store!)).toBe("clean");
});

test("a benchmark's options are read as the states that they tell of, all but a few", () => {
  const key = loadKey();
  const readings = Object.entries(key.kinds).flatMap(([kind, { states, also }]) => {
    const options = [
      ...Object.values(states).map(({ seen, do: action, right }) =>
        option(seen.split(";")[0]!, action, right[0]!),
      ),
      ...also.map(({ state, do: action, verb }) => option(state, action, verb)),
    ];
    // The key and the norms, by two authors, name the states that both know alike.
    const told = [...Object.keys(states), ...also.map(() => "")].map((id) =>
      norms.kinds[kind]?.states[id] ? id : undefined,
    );
    return meantOf(kind, options).map((id, index) => id === told[index]);
  });
  expect(readings.length).toBeGreaterThan(150);
  expect(readings.filter(Boolean).length / readings.length).toBeGreaterThan(0.95);
});

test("shares sum to at most 1, whatever is written; of an unknown kind nothing is known", () => {
  const anyOption = fc.record({
    state: fc.string(),
    action: fc.string({ maxLength: 400 }),
    verb: fc.constantFrom(...VERBS),
    reversibility: fc.constant("reversible" as const),
  });
  fc.assert(
    fc.property(fc.array(anyOption, { maxLength: 10 }), (options) => {
      for (const meaning of read(options, norms.kinds.cup)) {
        const shares = Object.values(meaning);
        expect(shares.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(read(options, undefined)).toEqual(options.map(() => ({})));
    }),
  );
});
