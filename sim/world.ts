import { type Key, loadKey } from "../datasets/key.ts";
import { lookAt, type Pose } from "../perception/geometry/pose.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import { SITUATION_FACTS, type Situation, type SituationFact } from "../perception/situation.ts";
import { ALL_KINDS } from "./all-kinds.ts";
import { type Exemplar, footprintOf } from "./exemplar.ts";
import type { Extent, Kind, Rgb } from "./kinds/kind.ts";
import { layOut } from "./layout.ts";
import { type Random, randomFrom } from "./random.ts";

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

export type KeyLight = {
  /** From the surface towards the light, unit length. */
  readonly direction: Vec3;
  readonly colour: Rgb;
  /** Half of the angle it is seen under: how soft shadows are, radians. */
  readonly radiusRad: number;
  readonly ambient: Rgb;
};

export type Table = {
  readonly material: "wood" | "laminate" | "cloth";
  readonly colour: Rgb;
  readonly accent: Rgb;
  readonly halfWidthM: number;
  readonly halfDepthM: number;
  readonly seed: number;
};

export type Room = { readonly wall: Rgb; readonly floor: Rgb };

/** A surface as it truly is. Plain data: it goes to worker threads as it is. */
export type World = {
  readonly seed: number;
  readonly surfaceKind: string;
  readonly instruction: string;
  readonly situation: Situation;
  readonly objects: readonly WorldObject[];
  readonly light: KeyLight;
  readonly table: Table;
  readonly room: Room;
  /** Where the scene photo is taken from: optical frame in the surface frame. */
  readonly sceneCameraPose: Pose;
};

export type WorldOptions = { readonly surfaceKind?: string; readonly kinds?: readonly Kind[] };

const NAMES: Readonly<Record<string, string>> = {
  desk: "desk",
  bedroom: "bedside table",
  kitchen: "kitchen counter",
  living: "living-room table",
  dining: "dining table",
  bathroom: "bathroom shelf",
};

/** Kinds of surface on which at least six of the built kinds are found, in the key's order. */
export function surfaceKinds(key: Key, kinds: readonly Kind[] = ALL_KINDS): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of kinds) {
    for (const on of key.kinds[name]?.on ?? []) counts.set(on, (counts.get(on) ?? 0) + 1);
  }
  return Object.keys(NAMES).filter((name) => (counts.get(name) ?? 0) >= 6);
}

/** The surface of a seed. Each purpose has its own stream of chance, so none depends on another. */
export function makeWorld(seed: number, options: WorldOptions = {}): World {
  const key = loadKey();
  const kinds = options.kinds ?? ALL_KINDS;
  const surfaceKind =
    options.surfaceKind ?? randomFrom(seed, "surface").pick(surfaceKinds(key, kinds));
  const usual = kinds.filter(({ name }) => key.kinds[name]?.on.includes(surfaceKind));
  const sceneCameraPose = drawSceneCamera(randomFrom(seed, "camera"));
  const table = drawTable(randomFrom(seed, "table"));
  const exemplars = drawExemplars(randomFrom(seed, "objects"), usual);
  const places = layOut(
    randomFrom(seed, "places"),
    exemplars.map((exemplar) => footprintOf(kindNamed(exemplar.kind, kinds), exemplar)),
    sceneCameraPose,
  );
  const states = randomFrom(seed, "states");
  const objects = places.map((place, i): WorldObject => {
    const exemplar = exemplars[place.index]!;
    const shares = Object.fromEntries(
      Object.entries(key.kinds[exemplar.kind]!.states).map(([name, { share }]) => [name, share]),
    );
    return {
      ...exemplar,
      id: `${exemplar.kind}-${i + 1}`,
      state: states.weighted(shares),
      position: place.position,
      yawRad: place.yawRad,
      extent: place.extent,
    };
  });
  return {
    seed,
    surfaceKind,
    instruction: `Clean the ${NAMES[surfaceKind] ?? surfaceKind}.`,
    situation: drawSituation(randomFrom(seed, "situation"), key),
    objects,
    light: drawLight(randomFrom(seed, "light")),
    table,
    room: drawRoom(randomFrom(seed, "room")),
    sceneCameraPose,
  };
}

