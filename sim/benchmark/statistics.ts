import { ANGLES, type Angle } from "../../perception/photo.ts";
import { VERBS, type Verb } from "../../perception/tidy-action.ts";
import { carefulHypothesis, hypothesesOfKind } from "../../planner/hypotheses-from-norms.ts";
import type { Norms } from "../../planner/norms.ts";
import type { Share } from "../statistics.ts";
import { byView, type ObservedObject, type ViewName } from "./observe.ts";

/** Who looks where, and what comes of it. */
export type Reach = {
  /** Objects that what is looked at decides. */
  readonly decides: Share;
  /**
   * Objects that one would get right who reads every photo without error and knows the key, and takes the
   * prior's best guess where the photos leave something open.
   */
  readonly right: Share;
};

export type BenchmarkStatistics = {
  readonly surfaces: number;
  readonly objects: number;
  readonly unseen: number;
  readonly untold: number;
  /** The scene photo alone; each close-up alone; the best close-up of each object; all of them together. */
  readonly views: Readonly<Record<ViewName | "bestAngle" | "all", Reach>>;
  readonly bestFixedAngle: Angle;
  /** Objects that no single close-up decides, but some two together do. */
  readonly needTwo: Share;
  /** Objects that no photo decides, nor all together. */
  readonly undecided: Share;
  /** By kind: how often the scene photo decides, and each close-up. */
  readonly byKind: Readonly<Record<string, Readonly<Record<ViewName, Share>>>>;
  /** One verb for everything. */
  readonly constantVerbs: Readonly<Record<Verb, Share>>;
  /** For each kind and situation, what the agent's norms hold likeliest to be right, with no photo at all. */
  readonly priorsBestGuess: Share;
  /** For each kind, the angle that decided most of it on other surfaces. */
  readonly kindToAngle?: Reach & {
    readonly fittedOn: string;
    readonly table: Readonly<Record<string, Angle>>;
  };
};

/** A table "kind -> angle" and where it comes from. */
export type AngleTable = {
  readonly fittedOn: string;
  readonly table: Readonly<Record<string, Angle>>;
};

/** Counts what photos of observed objects decide, and what can be had without looking well. */
export function benchmarkStatistics(
  observed: readonly ObservedObject[],
  norms: Norms,
  angles?: AngleTable,
): BenchmarkStatistics {
  const guesses = new Map(observed.map((it) => [it, priorsBestVerb(norms, it)]));
  const guessed = (it: ObservedObject) => it.accepted.includes(guesses.get(it)!);
  const reach = (leftOpen: (it: ObservedObject) => readonly string[]): Reach => {
    const decided = (it: ObservedObject) => leftOpen(it).length === 0;
    return {
      decides: share(observed, decided),
      right: share(observed, (it) => decided(it) || guessed(it)),
    };
  };
  const fixed = byView((view) => reach(({ open }) => open[view]));
  const best = ANGLES.toSorted((a, b) => fixed[b].decides.yes - fixed[a].decides.yes)[0]!;
  return {
    surfaces: new Set(observed.map(({ surface }) => surface)).size,
    objects: observed.length,
    unseen: observed.filter(({ unseen }) => unseen).length,
    untold: observed.filter(({ untold }) => untold).length,
    views: {
      ...fixed,
      bestAngle: reach((it) => it.open[bestAngleFor(it)]),
      all: reach((it) => openAfter(it, ANGLES)),
    },
    bestFixedAngle: best,
    needTwo: share(observed, (it) => !decidedByOne(it) && decidedByTwo(it)),
    undecided: share(observed, (it) => openAfter(it, [...ANGLES, "scene"]).length > 0),
    byKind: perKind(observed),
    constantVerbs: eachVerb((verb) => share(observed, ({ accepted }) => accepted.includes(verb))),
    priorsBestGuess: share(observed, guessed),
    ...(angles !== undefined && {
      kindToAngle: {
        ...angles,
        // A kind that the table never saw is looked at from the angle that decides most.
        ...reach(({ kind, open }) => open[angles.table[kind] ?? best]),
      },
    }),
  };
}

/** For each kind, the angle that decides it most often; the first of equals. */
export function fitAngles(observed: readonly ObservedObject[]): AngleTable["table"] {
  const kinds = [...new Set(observed.map(({ kind }) => kind))].sort();
  return Object.fromEntries(
    kinds.map((kind) => {
      const ofKind = observed.filter((it) => it.kind === kind);
      const decided = (angle: Angle) =>
        ofKind.filter(({ open }) => open[angle].length === 0).length;
      return [kind, ANGLES.toSorted((a, b) => decided(b) - decided(a))[0]!];
    }),
  );
}

/** What the norms hold likeliest to be right for a kind, unseen in every sense. */
export function priorsBestVerb(
  norms: Norms,
  { kind, situation }: Pick<ObservedObject, "kind" | "situation">,
): Verb {
  const known = norms.kinds[kind];
  const hypotheses =
    known === undefined
      ? [carefulHypothesis(norms, situation)]
      : hypothesesOfKind(known, situation);
  const right = (verb: Verb) =>
    hypotheses.reduce((sum, { prior, right }) => sum + prior * (right[verb] ?? 0), 0);
  return VERBS.toSorted((a, b) => right(b) - right(a))[0]!;
}

/** States that all of these photos together leave open. */
const openAfter = ({ open }: ObservedObject, views: readonly ViewName[]): readonly string[] =>
  open[views[0]!].filter((state) => views.every((view) => open[view].includes(state)));

const bestAngleFor = ({ open }: ObservedObject): Angle =>
  ANGLES.toSorted((a, b) => open[a].length - open[b].length)[0]!;

const decidedByOne = (it: ObservedObject) => ANGLES.some((angle) => it.open[angle].length === 0);

const decidedByTwo = (it: ObservedObject) =>
  ANGLES.some((a) => ANGLES.some((b) => openAfter(it, [a, b]).length === 0));

function perKind(observed: readonly ObservedObject[]): BenchmarkStatistics["byKind"] {
  const kinds = [...new Set(observed.map(({ kind }) => kind))].sort();
  return Object.fromEntries(
    kinds.map((kind) => {
      const ofKind = observed.filter((it) => it.kind === kind);
      const by = (view: ViewName) => share(ofKind, ({ open }) => open[view].length === 0);
      return [kind, byView(by)];
    }),
  );
}

const eachVerb = (of: (verb: Verb) => Share): Readonly<Record<Verb, Share>> => ({
  leave: of("leave"),
  relocate: of("relocate"),
  store: of("store"),
  clean: of("clean"),
  empty: of("empty"),
  recycle: of("recycle"),
  discard: of("discard"),
  ask: of("ask"),
});

const share = <T>(items: readonly T[], holds: (item: T) => boolean): Share => ({
  yes: items.filter(holds).length,
  of: items.length,
});
