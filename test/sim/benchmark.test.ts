import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acceptedVerbs, isUntold, loadKey } from "../../datasets/key.ts";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { validateDataset } from "../../datasets/validate-dataset.ts";
import { arrange, arrangedIn } from "../../sim/benchmark/arrange.ts";
import { readManifest } from "../../sim/benchmark/manifest.ts";
import { optionsOf } from "../../sim/benchmark/options.ts";
import { benchmarkPlan, SPLITS } from "../../sim/benchmark/plan.ts";
import { renderBenchmark } from "../../sim/benchmark/render-benchmark.ts";
import { truthFile } from "../../sim/benchmark/render-dataset.ts";
import { truthSchema } from "../../sim/benchmark/truth.ts";
import { randomFrom } from "../../sim/random.ts";
import { drawSituation } from "../../sim/world.ts";
import { newFolder } from "../fakes/new-folder.ts";

const key = loadKey();
const test70 = benchmarkPlan("test");

describe.each(SPLITS)("the plan of the %s split", (split) => {
  const plan = benchmarkPlan(split);
  const objects = plan.flatMap((surface) => surface.objects);
  const count = (kind: string) => plan.filter(({ surfaceKind }) => surfaceKind === kind).length;

  test("has 70 surfaces in the mix 45/4/5/8/4/4 and 308 objects, 3 to 6 on each", () => {
    const kinds = ["desk", "bathroom", "bedroom", "kitchen", "living", "dining"];
    expect(kinds.map(count)).toEqual([45, 4, 5, 8, 4, 4]);
    expect(objects).toHaveLength(308);
    for (const surface of plan) {
      expect(surface.objects.length).toBeGreaterThanOrEqual(3);
      expect(surface.objects.length).toBeLessThanOrEqual(6);
      for (const { kind } of surface.objects)
        expect((key.kinds[kind] ?? key.unseen[kind])!.on).toContain(surface.surfaceKind);
    }
  });

  test("has 30 objects of unseen kinds if it tests, else none, about 20 in untold states, 15 that no option fits", () => {
    const unseen = objects.filter(({ kind }) => key.unseen[kind] !== undefined);
    expect(unseen).toHaveLength(split === "test" ? 30 : 0);
    if (split === "test") expect(new Set(unseen.map(({ kind }) => kind)).size).toBe(6);
    const untold = objects.filter(({ kind, state }) => isUntold(key, kind, state));
    expect(Math.abs(untold.length - 20)).toBeLessThanOrEqual(2);
    expect(objects.filter(({ noneFits }) => noneFits)).toHaveLength(15);
  });

  test("is the same every time, and its seeds are no other split's", () => {
    expect(benchmarkPlan(split)).toEqual(plan);
    const others = SPLITS.filter((it) => it !== split).flatMap((it) => benchmarkPlan(it));
    const seeds = new Set(others.map(({ seed }) => seed));
    expect(plan.filter(({ seed }) => seeds.has(seed))).toEqual([]);
  });
});

test("only test seeds are below a million", () => {
  for (const split of SPLITS)
    for (const { seed } of benchmarkPlan(split)) expect(seed < 1_000_000).toBe(split === "test");
});

describe("the five options of an object", () => {
  const all = test70.flatMap(({ seed, objects }) => {
    const situation = drawSituation(randomFrom(seed, "situation"), key);
    const random = randomFrom(seed, "options");
    return objects.map((object) => ({
      object,
      situation,
      ...optionsOf(object, situation, key, random),
    }));
  });
  const wordsOf = (kind: string, state: string) =>
    (key.kinds[kind] ?? key.unseen[kind])!.states[state]!.seen.split(";")[0]!.trim();

  test("are five, none of them twice, and say what is seen but never from where", () => {
    for (const { options } of all) {
      expect(options).toHaveLength(5);
      expect(new Set(options.map(({ state, verb }) => `${state} ${verb}`)).size).toBe(5);
      for (const { state } of options) expect(state).not.toContain(";");
    }
  });

  test("hold the true state with what is right here, unless none is to fit", () => {
    for (const { object, situation, options, accepted } of all) {
      const { kind, state, noneFits } = object;
      const right = options.filter(
        (option) =>
          option.state === wordsOf(kind, state) &&
          acceptedVerbs(key, kind, state, situation).includes(option.verb),
      );
      expect(right).toHaveLength(noneFits ? 0 : 1);
      expect(accepted).toEqual(noneFits ? "none" : [options.indexOf(right[0]!) + 1]);
    }
  });

  test("hold the true state with what is wrong here, where another situation would want it", () => {
    const contested = all.filter(
      ({ object, options }) =>
        options.filter(({ state }) => state === wordsOf(object.kind, object.state)).length === 2,
    );
    expect(contested.length).toBeGreaterThan(40);
  });

  test("are right in every place of the list about equally often", () => {
    const places = all.flatMap(({ accepted }) => (accepted === "none" ? [] : accepted));
    for (let place = 1; place <= 5; place++) {
      const share = places.filter((it) => it === place).length / places.length;
      expect(Math.abs(share - 0.2)).toBeLessThan(0.08);
    }
  });
});

test("a surface that was laid out to hide more is found again by its draw, though it was not the first", () => {
  const again = test70
    .filter(({ objects }) => objects.length === 3)
    .slice(0, 4)
    .map((plan) => ({ plan, chosen: arrange(plan, { hidden: 0.8 }) }));
  for (const { plan, chosen } of again) {
    const found = arrangedIn(plan, chosen.attempt, 0.8);
    expect(found?.drawn.world).toEqual(chosen.drawn.world);
  }
  const firsts = again.filter(({ plan, chosen }) => {
    const earlier = Array.from({ length: chosen.attempt }, (_, i) => arrangedIn(plan, i, 0.8));
    return earlier.every((it) => it === undefined);
  });
  expect(firsts.length).toBeLessThan(again.length);
}, 120_000);

/** The quickest to render: as few objects as there are. */
const [small, other] = test70.filter(({ objects }) => objects.length === 3).map(({ id }) => id);

test("surfaces that were stopped half way are gone on with, and have the published bytes, all their photos, and their truth apart", async () => {
  const out = join(newFolder(), "surfaces");
  const wanted = { split: "test", out, surfaces: [small!, other!] } as const;
  const stop = new AbortController();
  const stopped = renderBenchmark({
    ...wanted,
    threads: 1,
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 1) stop.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
  expect(existsSync(out)).toBe(false);
  const done: number[] = [];
  const digests = await renderBenchmark({
    ...wanted,
    threads: 2,
    onProgress: (count) => done.push(count),
  });
  expect(done).toEqual([1, 2]);
  const { parts } = readManifest("tidy-surfaces");
  expect([...digests]).toEqual([small, other].map((id) => [id, parts[id!]]));
  const { dataset } = await loadDataset(out, { photos: "all" });
  for (const { objects } of dataset.surfaces)
    for (const { closeUps, box, options } of objects) {
      expect(Object.keys(closeUps).sort()).toEqual(["back", "front", "left", "right", "top"]);
      expect([box, options]).not.toContain(undefined);
    }
  expect(await validateDataset(out)).toEqual([]);
  const text = await readFile(join(out, "dataset.json"), "utf8");
  expect(text).not.toMatch(/seed|attempt|noneFits|untold/);
  const truth = truthSchema.parse(JSON.parse(await readFile(truthFile(out), "utf8")));
  expect(truth.surfaces.map(({ id }) => id)).toEqual([small, other]);
}, 120_000);
