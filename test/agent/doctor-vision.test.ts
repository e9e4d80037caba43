import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { eyesToMeasure } from "../../agent/commands/doctor-vision.ts";
import { readRun } from "../../agent/run-directory.ts";
import { importPhotos } from "../../datasets/import-photos.ts";
import { keptEndpointsSchema } from "../../perception/openai/kept-endpoints.ts";
import { blindGuesser, cardReader } from "../fakes/card-reader.ts";
import { startTactful } from "../fakes/command-line.ts";
import { drawnJpeg } from "../fakes/drawn-photos.ts";
import { DRINK_OPTIONS, modelThatSeesTheDrinkOn } from "../fakes/model-that-sees-a-drink.ts";
import { newFolder } from "../fakes/new-folder.ts";
import type { DialectName } from "../fakes/openai-dialects.ts";
import {
  type Heard,
  type StrictOpenaiServer,
  strictOpenaiServer,
} from "../fakes/strict-openai-server.ts";

const LONG_MS = 60_000;
const SMALL = { longestPx: 900 };

const servers: StrictOpenaiServer[] = [];
afterAll(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server, and a place of its own where measurements are kept. */
async function aServer(more: Partial<Parameters<typeof strictOpenaiServer>[0]> = {}) {
  const server = await strictOpenaiServer({ mind: cardReader(), limits: SMALL, ...more });
  servers.push(server);
  const folder = join(newFolder(), "config");
  const env = {
    OPENAI_API_KEY: server.apiKey,
    OPENAI_BASE_URL: `${server.baseUrl}/`,
    TACTFUL_CONFIG: folder,
  };
  const doctor = (...args: string[]) =>
    startTactful(["doctor", "--vision", `openai:${server.model}`, ...args], env);
  return { server, folder, file: join(folder, "endpoints.json"), env, doctor };
}

const keptIn = async (file: string) =>
  keptEndpointsSchema.parse(JSON.parse(await readFile(file, "utf8")));

describe.concurrent("doctor --vision", () => {
  test.each<DialectName>(["ollama", "vllm"])(
    "measures a server that speaks as %s does, says so beforehand, and keeps the result",
    async (dialect) => {
      const { server, file, doctor } = await aServer({ dialect, tokens: true });
      const { code, stdout, stderr } = await doctor().finished;
      expect({ code, complaints: server.complaints }).toEqual({ code: 0, complaints: [] });
      expect(stderr).toContain(
        `measures openai:${server.model} at ${server.host} with at most 27 requests; only drawn cards are sent, no photo`,
      );
      expect(stdout).toMatch(/^ok +sees +told shape and colour of 6 of 6 cards/m);
      expect(stdout).toMatch(/^ok +answers +shown yes: 5 of 5 yes/m);
      expect(stdout).toContain("json_object_with_schema ignored");
      expect(stdout).toContain(file);
      const { endpoints } = await keptIn(file);
      expect(endpoints).toMatchObject([{ baseUrl: server.baseUrl, model: server.model }]);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const written = (await readFile(file, "utf8")) + stdout + stderr;
      expect(written).not.toContain(server.apiKey);
    },
    LONG_MS,
  );

  test(
    "--json prints one document with findings and measurement (of a server that speaks as openai does)",
    async () => {
      const { file, doctor } = await aServer({ dialect: "openai" });
      const { code, stdout } = await doctor("--json").finished;
      expect(code).toBe(0);
      const { findings, vision } = JSON.parse(stdout);
      expect(findings.map((it: { what: string }) => it.what)).toContain("boxes");
      expect((await keptIn(file)).endpoints).toEqual([vision]);
    },
    LONG_MS,
  );

  test(
    "finds out a model that guesses, with 1; run then refuses it as eyes, in one line with 2",
    async () => {
      const { server, env, doctor } = await aServer({ mind: blindGuesser });
      const { code, stdout } = await doctor().finished;
      expect(code).toBe(1);
      expect(stdout).toMatch(/^wrong +sees +does not see/m);
      const args = ["run", "--robot", await aDataset(), "--vision", `openai:${server.model}`];
      const ran = await startTactful(args, env).finished;
      expect(ran.code).toBe(2);
      expect(ran.stderr.trim()).toMatch(/^tactful: --vision openai:\S+ it is no use as eyes .*$/);
    },
    LONG_MS,
  );

  test(
    "ends at once on Ctrl-C, and keeps nothing",
    async () => {
      const { server, folder, doctor } = await aServer({ otherwise: "slow" });
      const { child, finished } = doctor();
      await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(1);
      child.kill("SIGINT");
      const { code, stderr } = await finished;
      expect(code).toBe(130);
      expect(stderr).toContain("stopped; nothing was kept");
      expect(existsSync(folder)).toBe(false);
    },
    LONG_MS,
  );

  test(
    "says of a server that does not answer how to give it more time, with 1",
    async () => {
      const { folder, doctor } = await aServer({ otherwise: "slow" });
      const { code, stdout, stderr } = await doctor("--patience", "0.2").finished;
      expect(code).toBe(1);
      expect(stdout).toMatch(/^wrong +vision +fake-eyes-1 at \S+ did not answer within 0.2 s/m);
      expect(stdout).toContain("--patience");
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(existsSync(folder)).toBe(false);
    },
    LONG_MS,
  );

  test(
    "tells hostile replies in one line, without what they would do to a terminal",
    async () => {
      const { doctor } = await aServer({
        otherwise: { status: 403, message: "\u001b[2Jrun\nme" },
      });
      const { code, stdout } = await doctor().finished;
      expect(code).toBe(1);
      expect(stdout).toMatch(/^wrong +vision +.*403 \[2Jrun me$/m);
      expect(stdout).not.toContain("\u001b");
    },
    LONG_MS,
  );
});

describe("before anything is asked", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("a kept file that is not ours stops it, and is left alone", async () => {
    const { server, folder, file } = await aServer();
    await mkdir(folder);
    const foreign = JSON.stringify({ theme: "dark" });
    await writeFile(file, foreign);
    vi.stubEnv("TACTFUL_CONFIG", folder);
    vi.stubEnv("OPENAI_BASE_URL", server.baseUrl);
    expect(() => eyesToMeasure("openai:m")).toThrow(
      /endpoints\.json cannot be used: .*move it away/,
    );
    expect(await readFile(file, "utf8")).toBe(foreign);
  });

  test.each([
    ["embedded", {}, /--vision embedded: doctor measures openai:<model>/],
    ["openai:", {}, /doctor measures openai:<model>/],
    ["openai:m", { OPENAI_BASE_URL: "http://me:secret@host/v1" }, /OPENAI_BASE_URL holds a secret/],
    ["openai:m", { OPENAI_BASE_URL: "localhost:11434" }, /is not an http/],
    ["openai:m", {}, /needs a key/],
  ])("%s with %j is bad input, in a line that shows no secret", (name, env, says) => {
    vi.stubEnv("OPENAI_BASE_URL", "");
    vi.stubEnv("OPENAI_API_KEY", "");
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    const looking = () => eyesToMeasure(name);
    expect(looking).toThrow(says);
    expect(looking).not.toThrow(/secret@/);
    expect(looking).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

/** A cup with its photos, larger than the server takes; imported once. */
let dataset: Promise<string> | undefined;
const aDataset = (): Promise<string> => {
  dataset ??= importedCup();
  return dataset;
};

const COLOURS = { scene: "red", top: "brown", front: "white", back: "blue", left: "pink" };

async function importedCup(): Promise<string> {
  const home = newFolder();
  const photos = join(home, "photos");
  await mkdir(photos);
  const size = { width: 1600, height: 1200 };
  for (const [view, colour] of Object.entries(COLOURS))
    await writeFile(join(photos, `cup_${view}.jpg`), await drawnJpeg(colour, size));
  const options = { objects: { cup: { options: DRINK_OPTIONS } } };
  await writeFile(join(photos, "options.json"), JSON.stringify(options));
  const to = join(home, "dataset");
  await importPhotos({ from: photos, to });
  return to;
}

/** Reads test cards; on photos it sees the drink where the disc is brown. */
async function drinkAndCards(heard: Heard): Promise<unknown> {
  const { shape, images, user, held } = heard;
  const isCard = ["card", "cards", "things"].includes(shape) || /three boxes|banana/.test(user);
  if (isCard) return cardReader()(heard);
  if (!held) return "Well, let me see.";
  const brown = images[0] !== undefined && (await isBrown(images[0]));
  return modelThatSeesTheDrinkOn(() => (brown ? (heard.pictures[0] ?? "") : "none"))(heard);
}

async function isBrown(bytes: Buffer): Promise<boolean> {
  const picture = sharp(bytes).resize(10, 10, { fit: "fill" }).removeAlpha();
  const [red = 0, green = 0, blue = 0] = (await picture.raw().toBuffer()).subarray(5 * 30 + 9);
  return Math.abs(red - 165) < 30 && Math.abs(green - 42) < 40 && Math.abs(blue - 42) < 40;
}

describe("a run on a model that was measured", () => {
  const runOn = async (env: Record<string, string>, model: string, ...more: string[]) => {
    const out = join(newFolder(), "run");
    const names = ["--reasoner", `openai:${model}`, "--vision", `openai:${model}`];
    const args = ["run", "--robot", await aDataset(), ...names, "--detector", "embedded"];
    const ended = await startTactful([...args, "--out", out, "--json", ...more], env).finished;
    return { ...ended, out };
  };

  test(
    "asks from the first request as the server bears it, sends photos that it takes, and says so in run.json",
    async () => {
      const { server, doctor, env } = await aServer({
        mind: drinkAndCards,
        dialect: "llama.cpp",
      });
      expect((await doctor().finished).code).toBe(0);
      const before = server.requests.length;
      const refusedBefore = server.refused;
      const { code, stdout, stderr, out } = await runOn(env, server.model);
      expect(stderr).toMatch(/^openai:\S+ at \S+ is used as measured on \d{4}-\d\d-\d\d$/m);
      expect(code).toBe(0);
      const asked = server.requests.slice(before);
      expect(new Set(asked.map(({ rung }) => rung))).toEqual(new Set(["json_object_with_schema"]));
      expect(server.refused).toBe(refusedBefore);
      for (const { width } of asked.flatMap(({ sizes }) => sizes)) expect(width).toBe(512);
      const { config, events } = await readRun(out);
      expect(config.endpoints).toMatchObject({
        [`openai:${server.model}`]: {
          baseUrl: server.baseUrl,
          rung: "json_object_with_schema",
          pictures: { longestPx: 512 },
        },
      });
      // The journal names the photo as it was taken, and the size of the copy that left.
      const left = events.filter((event) => event.kind === "photo-left");
      const taken = events.flatMap((event) => (event.kind === "photo" ? [event] : []));
      expect(left.length).toBeGreaterThan(0);
      for (const { photo, scaledTo } of left) {
        expect(taken.find(({ sha256 }) => sha256 === photo)).toMatchObject({ widthPx: 1600 });
        expect(scaledTo).toEqual({ widthPx: 512, heightPx: 384 });
      }
      expect(JSON.parse(stdout).decisions[0].action.verb).toBe("empty");
      const report = await readFile(join(out, "report.html"), "utf8");
      expect(report).toContain("scaled to 512 x 384");
    },
    LONG_MS,
  );

  test(
    "goes without where the kept file cannot be read, says so in one line, and leaves it alone",
    async () => {
      const { server, env, file, folder } = await aServer({ mind: drinkAndCards, limits: {} });
      await mkdir(folder);
      await writeFile(file, '{"format":1,"endpoints":[');
      const { code, stderr, out } = await runOn(env, server.model);
      expect(code).toBe(0);
      const told = stderr.split("\n").filter((line) => line.includes("endpoints.json"));
      expect(told).toEqual([expect.stringContaining("cannot be used")]);
      expect((await readRun(out)).config).not.toHaveProperty("endpoints");
      expect(await readdir(folder)).toEqual(["endpoints.json"]);
      expect(await readFile(file, "utf8")).toBe('{"format":1,"endpoints":[');
    },
    LONG_MS,
  );
});
