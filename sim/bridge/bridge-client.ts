import { clientActions } from "./client-actions.ts";
import { clientServices } from "./client-services.ts";
import { clientTopics } from "./client-topics.ts";
import type { Connection, Operation, SharedBridge } from "./connection.ts";
import { Fragments } from "./fragments.ts";
import { Outbox, type SendFrame } from "./outbox.ts";
import { isRecord } from "./ros-message.ts";

/** What may lie here behind an operation that is not done, characters. */
const MOST_WAITING = 64 * 1024 * 1024;

/**
 * One connection, served as rosbridge serves it: what it cannot read or carry out it passes over in
 * silence, except a service call, which gets a response. Operations are carried out one after the
 * other; a long one holds up those behind it where the bridge's settings say so.
 */
export class BridgeClient {
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #close: () => void;
  readonly #outbox: Outbox;
  readonly #fragments = new Fragments();
  readonly #waiting: string[] = [];
  #waitingLength = 0;
  #isBusy = false;
  #isClosed = false;

  constructor(bridge: SharedBridge, send: SendFrame) {
    this.#outbox = new Outbox(send, bridge.settings.maxMessageSize);
    const connection: Connection = { ...bridge, outbox: this.#outbox };
    const capabilities = [
      clientTopics(connection),
      clientServices(connection),
      ...(bridge.graph.dialect.actions === "operations" ? [clientActions(connection)] : []),
    ];
    this.#operations = new Map(
      capabilities.flatMap(({ operations }) => Object.entries(operations)),
    );
    this.#close = () => {
      for (const { close } of capabilities) close();
    };
  }

  /** One text frame from the client. */
  receive(text: string): void {
    if (this.#waitingLength + text.length > MOST_WAITING) return;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (!this.#isBusy) this.#work();
  }

  /** The connection is gone: so is all it held. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#close();
  }

  #work(): void {
    while (!this.#isClosed && this.#waiting.length > 0) {
      const text = this.#waiting.shift()!;
      this.#waitingLength -= text.length;
      const done = this.#carryOut(text);
      if (done === undefined) continue;
      this.#isBusy = true;
      void done.finally(() => {
        this.#isBusy = false;
        this.#work();
      });
      return;
    }
  }

  #carryOut(text: string): Promise<void> | undefined {
    const message = parsed(text);
    if (!isRecord(message)) return undefined;
    if (message.op === "fragment") {
      const whole = this.#fragments.take(message);
      const inner = whole === undefined ? undefined : parsed(whole);
      return isRecord(inner) && inner.op !== "fragment" ? this.#dispatch(inner) : undefined;
    }
    return this.#dispatch(message);
  }

  #dispatch(message: Readonly<Record<string, unknown>>): Promise<void> | undefined {
    // Any operation may set it, for all that follows.
    if ("fragment_size" in message) this.#outbox.setFragmentSize(message.fragment_size);
    const carryOut = typeof message.op === "string" ? this.#operations.get(message.op) : undefined;
    return carryOut?.(message) ?? undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
