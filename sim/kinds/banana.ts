import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { curve, laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import { ribbon, surface } from "./shapes.ts";

/** One banana: it lies on its side, bowed towards +y, stalk at -x; metres and radians. */
export type BananaLook = {
  readonly skin: Colour;
  readonly bow: number;
  readonly bowRadius: number;
  readonly thick: number;
  readonly stalk: number;
  readonly green: number;
  readonly flecks: number;
  readonly sticker: Rgb | undefined;
  readonly stickerAt: readonly [share: number, turn: number];
  readonly gloss: number;
  readonly salt: number;
};

const COLUMNS = 22;
const STATIONS = Array.from({ length: 19 }, (_, k) => k / 18);
/** Where a half eaten one's peel ends: one of the stations. */
const CUT = 0.5;
const PEEL = 0.0024;
const INSIDE: Rgb = [0.74, 0.66, 0.42];
const FIBRE: Rgb = [0.5, 0.38, 0.16];
const BRUISE: Rgb = [0.055, 0.026, 0.012];

function drawLook(random: Random): BananaLook {
  const bow = random.between(0.95, 1.45);
  return {
    skin: drawColour(random, ["yellow"]),
    bow,
    bowRadius: random.between(0.155, 0.18) / bow,
    thick: random.between(0.0165, 0.0195),
    stalk: random.between(0.28, 0.4),
    green: random.chance(0.4) ? random.between(0.3, 0.7) : 0,
    flecks: random.chance(0.5) ? random.between(0.1, 0.16) : 0,
    sticker: random.chance(0.5) ? drawColour(random, ["blue", "red", "green"]).rgb : undefined,
    stickerAt: [random.between(0.27, 0.4), random.between(0.3, 1.4)],
    gloss: random.between(0.15, 0.35),
    salt: random.below(1_000_000),
  };
}

/** Radius at a share of the length: a thin stalk, a long even middle, a blunt tip. */
const radiusAt = (look: BananaLook, share: number): number =>
  look.thick *
  (look.stalk + (1 - look.stalk) * smoothStep(0.07, 0.3, share)) *
  (0.34 + 0.66 * smoothStep(1.02, 0.76, share));

/** Five dull edges run along it. */
const edged = (turn: number): number => 1 + 0.035 * Math.cos(5 * turn);

const bowMiddle = (look: BananaLook): number =>
  look.bowRadius * (0.5 + 0.5 * Math.cos(look.bow / 2));

/** A place in the body: `out` from its middle line towards the outer side of the bow, `z` from the table. */
function bent(look: BananaLook, share: number, out: number, z: number): Vec3 {
  const turn = look.bow * (share - 0.5);
  const far = look.bowRadius + out;
  return [far * Math.sin(turn), far * Math.cos(turn) - bowMiddle(look), z];
}

/** The same around the middle line; `turn` goes from the outer side of the bow (0) over the top. */
const placeAt = (look: BananaLook, share: number, turn: number, radius: number): Vec3 =>
  bent(look, share, radius * Math.cos(turn), look.thick + radius * Math.sin(turn));

/** Undoes `placeAt`. */
function whereIs(look: BananaLook, [x, y, z]: Vec3) {
  const fromBow = y + bowMiddle(look);
  const out = Math.sqrt(x * x + fromBow * fromBow) - look.bowRadius;
  const up = z - look.thick;
  return {
    share: Math.atan2(x, fromBow) / look.bow + 0.5,
    turn: Math.atan2(up, out),
    radius: Math.sqrt(out * out + up * up),
  };
}

function skinColour(look: BananaLook, point: Vec3): Rgb {
  const { share, turn } = whereIs(look, point);
  const [stickerShare, stickerTurn] = look.stickerAt;
  const x = ((share - stickerShare) * look.bow * look.bowRadius) / 0.0105;
  const y = (turnBetween(stickerTurn, turn) * look.thick) / 0.0085;
  if (look.sticker !== undefined && x * x + y * y < 1) {
    return x * x + y * y < 0.3 || x * x + y * y > 0.8 ? [0.8, 0.8, 0.78] : look.sticker;
  }
  const ends = Math.max(smoothStep(0.3, 0.08, share), smoothStep(0.84, 0.97, share));
  const unripe = mix(look.skin.rgb, [0.3, 0.4, 0.06], look.green * ends);
  if (noise(point, 0.0035, look.salt + 1) < look.flecks) return mix(unripe, BRUISE, 0.7);
  const dry = Math.max(smoothStep(0.035, 0.015, share), smoothStep(0.965, 0.985, share));
  return mix(mix(unripe, FIBRE, 0.25 * noise(point, 0.02, look.salt)), BRUISE, 0.85 * dry);
}

const skinOf = (look: BananaLook, aged = (_point: Vec3, fresh: Rgb) => fresh) => ({
  colour: look.skin.rgb,
  paint: (p: Vec3) => aged(p, skinColour(look, p)),
  gloss: look.gloss,
});

/** A skin closed at both ends; the columns of all states' skins agree where these are alike. */
function skinShape(
  look: BananaLook,
  columns: number,
  stations: readonly number[],
  at: (u: number, share: number) => readonly [turn: number, inwards: number],
): BufferGeometry {
  const rows = [stations[0]!, ...stations, stations.at(-1)!];
  const last = rows.length - 1;
  const place = (u: number, v: number) => {
    const k = Math.round(v * last);
    const share = rows[k]!;
    const [turn, inwards] = at(u, share);
    const radius = Math.max(0, radiusAt(look, share) * edged(turn) - inwards);
    return placeAt(look, share, turn, k === 0 || k === last ? 0 : radius);
  };
  return surface(columns, last, place, true);
}

const fullSkin = (look: BananaLook, end: number): BufferGeometry => {
  const stations = STATIONS.filter((share) => share <= end);
  return skinShape(look, COLUMNS, stations, (u) => [OPENING + 2 * Math.PI * u, 0]);
};

/** Most of the skin is dark; what is left of the yellow is dull. */
function black(look: BananaLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const material = skinOf(look, (p, fresh) => {
    const blotch = 0.62 * noise(p, 0.014, salt) + 0.38 * noise(p, 0.005, salt + 1);
    return mix(mix(fresh, BRUISE, 0.15), BRUISE, smoothStep(0.35, 0.43, blotch));
  });
  return [part(material, fullSkin(look, 1))];
}

/** The middle of the side where a peel lies open: the inner side of the bow, a little below the top. */
const OPENING = 3.37;

/**
 * The outer side of the bow keeps its shape, so that from there the peel looks whole; the inner side is
 * gone, and two strips of it lie flat within the bow, hidden from the outer side.
 */
function peel(look: BananaLook, random: Random): Part[] {
  const gap = (share: number) =>
    1.3 * smoothStep(0.13, 0.32, share) * smoothStep(0.92, 0.78, share);
  // Once around outside, and back around inside.
  const loop = 2 * COLUMNS + 1;
  const shell = skinShape(look, loop + 1, STATIONS, (u, share) => {
    const i = Math.round(u * (loop + 1));
    const turn = 2 * Math.PI * (Math.min(i, loop - i) / COLUMNS);
    const open = gap(share);
    const kept = Math.min(2 * Math.PI - open, Math.max(open, turn));
    return [OPENING + kept, i > COLUMNS ? PEEL : 0];
  });
  const skin = skinOf(look);
  const paint = (p: Vec3) => {
    const { share, turn, radius } = whereIs(look, p);
    const inner = radius < radiusAt(look, share) * edged(turn) - PEEL * 0.55;
    if (!inner || share < 0.1 || share > 0.96) return skin.paint(p);
    return mix(INSIDE, FIBRE, 0.55 * noise([share * 4, turn * 3, 0], 0.35, look.salt + 2));
  };
  const strips = [0.5, 0.85].flatMap((aside, k) => {
    const long = look.bow * look.bowRadius * (k === 0 ? 0.58 : 0.34);
    const curl = random.between(-0.01, 0.012);
    const line = [0, 0.3, 0.6, 0.85, 1].map(
      (t): Vec3 => [long * t, curl * t * t, 0.004 + 0.003 * k + 0.003 * smoothStep(0.7, 1, t)],
    );
    const yaw = look.bow * 0.28 - aside - random.between(0, 0.12);
    const width = look.thick * random.between(0.76, 0.88);
    const at = bent(look, 0.22, -0.004, 0);
    return strip(look, line, () => [0, 1, 0], width).map((piece) => laid(piece, { yaw, at }));
  });
  return [part({ ...skin, paint }, shell), ...strips];
}

/** A strip of peel: pale on the side of (line x `across`), skin on the other, curled to the pale side. */
function strip(
  look: BananaLook,
  line: readonly Vec3[],
  across: (share: number) => Vec3,
  halfWidth: number,
): Part[] {
  const wide = (share: number) =>
    halfWidth * smoothStep(-0.25, 0.25, share) * (1 - 0.85 * smoothStep(0.45, 1.05, share));
  const { upper, lower } = ribbon(curve(line, 2), across, wide, PEEL, 0.0035);
  return [
    part({ colour: INSIDE, paint: (p) => mix(INSIDE, FIBRE, 0.5 * noise(p, 0.007, 1)) }, upper),
    part({ colour: look.skin.rgb, gloss: look.gloss }, lower),
  ];
}

/** The tip's half is peeled: strips hang over the rest, and the flesh between them ends in a bite. */
function half(look: BananaLook, random: Random): Part[] {
  const end = random.between(0.78, 0.84);
  const lean = random.between(0, 2 * Math.PI);
  const flesh = surface(
    20,
    11,
    (u, v) => {
      const turn = 2 * Math.PI * u;
      // Seven rows along the flesh, four down into the bite.
      const inwards = Math.max(0, (11 * v - 7) / 4);
      const bitten =
        end + (0.018 * Math.cos(turn - lean) + 0.007 * Math.cos(3 * turn)) * (1 - inwards);
      const share = CUT - 0.02 + (bitten - CUT + 0.02) * Math.min(1, (11 * v) / 7);
      const full = 0.88 * radiusAt(look, share) * (1 + 0.02 * Math.cos(3 * turn));
      return placeAt(look, share - 0.05 * smoothStep(0, 0.8, inwards), turn, full * (1 - inwards));
    },
    true,
  );
  const fleshColour = (p: Vec3): Rgb => {
    const { share, radius } = whereIs(look, p);
    const pale = mix(INSIDE, FIBRE, 0.3 * noise(p, 0.008, look.salt));
    if (radius > 0.78 * look.thick || share < end - 0.08) return pale;
    const seeds = radius < 0.36 * look.thick && noise(p, 0.003, look.salt + 1) > 0.55;
    return mix(pale, seeds ? BRUISE : FIBRE, seeds ? 0.7 : 0.5);
  };
  const r = radiusAt(look, CUT);
  const width = r * random.between(0.8, 0.95);
  // In a frame whose x runs along the banana: one to either side, one back over the top.
  const hanging = ([1, -1] as const).flatMap((side) => {
    const line: Vec3[] = [
      [-0.004, side * r * 0.94, look.thick],
      [0.011, side * (r + 0.006), look.thick * 1.15],
      [0.009, side * (r + 0.02), look.thick * 0.85],
      [-0.008, side * (r + 0.032), 0.0055],
      [-0.028, side * (r + 0.041), 0.004],
    ];
    const level = (share: number) => smoothStep(0.05, 0.6, share);
    return strip(look, line, (v) => [-side * level(v), 0, side * (1 - level(v))], width);
  });
  const over = [
    [-0.003, 0, -0.001],
    [0.01, 0, 0.007],
    [0, 0, 0.012],
    [-0.026, -0.003, 0.005],
    [-0.047, -0.006, -0.001],
  ].map(([x, y, z]): Vec3 => [x!, y!, look.thick + r + z!]);
  const where = { yaw: look.bow * (0.5 - CUT), at: bent(look, CUT, 0, 0) };
  return [
    part(skinOf(look), fullSkin(look, CUT)),
    part({ colour: INSIDE, paint: fleshColour, gloss: 0.2 }, flesh),
    ...[...hanging, ...strip(look, over, () => [0, -1, 0], width)].map((it) => laid(it, where)),
  ];
}

/** A banana lying on its side: the outer side of its bow hides what lies within it. */
export const banana = kind<BananaLook>({
  name: "banana",
  drawLook,
  states: { ripe: (look) => [part(skinOf(look), fullSkin(look, 1))], peel, half, black },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is it only an open peel in flat strips, with nothing inside?",
      wordings: [
        "Is the peel all that is left of the banana?",
        "Is it just an empty banana skin, lying open in strips?",
        "Has the fruit gone out of the peel, so that it is open and empty?",
        "Is just an open, empty peel left of the banana?",
      ],
      truth: { ripe: "no", peel: "yes", half: "no", black: "no" },
    },
    {
      ask: "Is bitten flesh showing at one end?",
      wordings: [
        "Has the banana been half peeled and bitten?",
        "Does pale flesh with a bite stick out of the peel?",
        "Is one end of the banana eaten, its flesh bare?",
        "Does bitten flesh stick out at one end of the peel?",
      ],
      truth: { ripe: "no", peel: "no", half: "yes", black: "no" },
    },
    {
      ask: "Do dark spots cover most of the peel?",
      wordings: [
        "Is most of the peel black or brown with spots?",
        "Has the banana turned dark nearly all over?",
        "Is the skin mostly covered in dark blotches?",
        "Is most of the skin covered with dark spots?",
      ],
      truth: { ripe: "no", peel: "no", half: "no", black: "yes" },
    },
  ],
  colourName: (look, state) => (state === "black" ? "brown" : look.skin.name),
  materialName: () => "food",
  stateWords: {
    ripe: "yellow all over",
    peel: "an open, empty peel",
    half: "bitten flesh at one end",
    black: "dark spots all over",
  },
});
