import OpenAI from "openai";
import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import { TidyError } from "../tidy-error.ts";
import { cappedFetch } from "./capped-fetch.ts";
import {
  type Completion,
  classifyReply,
  completionSchema,
  type TokenLogprob,
} from "./classify-reply.ts";
import {
  type Concessions,
  FULL,
  nextConcession,
  plainSchema,
  type Rung,
  responseFormat,
} from "./ladder.ts";
import { type Delay, realDelay, retryAfterMs, withRetry } from "./with-retry.ts";

/** A picture to send, and the photo it was taken from (a crop has other bytes than its photo). */
export type ChatImage = {
  readonly bytes: Uint8Array;
  readonly mediaType: "image/jpeg" | "image/png";
  /** SHA-256 of the whole photo. Absent for pictures that show nobody's room. */
  readonly photo?: string;
};

/** What is said to the model, and the one shape that its reply must have. */
export type ChatRequest<T> = {
  /** Name of the schema: letters, digits, `_` and `-`. */
  readonly name: string;
  readonly schema: z.ZodType<T>;
  readonly system: string;
  readonly user: string;
  readonly images?: readonly ChatImage[];
  /** Asks for token probabilities; a server may leave them out. */
  readonly logprobs?: boolean;
};

export type Usage = { readonly promptTokens: number; readonly completionTokens: number };

export type ChatReply<T> = {
  readonly value: T;
  /** Word for word what the model wrote. */
  readonly raw: string;
  /** How the shape was asked for, as the server bears it. */
  readonly rung: Rung;
  /** False where the server does not take temperature 0. */
  readonly temperatureZero: boolean;
  readonly attempts: number;
  readonly usage?: Usage;
  readonly tokens?: readonly TokenLogprob[];
};

/** A photo about to leave this machine, by the SHA-256 of the whole photo. */
export type Leaving = { readonly host: string; readonly sha256: string };

/** One model behind one OpenAI-compatible server. */
export interface Endpoint {
  readonly model: string;
  readonly host: string;
  /**
   * Rejects with `model-reply` (details: class, raw) where the reply cannot be used,
   * `model-unavailable` (class `transport`), `deadline` or `aborted`.
   */
  ask<T>(request: ChatRequest<T>, options?: CallOptions): Promise<ChatReply<T>>;
  /** Tokens of all replies so far, as far as the server counts them. */
  spent(): Usage & { readonly replies: number };
}

export type EndpointOptions = {
  readonly model: string;
  /** Not needed for a server on this machine. */
  readonly apiKey?: string | undefined;
  /** OpenAI's own where absent. */
  readonly baseUrl?: string | undefined;
  /** Called, and awaited, before a photo is sent; where it throws, the photo stays. */
  readonly onPhotoLeaves?: (leaving: Leaving) => void | Promise<void>;
  /** For one request, headers and body. */
  readonly deadlineMs?: number;
  readonly attempts?: number;
  /** A server that asks for more patience than this is given up. */
  readonly longestWaitMs?: number;
  readonly maxReplyBytes?: number;
  readonly delay?: Delay;
  readonly now?: () => number;
  /** 0..1, spreads out retries. */
  readonly random?: () => number;
};

const OPENAI_URL = "https://api.openai.com/v1";
const NO_KEY = "no-key-needed";
const LONGEST_RAW = 100_000;

