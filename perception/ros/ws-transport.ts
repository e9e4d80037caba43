import { randomUUID } from "node:crypto";
import { AbstractTransport } from "roslib";
import { WebSocket } from "ws";
import { TidyError } from "../tidy-error.ts";

/** Longest message that is read, bytes; a raw 12-megapixel picture fits. */
const MOST_BYTES = 64 * 1024 * 1024;

type Beat = {
  readonly connectWithinMs: number;
  readonly heartbeatMs: number;
  readonly missedHeartbeats: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Host and port of a rosbridge address, fit for messages: never a user, token or path. */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "ws:" && parsed?.protocol !== "wss:") {
    throw new TidyError("bad-input", "a robot's address begins with ws:// or wss://");
  }
  return `${parsed.protocol}//${parsed.host}`;
}

/** Why something answered there and yet gave no connection, where the user can do something about it. */
export function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const status = /^Unexpected server response: (\d{3})/.exec(error.message)?.[1];
  if (status === "401" || status === "403")
    return `: it refuses us (HTTP ${status}): check the profile's headers`;
  if (status !== undefined) return `: what answers there is no rosbridge (HTTP ${status})`;
  const code = "code" in error ? String(error.code) : "";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return ": its certificate is for another name than this address has";
  if (/CERT|ISSUER|SIGNATURE/.test(code))
    return `: its certificate is not trusted (${code}): give its authority's in NODE_EXTRA_CA_CERTS`;
  if (/SSL|TLS|EPROTO/.test(code)) return ": it does not speak TLS: try ws:// instead of wss://";
  return "";
}

/**
 * roslib's transport, on `ws` whatever the Node version, with a heartbeat: a peer that leaves pings
 * unanswered is dropped, as a hung bridge closes nothing by itself.
 */
export class WsTransport extends AbstractTransport {
  /** Settles once: open, or rejected with what was underneath. */
  readonly opened: Promise<void>;
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #socket: WebSocket;

  constructor(url: string, beat: Beat) {
    super();
    const socket = new WebSocket(url, {
      handshakeTimeout: beat.connectWithinMs,
      maxPayload: MOST_BYTES,
      perMessageDeflate: false,
      ...(beat.headers && { headers: beat.headers }),
    });
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let unanswered = 0;
    let timer: NodeJS.Timeout | undefined;
    this.ended = new Promise((resolve) => {
      socket.on("close", (code) => {
        clearInterval(timer);
        this.emit("close", code);
        resolve();
      });
    });
    this.opened = new Promise((resolve, reject) => {
      socket.on("open", () => {
        // Counted, not timed: after our own event loop was blocked, answers may still lie unread.
        timer = setInterval(() => {
          if (unanswered >= beat.missedHeartbeats) {
            setImmediate(() => unanswered >= beat.missedHeartbeats && socket.terminate());
            return;
          }
          unanswered += 1;
          socket.ping();
        }, beat.heartbeatMs);
        this.emit("open", undefined);
        resolve();
      });
      socket.on("error", (error) => {
        this.emit("error", error);
        reject(error);
      });
      socket.on("close", () => reject(new Error("closed before it was open")));
    });
    this.opened.catch(() => {});
    socket.on("pong", () => {
      unanswered = 0;
    });
    socket.on("message", (data, isBinary) => {
      unanswered = 0;
      this.handleRawMessage(isBinary ? data : data.toString());
    });
  }

  /** Calls back when the peer has answered a ping sent now; returns how to stop waiting. */
  pingPong(on: () => void): () => void {
    const mark = randomUUID();
    const listener = (data: Buffer) => {
      if (data.toString() === mark) on();
    };
    this.#socket.on("pong", listener);
    this.#socket.ping(mark);
    return () => this.#socket.off("pong", listener);
  }

  /** Ends it at once, without waiting for the other side. */
  drop(): void {
    this.#socket.terminate();
  }

  send(message: unknown): void {
    if (this.isOpen()) this.#socket.send(JSON.stringify(message), () => {});
  }

  close(): void {
    this.#socket.close();
  }

  isConnecting(): boolean {
    return this.#socket.readyState === WebSocket.CONNECTING;
  }

  isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  isClosing(): boolean {
    return this.#socket.readyState === WebSocket.CLOSING;
  }

  isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }
}

/** A connection under way. */
export const openTransport = (url: string, beat: Beat): WsTransport => new WsTransport(url, beat);
