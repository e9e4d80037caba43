import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { TidyError } from "../../perception/tidy-error.ts";
import { type PairedCluster, pairedDifference, wilson } from "./statistics.ts";

const interval = z.tuple([z.number(), z.number()]).readonly();

/**
 * How much the norms say of an object's true state: they tell of it, leave it out, or do not know its
 * kind. Where none of the options that it brings fits, it is counted there alone.
 */
const GROUPS = ["told", "untold", "unseen", "none-fits"] as const;

/** What says which decisions are right: an authored key, or answers that come with the photos. */
const JUDGES = ["authored key", "accepted answers"] as const;

/** One true object, as one method dealt with it. */
const judgedSchema = z.object({
  kind: z.string(),
  state: z.string(),
  group: z.enum(GROUPS).exactOptional(),
  /** Verbs; of an object that brings its options, their numbers from 1, or `none`. */
  accepted: z.array(z.string()),
  /** Absent where the method never found or never decided the object: that is wrong. */
  verb: z.string().exactOptional(),
  /** What was chosen, where the object brings its options; the verb is then its verb, or `none`. */
  option: z.union([z.int().min(1), z.literal("none")]).exactOptional(),
  probability: z.number().exactOptional(),
  looks: z.number(),
  right: z.boolean(),
});

export type Judged = z.infer<typeof judgedSchema>;

