import { jsonFloat, jsonText } from "./encode-message.ts";

/** Puts one frame on the socket: text, or bytes as a binary one. */
export type SendFrame = (frame: string | Uint8Array) => void;

/** What goes out to one client, cut into fragments where it is larger than agreed. */
export class Outbox {
  readonly #send: SendFrame;
  #fragmentSize: number | undefined;

  /** `maxMessageSize` holds until the client asks for another fragment size. */
  constructor(send: SendFrame, maxMessageSize: number | undefined) {
    this.#send = send;
    this.#fragmentSize = maxMessageSize;
  }

  /** From now on, for everything on this connection: characters; null ends the cutting. */
  setFragmentSize(size: unknown): void {
    this.#fragmentSize = typeof size === "number" ? size : undefined;
  }

  /** A whole operation as JSON; `id` is the one that stands in it. */
  sendJson(text: string, id?: string | number): void {
    const size = this.#fragmentSize;
    if (size === undefined || text.length <= size) {
      this.#send(text);
      return;
    }
    // Cutting into no pieces fails in the bridge, and nothing goes out.
    if (size < 1) return;
    // rosbridge counts its fragmented messages from 0, anew for each message.
    const name = typeof id === "string" ? jsonText(id) : (id ?? 0);
    const total = jsonFloat((text.length - 1) / size + 1);
    for (let at = 0, num = 0; at < text.length; at += size, num++) {
      const data = jsonText(text.slice(at, at + size));
      this.#send(`{"op":"fragment","id":${name},"data":${data},"num":${num},"total":${total}}`);
    }
  }

  /** A whole binary frame. Larger than agreed, it is lost: rosbridge cannot cut bytes. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#fragmentSize !== undefined && bytes.length > this.#fragmentSize) return;
    this.#send(bytes);
  }
}
