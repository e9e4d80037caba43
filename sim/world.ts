import { type Key, loadKey } from "../datasets/key.ts";
import type { Pose } from "../perception/geometry/pose.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import { SITUATION_FACTS, type Situation, type SituationFact } from "../perception/situation.ts";
import { ALL_KINDS, UNSEEN_KINDS } from "./all-kinds.ts";
import { drawClutter, type WorldClutter } from "./clutter/draw-clutter.ts";
import { type Exemplar, extentOf } from "./exemplar.ts";
import type { Extent, Kind } from "./kinds/kind.ts";
import { CROWDED, emptyTable, type Place } from "./layout.ts";
import { type Random, randomFrom } from "./random.ts";
import {
  drawLight,
  drawRoom,
  drawSceneCamera,
  drawSensor,
  drawTable,
  type KeyLight,
  type Room,
  type Sensor,
  type Table,
} from "./setting.ts";

/** One thing on a simulated surface, with its true state: the agent never sees this. */
export type WorldObject = Exemplar & {
  readonly id: string;
  readonly state: string;
  /** Origin of its own frame in the surface frame, metres. */
  readonly position: Vec3;
  readonly yawRad: number;
  /** Holds it in each of its states: what collisions and placing go by. */
  readonly extent: Extent;
};

/** A surface as it truly is. Plain data: it goes to worker threads as it is. */
export type World = {
  readonly seed: number;
  readonly surfaceKind: string;
  readonly instruction: string;
  readonly situation: Situation;
  readonly objects: readonly WorldObject[];
  /** What stands and lies about and is no object of the key. */
  readonly clutter: readonly WorldClutter[];
  readonly light: KeyLight;
  readonly table: Table;
  readonly room: Room;
  readonly sensor: Sensor;
  /** Where the scene photo is taken from: optical frame in the surface frame. */
  readonly sceneCameraPose: Pose;
};

export type WorldOptions = {
  readonly surfaceKind?: string;
  /** Told otherwise than drawn. */
  readonly situation?: Situation;
  /** Instead of all that are built, the six that only test among them. */
  readonly kinds?: readonly Kind[];
};

/** Kinds of surface in the key's words, and as an instruction says them. */
export const SURFACE_NAMES: Readonly<Record<string, string>> = {
  desk: "office desk",
  bathroom: "bathroom counter",
  bedroom: "bedroom table",
  kitchen: "kitchen counter",
  living: "living-room table",
  dining: "dining table",
};

/** Seeds below this only test: kinds that no model is trained on are found there alone. */
const FIRST_SEED_TO_LEARN_FROM = 1_000_000;
/** Of what lies about where such kinds are found. */
const UNSEEN_SHARE = 0.1;

/** Kinds of surface on which at least six of the built kinds are found, in the key's order. */
export function surfaceKinds(key: Key, kinds: readonly Kind[] = ALL_KINDS): readonly string[] {
  const count = (surface: string) => usualOn(surface, kinds, key).length;
  return Object.keys(SURFACE_NAMES).filter((name) => count(name) >= 6);
}

/** The kinds that are found on such a surface. */
export const usualOn = (surfaceKind: string, kinds: readonly Kind[], key: Key): readonly Kind[] =>
  kinds.filter(({ name }) => (key.kinds[name] ?? key.unseen[name])?.on.includes(surfaceKind));

/** The surface of a seed. Each purpose has its own stream of chance, so none depends on another. */
export function makeWorld(seed: number, options: WorldOptions = {}): World {
  const key = loadKey();
  const kinds = options.kinds ?? ALL_KINDS;
  const surfaceKind =
    options.surfaceKind ?? randomFrom(seed, "surface").pick(surfaceKinds(key, kinds));
  const unseen =
    options.kinds === undefined && seed < FIRST_SEED_TO_LEARN_FROM
      ? usualOn(surfaceKind, UNSEEN_KINDS, key)
      : [];
  const sceneCameraPose = drawSceneCamera(randomFrom(seed, "camera"));
  const drawn = drawExemplars(
    randomFrom(seed, "objects"),
    usualOn(surfaceKind, kinds, key),
    unseen,
  );
  const { objects, table } = layOut(seed, drawn, sceneCameraPose, kinds, key);
  return {
    ...settingOf(seed, surfaceKind),
    situation: options.situation ?? drawSituation(randomFrom(seed, "situation"), key),
    objects,
    clutter: drawClutter(seed, table),
    sceneCameraPose,
  };
}

