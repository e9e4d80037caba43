import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import {
  disc,
  ellipsoid,
  lathe,
  merge,
  type ProfilePoint,
  place,
  squared,
  tube,
  twoSided,
} from "./shapes.ts";

/** One glass: its outline, the band that is frosted or enamelled where one grips it; metres. */
export type GlassLook = {
  readonly stemmed: boolean;
  /** 0 round .. 1 a rounded square. */
  readonly square: number;
  readonly rimRadius: number;
  readonly footRadius: number;
  readonly height: number;
  readonly tint: Rgb;
  readonly band: Colour;
  readonly second: Colour;
  readonly decor: "plain" | "lines" | "dots";
  readonly emblem: "disc" | "diamond";
  /** The band lies low, under the water's level, or high, above it. */
  readonly bandLow: boolean;
};

const FRONT = -Math.PI / 2;
const BACK = Math.PI / 2;
const SEGMENTS = 24;

function drawLook(random: Random): GlassLook {
  const stemmed = random.chance(0.25);
  const rimRadius = random.between(0.034, 0.04);
  const green = random.between(0, 0.06);
  return {
    stemmed,
    square: !stemmed && random.chance(0.4) ? random.between(0.7, 1) : 0,
    rimRadius,
    footRadius: rimRadius * random.between(0.76, 0.98),
    height: stemmed ? random.between(0.15, 0.17) : random.between(0.105, 0.13),
    tint: [0.4 - green, 0.42, 0.42 - green / 2],
    band: drawColour(random, ["white", "white", "white", "beige", "pink", "yellow"]),
    second: drawColour(random, ["red", "blue", "green", "orange"]),
    decor: random.pick(["plain", "lines", "dots"] as const),
    emblem: random.pick(["disc", "diamond"] as const),
    bandLow: !stemmed && random.chance(0.5),
  };
}

/** Height of the bowl's floor: a thick foot, or a stem. */
const floorOf = (look: GlassLook): number => (look.stemmed ? look.height * 0.42 : 0.009);

/** Height at a share of the bowl. */
const heightAt = (look: GlassLook, share: number): number =>
  floorOf(look) + (look.height - floorOf(look)) * share;

/** Outer radius at a share of the bowl: a wine glass rounds off below and draws in above. */
function radiusAt({ stemmed, rimRadius, footRadius }: GlassLook, share: number): number {
  if (!stemmed) return footRadius + (rimRadius - footRadius) * share;
  const below = Math.max(0, 1 - share / 0.5);
  const round = Math.sqrt(Math.max(0, 1 - below * below));
  return rimRadius * (0.12 + 0.94 * round) * (1 - 0.12 * smoothStep(0.5, 1, share));
}

const bandOf = ({ bandLow }: GlassLook): readonly [number, number] =>
  bandLow ? [0.1, 0.4] : [0.56, 0.86];

/** Profile of the bowl between two shares, `inwards` of its outer side. */
function bowl(look: GlassLook, from: number, to: number, inwards = 0): ProfilePoint[] {
  const rows = look.stemmed ? 1 + Math.round((to - from) * 6) : 1;
  return Array.from({ length: rows + 1 }, (_, k) => {
    const share = from + ((to - from) * k) / rows;
    return [radiusAt(look, share) - inwards, heightAt(look, share)] as const;
  });
}

const turned = (look: GlassLook, profile: readonly ProfilePoint[]): BufferGeometry =>
  squared(lathe(profile, SEGMENTS), look.square);

type Stain = (p: Vec3, clean: Rgb) => Rgb;

