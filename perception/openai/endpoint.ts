import type { CallOptions } from "../call-options.ts";
import { fitPicture, type Picture, type PictureLimit } from "../images/fit-picture.ts";
import { TidyError } from "../tidy-error.ts";
import { type ClientOptions, chatClient, oneLine } from "./chat-client.ts";
import type { ChatImage, ChatRequest } from "./chat-request.ts";
import { classifyReply, type TokenLogprob } from "./classify-reply.ts";
import type { EndpointKnowledge, KnownBoxes } from "./endpoint-knowledge.ts";
import { type Concessions, FULL, nextConcession, plainSchema, type Rung } from "./ladder.ts";
import { isRefusal, saysTooLarge } from "./refusals.ts";
import { type Delay, realDelay, waitBeforeRetry, withRetry } from "./with-retry.ts";

export type Usage = { readonly promptTokens: number; readonly completionTokens: number };

export type Size = { readonly widthPx: number; readonly heightPx: number };

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
  /** How large each picture was when it was sent; absent where none was. */
  readonly pictures?: readonly Size[];
};

/**
 * A photo about to leave this machine, by the SHA-256 of the whole photo. `scaledTo`: what is sent
 * is a smaller copy.
 */
export type Leaving = {
  readonly host: string;
  readonly sha256: string;
  readonly scaledTo?: Size;
};

/** One model behind one OpenAI-compatible server. */
export interface Endpoint {
  readonly model: string;
  readonly host: string;
  /** How the model writes boxes, where that was measured. */
  readonly boxes?: KnownBoxes;
  /** A picture as it would be sent: scaled to what the server takes. */
  fit(image: ChatImage): Promise<Picture>;
  /**
   * Rejects with `model-reply` (details: class, raw) where the reply cannot be used,
   * `model-unavailable` (class `transport`), `deadline` or `aborted`.
   */
  ask<T>(request: ChatRequest<T>, options?: CallOptions): Promise<ChatReply<T>>;
  /** Tokens of all replies so far, as far as the server counts them. */
  spent(): Usage & { readonly replies: number };
}

export type EndpointOptions = ClientOptions & {
  /** What was measured of this server and model; found out in use where absent. */
  readonly known?: EndpointKnowledge | undefined;
  /** Called, and awaited, before a photo is sent; where it throws, the photo stays. */
  readonly onPhotoLeaves?: (leaving: Leaving) => void | Promise<void>;
  readonly attempts?: number;
  /** A server that asks for more patience than this is given up. */
  readonly longestWaitMs?: number;
  readonly delay?: Delay;
  /** 0..1, spreads out retries. */
  readonly random?: () => number;
};

const LONGEST_RAW = 100_000;

/** What a server is taken to bear that nobody measured. */
export const USUAL_LIMIT: PictureLimit = {
  longestPx: 2048,
  bytes: 4_000_000,
  types: ["image/jpeg", "image/png"],
};
/** A photo smaller than this shows too little; a server that refuses it is given up. */
const LEAST_LONGEST_PX = 512;

