import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type EndpointOptions, openaiEndpoint } from "../../perception/openai/endpoint.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { drawnPhoto } from "../fakes/drawn-photos.ts";
import {
  type Lacks,
  type Manner,
  type StrictOpenaiServer,
  strictOpenaiServer,
} from "../fakes/strict-openai-server.ts";

const schema = z.strictObject({
  answer: z.enum(["yes", "no", "unknown"]),
  confidence: z.number().min(0).max(1),
});
const request = { name: "judgement", schema, system: "Judge.", user: "Is it so?" };
const RIGHT = { answer: "yes", confidence: 0.75 };

let server: StrictOpenaiServer | undefined;
afterEach(async () => {
  const complaints = server?.complaints;
  await server?.close();
  server = undefined;
  expect(complaints ?? []).toEqual([]);
});

/** An endpoint on a strict server; waits are written down instead of waited for. */
async function anEndpoint(
  manners: readonly Manner[],
  more: Partial<EndpointOptions> & { lacks?: Lacks } = {},
) {
  const { lacks = [], ...options } = more;
  server = await strictOpenaiServer({ mind: () => RIGHT, manners, lacks });
  const waits: number[] = [];
  const endpoint = openaiEndpoint({
    model: server.model,
    apiKey: server.apiKey,
    baseUrl: server.baseUrl,
    delay: async (ms) => void waits.push(ms),
    random: () => 1,
    ...options,
  });
  return { endpoint, waits, server };
}

const failing = (promise: Promise<unknown>): Promise<TidyError> =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error) => error,
  );

describe("a reply that can be used", () => {
  test("comes typed, with its raw text, rung and tokens spent", async () => {
    const { endpoint } = await anEndpoint([]);
    expect(await endpoint.ask(request)).toEqual({
      value: RIGHT,
      raw: JSON.stringify(RIGHT),
      rung: "json_schema",
      temperatureZero: true,
      attempts: 1,
      usage: { promptTokens: 100, completionTokens: 20 },
    });
    await endpoint.ask(request);
    expect(endpoint.spent()).toEqual({ promptTokens: 200, completionTokens: 40, replies: 2 });
  });

  test.each<Manner>(["fenced", "thinking", "shouting", "no-usage"])(
    "is read although the model is %s",
    async (manner) => {
      const { endpoint } = await anEndpoint([manner]);
      expect((await endpoint.ask(request)).value).toEqual(RIGHT);
    },
  );
});

describe("a reply that cannot be used is an error with the raw text, never a default", () => {
  test.each<[Manner, string, string]>([
    ["babble", "unparseable", "Yes, I believe it is probably coffee."],
    [{ content: '{"answer":"perhaps","confidence":0.9}' }, "unparseable", "perhaps"],
    [{ content: '{"answer":"yes"}' }, "unparseable", '{"answer":"yes"}'],
    ["cut-off", "truncated", '{"answer"'],
    ["refusal", "refusal", "I'm sorry"],
    ["filtered", "refusal", ""],
    ["null-content", "empty", ""],
    [{ content: "<think>hm" }, "empty", "<think>hm"],
  ])("%j is %s", async (manner, kind, raw) => {
    const { endpoint, server } = await anEndpoint([manner]);
    const error = await failing(endpoint.ask(request));
    expect(error).toMatchObject({ code: "model-reply", details: { class: kind } });
    expect(error.details.raw).toContain(raw);
    expect(error.message).not.toContain("\n");
    expect(server.requests).toHaveLength(1);
  });

  test.each<Manner>(["web-page", "no-choices"])("%s is transport, tried once", async (manner) => {
    const { endpoint, server } = await anEndpoint([manner]);
    const error = await failing(endpoint.ask(request));
    expect(error).toMatchObject({ code: "model-unavailable", details: { class: "transport" } });
    expect(server.requests).toHaveLength(1);
  });

  test("a reply without end is cut, not collected", async () => {
    const { endpoint } = await anEndpoint(["huge"], { maxReplyBytes: 100_000 });
    const error = await failing(endpoint.ask(request));
    expect(error.code).toBe("model-unavailable");
    expect(error.message).toContain("larger than 100000 bytes");
  });
});

