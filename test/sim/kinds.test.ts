import { expect, test } from "vitest";
import { ALL_KINDS } from "../../sim/all-kinds.ts";
import { apple } from "../../sim/kinds/apple.ts";
import { book } from "../../sim/kinds/book.ts";
import { brickModel } from "../../sim/kinds/brick-model.ts";
import { cable } from "../../sim/kinds/cable.ts";
import { cup } from "../../sim/kinds/cup.ts";
import type { Kind } from "../../sim/kinds/kind.ts";
import { laptop } from "../../sim/kinds/laptop.ts";
import {
  builtKind,
  coloursOf,
  digestOf,
  kindContract,
  numbersOf,
} from "../contracts/kind-contract.ts";

const SEEDS = [1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005];

for (const kind of ALL_KINDS) kindContract(kind);

/** Kinds that are one body in every state but those named; its first part carries the look. */
const ONE_BODY: Readonly<Record<string, readonly string[]>> = {
  cup: [],
  bowl: [],
  plate: [],
  can: ["crushed"],
  apple: [],
  "pill-bottle": [],
};

test("the body is the same in all states but those that bend it", () => {
  for (const [name, bent] of Object.entries(ONE_BODY)) {
    const kind = ALL_KINDS.find((it) => it.name === name)!;
    for (const seed of SEEDS) {
      const states = Object.keys(kind.states).filter((state) => !bent.includes(state));
      const bodies = states.map((state) => numbersOf(builtKind(kind, state, seed)[0]!, "position"));
      for (const body of bodies) expect(body).toEqual(bodies[0]);
    }
  }
});

test("a bitten or rotten apple is sound on the other side", () => {
  for (const state of ["bitten", "rotten"]) {
    for (const seed of SEEDS) {
      const sound = coloursOf(builtKind(apple, "whole", seed)[0]!);
      const marked = coloursOf(builtKind(apple, state, seed)[0]!);
      const changed = sound.filter((shade, i) => Math.abs(shade - marked[i]!) > 0.01);
      const share = changed.length / sound.length;
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.3);
    }
  }
});

test("what a cup holds stays below the rim, but for pens", () => {
  for (const seed of SEEDS) {
    const top = (state: string) =>
      Math.max(
        ...builtKind(cup, state, seed).flatMap((part) =>
          numbersOf(part, "position").filter((_, i) => i % 3 === 2),
        ),
      );
    for (const state of ["full", "rest", "dried"]) expect(top(state)).toBe(top("clean"));
    expect(top("pens")).toBeGreaterThan(top("clean") + 0.025);
  }
});

/** The parts that two states of one exemplar have in common, by shape and colour. */
function shared(kind: Kind, a: string, b: string): number {
  const pieces = (state: string) =>
    builtKind(kind, state, 1_000_009).map((piece) => digestOf([piece]));
  const others = new Set(pieces(b));
  return pieces(a).filter((piece) => others.has(piece)).length;
}

test("what does not belong to a state is the same in the other states of one exemplar", () => {
  expect(shared(book, "closed", "bookmark")).toBe(4);
  expect(shared(book, "closed", "library")).toBe(4);
  expect(shared(laptop, "working", "off")).toBeGreaterThanOrEqual(7);
  expect(shared(cable, "loose", "frayed")).toBe(6);
  expect(shared(brickModel, "finished", "broken")).toBeGreaterThanOrEqual(7);
});
