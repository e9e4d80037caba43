import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Key } from "../datasets/key.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { proposedDecisionSchema, type Score, scoreDecisions } from "./scoring.ts";
import type { World } from "./world.ts";

const MOST_BYTES = 1024 * 1024;

const bodySchema = z.object({
  final: z.literal(true),
  decisions: z.array(proposedDecisionSchema).max(1000),
});

export type ScoringServer = {
  readonly url: string;
  readonly port: number;
  readonly close: () => Promise<void>;
};

/**
 * The scoring interface, on 127.0.0.1 and apart from the robot. It refuses everything (409, one
 * line) until `{"final": true, "decisions": [{objectId, verb, position}]}` has been posted, once;
 * the reply to that is the score with the true states. Port 0 takes a free one. Rejects with
 * `unreachable` where the port is taken.
 */
export async function scoringServer(options: {
  readonly world: Pick<World, "objects" | "situation">;
  readonly key: Key;
  readonly port?: number;
}): Promise<ScoringServer> {
  let score: Score | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST") {
      reply(response, 409, { error: "post the final decisions first, and once" });
      return;
    }
    const body = bodySchema.safeParse(await bodyOf(request));
    if (score !== undefined) {
      reply(response, 409, { error: "the decisions were final: they are scored once" });
      return;
    }
    if (!body.success) {
      reply(response, 409, { error: "refused: only final decisions are scored" });
      return;
    }
    score = scoreDecisions(options.world, body.data.decisions, options.key);
    reply(response, 200, score);
  }

  try {
    server.listen(options.port ?? 0, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    throw new TidyError("unreachable", `cannot score on 127.0.0.1:${options.port}`, { cause });
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(`${JSON.stringify(body)}\n`);
}
