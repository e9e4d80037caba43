import { isUntold, type Key, loadKey } from "../../datasets/key.ts";
import { ALL_KINDS, UNSEEN_KINDS } from "../all-kinds.ts";
import { type Random, randomFrom } from "../random.ts";
import { drawState, usualOn } from "../world.ts";

/** The four sets of surfaces that share nothing but their make; unseen kinds are in `test` alone. */
export const SPLITS = ["test", "validation", "calibration", "training"] as const;
export type Split = (typeof SPLITS)[number];

/** The first of a split's seeds, one a surface; the next 9,999 are its own as well. */
export const FIRST_SEEDS: Readonly<Record<Split, number>> = {
  test: 900_000,
  validation: 2_190_000,
  calibration: 2_090_000,
  training: 1_990_000,
};

/** As many of each kind of surface as MessySurfaces is recalled to have. */
const MIX = [
  ["desk", 45],
  ["bathroom", 4],
  ["bedroom", 5],
  ["kitchen", 8],
  ["living", 4],
  ["dining", 4],
] as const;
const OBJECTS = 308;
const [FEWEST, MOST] = [3, 6];
const COUNTS = { 3: 0.15, 4: 0.4, 5: 0.3, 6: 0.15 };
const UNSEEN_OBJECTS = 30;
const NONE_FITS = 15;
/** About so many objects are in states that no norms speak of. */
const UNTOLD = [18, 22] as const;

/** An object of the benchmark before anything is drawn. */
export type PlannedObject = {
  readonly kind: string;
  readonly state: string;
  /** Its true state is not among the options. */
  readonly noneFits: boolean;
};

export type PlannedSurface = {
  readonly id: string;
  readonly seed: number;
  readonly surfaceKind: string;
  readonly objects: readonly PlannedObject[];
};

/** Which surfaces and objects a split has: 70 and 308, the same every time. */
export function benchmarkPlan(split: Split): readonly PlannedSurface[] {
  for (let attempt = 0; ; attempt++) {
    const plan = drawPlan(split, randomFrom(FIRST_SEEDS[split], `plan ${attempt}`));
    const untold = plan
      .flatMap(({ objects }) => objects)
      .filter(({ kind, state }) => isUntold(loadKey(), kind, state)).length;
    if (untold >= UNTOLD[0] && untold <= UNTOLD[1]) return plan;
  }
}

function drawPlan(split: Split, random: Random): readonly PlannedSurface[] {
  const key = loadKey();
  const kinds = MIX.flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const counts = drawCounts(random, kinds.length);
  const unseen = split === "test" ? drawUnseen(random, kinds, counts, key) : kinds.map(() => []);
  const drawn = kinds.map((surfaceKind, i) => {
    const usual = shuffled(random, usualOn(surfaceKind, ALL_KINDS, key)).map(({ name }) => name);
    const chosen = [...unseen[i]!, ...usual].slice(0, counts[i]!);
    return shuffled(random, chosen).map((kind) => ({ kind, state: drawState(random, kind, key) }));
  });
  const noneFits = drawNoneFits(random, drawn);
  const digits = (n: number) => String(n).padStart(2, "0");
  return kinds.map((surfaceKind, i) => ({
    id: `${surfaceKind}-${digits(i - kinds.indexOf(surfaceKind) + 1)}`,
    seed: FIRST_SEEDS[split] + i,
    surfaceKind,
    objects: drawn[i]!.map((object) => ({ ...object, noneFits: noneFits.has(object) })),
  }));
}

/** So many objects on each surface, 308 together. */
function drawCounts(random: Random, surfaces: number): readonly number[] {
  const counts = Array.from({ length: surfaces }, () => Number(random.weighted(COUNTS)));
  for (;;) {
    const missing = OBJECTS - counts.reduce((sum, count) => sum + count, 0);
    if (missing === 0) return counts;
    const i = random.below(surfaces);
    const changed = counts[i]! + Math.sign(missing);
    if (changed >= FEWEST && changed <= MOST) counts[i] = changed;
  }
}

/** The unseen kinds in turn, each put where it is usual and where fewest of them are. */
function drawUnseen(
  random: Random,
  surfaceKinds: readonly string[],
  counts: readonly number[],
  key: Key,
): readonly (readonly string[])[] {
  const chosen: string[][] = surfaceKinds.map(() => []);
  for (let n = 0; n < UNSEEN_OBJECTS; n++) {
    const { name } = UNSEEN_KINDS[n % UNSEEN_KINDS.length]!;
    const fits = shuffled(random, [...surfaceKinds.keys()]).filter(
      (i) =>
        key.unseen[name]!.on.includes(surfaceKinds[i]!) &&
        !chosen[i]!.includes(name) &&
        chosen[i]!.length + 2 < counts[i]!,
    );
    const [best] = fits.toSorted((a, b) => chosen[a]!.length - chosen[b]!.length);
    if (best === undefined) throw new Error(`no surface has room for one more ${name}`);
    chosen[best]!.push(name);
  }
  return chosen;
}

function drawNoneFits<T>(random: Random, surfaces: readonly (readonly T[])[]): ReadonlySet<T> {
  return new Set(shuffled(random, surfaces.flat()).slice(0, NONE_FITS));
}

/** Fisher and Yates. */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
