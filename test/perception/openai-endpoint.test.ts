import { inspect } from "node:util";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { fitPicture } from "../../perception/images/fit-picture.ts";
import { photoFrom } from "../../perception/images/photo-file.ts";
import {
  type EndpointOptions,
  type Leaving,
  openaiEndpoint,
} from "../../perception/openai/endpoint.ts";
import type { EndpointKnowledge } from "../../perception/openai/endpoint-knowledge.ts";
import { TidyError } from "../../perception/tidy-error.ts";
import { drawnJpeg, drawnPhoto } from "../fakes/drawn-photos.ts";
import type { DialectName } from "../fakes/openai-dialects.ts";
import type { Heard, Lacks, Manner, ServerLimits } from "../fakes/strict-openai-server.ts";
import { type ServerOptions, strictServers } from "../fakes/strict-servers.ts";

const schema = z.strictObject({
  answer: z.enum(["yes", "no", "unknown"]),
  confidence: z.number().min(0).max(1),
});
const request = { name: "judgement", schema, system: "Judge.", user: "Is it so?" };
const RIGHT = { answer: "yes", confidence: 0.75 };
const KNOWN: EndpointKnowledge = {
  baseUrl: "http://127.0.0.1:1/v1",
  model: "fake-eyes-1",
  measuredAt: "2026-01-01T00:00:00.000Z",
  sees: true,
  rung: "json_schema",
  temperatureZero: true,
  logprobs: true,
  pictures: { longestPx: 2048, bytes: 4_000_000, types: ["image/jpeg", "image/png"] },
};

const serving = strictServers();

/** An endpoint on a strict server; waits are written down instead of waited for. */
async function anEndpoint(
  manners: readonly Manner[],
  more: Partial<EndpointOptions> & Partial<ServerOptions> = {},
) {
  const { lacks = [], dialect = "openai", limits = {}, mind = () => RIGHT, ...options } = more;
  const { takesPictures = true } = more;
  const server = await serving({ mind, manners, lacks, dialect, limits, takesPictures });
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

  test("a schema that is refused with a 500, as older llama.cpp does, is not asked for again", async () => {
    const message =
      'response_format type must be one of "text" or "json_object", but got: json_schema';
    const { endpoint, waits } = await anEndpoint([{ status: 500, message }], {
      dialect: "llama.cpp",
    });
    const rung = "json_object_with_schema";
    expect(await endpoint.ask(request)).toMatchObject({ value: RIGHT, rung, attempts: 2 });
    expect(waits).toEqual([]);
  });

  test("token probabilities and temperature 0 are done without", async () => {
    const { endpoint, server } = await anEndpoint([], { lacks: ["logprobs", "temperature"] });
    const reply = await endpoint.ask({ ...request, logprobs: true });
    expect(reply).toMatchObject({ value: RIGHT, rung: "json_schema", temperatureZero: false });
    expect(server.requests).toMatchObject([{ logprobs: false, temperature: undefined }]);
  });

  test("token probabilities that are forbidden with a 403 are done without as well", async () => {
    const message = "You are not allowed to request logprobs from this model";
    const { endpoint, server } = await anEndpoint([{ status: 403, message }]);
    const reply = await endpoint.ask({ ...request, logprobs: true });
    expect(reply).toMatchObject({ value: RIGHT, rung: "json_schema" });
    expect(server.requests.map(({ logprobs }) => logprobs)).toEqual([true, false]);
  });

  test("a lone refusal, after a rung has worked, is not held against the rung", async () => {
    const refusal = { status: 400, message: "schema is too complex" };
    const { endpoint } = await anEndpoint(["well", refusal]);
    await endpoint.ask(request);
    expect((await endpoint.ask(request)).rung).toBe("json_object");
    expect((await endpoint.ask(request)).rung).toBe("json_schema");
  });
});

describe("prose where a schema was asked for", () => {
  const wordy = ({ held }: Heard) => (held ? RIGHT : "Yes, I believe it is so.");

  test("llama.cpp is asked once more with the schema where its README wants it, and from then on", async () => {
    const { endpoint, server } = await anEndpoint([], { dialect: "llama.cpp", mind: wordy });
    const rung = "json_object_with_schema";
    expect(await endpoint.ask(request)).toMatchObject({ value: RIGHT, rung, attempts: 2 });
    expect(await endpoint.ask(request)).toMatchObject({ value: RIGHT, rung, attempts: 1 });
    expect(server.requests.map((heard) => heard.rung)).toEqual(["json_schema", rung, rung]);
  });

  test("is an error with the first text where that does not help either", async () => {
    const { endpoint, server } = await anEndpoint(["babble", { content: "Well, perhaps." }]);
    const error = await failing(endpoint.ask(request));
    expect(error).toMatchObject({
      code: "model-reply",
      details: { class: "unparseable", raw: "Yes, I believe it is probably coffee." },
    });
    // OpenAI knows no such place for a schema, so that the plain way is taken after it.
    expect(server.requests.map((heard) => heard.rung)).toEqual(["json_schema", "json_object"]);
  });
});

