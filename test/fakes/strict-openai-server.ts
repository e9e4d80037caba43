import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import sharp from "sharp";
import * as z from "zod";
import { DIALECTS, type Dialect, type DialectName } from "./openai-dialects.ts";

/** What a request said, once it had passed every check. */
export type Heard = {
  /** Name of the schema that was asked for. */
  readonly shape: string;
  /** Whether the server holds the model to the schema, whatever the model would rather write. */
  readonly held: boolean;
  readonly system: string;
  readonly user: string;
  readonly rung: "json_schema" | "json_object_with_schema" | "json_object" | "text";
  readonly logprobs: boolean;
  readonly temperature: number | undefined;
  /** SHA-256 of each picture's bytes. */
  readonly pictures: readonly string[];
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  readonly images: readonly Buffer[];
};

/** How the server behaves on one request. `well`: as a model that answers what it was asked. */
export type Manner =
  | "well"
  | "fenced"
  | "thinking"
  | "shouting"
  | "cut-off"
  | "refusal"
  | "filtered"
  | "null-content"
  | "babble"
  | "web-page"
  | "error-with-200"
  | "no-choices"
  | "no-usage"
  | "slow"
  | "hang-up"
  | "huge"
  | "redirect"
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly content: string; readonly logprobs?: unknown };

/** What is too much for the server; it says so in words, a body too large with a page of its proxy. */
export type ServerLimits = {
  readonly longestPx?: number;
  readonly bytes?: number;
  readonly pictures?: number;
};

/** What the server cannot do, ever. */
export type Lacks = readonly ("json_schema" | "json_object" | "logprobs" | "temperature")[];

const textPart = z.strictObject({ type: z.literal("text"), text: z.string().min(1) });
const imagePart = z.strictObject({
  type: z.literal("image_url"),
  image_url: z.strictObject({ url: z.string() }),
});
const requestSchema = z.strictObject({
  model: z.string(),
  messages: z.tuple([
    z.strictObject({ role: z.literal("system"), content: z.string().min(1) }),
    z.strictObject({
      role: z.literal("user"),
      content: z.tuple([textPart]).rest(imagePart),
    }),
  ]),
  temperature: z.number().optional(),
  logprobs: z.literal(true).optional(),
  top_logprobs: z.int().min(1).max(20).optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("json_object"),
        schema: z.record(z.string(), z.unknown()).optional(),
      }),
      z.strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.literal(true),
          schema: z.record(z.string(), z.unknown()),
        }),
      }),
    ])
    .optional(),
});

const KEY = "sk-test-5f0c1e7a9b";

/**
 * An OpenAI-compatible server on loopback that believes nothing: whatever is wrong with a request is
 * listed in `complaints` and refused. `mind` gives the reply's content for what was heard; `manners`
 * are used up one a request, then `well`.
 */
