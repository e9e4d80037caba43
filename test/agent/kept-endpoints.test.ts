import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { measuredEndpoints } from "../../agent/measured-endpoints.ts";
import {
  keepMeasurement,
  keptEndpoint,
  keptEndpointsPath,
  readKeptEndpoints,
} from "../../perception/openai/kept-endpoints.ts";
import type { EndpointMeasurement } from "../../perception/openai/measure/measurement.ts";
import { newFolder } from "../fakes/new-folder.ts";

afterEach(() => vi.unstubAllEnvs());

const MEASURED: EndpointMeasurement = {
  baseUrl: "http://127.0.0.1:11434/v1",
  model: "qwen2.5vl",
  measuredAt: "2026-01-02T03:04:05.000Z",
  sees: true,
  rung: "json_schema",
  temperatureZero: true,
  logprobs: false,
  pictures: { longestPx: 1024, bytes: 1_000_000, types: ["image/jpeg"] },
  tactful: "0.1.0",
  seed: 7,
  requests: 27,
  seconds: 81.5,
  modes: { json_schema: "held", json_object_with_schema: "ignored", json_object: "held" },
  shapes: { right: 6, numbers: 5, unreadable: 0, of: 6 },
};

const aFile = () => join(newFolder(), "config", "endpoints.json");

test("measurements stand in the user's configuration folder, wherever the system wants it", () => {
  const at = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = "linux") =>
    keptEndpointsPath(env, platform);
  expect(at({})).toBe(join(homedir(), ".config", "tactful", "endpoints.json"));
  expect(at({ XDG_CONFIG_HOME: "/x" })).toBe("/x/tactful/endpoints.json");
  expect(at({ APPDATA: "/a" }, "win32")).toBe("/a/tactful/endpoints.json");
  expect(at({ TACTFUL_CONFIG: "/mine", XDG_CONFIG_HOME: "/x" })).toBe("/mine/endpoints.json");
});

test("a measurement takes the place of an earlier one of the same model and server only", async () => {
  const file = aFile();
  expect(readKeptEndpoints(file)).toEqual([]);
  const other = { ...MEASURED, model: "gemma3" };
  const elsewhere = { ...MEASURED, baseUrl: "http://10.0.0.2:11434/v1" };
  const again = { ...MEASURED, seed: 8 };
  for (const it of [MEASURED, other, elsewhere, again]) await keepMeasurement(file, it);
  expect(readKeptEndpoints(file)).toEqual([other, elsewhere, again]);
  expect(keptEndpoint(readKeptEndpoints(file), MEASURED.baseUrl, MEASURED.model)).toEqual(again);
  expect(keptEndpoint(readKeptEndpoints(file), MEASURED.baseUrl, "llava")).toBeUndefined();
  expect(await readdir(join(file, ".."))).toEqual(["endpoints.json"]);
});

test.each([
  ["cut off", '{"format":1,"endpoints":[', /no JSON of tactful's/],
  ["empty", "", /no JSON of tactful's/],
  ["another program's", '{"theme":"dark"}', /another version of tactful/],
  ["another version's", '{"format":9,"endpoints":[]}', /another version of tactful/],
  ["half a measurement", '{"format":1,"endpoints":[{"model":"m"}]}', /endpoints\.0\./],
])(
  "a kept file that is %s is bad input in one line, and never written over",
  async (_, text, says) => {
    const file = aFile();
    await mkdir(join(file, ".."));
    await writeFile(file, text);
    expect(() => readKeptEndpoints(file)).toThrow(says);
    expect(() => readKeptEndpoints(file)).not.toThrow(/\n/);
    await expect(keepMeasurement(file, MEASURED)).rejects.toMatchObject({ code: "bad-input" });
    expect(await readFile(file, "utf8")).toBe(text);
  },
);

test("a place that cannot be written to is told in one line", async () => {
  const file = aFile();
  await writeFile(join(file, ".."), "a file where the folder would be");
  await expect(keepMeasurement(join(file, "deeper", "endpoints.json"), MEASURED)).rejects.toThrow(
    /cannot (be read|keep)/,
  );
});

test("a run goes by what was measured of its models behind its server, and of no other", async () => {
  const file = aFile();
  await keepMeasurement(file, MEASURED);
  vi.stubEnv("TACTFUL_CONFIG", join(file, ".."));
  const name = "openai:qwen2.5vl";
  const names = { reasoner: "embedded", vision: name, detector: "embedded" };
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1/");
  const { endpoints } = measuredEndpoints(names, tell);
  expect(endpoints?.[name]).toMatchObject({ rung: "json_schema", pictures: { longestPx: 1024 } });
  // What only a person wants to read stays out of the run.
  expect(endpoints?.[name]).not.toHaveProperty("shapes");
  expect(told).toEqual([`${name} at 127.0.0.1:11434 is used as measured on 2026-01-02`]);
  expect(measuredEndpoints({ ...names, vision: "openai:llava" }, tell)).toEqual({});
  expect(measuredEndpoints({ ...names, vision: "embedded" }, tell)).toEqual({});
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1");
  expect(measuredEndpoints(names, tell)).toEqual({});
  expect(told).toHaveLength(1);
});
