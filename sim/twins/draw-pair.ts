import { keyState, loadKey } from "../../datasets/key.ts";
import { ALL_KINDS } from "../all-kinds.ts";
import { arrange } from "../benchmark/arrange.ts";
import {
  FIRST_SEEDS,
  type PlannedObject,
  type PlannedSurface,
  type Split,
  shuffled,
} from "../benchmark/plan.ts";
import { randomFrom } from "../random.ts";
import { drawState, surfaceKinds, usualOn } from "../world.ts";
import { isTold, lookTwins, situationTwins, stateTwins } from "./make-twins.ts";
import {
  LOOK_CHANGES,
  type LookChange,
  type MakeTwins,
  TWIN_KINDS,
  type TwinKind,
  type Twins,
} from "./twin.ts";

/** Two that are alike but for one thing, and where they come from. */
export type TwinPair = Twins & {
  readonly id: string;
  readonly kind: TwinKind;
  /** Of twins that differ in looks. */
  readonly change?: LookChange;
  readonly seed: number;
};

export type PairName = {
  readonly id: string;
  readonly kind: TwinKind;
  readonly change?: LookChange;
  /** From 0, over all kinds. */
  readonly number: number;
};

const PAIRS = 60;
/** Seeds of a split after its surfaces' own; each pair has a few dozen of them. */
const FIRST_TWIN = 1000;
const TRIES = 48;

/** All pairs: 60 of each kind, those of looks a third by colour, light and yaw. */
export const PAIR_NAMES: readonly PairName[] = TWIN_KINDS.flatMap((kind, k) =>
  Array.from({ length: PAIRS }, (_, i) => ({
    id: `${kind}-${String(i + 1).padStart(2, "0")}`,
    kind,
    ...(kind === "look" && { change: LOOK_CHANGES[i % LOOK_CHANGES.length]! }),
    number: k * PAIRS + i,
  })),
);

/** The pair of the first of its seeds that has one. */
export function drawPair(split: Split, { number, ...name }: PairName): TwinPair {
  const first = FIRST_SEEDS[split] + FIRST_TWIN + number * TRIES;
  for (let seed = first; seed < first + TRIES; seed++) {
    const random = randomFrom(seed, "twins");
    const plan = planOf(seed);
    const index = random.pick(candidates(plan, name.kind));
    if (index === undefined) continue;
    const asked = { surface: arrange(plan), index };
    const twins = makerOf(name)(asked, random);
    // Asked last, for it takes the longest.
    if (twins !== undefined && isTold(asked)) return { ...name, seed, ...twins };
  }
  throw new Error(`${name.id}: no such twins on seeds ${first} to ${first + TRIES - 1}`);
}

function makerOf({ kind, change }: Pick<PairName, "kind" | "change">): MakeTwins {
  if (kind === "situation") return situationTwins;
  if (kind === "state") return stateTwins;
  return lookTwins(change!);
}

/** Objects that may have such twins, as far as can be said without drawing anything. */
function candidates({ objects }: PlannedSurface, kind: TwinKind): readonly number[] {
  const key = loadKey();
  const mayDiffer = (it: PlannedObject) =>
    kind !== "situation" || keyState(key, it.kind, it.state).when !== undefined;
  return [...objects.keys()].filter((index) => mayDiffer(objects[index]!));
}

/** Three to five things of different kinds that are usual together. */
function planOf(seed: number): PlannedSurface {
  const key = loadKey();
  const random = randomFrom(seed, "plan");
  const surfaceKind = random.pick(surfaceKinds(key));
  const usual = shuffled(random, usualOn(surfaceKind, ALL_KINDS, key));
  const objects = usual.slice(0, 3 + random.below(3)).map(({ name }) => ({
    kind: name,
    state: drawState(random, name, key),
    noneFits: false,
  }));
  return { id: `seed ${seed}`, seed, surfaceKind, objects };
}
