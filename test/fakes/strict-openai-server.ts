import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import sharp from "sharp";
import * as z from "zod";

/** What a request said, once it had passed every check. */
export type Heard = {
  /** Name of the schema that was asked for. */
  readonly shape: string;
  readonly system: string;
  readonly user: string;
  readonly rung: "json_schema" | "json_object" | "text";
  readonly logprobs: boolean;
  readonly temperature: number | undefined;
  /** SHA-256 of each picture's bytes. */
  readonly pictures: readonly string[];
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
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
      z.strictObject({ type: z.literal("json_object") }),
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
}) {
  const { mind, model = "fake-eyes-1", lacks = [] } = options;
  const manners = [...(options.manners ?? [])];
  const requests: Heard[] = [];
  const complaints: string[] = [];

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      complaints.push(String(error));
      response.destroy();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, message: string, param?: string) =>
      send(response, status, { error: { message, type: "invalid_request_error", param } });
    const complain = (message: string) => {
      complaints.push(message);
      refuse(400, message);
    };
    const body = await bodyOf(request);
    if (request.method !== "POST" || request.url !== "/v1/chat/completions")
      return complain(`not an endpoint: ${request.method} ${request.url}`);
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      const message = `Incorrect API key provided: ${request.headers.authorization}`;
      return send(response, 401, { error: { message, code: "invalid_api_key" } });
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
    if (asked.temperature !== 0 && !lacks.includes("temperature"))
      return complain("the temperature is not 0");

    const [{ content: system }, { content }] = messages;
    const [{ text: user }, ...images] = content;
    const shape = /JSON Schema \("([\w-]+)"\)/.exec(system)?.[1];
    if (shape === undefined) return complain("the prompt does not state the schema");
    if (format?.type === "json_schema") {
      if (format.json_schema.name !== shape) return complain("two schemas in one request");
      const lax = laxities(format.json_schema.schema, "schema");
      if (lax.length > 0) return complain(lax.join("; "));
    }
    const pictures: string[] = [];
    const sizes: { width: number; height: number }[] = [];
    for (const { image_url } of images) {
      const [, kind, base64] =
        /^data:image\/(jpeg|png);base64,([A-Za-z0-9+/]+={0,2})$/.exec(image_url.url) ?? [];
      if (kind === undefined || base64 === undefined)
        return complain("not a data URI of a picture");
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
    }
    const heard: Heard = {
      shape,
      system,
      user,
      rung: format?.type ?? "text",
      logprobs: asked.logprobs === true,
      temperature: asked.temperature,
      pictures,
      sizes,
    };
    requests.push(heard);
    await reply(response, heard, manners.shift() ?? "well");
  }

  async function reply(response: ServerResponse, heard: Heard, manner: Manner): Promise<void> {
    if (typeof manner === "object" && "status" in manner) {
      const { status, message = `status ${status}`, headers = {} } = manner;
      return send(response, status, { error: { message } }, headers);
    }
    if (typeof manner === "object")
      return send(response, 200, completion(manner.content, { logprobs: manner.logprobs }));
    const thought = mind(heard);
    const text = typeof thought === "string" ? thought : JSON.stringify(thought);
    switch (manner) {
      case "well":
        return send(response, 200, completion(text));
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
