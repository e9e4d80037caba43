import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { resultsSchema } from "../../agent/evaluation/results.ts";
import { packageFile } from "../../perception/package-file.ts";
import { smallSurfaces } from "../fakes/arena-surfaces.ts";
import { startTactful, tactful } from "../fakes/command-line.ts";
import { newFolder } from "../fakes/new-folder.ts";
import { type RawBridgeClient, rawBridgeClient } from "../fakes/raw-bridge-client.ts";

const SURFACES = smallSurfaces(2);
const IDS = SURFACES.map(({ surface }) => surface.id);
const [FIRST, SECOND] = [SURFACES[0]!.surface, SURFACES[1]!.surface];
const ARENA = ["sim", "--bench", "validation", "--surfaces", IDS.join(), "--port", "0"] as const;
const FAST = ["--speed", "1000"] as const;

/** Starts the arena; resolves when it says where it listens. */
async function theArena(...args: readonly string[]) {
  const arena = startTactful([...ARENA, ...FAST, ...args]);
  const said = (channel: "stdout" | "stderr") =>
    new Promise<string>((resolve) => {
      let text = "";
      arena.child[channel]!.on("data", (part) => {
        text += part;
        const found = /listens at (\S+)\n/.exec(text);
        if (found) resolve(found[1]!);
      });
    });
  const url = await Promise.race([said("stdout"), said("stderr")]);
  return { ...arena, url };
}

const publish = (client: RawBridgeClient, data: string) =>
  client.send({ op: "publish", topic: "/tactful/arena/decisions", msg: { data } });

/** The first message on a topic of the arena that fits. */
async function heard(
  client: RawBridgeClient,
  topic: "surface" | "outcome",
  fits: (told: Readonly<Record<string, unknown>>) => boolean,
) {
  const told = ({ msg }: Record<string, unknown>) => JSON.parse((msg as { data: string }).data);
  return told(
    await client.message((it) => it.topic === `/tactful/arena/${topic}` && fits(told(it))),
  );
}

const isOver = (told: Readonly<Record<string, unknown>>) => told.over === true;
const named = (id: string) => (told: Readonly<Record<string, unknown>>) => told.id === id;
const refusedFor = (why: string) => (told: Readonly<Record<string, unknown>>) =>
  String(told.refused).includes(why);

async function anAgent(url: string): Promise<RawBridgeClient> {
  const client = await rawBridgeClient(url);
  for (const topic of ["surface", "outcome"])
    client.send({ op: "subscribe", topic: `/tactful/arena/${topic}`, type: "std_msgs/String" });
  return client;
}

const AGENT = packageFile("sim/examples/agent.py");
const PYTHON = ["python3", "/usr/bin/python3"].find(
  (it) => spawnSync(it, ["-c", "import websockets"]).status === 0,
);

test("an agent of sixty lines of Python plays two surfaces, and is scored", async (context) => {
  if (PYTHON === undefined)
    return context.skip("no python3 here has websockets: apt-get install python3-websockets");
  const out = join(newFolder(), "played");
  const arena = await theArena("--out", out, "--agent", "python");
  const { stdout } = await promisify(execFile)(PYTHON, [AGENT, arena.url]);
  expect(await arena.finished).toMatchObject({ code: 0, stderr: "" });
  const results = resultsSchema.parse(
    JSON.parse(await readFile(join(out, "results.json"), "utf8")),
  );
  expect(results).toMatchObject({ dataset: "tidy-surfaces-validation", n: 2 });
  const [python] = results.methods;
  expect(python).toMatchObject({ method: "python", missed: 0, reasoner: "outside" });
  expect(python!.groups.reduce((sum, { n }) => sum + n, 0)).toBe(python!.n);
  expect(python!.looksPerDecision).toBeGreaterThan(0);
  for (const { surface, truth } of SURFACES) {
    const sample = results.samples.find((it) => it.surface === `validation/${surface.id}`)!;
    expect(sample.objects.map(({ kind }) => kind)).toEqual(truth.objects.map(({ kind }) => kind));
    for (const [i, { accepted, options }] of surface.objects.entries()) {
      const { option, verb, right } = sample.objects[i]!;
      if (typeof option !== "number") throw new Error("it always chooses an option");
      expect(verb).toBe(options![option - 1]!.verb);
      expect(right).toBe(Array.isArray(accepted) && accepted.includes(option));
    }
    const count = sample.objects.filter(({ right }) => right).length;
    expect(stdout).toContain(`"surface":"${surface.id}"`);
    expect(stdout).toContain(`"right":${count},"objects":${sample.objects.length}}`);
  }
  expect(stdout).toContain("'over': True");
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("python");
  expect((await tactful("report", out, "--out", join(out, "again.html"))).code).toBe(0);
}, 120_000);

test("the guide prints that agent as it is, and it needs nothing but websockets", async () => {
  const agent = await readFile(AGENT, "utf8");
  expect(await readFile(packageFile("sim/README.md"), "utf8")).toContain(agent);
  const imported = [...agent.matchAll(/^(?:import|from) (.*)$/gm)].flatMap((it) =>
    it[1]!.split(", "),
  );
  expect(imported).toEqual(["asyncio", "base64", "json", "statistics", "sys", "websockets"]);
  expect(agent.split("\n").filter((line) => line.trim() !== "").length).toBeLessThan(75);
});

