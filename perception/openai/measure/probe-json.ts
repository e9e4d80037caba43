import * as z from "zod";
import { type Concessions, FULL, RUNGS, type Rung } from "../ladder.ts";
import type { Mode } from "./measurement.ts";
import { type Prober, readValue } from "./prober.ts";

type JsonMode = Exclude<Rung, "text">;

/** How a server takes requests for JSON; `how` is the best way that it holds a model to. */
export type JsonProbe = {
  readonly modes: Readonly<Record<JsonMode, Mode>>;
  readonly how: Concessions;
};

/** The words that no model would choose by itself. */
const wordsSchema = z.strictObject({
  kind_of_fruit: z.enum(["banana", "cherry"]),
  colour_when_ripe: z.enum(["yellow", "red"]),
});
const anyObject = z.looseObject({});

const SYSTEM = "You answer short questions about fruit.";
const USER = "What colour is a ripe banana?";

/** At most so many requests. */
export const JSON_PROBES = 4;

/**
 * Asks in every JSON mode for a shape that the prompt does not state: what comes back in that shape
 * was held to it by the server. No picture is sent.
 */
export async function probeJson({ probe }: Prober): Promise<JsonProbe> {
  const modes: Partial<Record<JsonMode, Mode>> = {};
  let temperatureZero = true;
  for (const rung of RUNGS) {
    if (rung === "text") continue;
    const plain = rung === "json_object";
    const request = {
      name: "fruit",
      schema: wordsSchema,
      system: SYSTEM,
      // OpenAI refuses a json_object where nobody speaks of JSON.
      user: plain ? `${USER} Answer in JSON.` : USER,
      pictures: [],
      statesSchema: false,
    };
    const how = { ...FULL, rung };
    let probed = await probe("JSON modes", request, { ...how, temperatureZero });
    if (probed.kind === "refused" && temperatureZero && /temperature/i.test(probed.why)) {
      temperatureZero = false;
      probed = await probe("JSON modes", request, { ...how, temperatureZero });
    }
    const fits = readValue<object>(probed, plain ? anyObject : wordsSchema) !== undefined;
    modes[rung] = probed.kind === "refused" ? "refused" : fits ? "held" : "ignored";
  }
  const known = modes as Record<JsonMode, Mode>;
  const rung = RUNGS.find((it) => it === "text" || known[it] === "held") ?? "text";
  return { modes: known, how: { rung, temperatureZero, logprobs: true } };
}
