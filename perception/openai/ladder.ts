import * as z from "zod";
import { saysLogprobs, saysShape } from "./refusals.ts";
import type { JsonSchema } from "./tolerant-json.ts";

/**
 * How a shape is asked for: best kept first. The prompt states the schema on every rung. The second
 * is llama.cpp's way: the schema stands at the top of a `json_object`.
 */
export const RUNGS = ["json_schema", "json_object_with_schema", "json_object", "text"] as const;
export type Rung = (typeof RUNGS)[number];

/** What a server is asked for beyond the bare text, as far as it bears it. */
export type Concessions = {
  readonly rung: Rung;
  readonly temperatureZero: boolean;
  readonly logprobs: boolean;
};

export const FULL: Concessions = { rung: "json_schema", temperatureZero: true, logprobs: true };

/** The next thing to do without, after a refusal that says `why`; `undefined` where nothing is left. */
export function nextConcession(
  how: Concessions,
  askedLogprobs: boolean,
  why: string,
): Concessions | undefined {
  if (how.temperatureZero && /temperature/i.test(why)) return { ...how, temperatureZero: false };
  if (how.logprobs && askedLogprobs && (saysLogprobs(why) || !saysShape(why)))
    return { ...how, logprobs: false };
  const rung = RUNGS[RUNGS.indexOf(how.rung) + 1];
  return rung === undefined ? undefined : { ...how, rung };
}

/** The `response_format` of a rung. */
export function responseFormat(rung: Rung, name: string, schema: JsonSchema) {
  switch (rung) {
    case "text":
      return {};
    case "json_object":
      return { response_format: { type: "json_object" as const } };
    case "json_object_with_schema":
      return { response_format: { type: "json_object" as const, schema } };
    case "json_schema":
      return {
        response_format: {
          type: "json_schema" as const,
          json_schema: { name, strict: true, schema: schema as Record<string, unknown> },
        },
      };
  }
}

const KEPT = new Set(["type", "properties", "required", "additionalProperties", "items", "enum"]);

/** The JSON Schema of a reply, with only the words that every server's strict mode takes. */
export function plainSchema(schema: z.ZodType): JsonSchema {
  return plain(z.toJSONSchema(schema, { io: "input" })) as JsonSchema;
}

function plain(node: unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => KEPT.has(key))
      .map(([key, value]) => {
        if (key === "items") return [key, plain(value)];
        if (key !== "properties") return [key, value];
        const entries = Object.entries(value as Record<string, unknown>);
        return [key, Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]))];
      }),
  );
}
