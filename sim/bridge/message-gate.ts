import type { Listener } from "./graph.ts";
import type { RosMessage } from "./ros-message.ts";

/** What one subscription asks for; milliseconds between messages, messages kept meanwhile. */
export type GateSettings = { readonly throttleMs: number; readonly queueLength: number };

/**
 * Holds messages back as rosbridge does: without a queue those that come too soon are dropped; with
 * one, the *oldest* kept message goes out when its time has come, so a long queue makes old frames.
 */
export class MessageGate {
  #settings: GateSettings = { throttleMs: 0, queueLength: 0 };
  readonly #send: Listener;
  readonly #queue: RosMessage[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: Listener) {
    this.#send = send;
  }

  set(settings: GateSettings): void {
    this.#settings = settings;
    this.#drain();
  }

  take(message: RosMessage): void {
    const { queueLength } = this.#settings;
    if (queueLength <= 0) {
      if (this.#waitMs() === 0) this.#pass(message);
      return;
    }
    this.#queue.push(message);
    while (this.#queue.length > queueLength) this.#queue.shift();
    this.#drain();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #drain(): void {
    clearTimeout(this.#timer);
    while (this.#queue.length > 0 && this.#waitMs() === 0) this.#pass(this.#queue.shift()!);
    if (this.#queue.length > 0) this.#timer = setTimeout(() => this.#drain(), this.#waitMs());
  }

  #waitMs(): number {
    const left = this.#lastMs + this.#settings.throttleMs - performance.now();
    return left > 0.5 ? left : 0;
  }

  #pass(message: RosMessage): void {
    this.#lastMs = performance.now();
    this.#send(message);
  }
}
