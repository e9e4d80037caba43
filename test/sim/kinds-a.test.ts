import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { apple } from "../../sim/kinds/apple.ts";
import { bowl } from "../../sim/kinds/bowl.ts";
import { can } from "../../sim/kinds/can.ts";
import { cup } from "../../sim/kinds/cup.ts";
import type { Kind, Part } from "../../sim/kinds/kind.ts";
import { pillBottle } from "../../sim/kinds/pill-bottle.ts";
import { plate } from "../../sim/kinds/plate.ts";
import { randomFrom } from "../../sim/random.ts";

const KINDS: readonly Kind[] = [cup, bowl, plate, can, apple, pillBottle];
const SEEDS = [1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005];

const readYaml = (path: string) => parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const key = readYaml("../../datasets/judgements.yaml");
const norms = readYaml("../../planner/norms.yaml");

const build = (kind: Kind, state: string, seed: number, stateSeed = seed): readonly Part[] =>
  kind.states[state]!(kind.drawLook(randomFrom(seed, "look")), randomFrom(stateSeed, state));

const numbers = (part: Part, name: string): number[] => [...part.geometry.getAttribute(name).array];

const triangles = (parts: readonly Part[]): number =>
  parts.reduce((sum, { geometry }) => sum + geometry.getIndex()!.count / 3, 0);

describe.each(KINDS.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  test("has the states of the key, the questions of the norms, and a truth for each", () => {
    const states = Object.keys(key.kinds[name].states);
    expect(Object.keys(kind.states)).toEqual(states);
    expect(Object.keys(kind.stateWords)).toEqual(states);
    const asked = norms.kinds[name].questions.map((question: { ask: string }) => question.ask);
    expect(kind.questions.map((question) => question.ask)).toEqual(asked);
    for (const { truth } of kind.questions) expect(Object.keys(truth)).toEqual(states);
  });

  test("is worded in five ways, none of them twice", () => {
    const all = kind.questions.flatMap(({ ask, wordings }) => [ask, ...wordings]);
    expect(new Set(all).size).toBe(kind.questions.length * 5);
  });

  test("stands on the surface, whole, with unit normals and few triangles, in every state", () => {
    for (const state of Object.keys(kind.states)) {
      for (const seed of SEEDS) {
        const parts = build(kind, state, seed);
        let lowest = Number.POSITIVE_INFINITY;
        for (const part of parts) {
          const position = numbers(part, "position");
          expect(position.every(Number.isFinite)).toBe(true);
          for (let i = 2; i < position.length; i += 3) lowest = Math.min(lowest, position[i]!);
          const normal = numbers(part, "normal");
          const lengths = [...part.geometry.getIndex()!.array].map((i) =>
            Math.hypot(normal[3 * i]!, normal[3 * i + 1]!, normal[3 * i + 2]!),
          );
          expect(lengths.every((length) => Math.abs(length - 1) < 1e-3)).toBe(true);
        }
        expect(lowest).toBeGreaterThanOrEqual(-0.001);
        expect(lowest).toBeLessThan(0.002);
        expect(triangles(parts)).toBeLessThanOrEqual(1800);
      }
    }
  });

  test("has triangles that turn to where their normals point", () => {
    for (const state of Object.keys(kind.states)) {
      for (const part of build(kind, state, SEEDS[0]!)) {
        // A sharp crease of a cloth may leave a sliver or two in doubt.
        expect(turnedAway(part)).toBeLessThanOrEqual(4);
      }
    }
  });

  test("is the same again from the same seeds, colours included", () => {
    for (const state of Object.keys(kind.states)) {
      const [first, second] = [build(kind, state, 1_000_007), build(kind, state, 1_000_007)];
      expect(first.map(fingerprint)).toEqual(second.map(fingerprint));
    }
  });

  test("paints colours that are finite and between black and white", () => {
    for (const state of Object.keys(kind.states)) {
      for (const part of SEEDS.flatMap((seed) => build(kind, state, seed))) {
        expect(paintedColours(part).every((light) => light >= 0 && light <= 1)).toBe(true);
      }
    }
  });

  test("leaves its look as it was, whatever the state", () => {
    const look = kind.drawLook(randomFrom(1_000_009, "look"));
    const before = structuredClone(look);
    const colour = kind.colourName(look);
    for (const state of Object.keys(kind.states)) {
      kind.states[state]!(look, randomFrom(1_000_010, state));
    }
    expect(look).toEqual(before);
    expect(kind.colourName(look)).toBe(colour);
  });
});

/** The part that carries the look, by kind, and the states that bend it. */
const BENT: Readonly<Record<string, readonly string[]>> = {
  can: ["crushed"],
};

test("the body is the same in all states but those that bend it", () => {
  for (const kind of KINDS) {
    for (const seed of SEEDS) {
      const states = Object.keys(kind.states).filter((s) => !BENT[kind.name]?.includes(s));
      const bodies = states.map((state) => numbers(build(kind, state, seed)[0]!, "position"));
      for (const body of bodies) expect(body).toEqual(bodies[0]);
    }
  }
});

test("a bitten or rotten apple is sound on the other side", () => {
  for (const state of ["bitten", "rotten"]) {
    for (const seed of SEEDS) {
      const sound = paintedColours(build(apple, "whole", seed)[0]!);
      const marked = paintedColours(build(apple, state, seed)[0]!);
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
        ...build(cup, state, seed).flatMap((part) =>
          numbers(part, "position").filter((_, i) => i % 3 === 2),
        ),
      );
    for (const state of ["full", "rest", "dried"]) expect(top(state)).toBe(top("clean"));
    expect(top("pens")).toBeGreaterThan(top("clean") + 0.025);
  }
});

/** Triangles whose winding disagrees with the mean of their corners' normals. */
function turnedAway(part: Part): number {
  const p = numbers(part, "position");
  const n = numbers(part, "normal");
  const index = part.geometry.getIndex()!.array;
  let wrong = 0;
  for (let k = 0; k < index.length; k += 3) {
    const [a, b, c] = [index[k]! * 3, index[k + 1]! * 3, index[k + 2]! * 3];
    const u = [0, 1, 2].map((d) => p[b + d]! - p[a + d]!);
    const v = [0, 1, 2].map((d) => p[c + d]! - p[a + d]!);
    const flat = [
      u[1]! * v[2]! - u[2]! * v[1]!,
      u[2]! * v[0]! - u[0]! * v[2]!,
      u[0]! * v[1]! - u[1]! * v[0]!,
    ];
    const area = Math.sqrt(flat.reduce((sum, x) => sum + x * x, 0));
    const agree = flat.reduce((sum, x, d) => sum + x * (n[a + d]! + n[b + d]! + n[c + d]!), 0);
    if (agree < -0.3 * area) wrong++;
  }
  return wrong;
}

function paintedColours(part: Part): readonly number[] {
  const p = numbers(part, "position");
  const n = numbers(part, "normal");
  const { paint, colour } = part.material;
  if (paint === undefined) return [...colour];
  const seen: number[] = [];
  for (let i = 0; i < p.length; i += 3) {
    seen.push(...paint([p[i]!, p[i + 1]!, p[i + 2]!], [n[i]!, n[i + 1]!, n[i + 2]!]));
  }
  return seen;
}

const fingerprint = (part: Part) => ({
  position: numbers(part, "position"),
  colours: paintedColours(part),
});
