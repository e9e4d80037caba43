import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import { loadNorms } from "../../planner/norms.ts";
import type { Kind, Part } from "../../sim/kinds/kind.ts";
import { MATERIAL_NAMES } from "../../sim/kinds/words.ts";
import { randomFrom } from "../../sim/random.ts";

const SEEDS = [1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005];
const MOST_TRIANGLES = 1800;
/** A crease of a cloth may leave a sliver or two in doubt. */
export const MOST_DOUBTFUL = 4;

/** One exemplar in one state; `seed` draws its look, `stateSeed` what belongs to the state. */
export const builtKind = (
  kind: Kind,
  state: string,
  seed: number,
  stateSeed = seed,
): readonly Part[] =>
  kind.states[state]!(kind.drawLook(randomFrom(seed, "look")), randomFrom(stateSeed, "state"));

/** The numbers of one attribute of a part's geometry. */
export const numbersOf = (part: Part, name: string): number[] => [
  ...part.geometry.getAttribute(name).array,
];

/** The colour at every corner of a part, or its one colour. */
export function coloursOf(part: Part): readonly number[] {
  const { paint, colour } = part.material;
  if (paint === undefined) return [...colour];
  const p = numbersOf(part, "position");
  const n = numbersOf(part, "normal");
  const seen: number[] = [];
  for (let i = 0; i < p.length; i += 3)
    seen.push(...paint([p[i]!, p[i + 1]!, p[i + 2]!], [n[i]!, n[i + 1]!, n[i + 2]!]));
  return seen;
}

/** What every kind of thing promises to the world that it is put in. */
export function kindContract(kind: Kind): void {
  const key = loadKey();
  const states = Object.keys(kind.states);

  describe(kind.name, () => {
    test("has the states of the key, and words for each", () => {
      const known = key.kinds[kind.name] ?? key.unseen[kind.name];
      expect(states.toSorted()).toEqual(Object.keys(known!.states).toSorted());
      expect(Object.keys(kind.stateWords).toSorted()).toEqual(states.toSorted());
      for (const words of Object.values(kind.stateWords)) {
        expect(words.split(" ").length).toBeGreaterThanOrEqual(2);
        expect(words.split(" ").length).toBeLessThanOrEqual(6);
      }
    });

    test("is asked what the norms ask, in five different wordings, and every answer is known", () => {
      const asked = loadNorms().kinds[kind.name]?.questions.map(({ ask }) => ask) ?? [];
      expect(kind.questions.map(({ ask }) => ask)).toEqual(asked);
      for (const { truth } of kind.questions)
        expect(Object.keys(truth).toSorted()).toEqual(states.toSorted());
      const all = kind.questions.flatMap(({ ask, wordings }) => [ask, ...wordings]);
      expect(new Set(all).size).toBe(kind.questions.length * 5);
    });

    test("stands on the surface, whole, with unit normals and few triangles, in every state", () => {
      for (const state of states) {
        for (const seed of SEEDS) {
          const { lowest, highest, widest, triangles } = measured(builtKind(kind, state, seed));
          expect(lowest).toBeGreaterThanOrEqual(-0.001);
          expect(lowest).toBeLessThanOrEqual(0.002);
          expect(highest).toBeLessThan(0.27);
          expect(widest).toBeLessThan(0.18);
          expect(triangles).toBeLessThanOrEqual(MOST_TRIANGLES);
        }
      }
    });

    test("has triangles that turn to where their normals point", () => {
      for (const state of states)
        for (const part of builtKind(kind, state, SEEDS[0]!))
          expect(turnedAway(part)).toBeLessThanOrEqual(MOST_DOUBTFUL);
    });

    test("paints colours that are finite and between black and white", () => {
      for (const state of states)
        for (const part of SEEDS.flatMap((seed) => builtKind(kind, state, seed)))
          expect(coloursOf(part).every((light) => light >= 0 && light <= 1)).toBe(true);
    });

    test("is the same thing each time for a seed, and another for another", () => {
      for (const state of states) {
        const [once, again] = [
          builtKind(kind, state, 1_000_007),
          builtKind(kind, state, 1_000_007),
        ];
        expect(digestOf(once)).toBe(digestOf(again));
        expect(digestOf(once)).not.toBe(digestOf(builtKind(kind, state, 1_000_008)));
      }
    });

    test("keeps one look through all its states, which leave it as it was", () => {
      const look = kind.drawLook(randomFrom(1_000_009, "look"));
      const before = structuredClone(look);
      for (const state of states) kind.states[state]!(look, randomFrom(1_000_010, "state"));
      expect(look).toEqual(before);
      for (const state of states) {
        expect(kind.colourName(look, state)).toMatch(/^[a-z]+$/);
        expect(MATERIAL_NAMES).toContain(kind.materialName(look, state));
      }
    });
  });
}

/** One word for the shape and colours of parts. */
export function digestOf(parts: readonly Part[]): string {
  const hash = createHash("sha256");
  for (const part of parts)
    hash.update(JSON.stringify([numbersOf(part, "position"), coloursOf(part)]));
  return hash.digest("hex");
}

/** How far parts reach, metres, and of how many triangles they are; every number is one, every normal of unit length. */
export function measured(parts: readonly Part[]) {
  let [lowest, highest, widest, triangles] = [1, 0, 0, 0];
  for (const part of parts) {
    const p = numbersOf(part, "position");
    if (!p.every(Number.isFinite)) throw new Error("a position is not finite");
    triangles += part.geometry.getIndex()!.count / 3;
    for (let i = 0; i < p.length; i += 3) {
      lowest = Math.min(lowest, p[i + 2]!);
      highest = Math.max(highest, p[i + 2]!);
      widest = Math.max(widest, Math.abs(p[i]!), Math.abs(p[i + 1]!));
    }
    const n = numbersOf(part, "normal");
    for (const i of part.geometry.getIndex()!.array)
      if (Math.abs(Math.hypot(n[3 * i]!, n[3 * i + 1]!, n[3 * i + 2]!) - 1) > 1e-3)
        throw new Error("a normal is not of unit length");
  }
  return { lowest, highest, widest, triangles };
}

/** Triangles whose winding disagrees with the mean of their corners' normals. */
export function turnedAway(part: Part): number {
  const p = numbersOf(part, "position");
  const n = numbersOf(part, "normal");
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
    const area = Math.hypot(...flat);
    const agree = flat.reduce((sum, x, d) => sum + x * (n[a + d]! + n[b + d]! + n[c + d]!), 0);
    if (agree < -0.3 * area) wrong++;
  }
  return wrong;
}
