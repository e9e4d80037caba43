import * as z from "zod";
import { fitToSchema, type JsonSchema, jsonObjectsIn, withoutThinking } from "./tolerant-json.ts";

const part = z.looseObject({ text: z.string().optional() });
const token = z.object({
  token: z.string(),
  logprob: z.number(),
  top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })).default([]),
});

/** What we read of a chat completion; servers leave out much of the rest. */
export const completionSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.union([z.string(), z.array(part)]).nullish(),
          refusal: z.string().nullish(),
        }),
        logprobs: z
          .object({ content: z.array(token).nullish() })
          .nullish()
          .catch(undefined),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.number(), completion_tokens: z.number() })
    .nullish()
    .catch(undefined),
});
export type Completion = z.infer<typeof completionSchema>;

/** One token of a reply, and what the model would have written instead. Natural logarithms. */
export type TokenLogprob = z.infer<typeof token>;

/** A reply as it may be used: the typed value, or why there is none. `raw` is what was written. */
export type ClassifiedReply<T> =
  | { readonly kind: "ok"; readonly value: T; readonly raw: string }
  | {
      readonly kind: "unparseable" | "refusal" | "truncated" | "empty";
      readonly why: string;
      readonly raw: string;
      /** Whether there was any JSON object in it. */
      readonly json: boolean;
    };

/** Reads a completion against the schema it was asked for. Of several objects that fit, the last. */
export function classifyReply<T>(
  completion: Completion,
  schema: z.ZodType<T>,
  jsonSchema: JsonSchema,
): ClassifiedReply<T> {
  const { finish_reason: finish, message } = completion.choices[0]!;
  const { content, refusal } = message;
  const raw = Array.isArray(content) ? content.map((p) => p.text ?? "").join("") : (content ?? "");
  const json = false;
  if (refusal) return { kind: "refusal", why: "the model refused", raw: refusal, json };
  if (finish === "content_filter")
    return { kind: "refusal", why: "a filter held it back", raw, json };
  if (finish === "length") return { kind: "truncated", why: "the reply was cut off", raw, json };
  if (withoutThinking(raw) === "") return { kind: "empty", why: "the reply is empty", raw, json };
  const found = jsonObjectsIn(raw);
  const read = found.map((value) => schema.safeParse(fitToSchema(value, jsonSchema)));
  const fitting = read.findLast((result) => result.success);
  if (fitting?.success) return { kind: "ok", value: fitting.data, raw };
  const issue = read.at(-1)?.error?.issues[0];
  const why = issue
    ? `${issue.path.join(".") || "reply"}: ${issue.message}`
    : "no JSON in the reply";
  return { kind: "unparseable", why, raw, json: found.length > 0 };
}
