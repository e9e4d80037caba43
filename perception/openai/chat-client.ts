import OpenAI from "openai";
import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import type { Encoded } from "../images/fit-picture.ts";
import { TidyError } from "../tidy-error.ts";
import { cappedFetch } from "./capped-fetch.ts";
import type { ChatRequest } from "./chat-request.ts";
import { type Completion, completionSchema } from "./classify-reply.ts";
import {
  type AddressOptions,
  addressHint,
  type EndpointAddress,
  endpointAddress,
} from "./endpoint-address.ts";
import { type Concessions, plainSchema, responseFormat } from "./ladder.ts";
import { isRefusal, saysNoPictures } from "./refusals.ts";
import { retryAfterMs } from "./with-retry.ts";

export type ClientOptions = AddressOptions & {
  readonly model: string;
  /** For one request, headers and body. */
  readonly deadlineMs?: number;
  readonly maxReplyBytes?: number;
  readonly now?: () => number;
};

/** A request as it is sent once: the pictures as they are, the schema said in words or not. */
export type OneRequest = Pick<ChatRequest<unknown>, "name" | "schema" | "system" | "user"> & {
  readonly pictures: readonly Encoded[];
  readonly logprobs?: boolean;
  /** False to learn whether the server holds a model to a schema that the prompt does not state. */
  readonly statesSchema?: boolean;
};

/** One model behind one server, one request at a time, with no memory and no second try. */
export interface ChatClient {
  readonly model: string;
  readonly address: EndpointAddress;
  /**
   * Rejects with `model-unavailable` (class `transport`; `retry` where a second try may help,
   * `status`, `waitMs`), `deadline` or `aborted`.
   */
  send(request: OneRequest, how: Concessions, call: CallOptions): Promise<Completion>;
  /** An error of this model, in one line without the key. */
  unavailable(why: string, details: Record<string, unknown>): TidyError;
  aborted(): TidyError;
  withoutKey(text: string): string;
}

const LONGEST_RAW = 100_000;
const NO_KEY = "no-key-needed";

/** Opens no connection. Throws `bad-input` on a bad URL or key. */
export function chatClient(options: ClientOptions): ChatClient {
  const { model, deadlineMs = 120_000, now = Date.now } = options;
  const address = endpointAddress(options);
  const { host, apiKey } = address;
  const client = new OpenAI({
    apiKey: apiKey ?? NO_KEY,
    baseURL: address.baseUrl,
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
  const secret = apiKey !== undefined && apiKey.length >= 8 ? apiKey : undefined;
  const withoutKey = (text: string) =>
    secret === undefined ? text : text.replaceAll(secret, "[key]");

  const unavailable = (why: string, details: Record<string, unknown>) =>
    new TidyError("model-unavailable", `${model} at ${host}: ${oneLine(withoutKey(why))}`, {
      details: { class: "transport", host, model, ...details },
    });
  const aborted = () => new TidyError("aborted", `stopped while asking ${model}`);

  function translated(error: unknown, signal?: AbortSignal): TidyError {
    if (signal?.aborted) return aborted();
    if (error instanceof TidyError) return error;
    if (error instanceof OpenAI.APIConnectionTimeoutError) {
      const message = `${model} at ${host} did not answer within ${deadlineMs / 1000} s`;
      return new TidyError("deadline", message, { details: { class: "transport", model } });
    }
    if (error instanceof OpenAI.APIError && error.status !== undefined) {
      const { status, headers, message } = error;
      const noMoney = error.code === "insufficient_quota";
      const passes = status === 408 || status === 429 || status >= 500;
      const said = saysNoPictures(message) || isRefusal(status, message);
      const retry = passes && !noMoney && !said;
      const waitMs = retryAfterMs(headers, now());
      return unavailable(`${message}${addressHint(address, status)}`, { status, retry, waitMs });
    }
    if (error instanceof Error && error.cause instanceof TidyError)
      return unavailable(error.cause.message, {});
    return unavailable(innermost(error), { retry: true });
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
    const hint = addressHint(address, 404);
    throw unavailable(
      `answered with ${what}, not a chat completion; is the base URL right?${hint}`,
      {
        raw: raw.slice(0, LONGEST_RAW),
      },
    );
  }

  return {
    model,
    address,
    unavailable,
    aborted,
    withoutKey,
    async send(request, how, { signal }) {
      const schema = plainSchema(request.schema);
      // Only data: URIs are taken by every server; a local one could not fetch an address anyway.
      const images = request.pictures.map(({ bytes, mediaType }) => ({
        type: "image_url" as const,
        image_url: { url: `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}` },
      }));
      const shape = `Reply with one JSON object and nothing else. It fits this JSON Schema ("${request.name}"):`;
      const stated =
        request.statesSchema === false ? "" : `\n\n${shape}\n${JSON.stringify(schema)}`;
      try {
        const body = await client.chat.completions.create(
          {
            model,
            messages: [
              { role: "system", content: `${request.system}${stated}` },
              { role: "user", content: [{ type: "text", text: request.user }, ...images] },
            ],
            ...(how.temperatureZero ? { temperature: 0 } : {}),
            ...(request.logprobs && how.logprobs ? { logprobs: true, top_logprobs: 5 } : {}),
            ...responseFormat(how.rung, request.name, schema),
          },
          {
            ...(signal === undefined ? {} : { signal }),
            ...(apiKey === undefined ? { headers: { authorization: null } } : {}),
          },
        );
        return checkedCompletion(body);
      } catch (error) {
        throw translated(error, signal);
      }
    },
  };
}

function innermost(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}

/** A text that others wrote, fit for one line of a terminal. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 300);
