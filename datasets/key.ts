import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { packageFile } from "../perception/package-file.ts";
import {
  holdsIn,
  SITUATION_FACTS,
  type Situation,
  type SituationFact,
} from "../perception/situation.ts";
import { VERBS, type Verb } from "../perception/tidy-action.ts";

const verb = z.enum(VERBS);
const share = z.number().min(0).max(1);
const facts = {
  people: z.enum(SITUATION_FACTS.people),
  owner: z.enum(SITUATION_FACTS.owner),
  time: z.enum(SITUATION_FACTS.time),
  rule: z.enum(SITUATION_FACTS.rule),
};

const stateSchema = z.strictObject({
  share,
  seen: z.string(),
  right: z.array(verb).min(1),
  do: z.string(),
  loss: z.enum(["none", "low", "high"]),
  when: z
    .array(
      z
        .strictObject({ right: z.array(verb).min(1), do: z.string().optional() })
        .extend(z.object(facts).partial().shape),
    )
    .optional(),
});

const kindSchema = z.strictObject({
  on: z.array(z.string()).min(1),
  also: z.array(z.strictObject({ state: z.string(), verb, do: z.string() })).default([]),
  states: z
    .record(z.string(), stateSchema)
    .refine((states) => Math.abs(sum(Object.values(states).map((s) => s.share)) - 1) < 1e-6, {
      message: "the shares of a kind's states must sum to 1",
    }),
});

const drawn = (fact: SituationFact) =>
  z
    .object({ stated: share })
    .catchall(share)
    .refine((shares) => SITUATION_FACTS[fact].every((value) => value in shares), {
      message: `every ${fact} that a situation may state needs a share`,
    });

/** What is right for each kind, state and situation, as one author holds it. No agent may read it. */
export const keySchema = z.strictObject({
  verbs: z.array(verb),
  rules: z.record(facts.rule, z.string()),
  meanwhile: z.array(z.string()),
  situations: z.strictObject({
    people: drawn("people"),
    time: drawn("time"),
    owner: drawn("owner"),
    rule: drawn("rule"),
  }),
  kinds: z.record(z.string(), kindSchema),
  /** Kinds that the agent's norms know nothing of. */
  unseen: z.record(z.string(), kindSchema),
  /** States, as kind.state, that the norms leave out and no question is asked about. */
  untold: z.array(z.string()),
});

export type Key = z.infer<typeof keySchema>;
export type KeyState = z.infer<typeof stateSchema>;

let loaded: Key | undefined;

/** The key that ships with the package; read once. */
export function loadKey(): Key {
  loaded ??= keySchema.parse(parse(readFileSync(packageFile("datasets/judgements.yaml"), "utf8")));
  return loaded;
}

/** A kind's states, `unseen` kinds included; crashes on a kind or state that the key does not have. */
export function keyState(key: Key, kind: string, state: string): KeyState {
  const found = (key.kinds[kind] ?? key.unseen[kind])?.states[state];
  if (found === undefined) throw new Error(`the key has no ${kind}.${state}`);
  return found;
}

/** What is right in this situation, in verbs and words: of the first `when` whose facts all hold, else of the state. */
export function treatmentIn(
  key: Key,
  kind: string,
  state: string,
  situation: Situation,
): { readonly right: readonly Verb[]; readonly do: string } {
  const { right, do: words, when = [] } = keyState(key, kind, state);
  const found = when.find(({ right: _right, do: _do, ...condition }) =>
    holdsIn(condition as Situation, situation),
  );
  return { right: found?.right ?? right, do: found?.do ?? words };
}

/**
 * Verbs that are right for an object in this state and situation, best first; while people are at it,
 * leaving many things is right as well.
 */
export function acceptedVerbs(
  key: Key,
  kind: string,
  state: string,
  situation: Situation,
): readonly Verb[] {
  const { right: verbs } = treatmentIn(key, kind, state, situation);
  const busy = situation.people === "present" && situation.time === "during";
  if (!busy || verbs.includes("leave") || !key.meanwhile.includes(kind)) return verbs;
  return [...verbs, "leave"];
}

/** Whether the agent's norms leave this state out on purpose. */
export const isUntold = (key: Key, kind: string, state: string): boolean =>
  key.untold.includes(`${kind}.${state}`);

/** How much the agent's norms say of a state: they tell of it, leave it out on purpose, or do not know the kind. */
export function groupOf(key: Key, kind: string, state: string): "told" | "untold" | "unseen" {
  if (key.unseen[kind] !== undefined) return "unseen";
  return isUntold(key, kind, state) ? "untold" : "told";
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
