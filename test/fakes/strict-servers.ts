import { afterEach, expect } from "vitest";
import { type StrictOpenaiServer, strictOpenaiServer } from "./strict-openai-server.ts";

export type ServerOptions = Parameters<typeof strictOpenaiServer>[0];

/** Opens strict servers; after each test they are closed, and may have complained of nothing. */
export function strictServers(): (options: ServerOptions) => Promise<StrictOpenaiServer> {
  const open: StrictOpenaiServer[] = [];
  afterEach(async () => {
    const closing = open.splice(0);
    await Promise.all(closing.map((server) => server.close()));
    expect(closing.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  return async (options) => {
    const server = await strictOpenaiServer(options);
    open.push(server);
    return server;
  };
}