test("what is malformed is refused, what is decided is kept, and a stopped arena goes on", async () => {
  const out = join(newFolder(), "played");
  const arena = await theArena("--out", out, "--agent", "by hand");
  const client = await anAgent(arena.url);
  const told = await heard(client, "surface", named(FIRST.id));
  expect(told).toMatchObject({ number: 1, of: 2, instruction: FIRST.instruction });
  const bad = { object: FIRST.objects[0]!.id, option: 99 };
  for (const text of ["what?", JSON.stringify({ surface: FIRST.id, decisions: [bad] })]) {
    publish(client, text);
    const why = text === "what?" ? "not JSON" : "not 99";
    const { surface, refused } = await heard(client, "outcome", refusedFor(why));
    expect({ surface, refused }).toEqual({ surface: FIRST.id, refused: expect.any(String) });
  }
  const decisions = FIRST.objects.map(({ id }) => ({ object: id, option: "none" }));
  publish(client, JSON.stringify({ surface: FIRST.id, decisions }));
  expect(await heard(client, "outcome", (it) => "right" in it)).toMatchObject({
    surface: FIRST.id,
    right: FIRST.objects.filter(({ accepted }) => accepted === "none").length,
    objects: FIRST.objects.length,
  });
  expect(await heard(client, "surface", named(SECOND.id))).toMatchObject({ number: 2, of: 2 });
  publish(client, JSON.stringify({ surface: FIRST.id, decisions }));
  expect(await heard(client, "outcome", refusedFor("not at hand"))).toMatchObject({
    surface: SECOND.id,
  });
  arena.child.kill("SIGINT");
  const { code, stderr } = await arena.finished;
  expect(code).toBe(130);
  expect(stderr).toContain(`${FIRST.id}: refused: the message is not JSON\n`);
  expect(stderr).toContain(
    `stopped after 1 of 2 surfaces. To go on: tactful sim --bench validation --surfaces ${IDS.join()} --agent 'by hand'`,
  );
  expect(stderr).toContain(`--out ${out} --resume\n`);

  const again = await theArena("--out", out, "--agent", "by hand", "--resume", "--json");
  const other = await anAgent(again.url);
  await heard(other, "surface", named(SECOND.id));
  publish(other, JSON.stringify({ surface: SECOND.id, decisions: [] }));
  const over = await heard(other, "surface", isOver);
  expect(over).toMatchObject({ over: true, surfaces: 2 });
  const finished = await again.finished;
  expect(finished.code).toBe(0);
  const { samples, methods } = resultsSchema.parse(JSON.parse(finished.stdout));
  expect(samples.map(({ surface }) => surface)).toEqual(
    IDS.map((id) => `validation/${id}`).toSorted(),
  );
  expect(methods).toHaveLength(1);
  expect(methods[0]).toMatchObject({ method: "by hand", missed: SECOND.objects.length });
}, 120_000);

test("nothing on the bridge tells the seed, a true state or what is accepted", async () => {
  const arena = await theArena("--ros", "2", "--mover", "service");
  const client = await anAgent(arena.url);
  const { values } = JSON.parse(await client.call("/rosapi/topics"));
  for (const topic of values.topics) client.send({ op: "subscribe", topic });
  for (const { surface } of SURFACES) {
    await heard(client, "surface", named(surface.id));
    publish(client, JSON.stringify({ surface: surface.id, decisions: [] }));
  }
  await heard(client, "surface", isOver);
  expect(await arena.finished).toMatchObject({ code: 0 });
  const texts = client.frames
    .map((frame) => String(frame))
    .filter((text) => !text.includes("/camera/image"));
  const told = texts.join("\n");
  expect(texts.length).toBeGreaterThan(4);
  for (const { world, truth } of SURFACES) {
    expect(told).not.toMatch(new RegExp(`\\b${world.seed}\\b`));
    for (const { id } of world.clutter) expect(told).not.toContain(`"${id}"`);
    const names = truth.objects.map(({ kind, state }) => `${kind}.${state}`);
    for (const name of names) expect(told).not.toContain(name);
  }
  expect(told).not.toMatch(/(accepted|votes|attempt|noneFits|untold|unseen|truth|seed)\\?":/);
}, 60_000);

test("the arena says what it does not have", async () => {
  const refused = async (...args: readonly string[]) => {
    const { code, stderr } = await tactful("sim", ...args);
    expect(code).toBe(2);
    return stderr;
  };
  const bench = ["--bench", "validation"] as const;
  expect(await refused(...bench, "--surfaces", "roof-01")).toContain(
    'no "roof-01"; there are desk-01',
  );
  expect(await refused(...bench, "--mover", "joints")).toContain("taught for one surface");
  expect(await refused(...bench, "--scene", "7")).toContain("--scene");
  expect(await refused(...bench, "--resume")).toContain("--out");
  expect(await refused("--agent", "me")).toContain("--agent goes with --bench");
}, 60_000);