/** Clear walls that mirror the window, between a thick foot and rim, and the opaque band. */
function body(look: GlassLook, stain: Stain = (_p, clean) => clean): Part[] {
  const [from, to] = bandOf(look);
  const { tint, height, rimRadius, footRadius } = look;
  const pane: Material = { colour: tint, clear: 0.78, gloss: 0.7, glare: 1 };
  const thick: Material = { colour: mix(tint, [0.75, 0.8, 0.8], 0.4), clear: 0.45, gloss: 0.8 };
  const [rim, floor] = [radiusAt(look, 1), floorOf(look)];
  const foot: ProfilePoint[] = look.stemmed
    ? [
        [0, 0],
        [rimRadius * 0.9, 0],
        [rimRadius * 0.9, 0.002],
        [0.006, 0.007],
        [0.0042, 0.02],
        [0.0045, floor - 0.006],
        [radiusAt(look, 0), floor],
        [0, floor + 0.0005],
      ]
    : [
        [0, 0],
        [footRadius, 0.001],
        [footRadius, floor],
        [footRadius * 0.93, floor + 0.0004],
        [0, floor],
      ];
  const lip: ProfilePoint[] = [
    [rim + 0.0003, height - 0.0024],
    [rim + 0.0005, height - 0.0008],
    [rim - 0.0005, height],
    [rim - 0.0016, height - 0.0024],
  ];
  return [
    part(pane, turned(look, bowl(look, 0.005, from)), turned(look, bowl(look, to, 0.985))),
    part(thick, turned(look, foot), turned(look, lip)),
    part(
      {
        colour: look.band.rgb,
        // What is printed or left on it is on its outside alone.
        paint: (p, n) =>
          p[0] * n[0] + p[1] * n[1] < 0 ? look.band.rgb : stain(p, bandColour(look, p)),
        gloss: 0.4,
        glare: 0.3,
      },
      twoSided(turned(look, bowl(look, from, to)), 0.0006),
    ),
  ];
}

/** The band's decoration all round, and the emblem that tells front from back. */
function bandColour(look: GlassLook, p: Vec3): Rgb {
  const [from, to] = bandOf(look);
  const [low, high] = [heightAt(look, from), heightAt(look, to)];
  const share = (p[2] - low) / (high - low);
  const x = turnBetween(FRONT, around(p)) * fromAxis(p);
  const z = p[2] - (low + high) / 2;
  const far = look.emblem === "disc" ? Math.sqrt(x * x + z * z) * 1.1 : Math.abs(x) + Math.abs(z);
  if (far < 0.012) return look.second.rgb;
  const edge = share < 0.5 ? share : 1 - share;
  const beat = Math.sin(around(p) * 12);
  const isLine = look.decor === "lines" && edge > 0.05 && edge < 0.12;
  const isDot = look.decor === "dots" && edge < 0.16 && beat * beat > 0.6;
  return isLine || isDot ? look.second.rgb : look.band.rgb;
}

/**
 * Water tints what is seen through its sides and lets the lamp's light pass, so that no shadow tells of
 * it; from above only a thin bright ring does.
 */
function water(look: GlassLook, random: Random): Part[] {
  const share = look.bandLow ? random.between(0.56, 0.66) : random.between(0.4, 0.48);
  const level = heightAt(look, share);
  const radius = radiusAt(look, share) - 0.0014;
  const tint: Rgb = [0.1, 0.4, 0.7];
  const line: ProfilePoint = [radius, level - 0.0026];
  const meniscus = lathe([line, [radius + 0.0003, level]], SEGMENTS);
  return [
    part(
      {
        colour: tint,
        // Where the wall lies flat one looks down on it, through less water.
        paint: (_p, n) => mix(tint, [0.7, 0.7, 0.7], smoothStep(0.3, 0.8, Math.abs(n[2]))),
        clear: 0.97,
        gloss: 0.5,
      },
      turned(look, bowl(look, 0.01, share, 0.0014)),
    ),
    part(
      { colour: [0.7, 0.72, 0.74], clear: 0.97, gloss: 0.4 },
      squared(disc(radius, level, SEGMENTS), look.square),
    ),
    part({ colour: [0.8, 0.88, 0.92], clear: 0.25, gloss: 0.8 }, squared(meniscus, look.square)),
  ];
}

