import { describe, expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import { CLUTTER, LITTER, PROPS } from "../../sim/clutter/all-clutter.ts";
import type { Clutter } from "../../sim/clutter/clutter.ts";
import { SCENERY, stool } from "../../sim/clutter/scenery.ts";
import type { Part } from "../../sim/kinds/kind.ts";
import { randomFrom } from "../../sim/random.ts";
import {
  coloursOf,
  digestOf,
  MOST_DOUBTFUL,
  measured,
  numbersOf,
  turnedAway,
} from "../contracts/kind-contract.ts";

const SEEDS = Array.from({ length: 12 }, (_, k) => 2_100_000 + k);

type Limits = {
  readonly lowM: number;
  readonly highM: number;
  readonly halfWidthM: number;
  readonly triangles: number;
};

const STANDING: Limits = { lowM: 0.038, highM: 0.24, halfWidthM: 0.115, triangles: 1200 };
const SCENIC: Limits = { lowM: 0.059, highM: 0.18, halfWidthM: 0.155, triangles: 1200 };
const FLAT: Limits = { lowM: 0, highM: 0.008, halfWidthM: 0.03, triangles: 300 };

const built = (clutter: Clutter, seed: number): readonly Part[] =>
  clutter.build(randomFrom(seed, "clutter"));

/** Six times the volume inside a part, and how far its triangles are from closing it, as a share. */
function enclosed(part: Part): { readonly volume: number; readonly gap: number } {
  const p = numbersOf(part, "position");
  const index = part.geometry.getIndex()!.array;
  const sum = [0, 0, 0];
  let [volume, area] = [0, 0];
  for (let k = 0; k < index.length; k += 3) {
    const corner = (i: number) => p.slice(3 * index[k + i]!, 3 * index[k + i]! + 3);
    const [a, b, c] = [corner(0), corner(1), corner(2)];
    const [u, v] = [b, c].map((end) => end.map((x, d) => x - a[d]!));
    const across = [0, 1, 2].map((d) => {
      const [e, f] = [(d + 1) % 3, (d + 2) % 3];
      return u![e]! * v![f]! - u![f]! * v![e]!;
    });
    across.forEach((x, d) => {
      sum[d]! += x;
      volume += x * a[d]!;
    });
    area += Math.hypot(...across);
  }
  return { volume, gap: Math.hypot(...sum) / area };
}

function clutterContract(clutter: Clutter, limits: Limits): void {
  describe(clutter.name, () => {
    test("stands on the surface around its middle, whole, no larger than it may be", () => {
      for (const seed of SEEDS) {
        const { lowest, highest, widest, triangles } = measured(built(clutter, seed));
        expect(Math.abs(lowest)).toBeLessThan(1e-6);
        expect(highest).toBeGreaterThanOrEqual(limits.lowM);
        expect(highest).toBeLessThanOrEqual(limits.highM);
        expect(widest).toBeLessThanOrEqual(limits.halfWidthM);
        expect(triangles).toBeLessThanOrEqual(limits.triangles);
      }
    });

    test("is closed, its outside out", () => {
      for (const part of SEEDS.flatMap((seed) => built(clutter, seed))) {
        const { volume, gap } = enclosed(part);
        expect(volume).toBeGreaterThan(0);
        expect(gap).toBeLessThan(1e-3);
        expect(turnedAway(part)).toBeLessThanOrEqual(MOST_DOUBTFUL);
      }
    });

    test("paints colours between black and white", () => {
      for (const part of SEEDS.flatMap((seed) => built(clutter, seed)))
        expect(coloursOf(part).every((light) => light >= 0 && light <= 1)).toBe(true);
    });

    test("is the same each time for a seed, and another for another", () => {
      const digests = SEEDS.map((seed) => digestOf(built(clutter, seed)));
      expect(SEEDS.map((seed) => digestOf(built(clutter, seed)))).toEqual(digests);
      expect(new Set(digests).size).toBe(SEEDS.length);
    });
  });
}

test("no two things of the clutter have one name, and none has that of a kind of the key", () => {
  const names = CLUTTER.map(({ name }) => name);
  const key = loadKey();
  const kinds = [...Object.keys(key.kinds), ...Object.keys(key.unseen)];
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => kinds.includes(name.replaceAll(" ", "-")))).toEqual([]);
});

for (const clutter of PROPS) clutterContract(clutter, STANDING);
for (const clutter of LITTER) clutterContract(clutter, FLAT);
for (const clutter of SCENERY) clutterContract(clutter, SCENIC);

test("the stool is 6 cm high whatever its look: things are put on it", () => {
  for (const seed of SEEDS) expect(measured(built(stool, seed)).highest).toBeCloseTo(0.06, 6);
});
