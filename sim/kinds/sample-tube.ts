import type { Random } from "../random.ts";
import { COLOURS, type Colour, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, cellNoise, mix, noise, turnBetween } from "./patterns.ts";
import { box, cylinder, lathe, merge, type ProfilePoint } from "./shapes.ts";

/** A row of clear tubes in a rack that is open to -y; metres. */
type RackLook = {
  readonly rack: Colour;
  readonly isWood: boolean;
  readonly back: Rgb;
  readonly caps: readonly Rgb[];
  readonly capShape: "screw" | "plug";
  readonly count: number;
  readonly tubeRadius: number;
  readonly tubeHigh: number;
  readonly pitch: number;
  /** How high the bar reaches that keeps the tubes from falling out at the front. */
  readonly barHigh: number;
  readonly graduated: boolean;
  readonly salt: number;
};

const BOARD = 0.005;
const FRONT = -Math.PI / 2;
const INK: Rgb = [0.03, 0.04, 0.12];

function drawLook(random: Random): RackLook {
  const isWood = random.chance(0.35);
  const rack = drawColour(
    random,
    isWood ? ["brown", "beige"] : ["white", "grey", "blue", "green", "yellow", "orange"],
  );
  const count = 3 + random.below(3);
  const tubeRadius = count === 3 ? random.between(0.014, 0.017) : random.between(0.0115, 0.0135);
  const cap = drawColour(random, ["red", "blue", "green", "white", "yellow", "orange"]).rgb;
  const other = drawColour(random, ["red", "blue", "black", "orange"]).rgb;
  const isMixed = random.chance(0.3);
  return {
    rack,
    isWood,
    back: shaded(rack.rgb, rack.name === "white" ? 0.3 : 0.5),
    caps: Array.from({ length: count }, () => (isMixed && random.chance(0.5) ? other : cap)),
    capShape: random.pick(["screw", "plug"] as const),
    count,
    tubeRadius,
    tubeHigh: random.between(0.085, 0.105),
    pitch: tubeRadius * 2 + random.between(0.005, 0.009),
    barHigh: random.between(0.008, 0.014),
    graduated: random.chance(0.5),
    salt: random.below(1_000_000),
  };
}

/** The tubes' places along the rack. */
const places = ({ count, pitch }: RackLook): number[] =>
  Array.from({ length: count }, (_, k) => (k - (count - 1) / 2) * pitch);

/** Boards under, over, behind and at both ends: only caps stand out above, only the front lets one see glass. */
function rack(look: RackLook): Part[] {
  const { count, pitch, tubeRadius, tubeHigh, barHigh, salt } = look;
  const wide = count * pitch + 2 * BOARD + 0.002;
  const deep = tubeRadius * 2 + 0.02;
  const top = tubeHigh - 0.004;
  const grain = shaded(look.rack.rgb, 0.72);
  const material = {
    colour: look.rack.rgb,
    gloss: look.isWood ? 0.1 : 0.3,
    ...(look.isWood && {
      paint: ([x, y, z]: readonly [number, number, number]) =>
        mix(look.rack.rgb, grain, noise([x * 0.12, y, z], 0.004, salt)),
    }),
  };
  const end = (s: number) =>
    box([BOARD, deep, top + 0.006], [(s * (wide - BOARD)) / 2, 0, (top + 0.006) / 2]);
  return [
    part(
      material,
      end(1),
      end(-1),
      box([wide - 2 * BOARD, deep, BOARD], [0, 0, BOARD / 2]),
      box([wide - 2 * BOARD, deep, BOARD], [0, 0, top - BOARD / 2]),
      box([wide - 2 * BOARD, 0.003, barHigh], [0, -deep / 2 + 0.0035, BOARD + barHigh / 2]),
      box([wide - 2 * BOARD, BOARD, top], [0, deep / 2 - BOARD / 2, top / 2]),
    ),
    part(
      { colour: look.back },
      box(
        [wide - 2 * BOARD - 0.001, 0.0006, top - 2 * BOARD],
        [0, deep / 2 - BOARD - 0.0004, top / 2],
      ),
    ),
  ];
}

/** A cap of its own colour for each, ribbed or smooth, on a collar as wide as the hole. */
function caps(look: RackLook): Part[] {
  const { tubeRadius: r, tubeHigh } = look;
  return places(look).map((x, k) => {
    const colour = look.caps[k]!;
    const wide = r * (look.capShape === "screw" ? 1.14 : 1.02);
    const groove = shaded(colour, 0.6);
    const piece = part(
      {
        colour,
        gloss: 0.35,
        paint: (p, n) => {
          const ribbed = look.capShape === "screw" && Math.abs(n[2]) < 0.5;
          return ribbed && (around(p) * 10 + 40) % 1 < 0.4 ? groove : colour;
        },
      },
      cylinder(wide, wide * 0.97, tubeHigh - 0.004, tubeHigh + 0.014, 16),
    );
    return laid(piece, { at: [x, 0, 0] });
  });
}