/** All of a surface that is neither on it nor known of its people. */
export const settingOf = (seed: number, surfaceKind: string) => ({
  seed,
  surfaceKind,
  instruction: `Clean the ${SURFACE_NAMES[surfaceKind] ?? surfaceKind}.`,
  light: drawLight(randomFrom(seed, "light")),
  table: drawTable(randomFrom(seed, "table"), surfaceKind),
  room: drawRoom(randomFrom(seed, "room")),
  sensor: drawSensor(randomFrom(seed, "sensor")),
});

/** The kind of that name; crashes where it is not built. */
export function kindNamed(name: string, kinds: readonly Kind[] = ALL_KINDS): Kind {
  const found =
    kinds.find((kind) => kind.name === name) ?? UNSEEN_KINDS.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`no kind ${name} is built`);
  return found;
}

/** Puts down 8 to 10 of the exemplars, crowded; what finds no room is passed over for the next. */
function layOut(
  seed: number,
  exemplars: readonly Exemplar[],
  sceneCameraPose: Pose,
  kinds: readonly Kind[],
  key: Key,
) {
  const random = randomFrom(seed, "places");
  const extents = exemplars.map((it) => extentOf(kindNamed(it.kind, kinds), it));
  const wanted = 8 + random.below(3);
  for (;;) {
    const table = emptyTable(sceneCameraPose);
    const placed: (readonly [Exemplar, Place])[] = [];
    for (let i = 0; i < exemplars.length && placed.length < wanted; i++) {
      const place = table.putDown(random, extents[i]!, CROWDED);
      if (place !== undefined) placed.push([exemplars[i]!, place]);
    }
    if (placed.length < 8) continue;
    const states = randomFrom(seed, "states");
    return {
      objects: placed.map(([exemplar, place], i) => objectAt(exemplar, place, i, states, key)),
      table,
    };
  }
}

function objectAt(
  exemplar: Exemplar,
  { position, yawRad, extent }: Place,
  index: number,
  states: Random,
  key: Key,
): WorldObject {
  const { kind } = exemplar;
  const state = drawState(states, kind, key);
  return { ...exemplar, id: `${kind}-${index + 1}`, state, position, yawRad, extent };
}

/** A state of the kind, as often as the key says. */
export function drawState(random: Random, kind: string, key: Key): string {
  const { states } = (key.kinds[kind] ?? key.unseen[kind])!;
  const shares = Object.entries(states).map(([name, { share }]) => [name, share] as const);
  return random.weighted(Object.fromEntries(shares));
}

function drawExemplars(
  random: Random,
  usual: readonly Kind[],
  unseen: readonly Kind[],
): Exemplar[] {
  const drawKind = () =>
    unseen.length > 0 && random.chance(UNSEEN_SHARE) ? random.pick(unseen) : random.pick(usual);
  // More than are wanted, as some may find no room.
  return Array.from({ length: 14 }, () => drawExemplar(random, drawKind().name));
}

export const drawExemplar = (random: Random, kind: string): Exemplar => ({
  kind,
  lookSeed: random.below(4294967296),
  stateSeed: random.below(4294967296),
});

export function drawSituation(random: Random, key: Key): Situation {
  const drawn: Record<string, string> = {};
  for (const fact of Object.keys(SITUATION_FACTS) as SituationFact[]) {
    const { stated, ...shares } = key.situations[fact];
    // Both draws are always made, so that one fact never shifts the next.
    const isStated = random.chance(stated);
    const value = random.weighted(shares);
    if (isStated) drawn[fact] = value;
  }
  return drawn as Situation;
}