/** The kind of that name; crashes where it is not built. */
export function kindNamed(name: string, kinds: readonly Kind[] = ALL_KINDS): Kind {
  const found = kinds.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`no kind ${name} is built`);
  return found;
}

function drawExemplars(random: Random, usual: readonly Kind[]): Exemplar[] {
  const seedOf = () => random.below(4294967296);
  // More than are wanted: what finds no room is passed over for the next.
  return Array.from({ length: 14 }, () => ({
    kind: random.pick(usual).name,
    lookSeed: seedOf(),
    stateSeed: seedOf(),
  }));
}

function drawSituation(random: Random, key: Key): Situation {
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

function drawSceneCamera(random: Random): Pose {
  const eye: Vec3 = [
    random.between(-0.04, 0.04),
    -1.08 + random.between(-0.03, 0.03),
    0.54 + random.between(-0.03, 0.03),
  ];
  return lookAt(eye, [random.between(-0.015, 0.015), random.between(-0.02, 0.02), 0], [0, 0, 1]);
}

function drawLight(random: Random): KeyLight {
  const elevation = random.between(0.7, 1.15);
  const azimuth = random.between(0, 2 * Math.PI);
  const across = Math.cos(elevation);
  const strength = random.between(1, 1.3);
  const warmth = random.between(-0.07, 0.07);
  const ambient = random.between(0.4, 0.54);
  const tint = random.between(-0.02, 0.02);
  return {
    direction: [across * Math.cos(azimuth), across * Math.sin(azimuth), Math.sin(elevation)],
    colour: [strength * (1 + warmth), strength, strength * (1 - 1.4 * warmth)],
    radiusRad: random.between(0.05, 0.1),
    ambient: [ambient * (1 - tint), ambient, ambient * (1 + tint)],
  };
}

const WOODS: readonly (readonly [Rgb, Rgb])[] = [
  [
    [0.46, 0.29, 0.16],
    [0.33, 0.19, 0.1],
  ],
  [
    [0.58, 0.43, 0.27],
    [0.48, 0.33, 0.19],
  ],
  [
    [0.24, 0.13, 0.075],
    [0.15, 0.08, 0.045],
  ],
  [
    [0.62, 0.5, 0.36],
    [0.52, 0.4, 0.27],
  ],
];
const LAMINATES: readonly Rgb[] = [
  [0.62, 0.61, 0.58],
  [0.33, 0.34, 0.35],
  [0.5, 0.47, 0.42],
  [0.36, 0.42, 0.42],
];
const CLOTHS: readonly (readonly [Rgb, Rgb])[] = [
  [
    [0.55, 0.52, 0.46],
    [0.28, 0.33, 0.42],
  ],
  [
    [0.2, 0.28, 0.36],
    [0.4, 0.45, 0.48],
  ],
  [
    [0.42, 0.5, 0.42],
    [0.6, 0.6, 0.52],
  ],
  [
    [0.5, 0.3, 0.26],
    [0.62, 0.52, 0.42],
  ],
];

function drawTable(random: Random): Table {
  const material = random.pick(["wood", "wood", "laminate", "cloth"] as const);
  const [colour, accent] =
    material === "wood"
      ? random.pick(WOODS)
      : material === "cloth"
        ? random.pick(CLOTHS)
        : ((laminate): [Rgb, Rgb] => [laminate, laminate])(random.pick(LAMINATES));
  const brightness = random.between(0.85, 1.12);
  const lit = (c: Rgb): Rgb => [c[0] * brightness, c[1] * brightness, c[2] * brightness];
  return {
    material,
    colour: lit(colour),
    accent: lit(accent),
    halfWidthM: random.between(0.59, 0.63),
    halfDepthM: random.between(0.39, 0.42),
    seed: random.below(65536),
  };
}

function drawRoom(random: Random): Room {
  const walls: readonly Rgb[] = [
    [0.62, 0.6, 0.55],
    [0.5, 0.55, 0.56],
    [0.55, 0.52, 0.48],
    [0.46, 0.5, 0.44],
    [0.6, 0.53, 0.48],
  ];
  const floors: readonly Rgb[] = [
    [0.3, 0.2, 0.12],
    [0.22, 0.22, 0.22],
    [0.36, 0.32, 0.27],
    [0.16, 0.14, 0.13],
  ];
  return { wall: random.pick(walls), floor: random.pick(floors) };
}