describe("pictures larger than the server takes", () => {
  const SIZE = { width: 1600, height: 1200 };
  const photoOf = async () => {
    const bytes = await drawnJpeg("brown", SIZE);
    return photoFrom(bytes, { kind: "scene" });
  };

  async function asked(more: Parameters<typeof anEndpoint>[1] & object) {
    const told: Leaving[] = [];
    const onPhotoLeaves = (leaving: Leaving) => void told.push(leaving);
    const it = await anEndpoint([], { onPhotoLeaves, ...more });
    const { bytes, mediaType, sha256 } = await photoOf();
    const images = [{ bytes, mediaType, photo: sha256 }];
    return {
      ...it,
      told,
      sha256,
      bytes,
      images,
      ask: () => it.endpoint.ask({ ...request, images }),
    };
  }

  test.each<[string, ServerLimits]>([
    ["by their sides", { longestPx: 900 }],
    ["by their bytes", { bytes: 20_000 }],
  ])("%s are scaled until they are taken, and that is remembered", async (_, limits) => {
    const { ask, server, told, sha256 } = await asked({ limits });
    const { pictures } = await ask();
    const sent = server.sizes[0]!;
    expect(Math.max(sent.width, sent.height)).toBeLessThanOrEqual(800);
    expect(sent.width / sent.height).toBeCloseTo(4 / 3, 1);
    expect(pictures).toEqual([{ widthPx: sent.width, heightPx: sent.height }]);
    // The whole photo, and each copy that was tried, by the name of the photo.
    expect(new Set(told.map((leaving) => leaving.sha256))).toEqual(new Set([sha256]));
    expect(told[0]).not.toHaveProperty("scaledTo");
    expect(told.at(-1)?.scaledTo).toEqual(pictures?.[0]);
    const before = told.length;
    await ask();
    expect(told.slice(before)).toEqual(told.slice(-1));
    expect(server.refused).toBe(before - 1);
  });

  test("by what was measured are never sent whole", async () => {
    const known = { ...KNOWN, pictures: { ...KNOWN.pictures, longestPx: 400 } };
    const { ask, server, told } = await asked({ known });
    await ask();
    expect(server.sizes).toEqual([{ width: 400, height: 300 }]);
    expect(told).toMatchObject([{ scaledTo: { widthPx: 400, heightPx: 300 } }]);
  });

  test("than 512 pixels are tried, then the server is given up", async () => {
    const { ask, server } = await asked({ limits: { longestPx: 100 } });
    const error = await failing(ask());
    expect(error).toMatchObject({ code: "model-unavailable", details: { status: 400 } });
    expect(error.message).toContain("too large");
    expect(server.refused).toBe(2);
  });

  test("are scaled to JPEG without metadata, in the same proportions, within the bytes", async () => {
    const noisy = await sharp({
      create: {
        width: 900,
        height: 500,
        channels: 3,
        background: "white",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    })
      .png()
      .withExif({ IFD0: { Artist: "Somebody" } })
      .toBuffer();
    const limit = { longestPx: 600, bytes: 60_000, types: ["image/jpeg"] as const };
    const fitted = await fitPicture({ bytes: noisy, mediaType: "image/png" }, limit);
    const read = await sharp(fitted.bytes).metadata();
    expect(read).toMatchObject({ format: "jpeg", width: fitted.widthPx, height: fitted.heightPx });
    expect(read.exif).toBeUndefined();
    expect(fitted.bytes.byteLength).toBeLessThanOrEqual(60_000);
    expect(fitted.widthPx).toBeLessThanOrEqual(600);
    expect(fitted.widthPx / fitted.heightPx).toBeCloseTo(1.8, 1);
  });
});

describe("what was measured before", () => {
  test("is used from the first request: the rung, no token probabilities, no temperature", async () => {
    const known = {
      ...KNOWN,
      rung: "json_object" as const,
      logprobs: false,
      temperatureZero: false,
    };
    const { endpoint, server } = await anEndpoint([], { known, lacks: ["temperature"] });
    await endpoint.ask({ ...request, logprobs: true });
    expect(server.requests).toMatchObject([
      { rung: "json_object", logprobs: false, temperature: undefined },
    ]);
  });
});

describe("the address", () => {
  test.each(["", "/", "/chat/completions", "/chat/completions/"])(
    "may end in %j",
    async (ending) => {
      const { server } = await anEndpoint([]);
      const { model, apiKey, baseUrl } = server;
      const endpoint = openaiEndpoint({ model, apiKey, baseUrl: `${baseUrl}${ending}` });
      expect((await endpoint.ask(request)).value).toEqual(RIGHT);
    },
  );

  test.each<DialectName>(["openai", "ollama", "vllm"])(
    "without /v1 is answered by %s with 404, and the error says what to write",
    async (dialect) => {
      const { server } = await anEndpoint([], { dialect });
      const { model, apiKey, baseUrl } = server;
      const endpoint = openaiEndpoint({ model, apiKey, baseUrl: baseUrl.replace("/v1", "") });
      const error = await failing(endpoint.ask(request));
      expect(error.message).toContain(`OPENAI_BASE_URL=${baseUrl}`);
    },
  );

  test("what a vLLM server says is wrong is heard, though it writes errors in its own way", async () => {
    const { endpoint } = await anEndpoint([], { dialect: "vllm", limits: { pictures: 0 } });
    const bytes = await drawnJpeg("brown");
    const images = [{ bytes, mediaType: "image/jpeg" as const }];
    const error = await failing(endpoint.ask({ ...request, images }));
    expect(error.message).toContain("At most 0 image(s)");
  });

  test("a server that has no eyes is not asked twice, though it says so with a 500", async () => {
    const { endpoint, waits } = await anEndpoint([], {
      dialect: "llama.cpp",
      takesPictures: false,
    });
    const images = [{ bytes: await drawnJpeg("brown"), mediaType: "image/jpeg" as const }];
    const error = await failing(endpoint.ask({ ...request, images }));
    expect(error.message).toContain("mmproj");
    expect(waits).toEqual([]);
  });
});

describe("a key goes only to the host it is for", () => {
  const key = "sk-proj-0123456789abcdef";

  test("a key of OpenAI's stays here when the server is another, and a 401 says so", async () => {
    const { server } = await anEndpoint([]);
    const { model, baseUrl, host } = server;
    const endpoint = openaiEndpoint({ model, baseUrl, apiKey: key });
    const error = await failing(endpoint.ask(request));
    expect(error.message).toContain(
      "no key was sent: by its first letters it is a key of openai.com",
    );
    expect(error.message).toContain(`OPENAI_API_KEY_HOST=${host}`);
    expect(server.keys).toEqual([undefined]);
  });

  test("unless its owner says that it is for that host", async () => {
    const { server } = await anEndpoint([]);
    const { model, baseUrl, host } = server;
    const endpoint = openaiEndpoint({ model, baseUrl, apiKey: key, keyHost: host });
    await failing(endpoint.ask(request));
    expect(server.keys).toEqual([`Bearer ${key}`]);
  });

  test("any key stays here where it is said to be for another host", async () => {
    const { server } = await anEndpoint([], { dialect: "ollama" });
    const { model, baseUrl, apiKey } = server;
    const endpoint = openaiEndpoint({ model, baseUrl, apiKey, keyHost: "api.example.org" });
    expect((await endpoint.ask(request)).value).toEqual(RIGHT);
    expect(server.keys).toEqual([undefined]);
  });

  test("another's key is none for OpenAI; a server elsewhere may need none", () => {
    const building = () => openaiEndpoint({ model: "m", apiKey: "sk-ant-0123456789" });
    expect(building).toThrow(/needs a key.*anthropic\.com/);
    expect(openaiEndpoint({ model: "m", baseUrl: "http://192.168.1.5:11434/v1" }).host).toBe(
      "192.168.1.5:11434",
    );
  });
});

describe("secrets and photos", () => {
  test("the key is in no error, whatever the server says, and in no print of the endpoint", async () => {
    const { endpoint, server } = await anEndpoint([
      { status: 403, message: "key sk-test-5f0c1e7a9b may not do that" },
      "web-page",
      { content: "sk-test-5f0c1e7a9b" },
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
