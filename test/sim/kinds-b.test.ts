import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { book } from "../../sim/kinds/book.ts";
import { brickModel } from "../../sim/kinds/brick-model.ts";
import { cable } from "../../sim/kinds/cable.ts";
import type { Kind, Part } from "../../sim/kinds/kind.ts";
import { laptop } from "../../sim/kinds/laptop.ts";
import { letter } from "../../sim/kinds/letter.ts";
import { takeawayBox } from "../../sim/kinds/takeaway-box.ts";
import { type Random, randomFrom } from "../../sim/random.ts";

const KINDS: readonly Kind[] = [takeawayBox, book, letter, laptop, cable, brickModel];
const SEEDS = [1_000_001, 1_000_002, 1_000_003, 1_000_004, 1_000_005, 1_000_006];

type Yaml = { kinds: Record<string, { states: object; questions: { ask: string }[] }> };
const read = (path: string) => parse(readFileSync(path, "utf8")) as Yaml;
const key = read("datasets/judgements.yaml");
const norms = read("planner/norms.yaml");

const stateOf = (kind: Kind, state: string, look: unknown, random: Random) =>
  kind.states[state]!(look, random);

function build(kind: Kind, state: string, seed: number): readonly Part[] {
  const look = kind.drawLook(randomFrom(seed, "look"));
  return stateOf(kind, state, look, randomFrom(seed, "state"));
}

function digest(parts: readonly Part[]): string {
  const hash = createHash("sha256");
  for (const { geometry, material } of parts) {
    hash.update(new Uint8Array(geometry.getAttribute("position").array.slice().buffer));
    hash.update(JSON.stringify(material.colour));
    const painted = material.paint?.([0.01, -0.02, 0.03], [0, 0, 1]);
    hash.update(JSON.stringify(painted ?? null));
  }
  return hash.digest("hex");
}

for (const kind of KINDS) {
  const states = Object.keys(key.kinds[kind.name]!.states);

  describe(kind.name, () => {
    test("has every state of the key, and words for each", () => {
      expect(Object.keys(kind.states).sort()).toEqual([...states].sort());
      expect(Object.keys(kind.stateWords).sort()).toEqual([...states].sort());
      for (const words of Object.values(kind.stateWords)) {
        expect(words.split(" ").length).toBeGreaterThanOrEqual(2);
        expect(words.split(" ").length).toBeLessThanOrEqual(5);
      }
    });

    test("asks what the norms ask, in five different wordings, and knows every answer", () => {
      expect(kind.questions.map((q) => q.ask)).toEqual(
        norms.kinds[kind.name]!.questions.map((q) => q.ask),
      );
      for (const { truth } of kind.questions) {
        expect(Object.keys(truth).sort()).toEqual([...states].sort());
      }
      const wordings = kind.questions.flatMap((q) => [q.ask, ...q.wordings]);
      expect(new Set(wordings).size).toBe(wordings.length);
    });

    test.each(states)("stands on the surface, finite and light: %s", (state) => {
      for (const seed of SEEDS) {
        let triangles = 0;
        let [lowest, highest, widest] = [1, 0, 0];
        for (const { geometry } of build(kind, state, seed)) {
          const position = geometry.getAttribute("position");
          triangles += (geometry.getIndex()?.count ?? position.count) / 3;
          expect(geometry.getAttribute("normal").count).toBe(position.count);
          for (let i = 0; i < position.count; i++) {
            const [x, y, z] = [position.getX(i), position.getY(i), position.getZ(i)];
            if (!Number.isFinite(x + y + z)) throw new Error("a position is not finite");
            lowest = Math.min(lowest, z);
            highest = Math.max(highest, z);
            widest = Math.max(widest, Math.abs(x), Math.abs(y));
          }
        }
        expect(triangles).toBeLessThanOrEqual(1500);
        expect(lowest).toBeGreaterThanOrEqual(-0.001);
        expect(lowest).toBeLessThanOrEqual(0.001);
        expect(highest).toBeLessThan(0.26);
        expect(widest).toBeLessThan(0.18);
      }
    });

    test("has triangles and normals that agree on which side is outside", () => {
      for (const state of states) {
        for (const { geometry } of build(kind, state, SEEDS[0]!)) {
          const index = geometry.getIndex()!;
          const position = geometry.getAttribute("position");
          const normal = geometry.getAttribute("normal");
          for (let k = 0; k < index.count; k += 3) {
            const [a, b, c] = [index.getX(k), index.getX(k + 1), index.getX(k + 2)];
            const e = (i: number) =>
              [position.getX(i), position.getY(i), position.getZ(i)] as const;
            const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [e(a), e(b), e(c)];
            const [ux, uy, uz, vx, vy, vz] = [bx - ax, by - ay, bz - az, cx - ax, cy - ay, cz - az];
            const along =
              (uy * vz - uz * vy) * normal.getX(a) +
              (uz * vx - ux * vz) * normal.getY(a) +
              (ux * vy - uy * vx) * normal.getZ(a);
            expect(along).toBeGreaterThan(-1e-12);
          }
        }
      }
    });

    test("is the same thing each time for a seed, and another for another", () => {
      for (const state of states) {
        expect(digest(build(kind, state, 1_000_001))).toBe(digest(build(kind, state, 1_000_001)));
        expect(digest(build(kind, state, 1_000_001))).not.toBe(
          digest(build(kind, state, 1_000_002)),
        );
      }
    });

    test("keeps one look through all its states, which leave it as it was", () => {
      const look = kind.drawLook(randomFrom(1_000_007, "look"));
      const before = JSON.stringify(look);
      const name = kind.colourName(look);
      for (const state of states) {
        const once = digest(stateOf(kind, state, look, randomFrom(5, state)));
        for (const other of states) stateOf(kind, other, look, randomFrom(6, other));
        expect(digest(stateOf(kind, state, look, randomFrom(5, state)))).toBe(once);
      }
      expect(JSON.stringify(look)).toBe(before);
      expect(kind.colourName(look)).toBe(name);
    });
  });
}

/** The parts that two builds of one look have in common, by shape and colour. */
function shared(kind: Kind, a: string, b: string): number {
  const look = kind.drawLook(randomFrom(1_000_009, "look"));
  const pieces = (state: string) =>
    stateOf(kind, state, look, randomFrom(1, "state")).map((piece) => digest([piece]));
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
