import { length, subtract, type Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import { surface, tube } from "./shapes.ts";

/** One apple: its skin and shape, metres. */
export type AppleLook = {
  readonly skin: Colour;
  readonly blush: Rgb;
  readonly blushShare: number;
  readonly streaks: boolean;
  readonly russet: boolean;
  readonly radius: number;
  readonly tall: number;
  readonly taper: number;
  readonly gloss: number;
  readonly salt: number;
};

function drawLook(random: Random): AppleLook {
  return {
    skin: drawColour(random, ["red", "red", "green", "green", "yellow", "orange"]),
    blush: drawColour(random, ["red", "yellow", "green", "orange"]).rgb,
    blushShare: random.between(0.1, 0.55),
    streaks: random.chance(0.4),
    russet: random.chance(0.35),
    radius: random.between(0.034, 0.041),
    tall: random.between(0.84, 0.98),
    taper: random.between(0.05, 0.16),
    gloss: random.between(0.25, 0.5),
    salt: random.below(1_000_000),
  };
}

const middleOf = (look: AppleLook): Vec3 => [0, 0, look.radius * look.tall * 0.845];

/** The sound skin in the direction of turn (around z) and rise (-pi/2 the base .. pi/2 the stalk). */
function skinPoint(look: AppleLook, turn: number, rise: number): Vec3 {
  const s = Math.sin(rise);
  const flat = Math.cos(rise);
  const dimple = 0.3 * smoothStep(0.72, 1, s) + 0.16 * smoothStep(0.8, 1, -s);
  const lobes = 1 + 0.015 * Math.cos(4 * turn) * (0.4 - 0.6 * s);
  const r = look.radius * (1 + look.taper * s * flat) * lobes;
  const [, , z0] = middleOf(look);
  return [
    r * flat * Math.cos(turn),
    r * flat * Math.sin(turn),
    Math.max(0, z0 + look.radius * look.tall * (s - Math.sign(s) * dimple)),
  ];
}

/** The same point for all quarter turns: a sound apple must not tell how it is turned. */
const unturned = ([x, y, z]: Vec3): Vec3 => {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  return a > b ? [a, b, z] : [b, a, z];
};

/** Streaks, a blush, and brownish russet around the stalk, a look-alike of rot. */
function skinColour(look: AppleLook, point: Vec3): Rgb {
  const p = unturned(point);
  const patch = noise(p, 0.03, look.salt);
  const grain = look.streaks ? noise([p[0], p[1], p[2] * 0.12], 0.0045, look.salt + 1) : 0.5;
  const base = mix(
    look.skin.rgb,
    look.blush,
    look.blushShare * smoothStep(0.35, 0.75, 0.7 * patch + 0.3 * grain),
  );
  if (!look.russet) return base;
  const near = fromAxis(p) / look.radius + 0.3 * noise(p, 0.006, look.salt + 2);
  const top = p[2] > look.radius ? smoothStep(0.6, 0.4, near) : 0;
  return mix(base, [0.2, 0.12, 0.04], 0.7 * top);
}

/** The same shape whatever its state: nothing but its skin tells, and no shadow does. */
function body(look: AppleLook, colour?: (point: Vec3, sound: Rgb) => Rgb): Part[] {
  const skin = surface(
    42,
    20,
    (u, v) => {
      const point = skinPoint(look, 2 * Math.PI * u, Math.PI * (v - 0.5));
      return v === 0 || v === 1 ? [0, 0, point[2]] : point;
    },
    true,
  );
  const top = skinPoint(look, 0, Math.PI / 2)[2];
  const stalk: Vec3[] = [
    [0, 0, top - 0.002],
    [0, 0, top + 0.008],
    [0, 0, top + 0.017],
  ];
  return [
    {
      geometry: skin,
      material: {
        colour: look.skin.rgb,
        paint: (p) => {
          const sound = skinColour(look, p);
          return colour === undefined ? sound : colour(p, sound);
        },
        gloss: look.gloss,
      },
    },
    { geometry: tube(stalk, 0.0014, 8), material: { colour: [0.07, 0.045, 0.02] } },
  ];
}

/** Two overlapping mouthfuls out of one side: pale flesh, browned a little, in shade below its upper edge. */
function bitten(look: AppleLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const rise = random.between(-0.15, 0.05);
  const mouth = look.radius * random.between(0.36, 0.42);
  const bites = [-1, 1].map((k) => ({
    at: skinPoint(look, turn + k * 0.13, rise + k * 0.05),
    radius: mouth * (k < 0 ? 1 : 0.92),
  }));
  const salt = random.below(1_000_000);
  const flesh: Rgb = [0.8, 0.7, 0.44];
  const colour = (p: Vec3, sound: Rgb): Rgb => {
    const near = Math.min(...bites.map(({ at, radius }) => length(subtract(p, at)) / radius));
    if (near > 1) return sound;
    if (near > 0.93) return mix(sound, [0.1, 0.05, 0.02], 0.6);
    const high = (p[2] - bites[0]!.at[2]) / mouth;
    const browned = mix(flesh, [0.5, 0.32, 0.12], 0.3 * noise(p, 0.009, salt));
    return mix(browned, [0.2, 0.13, 0.06], 0.65 * smoothStep(0.1, 0.9, high));
  };
  return body(look, colour);
}

/** A soft brown patch on one side. */
function rotten(look: AppleLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const at = skinPoint(look, turn, random.between(-0.15, 0.05));
  const size = random.between(0.014, 0.017);
  const salt = random.below(1_000_000);
  const colour = (p: Vec3, sound: Rgb): Rgb => {
    const edge = length(subtract(p, at)) + (noise(p, 0.008, salt) - 0.5) * 0.007;
    const rot = mix([0.1, 0.045, 0.015], [0.2, 0.1, 0.035], noise(p, 0.005, salt + 1));
    return mix(sound, rot, smoothStep(size, size * 0.82, edge));
  };
  return body(look, colour);
}

/** Painted wood: on one side a glued seam and a round sticker beside it. */
function toy(look: AppleLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const seam = turn - 0.3;
  const at = skinPoint(look, turn + 0.12, random.between(-0.25, 0));
  const size = random.between(0.0085, 0.0105);
  const ground = drawColour(random, ["white", "yellow", "blue"]).rgb;
  const ink = drawColour(random, ["red", "black", "green"]).rgb;
  const colour = (p: Vec3, sound: Rgb): Rgb => {
    const d = length(subtract(p, at)) / size;
    if (d < 1) return (d > 0.78 && d < 0.9) || d < 0.38 ? ink : ground;
    const aside = Math.abs(turnBetween(seam, around(p))) * fromAxis(p);
    const high = fromAxis(p) > look.radius * 0.74 && p[2] > look.radius * 0.2 && p[2] < look.radius;
    return aside < 0.0011 && high ? mix(sound, [0.04, 0.03, 0.02], 0.85) : sound;
  };
  return body(look, colour);
}

/** An apple: alike from all sides, so a photo of one side says nothing of the others. */
export const apple = kind<AppleLook>({
  name: "apple",
  drawLook,
  states: { whole: (look) => body(look), bitten, rotten, toy },
  turnsUnseen: true,
  questions: [
    {
      ask: "Is there a pale bite taken out of it?",
      wordings: [
        "Has someone taken a bite out of the apple?",
        "Is a piece of the apple bitten off, with pale flesh showing?",
        "Does pale flesh show where a bite was taken?",
        "Has a pale piece been bitten out of the apple?",
      ],
      truth: { whole: "no", bitten: "yes", rotten: "no", toy: "no" },
    },
    {
      ask: "Is there a brown soft patch on it?",
      wordings: [
        "Has the apple a brown, rotten patch?",
        "Is a part of the skin brown, soft and rotten?",
        "Does the apple have a soft brown spot?",
        "Is there a soft, rotten spot on the apple?",
      ],
      truth: { whole: "no", bitten: "no", rotten: "yes", toy: "no" },
    },
    {
      ask: "Is the skin smooth and sound on all the sides that show?",
      wordings: [
        "Is the apple smooth and sound wherever it shows?",
        "Does the skin look sound and unharmed on every side?",
        "Is the skin of the apple smooth and unharmed all round?",
        "Is the apple sound, its skin smooth on every side that shows?",
      ],
      truth: { whole: "yes", bitten: "no", rotten: "no", toy: "yes" },
    },
  ],
  colourName: (look) => look.skin.name,
  materialName: (_look, state) => (state === "toy" ? "wood" : "food"),
  stateWords: {
    whole: "smooth and sound",
    bitten: "a pale bite",
    rotten: "a brown rotten patch",
    toy: "a sticker and a seam",
  },
});
