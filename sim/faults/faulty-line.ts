import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import { BrokenCamera } from "./broken-camera.ts";
import { commandIn, endOf, isReply, type MoverName, withoutEnd } from "./commands.ts";
import { disguised } from "./disguise.ts";
import type { Fault } from "./fault-plan.ts";
import { hostileMessages, type LiedOn } from "./hostile-messages.ts";
import type { Weather } from "./weather.ts";

const MOST_BYTES = 128 * 1024 * 1024;
/** By how much a slow line is late. */
const LATE_MS = 1500;

export type LineOptions = {
  /** Address of the bridge that works. */
  readonly behind: string;
  readonly topics: LiedOn;
  readonly mover: MoverName;
};

type Frame = string | Uint8Array;

/** One client's line to the bridge: it passes on what it gets, but for what the weather spoils. */
export class FaultyLine {
  readonly #client: WebSocket;
  readonly #bridge: WebSocket | undefined;
  readonly #options: LineOptions;
  readonly #weather: Weather;
  readonly #camera: BrokenCamera;
  readonly #early: string[] = [];
  #toClient: Promise<void> = Promise.resolve();
  #dueMs = 0;
  #half = false;
  #disguised = false;

  constructor(client: WebSocket, options: LineOptions, weather: Weather) {
    this.#client = client;
    this.#options = options;
    this.#weather = weather;
    this.#camera = new BrokenCamera(options.topics.image);
    client.on("error", () => {});
    const forget = weather.onBegin(({ fault }) => this.#strike(fault));
    client.on("close", () => {
      forget();
      this.#bridge?.terminate();
    });
    // Connected while somebody else has the address: until that is over.
    const kind = weather.now?.kind;
    if (kind === "another-server" || kind === "another-robot")
      weather.whenOver(() => client.terminate());
    this.#disguised = kind === "another-robot";
    if (kind === "another-server") this.#beNoRobot();
    else this.#bridge = this.#connect();
  }

  #connect(): WebSocket {
    const client = this.#client;
    const bridge = new WebSocket(this.#options.behind, { maxPayload: MOST_BYTES });
    client.on("ping", (data) => {
      if (bridge.readyState === WebSocket.OPEN && !this.#half) bridge.ping(data);
    });
    client.on("message", (data, isBinary) => {
      if (!isBinary && !this.#half) this.#fromClient(data.toString(), bridge);
    });
    bridge.on("open", () => {
      for (const text of this.#early.splice(0)) bridge.send(text);
    });
    bridge.on("error", () => {});
    bridge.on("close", () => client.terminate());
    bridge.on("pong", (data) => this.#write(() => client.pong(data)));
    bridge.on("message", (data, isBinary) => {
      this.#fromBridge(isBinary ? new Uint8Array(data as Buffer) : data.toString());
    });
    return bridge;
  }

  /** Another program: it takes everything and says nothing that a robot would. */
  #beNoRobot(): void {
    const client = this.#client;
    client.on("ping", (data) => client.pong(data));
    client.send(JSON.stringify({ op: "hello", server: "a chat, not a robot" }));
  }

  #strike({ kind }: Fault): void {
    if (kind === "drop" || kind === "another-server" || kind === "another-robot")
      this.#client.terminate();
    // Nothing comes through any more, and nobody says so; a new line would be fine.
    if (kind === "half-open") this.#half = true;
    if (kind !== "hostile") return;
    for (const message of hostileMessages(this.#options.topics)) this.#client.send(message);
  }

  #fromClient(text: string, bridge: WebSocket): void {
    const command = commandIn(text, this.#options.mover);
    if (command !== undefined) this.#weather.begin();
    const kind = this.#weather.now?.kind;
    if (this.#half) return;
    const { mover } = this.#options;
    if (command?.name === mover.name && (kind === "goal-lies" || kind === "goal-aborted")) {
      // The robot never hears of it.
      const end = endOf(command, mover, kind === "goal-lies" ? "succeeded" : "aborted");
      if (end !== undefined) this.#write(() => this.#client.send(end));
      return;
    }
    if (bridge.readyState === WebSocket.OPEN) bridge.send(text);
    else this.#early.push(text);
  }

  #fromBridge(frame: Frame): void {
    const fault = this.#weather.now;
    const isText = typeof frame === "string";
    if (isText && fault?.kind === "silent-service" && isReply(frame)) return;
    const endless = isText && fault?.kind === "goal-endless";
    const told = endless ? withoutEnd(frame, this.#options.mover) : frame;
    if (told !== undefined) this.#pass(told, fault);
  }

  #pass(frame: Frame, fault: Fault | undefined): void {
    const frames = this.#disguised
      ? disguised(frame, this.#options.topics).then((it) => [it])
      : this.#camera.pass(frame, fault);
    this.#write(async () => {
      for (const each of await frames) this.#client.send(each);
    });
  }

  /** In order, and late where the line is slow. */
  #write(write: () => void | Promise<void>): void {
    const lateMs = this.#weather.now?.kind === "delay" ? LATE_MS : 0;
    const dueMs = Math.max(this.#dueMs, performance.now() + lateMs);
    this.#dueMs = dueMs;
    this.#toClient = this.#toClient.then(async () => {
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      if (this.#client.readyState === WebSocket.OPEN && !this.#half) await write();
    });
  }
}
