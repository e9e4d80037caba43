import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { isText, laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { cellNoise, mix, noise } from "./patterns.ts";
import { box, deform, lathe, slab } from "./shapes.ts";

/** One puzzle, done in the lid of its box; metres. */
type JigsawLook = {
  readonly colour: Colour;
  readonly second: Rgb;
  readonly third: Rgb;
  readonly bright: Rgb;
  readonly motif: "hills" | "balloons" | "fish";
  /** Where balloons fly or fish swim, 0..1. */
  readonly spots: readonly (readonly [u: number, v: number])[];
  readonly board: Rgb;
  readonly longM: number;
  readonly wideM: number;
  readonly rimM: number;
  readonly salt: number;
};

/** Pieces along either side. */
const GRID = 6;
const WALL = 0.003;
const PICTURE_TOP = 0.006;

function drawLook(random: Random): JigsawLook {
  const colour = drawColour(random, ["blue", "blue", "green", "red", "orange", "brown"]);
  const others = (["green", "red", "orange", "blue", "brown", "pink"] as const).filter(
    (name) => name !== colour.name,
  );
  return {
    colour,
    second: drawColour(random, others).rgb,
    third: drawColour(random, others).rgb,
    bright: COLOURS[random.pick<ColourName>(["yellow", "yellow", "pink"])],
    motif: random.pick(["hills", "balloons", "fish"] as const),
    spots: Array.from({ length: 9 }, (_, k) => [
      0.18 + 0.32 * (k % 3) + random.between(-0.07, 0.07),
      0.2 + 0.3 * Math.floor(k / 3) + random.between(-0.07, 0.07),
    ]),
    board: shaded(random.pick<Rgb>([COLOURS.white, [0.6, 0.58, 0.54]]), random.between(0.9, 1.05)),
    longM: random.between(0.144, 0.153),
    wideM: random.between(0.138, 0.146),
    rimM: random.between(0.061, 0.066),
    salt: random.below(1_000_000),
  };
}

const insideOf = ({ longM, wideM }: JigsawLook): readonly [number, number] => [
  longM - 2 * WALL,
  wideM - 2 * WALL,
];

/** The picture at 0..1 from the left and from the front edge. */
function pictureAt(look: JigsawLook, u: number, v: number): Rgb {
  const { colour, second, third, bright, motif, salt } = look;
  const sky = mix(colour.rgb, shaded(colour.rgb, 1.35), v);
  const round = (x: number, y: number, r: number, tall = 1) =>
    (u - x) * (u - x) + ((v - y) * (v - y)) / (tall * tall) < r * r;
  if (motif === "hills") {
    const ridge = 0.34 + 0.1 * Math.sin(u * 7 + look.spots[0]![0] * 40);
    if (Math.abs(u - 0.3) < 0.11 && within(v, 0.2, 0.42)) return bright;
    if (within(v, 0.42, 0.56) && Math.abs(u - 0.3) < (0.56 - v) * 1.1) return third;
    if (v < ridge - 0.16) return shaded(second, 0.7);
    if (v < ridge) return second;
    if (round(0.75, 0.78, 0.11)) return bright;
    return round(0.32, 0.82, 0.09, 0.5) || round(0.42, 0.85, 0.07, 0.6) ? COLOURS.white : sky;
  }
  for (const [k, [x, y]] of look.spots.entries()) {
    const paint = [second, bright, third, bright, third][k % 5]!;
    if (motif === "balloons") {
      if (round(x, y, 0.1, 1.2)) return round(x - 0.03, y + 0.04, 0.025) ? COLOURS.white : paint;
      if (Math.abs(u - x) < 0.008 && within(v, y - 0.22, y)) return shaded(paint, 0.4);
      continue;
    }
    if (round(x - 0.07, y + 0.012, 0.014)) return COLOURS.black;
    if (round(x, y, 0.12, 0.6)) return (u - x + 1) % 0.07 < 0.02 ? shaded(paint, 0.5) : paint;
    if (within(u - x, 0.1, 0.17) && Math.abs(v - y) < u - x - 0.08) return paint;
  }
  return motif === "fish" && noise([u, v * 4, 0], 0.2, salt) > 0.72 ? shaded(sky, 0.75) : sky;
}

/** The piece that a point of the picture belongs to: squares that reach into one another with round knobs. */
function pieceAt(look: JigsawLook, u: number, v: number): number {
  const [x, y] = [u * GRID, v * GRID];
  const clamp = (k: number) => Math.min(GRID - 1, Math.max(0, Math.floor(k)));
  const [i, j] = [clamp(x), clamp(y)];
  const isKnob = (cx: number, cy: number) => (x - cx) * (x - cx) + (y - cy) * (y - cy) < 0.028;
  const forth = (a: number, b: number, k: number) => cellNoise(a, b, k, look.salt) < 0.5;
  if (i > 0 && forth(i, j, 1) && isKnob(i + 0.12, j + 0.5)) return i - 1 + GRID * j;
  if (i < GRID - 1 && !forth(i + 1, j, 1) && isKnob(i + 0.88, j + 0.5)) return i + 1 + GRID * j;
  if (j > 0 && forth(i, j, 2) && isKnob(i + 0.5, j + 0.12)) return i + GRID * (j - 1);
  if (j < GRID - 1 && !forth(i, j + 1, 2) && isKnob(i + 0.5, j + 0.88)) return i + GRID * (j + 1);
  return i + GRID * j;
}

/** The upturned lid: pale board inside, outside the picture at both ends and the title on the front. */
function lid(look: JigsawLook): Part {
  const { colour, board, longM, wideM, rimM } = look;
  const title = (x: number, z: number) =>
    isText(x + longM * 0.3, rimM * 0.72 - z, longM * 0.62, rimM * 0.22)
      ? COLOURS.black
      : COLOURS.white;
  const print = ([x, y, z]: Vec3, normal: Vec3): Rgb => {
    if (normal[2] > 0.5 || normal[0] * x + normal[1] * y < 0) return board;
    if (normal[1] < -0.5 && Math.abs(x) < longM * 0.36 && within(z, rimM * 0.2, rimM * 0.8))
      return title(x, z);
    const hasPicture = Math.abs(normal[0]) > 0.5 && within(z, rimM * 0.15, rimM * 0.85);
    return hasPicture ? pictureAt(look, y / wideM + 0.5, (0.75 * z) / rimM + 0.1) : colour.rgb;
  };
  const wallX = (side: number) =>
    box([WALL, wideM, rimM], [(side * (longM - WALL)) / 2, 0, rimM / 2]);
  const wallY = (side: number) =>
    box([longM - 2 * WALL, WALL, rimM], [0, (side * (wideM - WALL)) / 2, rimM / 2]);
  return part(
    { colour: colour.rgb, paint: print, gloss: 0.25 },
    wallX(1),
    wallX(-1),
    wallY(1),
    wallY(-1),
    box([longM - 2 * WALL, wideM - 2 * WALL, WALL], [0, 0, WALL / 2]),
  );
}

/** The joined picture on the lid's floor; bare board with a shadow at its edges where pieces are missing. */
function picture(look: JigsawLook, missing: ReadonlySet<number>): Part {
  const [long, wide] = insideOf(look);
  const isGap = (u: number, v: number) => missing.has(pieceAt(look, u, v));
  const paint = ([x, y]: Vec3): Rgb => {
    const [u, v] = [x / long + 0.5, y / wide + 0.5];
    const piece = pieceAt(look, u, v);
    if (missing.has(piece))
      return isGap(u - 0.014, v + 0.018) && isGap(u + 0.006, v)
        ? look.board
        : shaded(look.board, 0.42);
    const isSeam = pieceAt(look, u + 0.007, v) !== piece || pieceAt(look, u, v + 0.007) !== piece;
    return isSeam ? shaded(pictureAt(look, u, v), 0.45) : pictureAt(look, u, v);
  };
  return part(
    { colour: look.colour.rgb, paint, gloss: 0.2 },
    box([long - 0.0006, wide - 0.0006, PICTURE_TOP - WALL], [0, 0, (PICTURE_TOP + WALL) / 2]),
  );
}

/** A single piece around the origin, lying: knobs on two sides, dents in the others; its face cut from the picture. */
function loosePiece(look: JigsawLook, random: Random, backUp: boolean): Part {
  const size = insideOf(look)[1] / GRID / 2;
  const side = (turn: number, reach: number): [number, number][] =>
    (
      [
        [0.9, -0.9],
        [0.9, -0.25],
        [0.9 + reach, 0],
        [0.9, 0.25],
      ] as const
    ).map(([x, y]) => [
      size * (x * Math.cos(turn) - y * Math.sin(turn)),
      size * (x * Math.sin(turn) + y * Math.cos(turn)),
    ]);
  const first = random.chance(0.5) ? 0.4 : -0.35;
  const outline = [0, 1, 2, 3].flatMap((k) =>
    side((k * Math.PI) / 2, k % 2 === 0 ? first : -first),
  );
  const [u, v] = [random.next(), random.next()];
  const face = ([x, y]: Vec3) => pictureAt(look, u + x * 6, v + y * 6);
  const paint = (p: Vec3, normal: Vec3) => (normal[2] > 0.5 && !backUp ? face(p) : look.board);
  return part({ colour: look.board, paint, gloss: 0.15 }, slab(outline, 0, 0.003));
}

/** The edge is done; in the middle, where the rim hides it from the sides, pieces are missing or lie unjoined. */
function partial(look: JigsawLook, random: Random): Part[] {
  const middle = Array.from({ length: (GRID - 2) * (GRID - 2) }, (_, k) => {
    const [i, j] = [1 + (k % (GRID - 2)), 1 + Math.floor(k / (GRID - 2))];
    return i + GRID * j;
  });
  const found = 3 + random.below(4);
  for (let k = 0; k < found; k++) middle.splice(random.below(middle.length), 1);
  const [long, wide] = insideOf(look);
  const count = 4 + random.below(2);
  const start = random.between(0, 2 * Math.PI);
  const unjoined = Array.from({ length: count }, (_, k) => {
    const turn = start + ((k + random.between(-0.25, 0.25)) * 2 * Math.PI) / count;
    const at: Vec3 = [long * 0.27 * Math.cos(turn), wide * 0.27 * Math.sin(turn), PICTURE_TOP];
    return laid(loosePiece(look, random, k === 0), { yaw: random.between(0, Math.PI), at });
  });
  return [lid(look), picture(look, new Set(middle)), ...unjoined];
}

/** A heap of pieces that stands well over the rim. */
function loose(look: JigsawLook, random: Random): Part[] {
  const foot = insideOf(look)[1] / 2;
  const high = look.rimM + random.between(0.012, 0.018) - WALL;
  const heightAt = (share: number) => WALL + high * (1 - share) * (1 + 0.5 * share);
  const salt = random.below(1_000_000);
  const mound = lathe(
    [0, 1, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0].map((share, k) => [
      foot * share,
      k === 0 ? WALL : heightAt(share),
    ]),
    16,
  );
  deform(mound, (p) => [
    p[0],
    p[1],
    p[2] + (p[2] > 0.006 ? 0.006 * noise(p, 0.014, salt) - 0.004 : 0),
  ]);
  const patch = ([x, y, z]: Vec3): Rgb => {
    const [i, j, k] = [x, y, z].map((a, d) => Math.floor(a / 0.011 + 0.5 * d));
    const [u, v] = [cellNoise(i!, j!, k!, salt), cellNoise(j!, k!, i!, salt)];
    return shaded(u > 0.8 ? look.board : pictureAt(look, u * 1.25, v), 0.5 + 0.4 * v);
  };
  const pieces = Array.from({ length: 23 }, (_, k) => {
    const share = 0.88 * Math.sqrt((k + random.next()) / 23);
    const turn = k * 2.4 + random.between(-0.3, 0.3);
    const lean = Math.atan2(high * (0.5 + share), foot) + random.between(-0.3, 0.25);
    const [x, y] = [foot * share * Math.cos(turn), foot * share * Math.sin(turn)];
    const piece = laid(loosePiece(look, random, k % 4 === 3), { yaw: random.between(0, Math.PI) });
    return laid(piece, { pitch: lean, yaw: turn, at: [x, y, heightAt(share) + 0.0005] });
  });
  return [lid(look), part({ colour: look.colour.rgb, paint: patch }, mound), ...pieces];
}

/** In its deep lid, a puzzle shows from above alone; only a heap is seen over the rim. */
export const jigsaw = kind<JigsawLook>({
  name: "jigsaw",
  drawLook,
  states: {
    partial,
    complete: (look) => [lid(look), picture(look, new Set())],
    loose,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Do the pieces lie unjoined in a heap in the lid?",
      wordings: [
        "Is the lid filled with a heap of single pieces?",
        "Is the puzzle still a heap, not one piece joined to another?",
        "Are all the pieces loose, heaped up in the lid?",
        "Is there a heap of loose, unjoined pieces in the lid?",
      ],
      truth: { partial: "no", complete: "no", loose: "yes" },
    },
    {
      ask: "Are there gaps in the joined picture?",
      wordings: [
        "Are pieces still missing from the joined picture?",
        "Does the picture have gaps where pieces are missing?",
        "Has the puzzle been joined only in part, with gaps left?",
        "Are pieces missing, so that gaps are left in the picture?",
      ],
      truth: { partial: "yes", complete: "no", loose: "no" },
    },
  ],
  colourName: (look) => look.colour.name,
  materialName: () => "cardboard",
  stateWords: {
    partial: "gaps in the picture",
    complete: "a picture without gaps",
    loose: "a heap of loose pieces",
  },
});
