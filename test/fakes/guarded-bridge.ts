import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { Op } from "./ros-bridge.ts";

/** What becomes of a connection: the bridge's, refused, taken by nobody who answers, or kept waiting. */
export type Reception = "let in" | "refused" | "ignored" | "left waiting";

export type GuardedBridge = {
  readonly url: string;
  /** How connections to come are received; at first they are let in. */
  reception: Reception;
  /** The headers of all that came, let in or not. */
  readonly came: IncomingHttpHeaders[];
  /** What was sent to the bridge, and by which of those that were let in, the first being 1. */
  readonly sent: (Op & { readonly by: number })[];
  clients(): number;
  /** Ends every connection; new ones are received as before. */
  cut(): void;
  close(): Promise<void>;
};

/** A door before a bridge, which sees who comes and what they send. */
export async function guardedBridge(behind: string): Promise<GuardedBridge> {
  const waiting: Socket[] = [];
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    verifyClient: ({ req }, answer) => {
      guarded.came.push(req.headers);
      if (guarded.reception === "left waiting") waiting.push(req.socket);
      else answer(guarded.reception !== "refused", 401);
    },
  });
  await once(server, "listening");
  let count = 0;
  server.on("connection", (client) => {
    client.on("error", () => {});
    if (guarded.reception === "ignored") return;
    const by = ++count;
    const bridge = new WebSocket(behind);
    const opened = once(bridge, "open").catch(() => client.terminate());
    bridge.on("error", () => {});
    bridge.on("message", (data, isBinary) => client.send(data, { binary: isBinary }));
    bridge.on("close", () => client.terminate());
    client.on("close", () => bridge.terminate());
    client.on("message", (data) => {
      guarded.sent.push({ ...JSON.parse(data.toString()), by });
      void opened.then(() => bridge.send(data.toString(), () => {}));
    });
  });
  const guarded: GuardedBridge = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reception: "let in",
    came: [],
    sent: [],
    clients: () => server.clients.size,
    cut: () => {
      for (const client of server.clients) client.terminate();
    },
    close: async () => {
      guarded.cut();
      for (const socket of waiting) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return guarded;
}
