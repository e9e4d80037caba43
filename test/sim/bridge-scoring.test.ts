import { afterEach, expect, test } from "vitest";
import { loadKey } from "../../datasets/key.ts";
import type { Verb } from "../../perception/tidy-action.ts";
import { type ProposedDecision, scoreDecisions } from "../../sim/scoring.ts";
import { type ScoringServer, scoringServer } from "../../sim/scoring-server.ts";
import type { WorldObject } from "../../sim/world.ts";

const key = loadKey();
const thing = (kind: string, state: string, x: number, y: number): WorldObject => ({
  id: `${kind}-x`,
  kind,
  state,
  lookSeed: 0,
  stateSeed: 0,
  position: [x, y, 0],
  yawRad: 0,
  extent: { minX: -0.04, maxX: 0.04, minY: -0.04, maxY: 0.04, radiusM: 0.04, heightM: 0.1 },
});
const world = {
  objects: [thing("cup", "full", 0, 0), thing("cup", "pens", 0.1, 0), thing("cup", "rest", 0.4, 0)],
  situation: {},
};
const decided = (objectId: string, verb: Verb, x: number, y = 0): ProposedDecision => ({
  objectId,
  verb,
  position: [x, y, 0],
});

const open: ScoringServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });

test("matches by place, counts the missed as wrong and the ghosts beside", () => {
  const decisions = [
    decided("a", "leave", 0.09, 0.02),
    decided("b", "empty", -0.01),
    decided("c", "discard", 0.7),
    { objectId: "d", verb: "store" as const },
  ];
  expect(scoreDecisions(world, decisions, key)).toMatchObject({
    appropriate: 2,
    of: 3,
    missed: 1,
    ghosts: ["c", "d"],
    objects: [
      { state: "full", decided: { objectId: "b", verb: "empty" }, right: true },
      { state: "pens", decided: { objectId: "a", verb: "leave" }, right: true },
      { state: "rest", right: false },
    ],
  });
});

test("gives each object one decision, the nearest, and each decision one object", () => {
  const twice = [decided("far", "empty", 0.03), decided("near", "store", 0.01)];
  const { objects, ghosts } = scoreDecisions(world, twice, key);
  expect(objects[0]!.decided?.objectId).toBe("near");
  expect(objects[1]!.decided?.objectId).toBe("far");
  expect(ghosts).toEqual([]);
  const one = scoreDecisions(world, [decided("between", "empty", 0.049)], key);
  expect(one.missed).toBe(2);
});

test("judges by the situation that was told", () => {
  const busy = { ...world, situation: { people: "present" as const } };
  const poured = [decided("a", "empty", 0)];
  expect(scoreDecisions(world, poured, key).appropriate).toBe(1);
  expect(scoreDecisions(busy, poured, key).appropriate).toBe(0);
  expect(scoreDecisions(busy, [decided("a", "leave", 0)], key).appropriate).toBe(1);
});

test("refuses everything until the decisions are final, and a second posting", async () => {
  const server = await scoringServer({ world, key });
  open.push(server);
  const decisions = [decided("a", "empty", 0)];
  const early = await Promise.all([
    fetch(server.url),
    fetch(`${server.url}score`),
    post(server.url, { decisions }),
    post(server.url, { final: "true", decisions }),
    post(server.url, { final: false, decisions }),
    post(server.url, { final: true, decisions: [{ ...decisions[0], verb: "tidy" }] }),
    post(server.url, "{"),
    post(server.url, `{"final":true,"x":"${"x".repeat(2_000_000)}"}`),
  ]);
  for (const response of early) {
    expect(response.status).toBe(409);
    const text = await response.text();
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(text).not.toMatch(/cup|full|pens|rest|0\.4/);
  }
  const scored = await post(server.url, { final: true, decisions });
  expect(scored.status).toBe(200);
  expect(await scored.json()).toMatchObject({
    appropriate: 1,
    of: 3,
    objects: [{ state: "full" }, { state: "pens" }, { state: "rest" }],
  });
  const better = await post(server.url, { final: true, decisions });
  expect(better.status).toBe(409);
  expect(await better.text()).not.toMatch(/full|pens/);
});

test("says so when its port is taken", async () => {
  const server = await scoringServer({ world, key });
  open.push(server);
  await expect(scoringServer({ world, key, port: server.port })).rejects.toMatchObject({
    code: "unreachable",
  });
});