/** Glass with a round foot; a few lines of a scale are moulded in, in both states alike. */
function glass(look: RackLook): Part {
  const { tubeRadius: r, tubeHigh } = look;
  const z = BOARD + 0.0005;
  const profile: ProfilePoint[] = [
    [0, z],
    [r * 0.55, z + r * 0.12],
    [r * 0.9, z + r * 0.5],
    [r, z + r],
    [r, tubeHigh - 0.004],
  ];
  const tubes = places(look).map((x) => lathe(profile, 16).translate(x, 0, 0));
  return part({ colour: [0.86, 0.9, 0.92], clear: 0.8, gloss: 0.8, glare: 0.25 }, merge(...tubes));
}

/** Short strokes up the glass, at one side of each tube's front. */
function scale(look: RackLook): Part[] {
  if (!look.graduated) return [];
  const { tubeRadius: r, tubeHigh } = look;
  const turn = FRONT + 0.72;
  const strokes = places(look).flatMap((x) =>
    [0, 1, 2, 3, 4].map((k) => {
      const z = BOARD + r + (tubeHigh - r - 0.02) * (0.1 + k * 0.2);
      const stroke: readonly ProfilePoint[] = [
        [r + 0.0003, z],
        [r + 0.0003, z + 0.0012],
      ];
      return lathe(stroke, 3, turn - 0.16, turn + 0.16).translate(x, 0, 0);
    }),
  );
  return [part({ colour: COLOURS.white }, merge(...strokes))];
}

/** Paper around each tube's front, a coloured edge and some lines by hand: no two alike. */
function labels(look: RackLook, random: Random): Part[] {
  const { tubeRadius: r, tubeHigh, barHigh } = look;
  const paper = random.pick<Rgb>([
    [0.84, 0.83, 0.78],
    [0.84, 0.83, 0.78],
    [0.8, 0.72, 0.36],
  ]);
  const edge = drawColour(random, ["red", "blue", "green", "orange"]).rgb;
  const salt = random.below(1_000_000);
  const room = tubeHigh - BOARD - barHigh - 0.014;
  return places(look).map((x, k) => {
    const high = room * random.between(0.66, 0.8);
    const z0 = BOARD + barHigh + 0.002 + (room - high) * random.between(0.3, 0.8);
    const turn = FRONT + random.between(-0.16, 0.16);
    const half = 1.2;
    const sheet = lathe(
      [
        [r + 0.0006, z0],
        [r + 0.0006, z0 + high],
      ],
      12,
      turn - half,
      turn + half,
    );
    return laid(
      part(
        {
          colour: paper,
          gloss: 0.05,
          paint: (p) => {
            const down = (z0 + high - p[2]) / high;
            if (down < 0.14) return edge;
            const across = turnBetween(turn, around(p)) / half;
            return isWritten(across, (down - 0.2) / 0.76, salt + k) ? INK : paper;
          },
        },
        sheet,
      ),
      { at: [x, 0, 0] },
    );
  });
}

/** Four lines of a running hand: `across` -1..1, `down` 0..1. */
function isWritten(across: number, down: number, salt: number): boolean {
  const line = Math.floor(down * 4);
  const end = 0.35 + 0.4 * cellNoise(line, 0, 1, salt);
  if (down < 0 || line > 3 || across < -0.72 || across > end) return false;
  const letter = Math.floor((across + 1) * 5);
  if (cellNoise(letter, line, 2, salt) < 0.14) return false;
  const wave = 0.24 * Math.sin((across + 1) * 24 + 6 * cellNoise(letter, line, 3, salt));
  return Math.abs(down * 4 - line - 0.5 - wave) < 0.17;
}

const tubes = (look: RackLook): Part[] => [
  ...rack(look),
  ...caps(look),
  glass(look),
  ...scale(look),
];

/** The rack's boards leave one side to read the tubes from. */
export const sampleTube = kind<RackLook>({
  name: "sample-tube",
  drawLook,
  states: {
    labelled: (look, random) => [...tubes(look), ...labels(look, random)],
    unused: (look) => tubes(look),
  },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.rack.name,
  materialName: (look) => (look.isWood ? "wood" : "plastic"),
  stateWords: {
    labelled: "written labels on the tubes",
    unused: "clear tubes without labels",
  },
});
