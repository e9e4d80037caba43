import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export type Op = { readonly op: string; readonly [field: string]: unknown };

/** A bridge that does nothing but what a test tells it, and keeps all that it was sent. */
export type FakeBridge = {
  readonly url: string;
  readonly received: Op[];
  /** Called for everything that comes in. */
  onOp: (op: Op) => void;
  send(message: unknown): void;
  sendRaw(data: string | Uint8Array): void;
  /** As rosbridge does: JSON, or cbor where the client subscribed so; nothing to whom did not. */
  publish(topic: string, msg: unknown): void;
  /** Reads nothing more and answers no ping, but closes nothing, like a stopped process. */
  hang(): void;
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** How many clients are connected. */
  clients(): number;
  close(): Promise<void>;
};

export async function fakeBridge(): Promise<FakeBridge> {
  let server = await listen(0);
  const port = (server.address() as AddressInfo).port;
  const sockets = new Map<WebSocket, { net: Socket; compression: Map<string, unknown> }>();
  const received: Op[] = [];
  let hung = false;

  const accept = (socket: WebSocket, net: Socket) => {
    const compression = new Map<string, unknown>();
    sockets.set(socket, { net, compression });
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const op = JSON.parse(data.toString()) as Op;
      received.push(op);
      if (op.op === "subscribe") compression.set(op.topic as string, op.compression);
      if (op.op === "unsubscribe") compression.delete(op.topic as string);
      bridge.onOp(op);
    });
  };
  const serve = () => {
    server.on("connection", (socket, request) => accept(socket, request.socket));
  };
  serve();

  const bridge: FakeBridge = {
    url: `ws://127.0.0.1:${port}`,
    received,
    onOp: () => {},
    send: (message) => bridge.sendRaw(JSON.stringify(message)),
    sendRaw: (data) => {
      if (hung) return;
      for (const socket of sockets.keys()) socket.send(data);
    },
    publish: (topic, msg) => {
      if (hung) return;
      for (const [socket, { compression }] of sockets) {
        if (!compression.has(topic)) continue;
        const message = { op: "publish", topic, msg };
        socket.send(
          compression.get(topic) === "cbor" ? cbor(message) : JSON.stringify(message, base64Bytes),
        );
      }
    },
    hang: () => {
      hung = true;
      for (const { net } of sockets.values()) net.pause();
    },
    cut: async () => {
      for (const socket of sockets.keys()) socket.terminate();
      sockets.clear();
      await new Promise((resolve) => server.close(resolve));
    },
    restore: async () => {
      hung = false;
      server = await listen(port);
      serve();
    },
    clients: () => sockets.size,
    close: () => bridge.cut(),
  };
  return bridge;
}

async function listen(port: number): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port });
  await once(server, "listening");
  return server;
}

const base64Bytes = (_key: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;

/** RFC 8949, as much as a CompressedImage needs. */
export function cbor(value: unknown): Buffer {
  const head = (major: number, n: number) => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt8((major << 5) | 26);
    bytes.writeUInt32BE(n, 1);
    return bytes;
  };
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([head(3, text.length), text]);
  }
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return head(0, value);
    const bytes = Buffer.alloc(9);
    bytes.writeUInt8(0xfb);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const entries = Object.entries(value as object);
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)]);
}
