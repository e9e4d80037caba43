import { z } from "zod";
import { acceptedVerbs, type Key } from "../datasets/key.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import { VERBS, type Verb } from "../perception/tidy-action.ts";
import type { World } from "./world.ts";

const metres = z.number().finite();

/** What was decided for one thing that the agent believes to be on the surface. */
export const proposedDecisionSchema = z
  .object({
    objectId: z.string().min(1),
    verb: z.enum(VERBS),
    /** Where it believes it to be, in the surface frame; without it, it is matched to nothing. */
    position: z.tuple([metres, metres, metres]).readonly().exactOptional(),
  })
  .readonly();
export type ProposedDecision = z.infer<typeof proposedDecisionSchema>;

/** A true object, what was decided for it, and whether that was right. */
export type ScoredObject = {
  readonly kind: string;
  readonly state: string;
  readonly position: Vec3;
  readonly accepted: readonly Verb[];
  /** Absent where the object was missed. */
  readonly decided?: {
    readonly objectId: string;
    readonly verb: Verb;
    readonly distanceM: number;
  };
  readonly right: boolean;
};

/** How many of the true objects got an accepted verb; a missed one is wrong. */
export type Score = {
  readonly appropriate: number;
  readonly of: number;
  readonly missed: number;
  /** Decisions for things that are not there, by object id; counted beside. */
  readonly ghosts: readonly string[];
  readonly objects: readonly ScoredObject[];
};

/** How far beside a thing's edge a decision may lie and still be about it, metres. */
const BESIDE_M = 0.06;

/**
 * Scores decisions as proposed. Objects are matched one to one by position alone, nearest pair
 * first, each no farther apart than the thing's radius and 6 cm; labels play no part.
 */
export function scoreDecisions(
  world: Pick<World, "objects" | "situation">,
  decisions: readonly ProposedDecision[],
  key: Key,
): Score {
  const matches = match(world, decisions);
  const objects = world.objects.map(({ kind, state, position }, index): ScoredObject => {
    const accepted = acceptedVerbs(key, kind, state, world.situation);
    const truth = { kind, state, position, accepted };
    const pair = matches.find(({ object }) => object === index);
    if (pair === undefined) return { ...truth, right: false };
    const { objectId, verb } = decisions[pair.decision]!;
    const decided = { objectId, verb, distanceM: pair.distanceM };
    return { ...truth, decided, right: accepted.includes(verb) };
  });
  return {
    appropriate: objects.filter(({ right }) => right).length,
    of: objects.length,
    missed: objects.filter(({ decided }) => decided === undefined).length,
    ghosts: decisions
      .filter((_, index) => !matches.some(({ decision }) => decision === index))
      .map(({ objectId }) => objectId),
    objects,
  };
}

type Pair = { readonly object: number; readonly decision: number; readonly distanceM: number };

/** Pairs close enough, nearest first, each object and each decision once. */
function match(world: Pick<World, "objects">, decisions: readonly ProposedDecision[]): Pair[] {
  const candidates = world.objects
    .flatMap(({ position, extent }, object) =>
      decisions.flatMap(({ position: believed }, decision): Pair[] => {
        if (believed === undefined) return [];
        const distanceM = Math.hypot(believed[0] - position[0], believed[1] - position[1]);
        return distanceM <= extent.radiusM + BESIDE_M ? [{ object, decision, distanceM }] : [];
      }),
    )
    .sort((a, b) => a.distanceM - b.distanceM);
  const matched: Pair[] = [];
  for (const pair of candidates) {
    const taken = matched.some(
      ({ object, decision }) => object === pair.object || decision === pair.decision,
    );
    if (!taken) matched.push(pair);
  }
  return matched;
}
