import { once } from "node:events";
import { WebSocket } from "ws";

type Frame = string | Uint8Array;

/** A bare rosbridge client: sends what it is told, well formed or not, and keeps all that comes. */
export type RawBridgeClient = {
  /** Every frame received so far, in order. */
  readonly frames: readonly Frame[];
  send(message: unknown): void;
  sendText(text: string | Uint8Array): void;
  /** The first frame, past or future, that fits. */
  frame(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** The same for the parsed messages in text frames. */
  message(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Calls a service and resolves to the whole text of the response. */
  call(service: string, args?: unknown): Promise<string>;
  /** Resolves when the server has dealt with all that was sent before. */
  settled(): Promise<void>;
  closed: Promise<number>;
  close(): void;
};

export async function rawBridgeClient(url: string): Promise<RawBridgeClient> {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data: Buffer, isBinary) => {
    frames.push(isBinary ? new Uint8Array(data) : data.toString());
    for (const look of [...waiting]) look();
  });
  const closed = once(socket, "close").then(([code]) => code as number);
  socket.on("error", () => {});
  await once(socket, "open");
  let calls = 0;

  const frame = (fits: (frame: Frame) => boolean) =>
    new Promise<Frame>((resolve, reject) => {
      let seen = 0;
      const look = () => {
        while (seen < frames.length) {
          const one = frames[seen++]!;
          if (!fits(one)) continue;
          waiting.delete(look);
          resolve(one);
          return;
        }
      };
      waiting.add(look);
      closed.then(() => reject(new Error("the connection closed")));
      look();
    });
  const sendText = (text: string | Uint8Array) => socket.send(text);
  const send = (message: unknown) => sendText(JSON.stringify(message));
  const call = async (service: string, args: unknown = {}) => {
    const id = `call_service:${service}:${++calls}`;
    send({ op: "call_service", id, service, args });
    return (await frame((one) => isText(one) && JSON.parse(one).id === id)) as string;
  };
  return {
    frames,
    send,
    sendText,
    frame,
    call,
    closed,
    message: async (fits) =>
      JSON.parse((await frame((one) => isText(one) && fits(JSON.parse(one)))) as string),
    settled: async () => {
      await call("/rosapi/get_time");
    },
    close: () => socket.close(),
  };
}

const isText = (frame: Frame): frame is string => typeof frame === "string";