describe("a server in trouble", () => {
  test("is waited for as long as its Retry-After says", async () => {
    const busy = { status: 429, headers: { "retry-after": "7" } };
    const { endpoint, waits } = await anEndpoint([busy, { status: 500 }]);
    const reply = await endpoint.ask(request);
    expect(reply.value).toEqual(RIGHT);
    expect(reply.attempts).toBe(3);
    expect(waits).toEqual([7000, 2000]);
  });

  test("may say when to come back by a date", async () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" };
    const { endpoint, waits } = await anEndpoint([{ status: 503, headers }], { now: () => now });
    await endpoint.ask(request);
    expect(waits).toEqual([9000]);
  });

  test("is given up when it asks for more patience than allowed", async () => {
    const patient = { status: 429, headers: { "retry-after": "120" } };
    const { endpoint, waits, server } = await anEndpoint([patient]);
    const error = await failing(endpoint.ask(request));
    expect(error).toMatchObject({ code: "model-unavailable", details: { status: 429 } });
    expect(waits).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test("is tried four times, then no more", async () => {
    const down = { status: 500 };
    const { endpoint, waits } = await anEndpoint([down, "hang-up", "error-with-200", down, "well"]);
    expect((await failing(endpoint.ask(request))).code).toBe("model-unavailable");
    expect(waits).toHaveLength(3);
  });

  test("is left at once on abort, in the middle of a wait that ignores it", async () => {
    const stop = new AbortController();
    const { endpoint, server } = await anEndpoint(
      [{ status: 429, headers: { "retry-after": "50" } }],
      { delay: undefined as never },
    );
    const asked = failing(endpoint.ask(request, { signal: stop.signal }));
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect((await asked).code).toBe("aborted");
    expect(server.requests).toHaveLength(1);
  });

  test("that never answers is left on abort, and at the deadline", async () => {
    const stop = new AbortController();
    const { endpoint, server } = await anEndpoint(["slow", "slow"], { deadlineMs: 60 });
    const asked = failing(endpoint.ask(request, { signal: stop.signal }));
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect((await asked).code).toBe("aborted");
    expect((await failing(endpoint.ask(request))).code).toBe("deadline");
  });

  test("that is not there is named", async () => {
    const endpoint = openaiEndpoint({
      model: "m",
      baseUrl: "http://127.0.0.1:9/v1",
      delay: async () => {},
    });
    const error = await failing(endpoint.ask(request));
    expect(error.code).toBe("model-unavailable");
    expect(error.message).toMatch(/m at 127\.0\.0\.1:9: .+/);
  });
});

describe("what a server cannot do", () => {
  test.each<[Lacks, string]>([
    [["json_schema"], "json_object"],
    [["json_schema", "json_object"], "text"],
  ])("%j is found out once and remembered", async (lacks, rung) => {
    const { endpoint, server } = await anEndpoint([], { lacks });
    expect(await endpoint.ask(request)).toMatchObject({ value: RIGHT, rung });
    expect(await endpoint.ask(request)).toMatchObject({ value: RIGHT, rung, attempts: 1 });
    expect(server.requests.map((heard) => heard.rung)).toEqual([rung, rung]);
  });

  test("token probabilities and temperature 0 are done without", async () => {
    const { endpoint, server } = await anEndpoint([], { lacks: ["logprobs", "temperature"] });
    const reply = await endpoint.ask({ ...request, logprobs: true });
    expect(reply).toMatchObject({ value: RIGHT, rung: "json_schema", temperatureZero: false });
    expect(server.requests).toMatchObject([{ logprobs: false, temperature: undefined }]);
  });

  test("a lone refusal, after a rung has worked, is not held against the rung", async () => {
    const refusal = { status: 400, message: "schema is too complex" };
    const { endpoint } = await anEndpoint(["well", refusal]);
    await endpoint.ask(request);
    expect((await endpoint.ask(request)).rung).toBe("json_object");
    expect((await endpoint.ask(request)).rung).toBe("json_schema");
  });
});

describe("secrets and photos", () => {
  test("the key is in no error, whatever the server says, and in no print of the endpoint", async () => {
    const { endpoint, server } = await anEndpoint([
      { status: 403, message: "key sk-test-5f0c1e7a9b may not do that" },
      "web-page",
      { content: "sk-test-5f0c1e7a9b" },
    ]);
    for (let i = 0; i < 3; i++) {
      const error = await failing(endpoint.ask(request));
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(server.apiKey);
    }
    expect(inspect(endpoint, { depth: 9, showHidden: true })).not.toContain(server.apiKey);
    expect(`${endpoint} ${JSON.stringify(endpoint)}`).not.toContain(server.apiKey);
  });

  test("a wrong key is told without being shown", async () => {
    const { server } = await anEndpoint([]);
    const { baseUrl, model } = server;
    const endpoint = openaiEndpoint({ baseUrl, model, apiKey: "sk-wrong-1234567" });
    const error = await failing(endpoint.ask(request));
    expect(error.message).toContain("Incorrect API key provided");
    expect(inspect(error, { depth: 9 })).not.toContain("sk-wrong-1234567");
  });

  test("the host is told before a photo is sent, and where that fails the photo stays", async () => {
    const photo = await drawnPhoto("brown", { kind: "scene" });
    const { bytes, mediaType, sha256 } = photo;
    const images = [{ bytes, mediaType, photo: sha256 }];
    const told: unknown[] = [];
    const { endpoint, server } = await anEndpoint([], {
      onPhotoLeaves: (leaving) => {
        told.push({ ...leaving, requestsBefore: server.requests.length });
        if (told.length === 2) throw new TidyError("aborted", "no photos, please");
      },
    });
    await endpoint.ask({ ...request, images });
    expect(told).toEqual([{ host: server.host, sha256, requestsBefore: 0 }]);
    expect(server.requests[0]?.pictures).toEqual([sha256]);
    expect((await failing(endpoint.ask({ ...request, images }))).code).toBe("aborted");
    expect(server.requests).toHaveLength(1);
  });

  test("a redirect is not followed: nobody was told of the other host", async () => {
    const { endpoint } = await anEndpoint(["redirect"], { attempts: 1 });
    expect((await failing(endpoint.ask(request))).code).toBe("model-unavailable");
  });

  test.each([
    ["not a url", undefined, /OPENAI_BASE_URL is not/],
    ["https://me:secret@host/v1", "k", /holds a secret/],
    ["https://host/v1?key=secret", "k", /holds a secret/],
    [undefined, undefined, /api\.openai\.com needs a key: set OPENAI_API_KEY/],
    [undefined, "two\nlines", /characters that no key has/],
  ])("%s with key %j is bad input", (baseUrl, apiKey, says) => {
    const building = () => openaiEndpoint({ model: "m", baseUrl, apiKey });
    expect(building).toThrow(says);
    expect(building).not.toThrow(/secret@|two/);
  });
});
