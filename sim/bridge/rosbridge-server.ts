import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { TidyError } from "../../perception/tidy-error.ts";
import { BridgeClient } from "./bridge-client.ts";
import type { BridgeSettings } from "./bridge-settings.ts";
import type { SharedBridge } from "./connection.ts";
import type { RosGraph } from "./graph.ts";
import type { RobotClock } from "./robot-clock.ts";

/** Tornado, which carries rosbridge, closes a connection that sends more at once. */
const MOST_RECEIVED = 10 * 1024 * 1024;

/** What a client's socket may have unsent before messages to it are dropped, bytes. */
const MOST_UNSENT = 64 * 1024 * 1024;

/** A rosbridge v2 server on loopback, in a graph's dialect, over its topics, services and actions. */
export class RosbridgeServer {
  readonly #graph: RosGraph;
  readonly #clock: RobotClock;
  readonly #settings: BridgeSettings;
  #server: WebSocketServer | undefined;

  /** Settings are the dialect's, except for those given. */
  constructor(graph: RosGraph, clock: RobotClock, settings: Partial<BridgeSettings> = {}) {
    this.#graph = graph;
    this.#clock = clock;
    this.#settings = { ...graph.dialect.settings, ...settings };
  }

  /** Opens it on 127.0.0.1; port 0 takes a free one. Resolves to the port, rejects with `unreachable`. */
  async open(port: number): Promise<number> {
    const server = new WebSocketServer({ host: "127.0.0.1", port, maxPayload: MOST_RECEIVED });
    try {
      await once(server, "listening");
    } catch (cause) {
      throw new TidyError("unreachable", `cannot open a bridge on 127.0.0.1:${port}`, { cause });
    }
    const bridge: SharedBridge = {
      graph: this.#graph,
      clock: this.#clock,
      settings: this.#settings,
      hearings: new Map(),
      goals: new Map(),
    };
    server.on("error", () => {});
    server.on("connection", (socket) => {
      const client = new BridgeClient(bridge, (frame) => {
        if (socket.readyState !== socket.OPEN || socket.bufferedAmount > MOST_UNSENT) return;
        socket.send(frame, () => {});
      });
      // Too large a frame, bad UTF-8: ws closes this connection and no other.
      socket.on("error", () => {});
      socket.on("message", (data, isBinary) => {
        if (!isBinary) client.receive(data.toString());
      });
      socket.on("close", () => client.close());
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /**
   * Ends every connection without a word, as a killed bridge does; with patience, what was sent still
   * goes out, and clients have so long to take their leave.
   */
  async close(patienceMs = 0): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, "close");
    const cut = () => {
      for (const socket of server.clients) socket.terminate();
    };
    const timer = patienceMs > 0 ? setTimeout(cut, patienceMs) : undefined;
    if (timer === undefined) cut();
    else for (const socket of server.clients) socket.close(1001);
    server.close();
    await closed;
    clearTimeout(timer);
  }
}
