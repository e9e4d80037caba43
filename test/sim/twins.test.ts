import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "../../datasets/load-dataset.ts";
import { readManifest } from "../../sim/benchmark/manifest.ts";
import { truthFile } from "../../sim/benchmark/render-dataset.ts";
import { PAIR_NAMES } from "../../sim/twins/draw-pair.ts";
import { renderTwins } from "../../sim/twins/render-twins.ts";
import { twinsTruthSchema } from "../../sim/twins/twins-truth.ts";
import { newFolder } from "../fakes/new-folder.ts";

test("there are 60 pairs of each kind, those of looks a third by colour, light and yaw", () => {
  const count = (kind: string) => PAIR_NAMES.filter((it) => it.kind === kind).length;
  expect(["situation", "state", "look"].map(count)).toEqual([60, 60, 60]);
  const changes = PAIR_NAMES.flatMap(({ change }) => change ?? []);
  for (const change of ["colour", "light", "yaw"])
    expect(changes.filter((it) => it === change)).toHaveLength(20);
});

test("twins have the published bytes, one object and the same options; only what differs between them differs", async () => {
  const out = join(newFolder(), "twins");
  const pairs = ["situation-01", "state-01", "look-03"];
  const digests = await renderTwins({ split: "test", out, threads: 2, pairs });
  const { parts } = readManifest("tidy-twins");
  expect([...digests]).toEqual(pairs.map((id) => [id, parts[id]]));
  const { dataset } = await loadDataset(out, { photos: "all" });
  const truth = twinsTruthSchema.parse(JSON.parse(await readFile(truthFile(out), "utf8")));
  for (const { kind, surfaces, states } of truth.pairs) {
    const [a, b] = surfaces.map((id) => dataset.surfaces.find((it) => it.id === id)!);
    expect([a!.objects.length, b!.objects.length]).toEqual([1, 1]);
    const [one, two] = [a!.objects[0]!, b!.objects[0]!];
    expect(one.options).toEqual(two.options);
    expect(a!.scene === b!.scene).toBe(kind === "situation");
    expect(a!.situation).toEqual(kind === "situation" ? expect.anything() : b!.situation);
    expect(states[0] === states[1]).toBe(kind !== "state");
    const verbs = [one, two].map(({ options, accepted }) => options![Number(accepted) - 1]!.verb);
    expect(verbs[0] === verbs[1]).toBe(kind === "look");
  }
}, 120_000);
