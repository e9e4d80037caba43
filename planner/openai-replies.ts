import * as z from "zod";
import { ANGLES } from "../perception/photo.ts";
import { VERBS } from "../perception/tidy-action.ts";

const share = z.number().min(0).max(1);
const line = (longest: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1).max(longest));
const loss = z.enum(["none", "low", "high"]);
const someMass = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) > 0;

/** States an object may be in, as a model proposes them. */
export const statesSchema = z.strictObject({
  states: z
    .array(
      z.strictObject({
        state: line(200),
        prior: share,
        right: z
          .array(z.strictObject({ verb: z.enum(VERBS), probability: share }))
          .min(1)
          .refine((right) => someMass(right.map((r) => r.probability)), "no verb is right"),
        do: line(300),
        loss,
      }),
    )
    .min(2)
    .max(8)
    .refine((states) => someMass(states.map((s) => s.prior)), "all priors are 0"),
});

/** Every number from 1 to `count` exactly once. */
const everyNumber = (count: number) => (entries: readonly { readonly number: number }[]) =>
  entries.length === count && new Set(entries.map((e) => e.number)).size === count;
const number = (count: number) => z.int().min(1).max(count);

/** Priors of numbered states. */
export const priorsSchema = (count: number) =>
  z.strictObject({
    states: z
      .array(z.strictObject({ number: number(count), prior: share, loss }))
      .refine(everyNumber(count), `needs each of the ${count} states once`)
      .refine((states) => someMass(states.map((s) => s.prior)), "all priors are 0"),
  });

/** Questions that tell `count` states apart. */
export const questionsSchema = (count: number) =>
  z.strictObject({
    questions: z
      .array(
        z.strictObject({
          reason: line(400),
          question: line(300),
          why: z.string(),
          angle: z.enum(ANGLES),
          seen: z.strictObject({ scene: share, above: share, side: share }),
          yes: z
            .array(z.strictObject({ number: number(count), probability: share }))
            .refine(everyNumber(count), `needs each of the ${count} states once`),
        }),
      )
      .max(10),
  });

/** Probabilities of numbered states, after some reasoning that is read by nobody. */
export const verdictSchema = (count: number) =>
  z.strictObject({
    reasoning: z.string(),
    states: z
      .array(z.strictObject({ number: number(count), probability: share }))
      .refine(everyNumber(count), `needs each of the ${count} states once`)
      .refine((states) => someMass(states.map((s) => s.probability)), "all probabilities are 0"),
  });