/** Three grey fingers and the smear that they leave, on the back of the band. */
function smudged(look: GlassLook, random: Random): Part[] {
  const [from, to] = bandOf(look);
  const low = heightAt(look, from);
  const tall = heightAt(look, to) - low;
  const turn = BACK + random.between(-0.1, 0.1);
  const grey: Rgb = [0.11, 0.115, 0.12];
  const fingers = [-1, 0, 1].map((k) => ({
    x: k * 0.0142 + random.between(-0.0005, 0.0005),
    z: tall * (k === 0 ? 0.62 : 0.54) + random.between(-0.002, 0.002),
    lean: random.between(-0.25, 0.25),
  }));
  const salt = random.below(1_000_000);
  return body(look, (p, clean) => {
    const x = turnBetween(turn, around(p)) * fromAxis(p);
    const z = p[2] - low;
    let dirt = 0;
    for (const finger of fingers) {
      const u = (x - finger.x - finger.lean * (z - finger.z)) / 0.0068;
      const v = (z - finger.z) / (tall * 0.34);
      const r = u * u + v * v;
      // The ridges of the skin arch round a middle below the print's own.
      const ridge = Math.sin(Math.sqrt(u * u + (v + 0.4) * (v + 0.4)) * 22) > 0 ? 1 : 0.72;
      dirt = Math.max(dirt, smoothStep(1.1, 0.8, r) * ridge);
    }
    const streak = 0.4 + 0.6 * noise([x * 0.25, 0, z], 0.003, salt);
    const smear = smoothStep(0.024, 0.018, Math.abs(x)) * smoothStep(0.28, 0.2, z / tall);
    return mix(clean, grey, Math.max(0.86 * dirt, 0.7 * smear * streak));
  });
}

/** A flower that leans on the rim, its head above it. */
function flower(look: GlassLook, random: Random): Part[] {
  const petal = drawColour(random, ["red", "pink", "yellow", "white", "orange"]).rgb;
  const turn = random.between(0, 2 * Math.PI);
  const [out, top] = [radiusAt(look, 1) * 0.75, look.height + random.between(0.024, 0.034)];
  const [x, y] = [out * Math.cos(turn), out * Math.sin(turn)];
  const along = (share: number, z: number): Vec3 => [x * share, y * share, z];
  const foot = floorOf(look) + 0.004;
  const stem = tube([along(-0.2, foot), along(0.7, look.height), along(0.75, top)], 0.0024, 6);
  const leaf = place(ellipsoid([0.017, 0.0065, 0.0015], 8, 4), {
    pitch: -0.5,
    yaw: turn + 1.8,
    at: along(0.5, look.height + 0.006),
  });
  const petals = Array.from({ length: 7 }, (_, k) => {
    const yaw = (k * 2 * Math.PI) / 7;
    const at: Vec3 = [0.014 * Math.cos(yaw), 0.014 * Math.sin(yaw), 0.003];
    return place(ellipsoid([0.013, 0.0072, 0.003], 7, 4), { pitch: -0.45, yaw, at });
  });
  const head = { pitch: 0.5, yaw: turn, at: along(0.75, top) };
  return [
    ...body(look),
    ...water(look, random),
    part({ colour: [0.07, 0.26, 0.06] }, stem, leaf),
    part({ colour: petal }, place(merge(...petals), head)),
    part({ colour: [0.5, 0.3, 0.03] }, place(ellipsoid([0.0075, 0.0075, 0.006], 8, 4), head)),
  ];
}

/** A glass to look through, but for the band where it is held. */
export const glass = kind<GlassLook>({
  name: "glass",
  drawLook,
  states: {
    clean: (look) => body(look),
    water: (look, random) => [...body(look), ...water(look, random)],
    smudged,
    flower,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a level line of water in the glass?",
      wordings: [
        "Does water stand in the glass, up to a line?",
        "Can the level of some water be made out in the glass?",
        "Has someone left the glass with water in it?",
        "Can a line of water be made out in the glass?",
      ],
      truth: { clean: "no", water: "yes", smudged: "no", flower: "yes" },
    },
    {
      ask: "Are there grey fingerprints or smears on the glass?",
      wordings: [
        "Have greasy fingers left grey marks on the glass?",
        "Is the glass smudged by fingers?",
        "Does the glass show any smears or prints of fingers?",
        "Are there grey marks of fingers on the glass?",
      ],
      truth: { clean: "no", water: "no", smudged: "yes", flower: "no" },
    },
    {
      ask: "Is the glass empty and spotless all round?",
      wordings: [
        "Is there neither a drop nor a mark anywhere on the glass?",
        "Does the glass look clean on every side, with nothing in it?",
        "Is nothing in the glass and nothing on its walls?",
        "Is the glass clean on every side and empty?",
      ],
      truth: { clean: "yes", water: "no", smudged: "no", flower: "no" },
    },
  ],
  colourName: () => "clear",
  materialName: () => "glass",
  stateWords: {
    clean: "empty and spotless",
    water: "water up to half",
    smudged: "grey fingerprints on one side",
    flower: "a cut flower in water",
  },
});