/** One method on one surface, once. `failed` says why it could not be scored. */
export const sampleSchema = z.object({
  method: z.string(),
  surface: z.string(),
  iteration: z.number(),
  objects: z.array(judgedSchema),
  ghosts: z.number(),
  /** Objects that nothing is accepted for; they are not among `objects`. */
  unscored: z.number().exactOptional(),
  seconds: z.number(),
  failed: z.string().exactOptional(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const resultsSchema = z.object({
  dataset: z.string(),
  /** Surfaces. */
  n: z.number(),
  seeds: z.string(),
  judge: z.enum(JUDGES).default("authored key"),
  methods: z.array(
    z.object({
      method: z.string(),
      reasoner: z.string(),
      vision: z.string(),
      iterations: z.number(),
      /** Share of true objects whose verb the authored key accepts, or whose option the dataset does. */
      accuracy: z.number().exactOptional(),
      /** 95 %, Wilson; objects taken as independent. */
      interval: interval.exactOptional(),
      /** The same by group, of the groups that were met. */
      groups: z
        .array(
          z.object({
            group: z.enum(GROUPS),
            accuracy: z.number(),
            interval,
            n: z.number(),
          }),
        )
        .default([]),
      /** Of surfaces that are twins, by what they differ in: pairs of which both are right. */
      twins: z
        .array(
          z.object({ differIn: z.string(), bothRight: z.number(), interval, pairs: z.number() }),
        )
        .default([]),
      /** True objects scored. */
      n: z.number(),
      /** Runs that failed. */
      unscored: z.number(),
      /** Objects that nothing is accepted for. */
      unscoredObjects: z.number().default(0),
      missed: z.number(),
      ghosts: z.number(),
      looksPerDecision: z.number(),
      /** Share of decisions that only asked. */
      helpRate: z.number(),
      /** Irreversible actions that the key does not accept, as a share of all decisions. */
      irreversibleWrong: z.number(),
      costUsd: z.number().nullable(),
      seconds: z.number(),
    }),
  ),
  comparisons: z.array(
    z.object({
      a: z.string(),
      b: z.string(),
      difference: z.number(),
      /** 95 %, whole surfaces resampled, of twins pairs. */
      interval,
      /** Two-sided, the signs of the same flipped. */
      p: z.number(),
    }),
  ),
  samples: z.array(sampleSchema),
});
export type Results = z.infer<typeof resultsSchema>;

export type Evaluated = {
  readonly dataset: string;
  readonly reasoner: string;
  readonly vision: string;
  readonly methods: readonly string[];
  readonly iterations: number;
  readonly judge?: Results["judge"];
  readonly twins?: readonly Twins[] | undefined;
};

/** Two surfaces, named as in the samples, that differ in one thing. */
export type Twins = { readonly differIn: string; readonly surfaces: readonly [string, string] };

/** Adds samples up. A failed sample is unscored, not wrong; a mean over nothing is left out. */
export function resultsOf(of: Evaluated, samples: readonly Sample[]): Results {
  const methods = of.methods.map((method) => {
    const mine = samples.filter((it) => it.method === method);
    const scored = mine.filter((it) => it.failed === undefined);
    const objects = scored.flatMap((it) => it.objects);
    const decided = objects.filter((it) => it.verb !== undefined);
    const irreversible = decided.filter(
      ({ verb, right }) => !right && (verb === "recycle" || verb === "discard"),
    );
    const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
    return {
      method,
      reasoner: of.reasoner,
      vision: method === "oracle" ? "none (true state)" : of.vision,
      iterations: of.iterations,
      ...accuracyOf(objects),
      groups: GROUPS.flatMap((group) => {
        const met = objects.filter((it) => it.group === group);
        const accuracy = accuracyOf(met);
        return accuracy ? [{ group, ...accuracy, n: met.length }] : [];
      }),
      twins: twinsRight(of.twins ?? [], scored),
      n: objects.length,
      unscored: mine.length - scored.length,
      unscoredObjects: scored.reduce((sum, it) => sum + (it.unscored ?? 0), 0),
      missed: objects.length - decided.length,
      ghosts: scored.reduce((sum, it) => sum + it.ghosts, 0),
      looksPerDecision: share(
        decided.reduce((sum, it) => sum + it.looks, 0),
        decided.length,
      ),
      helpRate: share(decided.filter((it) => it.verb === "ask").length, decided.length),
      irreversibleWrong: share(irreversible.length, decided.length),
      costUsd: [of.reasoner, of.vision].every((it) => it === "embedded") ? 0 : null,
      seconds: mine.reduce((sum, it) => sum + it.seconds, 0),
    };
  });
  return {
    dataset: of.dataset,
    n: new Set(samples.map((it) => it.surface)).size,
    seeds: of.dataset,
    judge: of.judge ?? "authored key",
    methods,
    comparisons: pairs(of.methods).flatMap(([a, b]) => {
      const compared = pairedDifference(clusters(samples, of.twins ?? [], a, b));
      return compared ? [{ a, b, ...compared }] : [];
    }),
    samples: [...samples],
  };
}

/** Over nothing there is none. */
function accuracyOf(objects: readonly Pick<Judged, "right">[]) {
  const right = objects.filter((it) => it.right).length;
  const bounds = wilson(right, objects.length);
  return bounds && { accuracy: right / objects.length, interval: bounds };
}

/** A pair counts when all that is asked of both its surfaces is right; each time they were run once. */
function twinsRight(
  twins: readonly Twins[],
  scored: readonly Sample[],
): Results["methods"][number]["twins"] {
  const isRight = ({ objects }: Sample) => objects.length > 0 && objects.every((it) => it.right);
  return [...new Set(twins.map((it) => it.differIn))].flatMap((differIn) => {
    const both = twins
      .filter((it) => it.differIn === differIn)
      .flatMap(({ surfaces: [a, b] }) =>
        scored
          .filter(({ surface }) => surface === a)
          .flatMap((one) => {
            const other = scored.find(
              ({ surface, iteration }) => surface === b && iteration === one.iteration,
            );
            return other === undefined ? [] : [{ right: isRight(one) && isRight(other) }];
          }),
      );
    const share = accuracyOf(both);
    if (share === undefined) return [];
    return [{ differIn, bothRight: share.accuracy, interval: share.interval, pairs: both.length }];
  });
}

const pairs = (names: readonly string[]): readonly (readonly [string, string])[] =>
  names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));

/**
 * How two methods did where both were scored, by surface: all times that it was run are one cluster,
 * and so are twins, as they hardly differ.
 */
function clusters(
  samples: readonly Sample[],
  twins: readonly Twins[],
  a: string,
  b: string,
): readonly PairedCluster[] {
  const twinOf = new Map(twins.map(({ surfaces: [one, other] }) => [other, one]));
  const scored = samples.filter((it) => it.failed === undefined);
  const right = ({ objects }: Sample) => objects.filter((it) => it.right).length;
  const sums = new Map<string, PairedCluster>();
  for (const one of scored.filter(({ method }) => method === a)) {
    const other = scored.find(
      (it) => it.method === b && it.surface === one.surface && it.iteration === one.iteration,
    );
    if (other === undefined) continue;
    const cluster = twinOf.get(one.surface) ?? one.surface;
    const sum = sums.get(cluster) ?? { a: 0, b: 0, n: 0 };
    sums.set(cluster, {
      a: sum.a + right(one),
      b: sum.b + right(other),
      n: sum.n + one.objects.length,
    });
  }
  return [...sums.values()].filter(({ n }) => n > 0);
}

/** The results in an evaluation's folder; rejects with `bad-input` where they are not readable. */
export async function readEvaluation(folder: string): Promise<Results> {
  const file = join(folder, "results.json");
  const text = await readFile(file, "utf8").catch((cause) => {
    throw new TidyError("bad-input", `${file} cannot be read`, { cause });
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new TidyError("bad-input", `${file} is not JSON`, { cause });
  }
  const parsed = resultsSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new TidyError("bad-input", `${file}: ${issue.path.join(".")}: ${issue.message}`);
}

/** One line per object and method, for a spreadsheet. */
export function resultsCsv({ samples }: Results): string {
  const cell = (value: unknown) => {
    const text = value === undefined ? "" : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const head =
    "method,surface,iteration,kind,state,verb,probability,looks,accepted,right,option,group";
  const lines = samples.flatMap(({ method, surface, iteration, objects }) =>
    objects.map((it) =>
      [
        method,
        surface,
        iteration,
        it.kind,
        it.state,
        it.verb,
        it.probability,
        it.looks,
        it.accepted.join(" "),
        it.right,
        it.option,
        it.group,
      ]
        .map(cell)
        .join(","),
    ),
  );
  return `${[head, ...lines].join("\n")}\n`;
}