export async function strictOpenaiServer(options: {
  readonly mind: (heard: Heard) => unknown;
  readonly manners?: readonly Manner[];
  readonly lacks?: Lacks;
  readonly model?: string;
  readonly dialect?: DialectName;
  readonly limits?: ServerLimits;
  /** Gives token probabilities where they are asked for; else it leaves them out. */
  readonly tokens?: boolean;
  readonly takesPictures?: boolean;
  /** How it behaves once the manners are used up. */
  readonly otherwise?: Manner;
}) {
  const { mind, model = "fake-eyes-1", lacks = [], limits = {}, otherwise = "well" } = options;
  const dialect: Dialect = DIALECTS[options.dialect ?? "openai"];
  const manners = [...(options.manners ?? [])];
  const requests: Heard[] = [];
  const complaints: string[] = [];
  const keys: (string | undefined)[] = [];
  let refusals = 0;

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      complaints.push(String(error));
      response.destroy();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, message: string, param?: string) => {
      refusals++;
      send(response, status, dialect.error(status, message, param));
    };
    const complain = (message: string) => {
      complaints.push(message);
      refuse(400, message);
    };
    const body = await bodyOf(request);
    keys.push(request.headers.authorization);
    if (request.method === "GET" && request.url === "/v1/models")
      return send(response, 200, { object: "list", data: [{ id: model, object: "model" }] });
    if (request.method !== "POST" || !dialect.paths.includes(request.url ?? "")) {
      response.writeHead(404, { "content-type": "text/plain" });
      return void response.end(dialect.lost);
    }
    if (dialect.needsKey && request.headers.authorization !== `Bearer ${KEY}`) {
      const message = `Incorrect API key provided: ${request.headers.authorization}`;
      return send(response, 401, { error: { message, code: "invalid_api_key" } });
    }
    if (body.length > (limits.bytes ?? Number.POSITIVE_INFINITY)) {
      refusals++;
      response.writeHead(413, { "content-type": "text/html" });
      return void response.end("<html><h1>413 Request Entity Too Large</h1></html>");
    }
    if (!request.headers["content-type"]?.startsWith("application/json"))
      return complain("not JSON by its header");
    const read = requestSchema.safeParse(JSON.parse(body));
    if (!read.success) return complain(z.prettifyError(read.error));
    const { messages, response_format: format, ...asked } = read.data;
    if (asked.model !== model) return complain(`no such model: ${asked.model}`);

    if (asked.temperature !== undefined && lacks.includes("temperature"))
      return refuse(400, "Unsupported value: 'temperature' does not support 0", "temperature");
    if (asked.logprobs && lacks.includes("logprobs"))
      return refuse(400, "logprobs are not supported with this model");
    if (format && (lacks as readonly string[]).includes(format.type))
      return refuse(400, `This response_format type is unavailable: ${format.type}`);
    const topSchema = format?.type === "json_object" ? format.schema : undefined;
    if (topSchema && dialect.topSchema === "refused")
      return refuse(400, "Unknown parameter: 'response_format.schema'.", "response_format.schema");
    if (asked.temperature !== 0 && !lacks.includes("temperature"))
      return complain("the temperature is not 0");

    const [{ content: system }, { content }] = messages;
    const [{ text: user }, ...images] = content;
    const stated = /JSON Schema \("([\w-]+)"\)/.exec(system)?.[1];
    if (format?.type === "json_object" && !topSchema && !/json/i.test(`${system} ${user}`))
      return complain("'messages' must contain the word 'json'");
    if (format?.type === "json_schema") {
      if (stated !== undefined && format.json_schema.name !== stated)
        return complain("two schemas in one request");
      const lax = laxities(format.json_schema.schema, "schema");
      if (lax.length > 0) return complain(lax.join("; "));
    }
    const shape = stated ?? (format?.type === "json_schema" ? format.json_schema.name : "unnamed");
    const held =
      (format?.type === "json_schema" && dialect.nestedSchema === "held") ||
      (topSchema !== undefined && dialect.topSchema === "held");
    if (images.length > 0 && options.takesPictures === false)
      return refuse(dialect.takesNoPictures.status, dialect.takesNoPictures.message);
    if (images.length > (limits.pictures ?? images.length))
      return refuse(400, `At most ${limits.pictures} image(s) may be provided in one request.`);
    const pictures: string[] = [];
    const sizes: { width: number; height: number }[] = [];
    const decoded: Buffer[] = [];
    for (const { image_url } of images) {
      const [, kind, base64] =
        /^data:image\/(jpeg|png|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(image_url.url) ?? [];
      if (kind === undefined || base64 === undefined)
        return complain("not a data URI of a picture");
      if (!dialect.types.includes(kind)) return refuse(400, dialect.unreadablePicture);
      const bytes = Buffer.from(base64, "base64");
      const { info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const metadata = await sharp(bytes).metadata();
      if (metadata.format !== kind)
        return complain(`a ${metadata.format} that claims to be ${kind}`);
      if (
        metadata.exif ||
        metadata.xmp ||
        metadata.iptc ||
        metadata.icc ||
        metadata.comments?.length
      )
        return complain("the picture carries metadata");
      pictures.push(createHash("sha256").update(bytes).digest("hex"));
      sizes.push({ width: info.width, height: info.height });
      decoded.push(bytes);
      if (Math.max(info.width, info.height) > (limits.longestPx ?? Number.POSITIVE_INFINITY))
        return refuse(400, `the image is too large: at most ${limits.longestPx} pixels a side`);
    }
    const heard: Heard = {
      shape,
      system,
      user,
      held,
      rung: topSchema ? "json_object_with_schema" : (format?.type ?? "text"),
      logprobs: asked.logprobs === true,
      temperature: asked.temperature,
      pictures,
      sizes,
      images: decoded,
    };
    requests.push(heard);
    await reply(response, heard, manners.shift() ?? otherwise);
  }

  async function reply(response: ServerResponse, heard: Heard, manner: Manner): Promise<void> {
    if (typeof manner === "object" && "status" in manner) {
      const { status, message = `status ${status}`, headers = {} } = manner;
      return send(response, status, { error: { message } }, headers);
    }
    if (typeof manner === "object")
      return send(response, 200, completion(manner.content, { logprobs: manner.logprobs }));
    const thought = await mind(heard);
    const text = typeof thought === "string" ? thought : JSON.stringify(thought);
    const logprobs = heard.logprobs && options.tokens ? { content: tokensOf(text) } : undefined;
    switch (manner) {
      case "well":
        return send(response, 200, completion(text, { logprobs }));
      case "no-usage":
        return send(response, 200, completion(text, { usage: undefined }));
      case "fenced":
        return send(
          response,
          200,
          completion(`Sure!\n\`\`\`json\n${text}\n\`\`\`\nAnything else?`),
        );
      case "thinking":
        return send(response, 200, completion(`<think>Perhaps {"answer": 1}?</think>\n${text}`));
      case "shouting": {
        const loud = text.replace(/"(yes|no|unknown|none|low|high|top|front|store|clean)"/g, (w) =>
          w.toUpperCase(),
        );
        return send(response, 200, completion(loud));
      }
      case "cut-off":
        return send(
          response,
          200,
          completion(text.slice(0, text.length / 2), { finish: "length" }),
        );
      case "refusal":
        return send(
          response,
          200,
          completion(null, { refusal: "I'm sorry, I can't help with that." }),
        );
      case "filtered":
        return send(response, 200, completion("", { finish: "content_filter" }));
      case "null-content":
        return send(response, 200, completion(null));
      case "babble":
        return send(response, 200, completion("Yes, I believe it is probably coffee."));
      case "no-choices":
        return send(response, 200, { object: "chat.completion", choices: [] });
      case "error-with-200":
        return send(response, 200, { error: { message: "upstream is busy", code: 502 } });
      case "web-page":
        response.writeHead(200, { "content-type": "text/html" });
        return void response.end(`<!doctype html><title>Sign in</title><p>${KEY}</p>`);
      case "slow":
        return; // Never answers; the caller's deadline or abort ends it.
      case "hang-up":
        return void response.destroy();
      case "redirect":
        response.writeHead(307, { location: "/elsewhere" });
        return void response.end();
      case "huge": {
        response.writeHead(200, { "content-type": "application/json" });
        return void Readable.from(endless()).pipe(response);
      }
    }
  }

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    host: `127.0.0.1:${port}`,
    apiKey: KEY,
    model,
    requests,
    complaints,
    /** The authorization header of every request. */
    keys,
    /** Sizes of all pictures of requests that were answered. */
    get sizes() {
      return requests.flatMap((heard) => heard.sizes);
    },
    /** How many requests were refused by what the server is, not by its manners. */
    get refused() {
      return refusals;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type StrictOpenaiServer = Awaited<ReturnType<typeof strictOpenaiServer>>;

function completion(
  content: string | null,
  more: { finish?: string; refusal?: string; usage?: undefined; logprobs?: unknown } = {},
) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    choices: [
      {
        index: 0,
        finish_reason: more.finish ?? "stop",
        message: { role: "assistant", content, refusal: more.refusal ?? null },
        logprobs: more.logprobs ?? null,
      },
    ],
    ...("usage" in more ? {} : { usage: { prompt_tokens: 100, completion_tokens: 20 } }),
  };
}

