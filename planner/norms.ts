import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { packageFile } from "../perception/package-file.ts";
import { SITUATION_FACTS } from "../perception/situation.ts";
import { VERBS } from "../perception/tidy-action.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { NONE_OF_THESE } from "./hypothesis.ts";
import type { Costs } from "./utility.ts";

const share = z.number().min(0).max(1);
const words = z.string().trim().min(1);
const loss = z.enum(["none", "low", "high"]);

const right = z
  .partialRecord(z.enum(VERBS), share)
  .superRefine((shares, context) => sumsToOne(Object.values(shares), "the shares", context));

const when = z
  .strictObject({
    people: z.enum(SITUATION_FACTS.people).exactOptional(),
    owner: z.enum(SITUATION_FACTS.owner).exactOptional(),
    time: z.enum(SITUATION_FACTS.time).exactOptional(),
    rule: z.enum(SITUATION_FACTS.rule).exactOptional(),
    right,
    do: words,
  })
  .refine((entry) => entry.people || entry.owner || entry.time || entry.rule, {
    error: "names no fact of the situation, so it would always hold",
  });

const treatment = z.strictObject({ right, do: words, loss, when: z.array(when).default([]) });
const state = treatment.extend({ prior: share, means: words });

const question = z.strictObject({
  ask: words,
  because: words,
  yes: z.record(z.string(), share),
  seen: z.strictObject({ scene: share, above: share, side: share }),
});

const kind = z
  .strictObject({
    called: z.array(words).default([]),
    states: z
      .record(z.string(), state)
      .refine((states) => NONE_OF_THESE in states, {
        error: `has no state "${NONE_OF_THESE}" for what nobody thought of`,
      })
      .superRefine((states, context) => {
        const priors = Object.values(states).map((each) => each.prior);
        sumsToOne(priors, "the priors", context);
      }),
    questions: z.array(question).default([]),
  })
  .superRefine((entry, context) => {
    const known = Object.keys(entry.states).filter((id) => id !== NONE_OF_THESE);
    entry.questions.forEach(({ ask, yes }, index) => {
      const complain = (path: string[], message: string) =>
        context.addIssue({ code: "custom", path: ["questions", index, ...path], message });
      for (const id of Object.keys(yes)) {
        if (!known.includes(id)) complain(["yes", id], `"${id}" is no state of this kind`);
      }
      for (const id of known) {
        if (yes[id] === undefined) complain(["yes"], `says nothing about the state "${id}"`);
      }
      if (entry.questions.findIndex((other) => other.ask === ask) < index) {
        complain(["ask"], "is asked twice");
      }
    });
  });

const gain = z.number().min(0);
const charge = z.number().max(0);
const costs = z
  .strictObject({
    right: gain,
    wrong_reversible: charge,
    wrong_low: charge,
    wrong_high: charge,
    ask: charge,
    left_untidy: charge,
    look: charge,
  })
  .transform(
    (entry): Costs => ({
      right: entry.right,
      wrongReversible: entry.wrong_reversible,
      wrongLow: entry.wrong_low,
      wrongHigh: entry.wrong_high,
      ask: entry.ask,
      leftUntidy: entry.left_untidy,
      look: entry.look,
    }),
  );

const schema = z.strictObject({
  general: treatment,
  costs,
  kinds: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, "is no name-in-small-letters"), kind),
});

function sumsToOne(
  numbers: readonly number[],
  what: string,
  context: { addIssue: (issue: { code: "custom"; message: string }) => void },
): void {
  const sum = numbers.reduce((total, each) => total + each, 0);
  if (Math.abs(sum - 1) < 0.001) return;
  context.addIssue({ code: "custom", message: `${what} sum to ${+sum.toFixed(3)}, not to 1` });
}

/** What the agent believes: how common states are, what is right in them, what to ask, what errors cost. */
export type Norms = z.output<typeof schema>;
/** One kind of thing: its other names, its states by id, its questions. */
export type KindNorms = Norms["kinds"][string];
/** What is right, in words and shares, and where one acts differently. */
export type Treatment = Norms["general"];

/** Norms from a file of the form of `planner/norms.yaml`; `bad-input` names the place of the error. */
export function loadNorms(path: string = packageFile("planner/norms.yaml")): Norms {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new TidyError("bad-input", `cannot read the norms ${path}`, { cause });
  }
  return parseNorms(text, basename(path));
}

/** Norms from YAML text; `name` stands before the place in every error. */
export function parseNorms(text: string, name: string): Norms {
  let raw: unknown;
  try {
    raw = parse(text, { prettyErrors: true });
  } catch (cause) {
    const [line] = String((cause as Error).message).split("\n");
    throw new TidyError("bad-input", `${name}: ${line}`, { cause });
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
  const more = places.length > 1 ? ` (and ${places.length - 1} more)` : "";
  throw new TidyError("bad-input", `${name}: ${places[0]}${more}`, { details: { places } });
}

function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1);
}
