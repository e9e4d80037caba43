import { lookAt, type Pose } from "../perception/geometry/pose.ts";
import type { Vec3 } from "../perception/geometry/vec3.ts";
import type { Rgb } from "./kinds/kind.ts";
import type { Random } from "./random.ts";

export type KeyLight = {
  /** From the surface towards the light, unit length. */
  readonly direction: Vec3;
  readonly colour: Rgb;
  /** Half of the angle it is seen under: how soft shadows are, radians. */
  readonly radiusRad: number;
  readonly ambient: Rgb;
};

export type Table = {
  readonly material: "wood" | "laminate" | "cloth" | "stone";
  readonly colour: Rgb;
  readonly accent: Rgb;
  readonly halfWidthM: number;
  readonly halfDepthM: number;
  readonly seed: number;
};

export type Room = { readonly wall: Rgb; readonly floor: Rgb };

/** What the camera adds of its own. */
export type Sensor = {
  /** Standard deviation of its noise, in 8-bit steps of one channel. */
  readonly noiseSigma: number;
  /** 1 to 100. */
  readonly jpegQuality: number;
};

/** Where the scene photo is taken from: optical frame in the surface frame. `steepRad` is how far it looks down. */
export function drawSceneCamera(random: Random, steepRad = 0.4636): Pose {
  const [aside, back, up] = [
    random.between(-0.04, 0.04),
    random.between(-0.03, 0.03),
    random.between(-0.03, 0.03),
  ];
  const at: Vec3 = [random.between(-0.015, 0.015), random.between(-0.02, 0.02), 0];
  const eye: Vec3 = [
    aside,
    -DISTANCE_M * Math.cos(steepRad) + back,
    DISTANCE_M * Math.sin(steepRad) + up,
  ];
  return lookAt(eye, at, [0, 0, 1]);
}

/** Of the scene camera from the middle of the surface. */
const DISTANCE_M = 1.2075;

export function drawLight(random: Random): KeyLight {
  const elevation = random.between(0.6, 1.2);
  const azimuth = random.between(0, 2 * Math.PI);
  const across = Math.cos(elevation);
  const strength = random.between(0.85, 1.35);
  const warmth = random.between(-0.1, 0.12);
  const ambient = random.between(0.36, 0.56);
  const tint = random.between(-0.03, 0.03);
  return {
    direction: [across * Math.cos(azimuth), across * Math.sin(azimuth), Math.sin(elevation)],
    colour: [strength * (1 + warmth), strength, strength * (1 - 1.4 * warmth)],
    radiusRad: random.between(0.04, 0.13),
    ambient: [ambient * (1 - tint), ambient, ambient * (1 + tint)],
  };
}

type Pair = readonly [Rgb, Rgb];

const WOODS: readonly Pair[] = [
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
const LAMINATES: readonly Pair[] = (
  [
    [0.62, 0.61, 0.58],
    [0.33, 0.34, 0.35],
    [0.5, 0.47, 0.42],
    [0.36, 0.42, 0.42],
  ] as const
).map((colour) => [colour, colour]);
const CLOTHS: readonly Pair[] = [
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
/** Ground and veins. */
const STONES: readonly Pair[] = [
  [
    [0.6, 0.59, 0.57],
    [0.36, 0.36, 0.37],
  ],
  [
    [0.2, 0.2, 0.21],
    [0.42, 0.4, 0.37],
  ],
  [
    [0.52, 0.45, 0.37],
    [0.32, 0.25, 0.19],
  ],
];
const COLOURS: Readonly<Record<Table["material"], readonly Pair[]>> = {
  wood: WOODS,
  laminate: LAMINATES,
  cloth: CLOTHS,
  stone: STONES,
};

/** What the tops of each kind of surface are made of, the commoner ones more than once. */
const TOPS: Readonly<Record<string, readonly Table["material"][]>> = {
  desk: ["wood", "laminate", "wood", "laminate"],
  bathroom: ["stone", "laminate", "stone"],
  bedroom: ["wood", "wood", "cloth"],
  kitchen: ["stone", "laminate", "wood"],
  living: ["wood", "wood", "cloth", "laminate"],
  dining: ["cloth", "wood"],
};

export function drawTable(random: Random, surfaceKind: string): Table {
  const material = random.pick<Table["material"]>(TOPS[surfaceKind] ?? ["wood"]);
  const [colour, accent] = random.pick<Pair>(COLOURS[material]);
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

const WALLS: readonly Rgb[] = [
  [0.62, 0.6, 0.55],
  [0.5, 0.55, 0.56],
  [0.55, 0.52, 0.48],
  [0.46, 0.5, 0.44],
  [0.6, 0.53, 0.48],
  [0.4, 0.44, 0.52],
];
const FLOORS: readonly Rgb[] = [
  [0.3, 0.2, 0.12],
  [0.22, 0.22, 0.22],
  [0.36, 0.32, 0.27],
  [0.16, 0.14, 0.13],
];

export const drawRoom = (random: Random): Room => ({
  wall: random.pick(WALLS),
  floor: random.pick(FLOORS),
});

export const drawSensor = (random: Random): Sensor => ({
  noiseSigma: random.between(1.4, 2.6),
  jpegQuality: 80 + random.below(14),
});