/** Talks to a model. Remembers what the server cannot do. Rejects `bad-input` on a bad URL or key. */
export function openaiEndpoint(options: EndpointOptions): Endpoint {
  const { model, deadlineMs = 120_000, attempts: most = 4, longestWaitMs = 60_000 } = options;
  const { delay = realDelay, now = Date.now, random = Math.random } = options;
  const url = checkedUrl(options.baseUrl || OPENAI_URL);
  const apiKey = checkedKey(options.apiKey, url);
  const client = new OpenAI({
    apiKey,
    baseURL: url.href,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: deadlineMs,
    logLevel: "off",
    // A redirect would carry the photo to a host that nobody was told about.
    fetchOptions: { redirect: "error" },
    fetch: cappedFetch(options.maxReplyBytes ?? 4_000_000),
  });
  // A stand-in such as "none" is no secret, and would blot out words of replies.
  const secret = apiKey.length >= 8 && apiKey !== NO_KEY;
  const withoutKey = (text: string) => (secret ? text.replaceAll(apiKey, "[key]") : text);
  let settled: Concessions = FULL;
  let rungProven = false;
  const total = { promptTokens: 0, completionTokens: 0, replies: 0 };

  const unavailable = (why: string, details: Record<string, unknown>) =>
    new TidyError("model-unavailable", `${model} at ${url.host}: ${oneLine(withoutKey(why))}`, {
      details: { class: "transport", host: url.host, model, ...details },
    });

  function translated(error: unknown, signal?: AbortSignal): TidyError {
    if (signal?.aborted) return new TidyError("aborted", `stopped while asking ${model}`);
    if (error instanceof TidyError) return error;
    if (error instanceof OpenAI.APIConnectionTimeoutError) {
      const message = `${model} at ${url.host} did not answer within ${deadlineMs / 1000} s`;
      return new TidyError("deadline", message, { details: { class: "transport", model } });
    }
    if (error instanceof OpenAI.APIError && error.status !== undefined) {
      const { status, headers } = error;
      const noMoney = error.code === "insufficient_quota";
      const passes = status === 408 || status === 429 || status >= 500;
      const waitMs = retryAfterMs(headers, now());
      return unavailable(error.message, { status, retry: passes && !noMoney, waitMs });
    }
    if (error instanceof Error && error.cause instanceof TidyError)
      return unavailable(error.cause.message, {});
    return unavailable(innermost(error), { retry: true });
  }

  async function send<T>(request: ChatRequest<T>, how: Concessions, { signal }: CallOptions) {
    const schema = plainSchema(request.schema);
    const images = (request.images ?? []).map(({ bytes, mediaType }) => ({
      type: "image_url" as const,
      image_url: { url: `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}` },
    }));
    const shape = `Reply with one JSON object and nothing else. It fits this JSON Schema ("${request.name}"):`;
    try {
      const body = await client.chat.completions.create(
        {
          model,
          messages: [
            { role: "system", content: `${request.system}\n\n${shape}\n${JSON.stringify(schema)}` },
            { role: "user", content: [{ type: "text", text: request.user }, ...images] },
          ],
          ...(how.temperatureZero ? { temperature: 0 } : {}),
          ...(request.logprobs && how.logprobs ? { logprobs: true, top_logprobs: 5 } : {}),
          ...responseFormat(how.rung, request.name, schema),
        },
        signal === undefined ? {} : { signal },
      );
      return checkedCompletion(body);
    } catch (error) {
      throw translated(error, signal);
    }
  }

  function checkedCompletion(body: unknown): Completion {
    const inside = z.object({ error: z.looseObject({}) }).safeParse(body);
    if (inside.success) {
      const { message, code } = inside.data.error;
      const retry = Number(code) === 429 || Number(code) >= 500;
      throw unavailable(String(message ?? "an error"), { status: code, retry });
    }
    const completion = completionSchema.safeParse(body);
    if (completion.success) return completion.data;
    const raw = withoutKey(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
    const what = /^\s*</.test(raw) ? "a web page" : "something else";
    throw unavailable(`answered with ${what}, not a chat completion; is the base URL right?`, {
      raw: raw.slice(0, LONGEST_RAW),
    });
  }

  function waitMs(error: unknown, attempts: number): number | undefined {
    if (!(error instanceof TidyError) || !error.details.retry || attempts >= most) return undefined;
    const asked = error.details.waitMs;
    const backoff = Math.min(longestWaitMs, 500 * 2 ** attempts * (0.5 + random() / 2));
    const wait = typeof asked === "number" ? asked : backoff;
    return wait > longestWaitMs ? undefined : wait;
  }

  function learn(how: Concessions): void {
    settled = {
      // Once a rung has worked, a lone refusal (a schema too rich) is not held against it.
      rung: rungProven ? settled.rung : how.rung,
      temperatureZero: settled.temperatureZero && how.temperatureZero,
      logprobs: settled.logprobs && how.logprobs,
    };
    rungProven = true;
  }

  /** Asks as the server is known to bear it, and concedes, one thing at a time, what it refuses. */
  async function askLadder<T>(request: ChatRequest<T>, call: CallOptions) {
    let how = settled;
    let attempts = 0;
    for (;;) {
      try {
        const trying = how;
        const once = () => {
          attempts++;
          return send(request, trying, call);
        };
        const retry = { delay, ...(call.signal ? { signal: call.signal } : {}) };
        const completion = await withRetry(once, waitMs, retry);
        learn(how);
        return { completion, how, attempts };
      } catch (error) {
        const refused =
          error instanceof TidyError && [400, 415, 422, 501].includes(Number(error.details.status));
        const next = refused
          ? nextConcession(how, request.logprobs === true, error.message)
          : undefined;
        if (next === undefined) throw error;
        how = next;
      }
    }
  }

  return {
    model,
    host: url.host,
    spent: () => ({ ...total }),
    async ask(request, call = {}) {
      if (call.signal?.aborted) throw translated(undefined, call.signal);
      for (const { photo } of request.images ?? [])
        if (photo !== undefined) await options.onPhotoLeaves?.({ host: url.host, sha256: photo });
      const { completion, how, attempts } = await askLadder(request, call);
      const usage = completion.usage
        ? {
            promptTokens: completion.usage.prompt_tokens,
            completionTokens: completion.usage.completion_tokens,
          }
        : undefined;
      total.replies++;
      total.promptTokens += usage?.promptTokens ?? 0;
      total.completionTokens += usage?.completionTokens ?? 0;
      const reply = classifyReply(completion, request.schema, plainSchema(request.schema));
      const known = { rung: how.rung, attempts, ...(usage ? { usage } : {}) };
      if (reply.kind !== "ok") {
        const raw = withoutKey(reply.raw).slice(0, LONGEST_RAW);
        const message = `${model} at ${url.host}, asked for ${request.name}: ${reply.why}`;
        const details = { class: reply.kind, raw, model, host: url.host, ...known };
        throw new TidyError("model-reply", oneLine(withoutKey(message)), { details });
      }
      const tokens = completion.choices[0]?.logprobs?.content;
      return {
        value: reply.value,
        raw: reply.raw,
        temperatureZero: how.temperatureZero,
        ...known,
        ...(tokens?.length ? { tokens } : {}),
      };
    },
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TidyError("bad-input", "OPENAI_BASE_URL is not an http or https address");
  if (url.username || url.password || url.search)
    throw new TidyError("bad-input", "OPENAI_BASE_URL holds a secret: put it in OPENAI_API_KEY");
  return url;
}

function checkedKey(given: string | undefined, url: URL): string {
  const key = given?.trim() ?? "";
  const here = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (key === "" && here) return NO_KEY;
  if (key === "") throw new TidyError("bad-input", `${url.host} needs a key: set OPENAI_API_KEY`);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new TidyError("bad-input", "OPENAI_API_KEY holds characters that no key has");
  return key;
}

function innermost(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, 300);
