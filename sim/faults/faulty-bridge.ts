import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { TidyError } from "../../perception/tidy-error.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { FaultyLine, type LineOptions } from "./faulty-line.ts";
import { type Met, Weather } from "./weather.ts";

const MOST_BYTES = 128 * 1024 * 1024;

export type FaultyBridgeOptions = LineOptions & {
  readonly plan: FaultPlan;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Told as a fault begins. */
  readonly onFault?: (met: Met) => void;
};

export type FaultyBridge = {
  readonly url: string;
  readonly port: number;
  /** The faults that have begun so far. */
  readonly met: () => readonly Met[];
  readonly close: () => Promise<void>;
};

/**
 * A bad line to a good bridge, whichever bridge that is. Each command to the robot meets its fault, or
 * none; connecting is command 0. Rejects with `unreachable` where the port is taken.
 */
export async function faultyBridge(options: FaultyBridgeOptions): Promise<FaultyBridge> {
  const { plan, port = 0, onFault } = options;
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port,
    maxPayload: MOST_BYTES,
    // A dead line answers no ping.
    autoPong: false,
  });
  await once(server, "listening").catch((cause) => {
    throw new TidyError("unreachable", `cannot open a bridge on 127.0.0.1:${port}`, { cause });
  });
  const weather = new Weather(plan);
  if (onFault !== undefined) weather.onBegin(onFault);
  server.on("error", () => {});
  server.once("connection", () => weather.begin());
  server.on("connection", (client) => new FaultyLine(client, options, weather));
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `ws://127.0.0.1:${taken}`,
    port: taken,
    met: () => weather.met,
    close: async () => {
      weather.end();
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