/** A text as tokens, each a word or a sign, written with nine tenths of certainty. */
const tokensOf = (text: string) =>
  (text.match(/\w+|\W/g) ?? []).map((token) => ({
    token,
    logprob: Math.log(0.9),
    top_logprobs: [
      { token, logprob: Math.log(0.9) },
      { token: "unknown", logprob: Math.log(0.1) },
    ],
  }));

/** What OpenAI's strict mode would refuse in a schema. */
function laxities(schema: unknown, at: string): string[] {
  if (typeof schema !== "object" || schema === null) return [`${at} is no schema`];
  const known = ["type", "properties", "required", "additionalProperties", "items", "enum"];
  const { type, properties, required, additionalProperties, items } = schema as Record<
    string,
    unknown
  >;
  const found = Object.keys(schema)
    .filter((key) => !known.includes(key))
    .map((key) => `${at} uses ${key}`);
  if (type === undefined) found.push(`${at} has no type`);
  if (type === "array") found.push(...laxities(items, `${at}[]`));
  if (type !== "object") return found;
  const inner = Object.entries((properties ?? {}) as object);
  if (additionalProperties !== false) found.push(`${at} lets in other properties`);
  if (JSON.stringify(required) !== JSON.stringify(inner.map(([key]) => key)))
    found.push(`${at} has optional properties`);
  return [...found, ...inner.flatMap(([key, value]) => laxities(value, `${at}.${key}`))];
}

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(64 * 1024, " ");
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
