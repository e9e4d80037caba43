import type { CallOptions } from "../../call-options.ts";
import { TidyError } from "../../tidy-error.ts";
import { type ChatClient, type OneRequest, oneLine } from "../chat-client.ts";
import { type Completion, classifyReply } from "../classify-reply.ts";
import { type Concessions, plainSchema } from "../ladder.ts";
import { type Delay, waitBeforeRetry, withRetry } from "../with-retry.ts";

/** What became of one request: the server's word for no, or what the model wrote. */
export type Probed =
  | { readonly kind: "refused"; readonly why: string; readonly status: number }
  | { readonly kind: "replied"; readonly completion: Completion };

/** Sends single requests, each counted and told to `onRequest` before it goes. */
export type Prober = {
  /** Rejects where the server cannot be reached, denies entry, or does not answer in time. */
  probe(what: string, request: OneRequest, how: Concessions): Promise<Probed>;
  /** Counts a request that somebody else sends. */
  counted<T>(what: string, request: () => Promise<T>): Promise<T>;
  readonly call: CallOptions;
  requests(): number;
};

/** Refusals that tell something about the server; after others there is nothing to measure. */
const TELLING = new Set([400, 413, 415, 422, 500, 501]);

export function prober(
  client: ChatClient,
  options: {
    readonly call: CallOptions;
    readonly onRequest: (what: string, number: number) => void;
    readonly delay?: Delay;
  },
): Prober {
  const { call, onRequest, delay } = options;
  let requests = 0;
  const counted = <T>(what: string, request: () => Promise<T>): Promise<T> => {
    onRequest(what, ++requests);
    return request();
  };
  const waitMs = waitBeforeRetry({ attempts: 3 });
  const retry = { ...(delay ? { delay } : {}), ...(call.signal ? { signal: call.signal } : {}) };
  return {
    call,
    counted,
    requests: () => requests,
    async probe(what, request, how) {
      try {
        const send = () => client.send(request, how, call);
        const completion = await counted(what, () => withRetry(send, waitMs, retry));
        return { kind: "replied", completion };
      } catch (error) {
        if (!(error instanceof TidyError)) throw error;
        const status = Number(error.details.status);
        if (!TELLING.has(status)) throw error;
        return { kind: "refused", why: oneLine(error.message), status };
      }
    },
  };
}

/** What a request's reply says, in the shape it was asked for; `undefined` where it cannot be read. */
export function readValue<T>(
  probed: Probed,
  schema: Parameters<typeof classifyReply<T>>[1],
): T | undefined {
  if (probed.kind === "refused") return undefined;
  const reply = classifyReply(probed.completion, schema, plainSchema(schema));
  return reply.kind === "ok" ? reply.value : undefined;
}
