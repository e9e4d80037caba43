import { expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import { ALL_KINDS, UNSEEN_KINDS } from "../../sim/all-kinds.ts";
import { isProp } from "../../sim/clutter/draw-clutter.ts";
import { extentOf, lookOf } from "../../sim/exemplar.ts";
import { standClear } from "../../sim/layout.ts";
import { worldNamed } from "../../sim/scenes/world-named.ts";
import { kindNamed, makeWorld, surfaceKinds, type World } from "../../sim/world.ts";
import { PLAIN_KINDS } from "../fakes/plain-kinds.ts";

const key = loadKey();
const FIRST = 2_110_000;
const many: readonly World[] = Array.from({ length: 500 }, (_, i) =>
  makeWorld(FIRST + i, { kinds: PLAIN_KINDS }),
);

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

test("a seed is a surface: the same one every time, another one for another seed", () => {
  expect(makeWorld(FIRST)).toEqual(makeWorld(FIRST));
  expect(makeWorld(FIRST).objects).not.toEqual(makeWorld(FIRST + 1).objects);
});

test("a surface has 8 to 10 objects, of kinds that the key finds on it", () => {
  for (const { objects, surfaceKind } of many) {
    expect(objects.length).toBeGreaterThanOrEqual(8);
    expect(objects.length).toBeLessThanOrEqual(10);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length);
    for (const { kind } of objects) expect(key.kinds[kind]!.on).toContain(surfaceKind);
  }
  expect(new Set(many.map(({ objects }) => objects.length)).size).toBe(3);
});

test("only kinds of surface for which six kinds are built are drawn", () => {
  const six = ["desk", "bathroom", "bedroom", "kitchen", "living", "dining"];
  expect(surfaceKinds(key)).toEqual(six);
  expect(surfaceKinds(key, PLAIN_KINDS.slice(0, 5))).toEqual([]);
});

test("objects do not overlap, whatever state they are in", () => {
  for (const { objects } of many.slice(0, 60)) {
    for (const a of objects) {
      for (const b of objects) {
        if (a === b) continue;
        // Boxes of 8 x 6 cm: their middles are never nearer than the shorter side.
        const apart = Math.hypot(a.position[0] - b.position[0], a.position[1] - b.position[1]);
        expect(apart).toBeGreaterThan(0.06);
      }
    }
  }
});

test("states are drawn by the key's shares, and nothing else depends on them", () => {
  const cups = many.flatMap(({ objects }) => objects.filter(({ kind }) => kind === "cup"));
  const looks = cups.map((cup) => lookOf(kindNamed("cup", PLAIN_KINDS), cup) as { shade: number });
  for (const [state, { share }] of Object.entries(key.kinds.cup!.states)) {
    const chosen = cups.map((cup) => cup.state === state);
    const within = 3.5 * Math.sqrt((share * (1 - share)) / cups.length);
    expect(Math.abs(mean(chosen.map(Number)) - share)).toBeLessThan(within);
    for (const property of [
      cups.map(({ position }) => position[0]),
      cups.map(({ position }) => position[1]),
      cups.map(({ yawRad }) => yawRad),
      looks.map(({ shade }) => shade),
    ]) {
      const those = property.filter((_, i) => chosen[i]);
      const all = mean(property);
      const deviation = Math.sqrt(mean(property.map((x) => (x - all) ** 2)));
      expect(Math.abs(mean(those) - all)).toBeLessThan((3.5 * deviation) / Math.sqrt(those.length));
    }
  }
});

test("what an object takes up holds all of its states, so its place tells nothing of the one it is in", () => {
  const world = makeWorld(FIRST);
  for (const object of world.objects) {
    const extent = extentOf(kindNamed(object.kind), object);
    expect(object.extent).toEqual(extent);
  }
});

test("situations are drawn as the key says", () => {
  for (const fact of ["people", "time", "owner", "rule"] as const) {
    const { stated, ...shares } = key.situations[fact];
    const told = many.flatMap(({ situation }) => situation[fact] ?? []);
    expect(Math.abs(told.length / many.length - stated)).toBeLessThan(0.08);
    for (const [value, share] of Object.entries(shares)) {
      const seen = told.filter((one) => one === value).length / told.length;
      expect(Math.abs(seen - share)).toBeLessThan(0.13);
    }
  }
});

test("every kind of the key is built, told or not", () => {
  expect(ALL_KINDS.map(({ name }) => name)).toEqual(Object.keys(key.kinds));
  expect(UNSEEN_KINDS.map(({ name }) => name)).toEqual(Object.keys(key.unseen));
});

test("kinds that nobody is told of are on test surfaces alone", () => {
  const kindsFrom = (first: number) =>
    new Set(
      Array.from({ length: 8 }, (_, i) => makeWorld(first + i).objects)
        .flat()
        .map(({ kind }) => kind),
    );
  const isUnseen = (name: string) => key.unseen[name] !== undefined;
  expect([...kindsFrom(600_000)].some(isUnseen)).toBe(true);
  expect([...kindsFrom(2_130_000)].some(isUnseen)).toBe(false);
});

test("a scene has what it says, wherever a seed moves it", () => {
  for (const where of ["playroom", "kitchen"]) {
    const [one, two] = [worldNamed({ where }, 1), worldNamed({ where }, 2)];
    const states = (world: World) => world.objects.map(({ kind, state }) => `${kind}.${state}`);
    expect(states(one)).toEqual(states(two));
    expect(one.objects).not.toEqual(two.objects);
    expect(one.light).not.toEqual(two.light);
    expect(worldNamed({ where }, 1)).toEqual(one);
  }
});

test("what stands about takes up room of its own, and is found on about two of three surfaces", () => {
  const worlds = many.slice(0, 60);
  const withProps = worlds.filter(({ clutter }) => clutter.some(isProp));
  expect(withProps.length / worlds.length).toBeGreaterThan(0.4);
  for (const { objects, clutter } of worlds)
    expect(standClear([...objects, ...clutter])).toBe(true);
});