/** Talks to a model. Remembers what the server cannot do. Throws `bad-input` on a bad URL or key. */
export function openaiEndpoint(options: EndpointOptions): Endpoint {
  const { known, delay = realDelay } = options;
  const client = chatClient(options);
  const { model } = client;
  const { host } = client.address;
  const waitMs = waitBeforeRetry(options);
  let settled: Concessions = known ?? FULL;
  let rungProven = known !== undefined;
  let limit: PictureLimit = known?.pictures ?? USUAL_LIMIT;
  const total = { promptTokens: 0, completionTokens: 0, replies: 0 };

  function learn(how: Concessions, readable: boolean): void {
    settled = {
      // Once a rung has worked, a lone refusal (a schema too rich) is not held against it.
      rung: rungProven || !readable ? settled.rung : how.rung,
      temperatureZero: settled.temperatureZero && how.temperatureZero,
      logprobs: settled.logprobs && how.logprobs,
    };
    rungProven ||= readable;
  }

  /** The pictures scaled to what the server takes; whoever must know hears of each photo's copy. */
  async function readied(images: readonly ChatImage[]): Promise<readonly Picture[]> {
    const pictures = await Promise.all(images.map((image) => fitPicture(image, limit)));
    for (const [i, { photo, bytes }] of images.entries()) {
      if (photo === undefined) continue;
      const { widthPx, heightPx, bytes: sent } = pictures[i]!;
      const scaled = sent === bytes ? {} : { scaledTo: { widthPx, heightPx } };
      await options.onPhotoLeaves?.({ host, sha256: photo, ...scaled });
    }
    return pictures;
  }

  /** Asks as the server is known to bear it, and concedes, one thing at a time, what it refuses. */
  async function askLadder<T>(request: ChatRequest<T>, call: CallOptions) {
    const retry = { delay, ...(call.signal ? { signal: call.signal } : {}) };
    const { images = [] } = request;
    let pictures = await readied(images);
    let how = settled;
    let attempts = 0;
    let first: ReturnType<typeof classifyReply<T>> | undefined;
    for (;;) {
      try {
        const trying = { how, pictures };
        const once = () => {
          attempts++;
          return client.send({ ...request, pictures: trying.pictures }, trying.how, call);
        };
        const completion = await withRetry(once, waitMs, retry);
        const usage = count(completion.usage);
        const reply = classifyReply(completion, request.schema, plainSchema(request.schema));
        const ignored = reply.kind === "unparseable" && !reply.json;
        if (ignored && !rungProven && how.rung === "json_schema" && first === undefined) {
          // Prose in spite of the schema: the server may look for it elsewhere.
          first = reply;
          how = { ...how, rung: "json_object_with_schema" };
          continue;
        }
        learn(how, reply.kind === "ok");
        const tokens = completion.choices[0]?.logprobs?.content;
        const heard = reply.kind === "ok" ? reply : (first ?? reply);
        return { reply: heard, how, attempts, usage, tokens, pictures };
      } catch (error) {
        if (!(error instanceof TidyError)) throw error;
        const { status } = error.details;
        const smaller = pictures.length > 0 && saysTooLarge(status, error.message);
        const lower = smaller ? lowered(limit, pictures) : undefined;
        if (lower !== undefined) {
          limit = lower;
          pictures = await readied(images);
          continue;
        }
        const refused = !smaller && isRefusal(status, error.message);
        const next = refused
          ? nextConcession(how, request.logprobs === true, error.message)
          : undefined;
        if (next === undefined) throw error;
        how = next;
      }
    }
  }

  function count(usage: { prompt_tokens: number; completion_tokens: number } | null | undefined) {
    total.replies++;
    total.promptTokens += usage?.prompt_tokens ?? 0;
    total.completionTokens += usage?.completion_tokens ?? 0;
    return usage
      ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens }
      : undefined;
  }

  return {
    model,
    host,
    ...(known?.boxes ? { boxes: known.boxes } : {}),
    spent: () => ({ ...total }),
    fit: (image) => fitPicture(image, limit),
    async ask(request, call = {}) {
      if (call.signal?.aborted) throw client.aborted();
      const { reply, how, attempts, usage, tokens, pictures } = await askLadder(request, call);
      const asked = { rung: how.rung, attempts, ...(usage ? { usage } : {}) };
      if (reply.kind !== "ok") {
        const raw = client.withoutKey(reply.raw).slice(0, LONGEST_RAW);
        const message = `${model} at ${host}, asked for ${request.name}: ${reply.why}`;
        const details = { class: reply.kind, raw, model, host, ...asked };
        throw new TidyError("model-reply", oneLine(client.withoutKey(message)), { details });
      }
      const sizes = pictures.map(({ widthPx, heightPx }) => ({ widthPx, heightPx }));
      return {
        value: reply.value,
        raw: reply.raw,
        temperatureZero: how.temperatureZero,
        ...asked,
        ...(tokens?.length ? { tokens } : {}),
        ...(sizes.length > 0 ? { pictures: sizes } : {}),
      };
    },
  };
}

/** Half the sides of what was refused; `undefined` where that would show too little. */
function lowered(limit: PictureLimit, refused: readonly Picture[]): PictureLimit | undefined {
  const longest = Math.max(...refused.flatMap(({ widthPx, heightPx }) => [widthPx, heightPx]));
  const bytes = Math.max(...refused.map((picture) => picture.bytes.byteLength));
  const longestPx = Math.floor(longest / 2);
  if (longestPx < LEAST_LONGEST_PX) return undefined;
  return { ...limit, longestPx, bytes: Math.min(limit.bytes, Math.ceil(bytes / 2)) };
}
