import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { isText, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise, smoothStep } from "./patterns.ts";
import { box, merge, place, surface, tube, twoSided } from "./shapes.ts";

/** One bag of crisps, standing up, its printed front to -y; metres. */
export type SnackBagLook = {
  readonly ground: Colour;
  readonly second: Rgb;
  readonly ink: Rgb;
  readonly print: "oval" | "sash" | "band";
  readonly crispsOnIt: boolean;
  readonly width: number;
  readonly height: number;
  readonly belly: number;
  readonly gloss: number;
  readonly salt: number;
};

/** The flat seam takes this share of the height, below the top and nowhere else. */
const SEAM = 0.09;
const SILVER: Rgb = [0.5, 0.51, 0.53];
const CRISP: Rgb = [0.68, 0.42, 0.1];
const CLIP_COLOURS: readonly ColourName[] = ["red", "blue", "green", "yellow", "white"];

function drawLook(random: Random): SnackBagLook {
  const ground = drawColour(random, ["red", "red", "yellow", "green", "blue", "orange", "pink"]);
  const bright = ground.name === "yellow" || ground.name === "orange" || ground.name === "pink";
  return {
    ground,
    second:
      COLOURS[random.pick(bright ? (["red", "blue"] as const) : (["yellow", "white"] as const))],
    ink: bright ? COLOURS.white : COLOURS.black,
    print: random.pick(["oval", "sash", "band"] as const),
    crispsOnIt: random.chance(0.6),
    width: random.between(0.108, 0.128),
    height: random.between(0.132, 0.148),
    belly: random.between(0.026, 0.031),
    gloss: random.between(0.45, 0.75),
    salt: random.below(1_000_000),
  };
}

/** How one wall stands: how far it bulges at a share of the height, and how deep its middle sags. */
type Wall = {
  readonly bulge: (share: number) => number;
  readonly sag: number;
  readonly top: number;
};

/** Full below and pressed flat from `flatFrom` up to `top`. */
const closedWall = (look: SnackBagLook, flatFrom: number, fullTo: number, top: number): Wall => ({
  bulge: (share) => 0.0009 + fullness(look, share) * smoothStep(flatFrom, fullTo, share),
  sag: 0,
  top,
});

const fullness = (look: SnackBagLook, share: number): number =>
  look.belly * (0.8 + 0.2 * smoothStep(0, 0.25, share));

const shut = (look: SnackBagLook): Wall => closedWall(look, 1 - SEAM, 0.48, 1);

/** Pulled away from the other wall: a mouth, over whose sagging middle one looks in. */
const pulled = (look: SnackBagLook): Wall => ({
  bulge: (share) => fullness(look, share) + 0.3 * look.belly * smoothStep(0.45, 0.8, share),
  sag: look.height * 0.33,
  top: 1,
});

const halfWidthAt = (look: SnackBagLook, share: number): number =>
  (look.width / 2) * (0.93 + 0.07 * smoothStep(0.55, 1 - SEAM, share));

const sagAt = (look: SnackBagLook, { sag }: Wall, x: number, share: number): number => {
  const across = x / halfWidthAt(look, share);
  return sag * Math.max(0, 1 - across * across) * smoothStep(0.42, 1, share);
};

/** The front wall (side -1) or the back wall (1). */
function sheet(look: SnackBagLook, wall: Wall, side: 1 | -1): BufferGeometry {
  return surface(12, 12, (u, v) => {
    const share = wall.top * (v < 0.75 ? v * 1.0933 : 0.82 + (v - 0.75) * 0.72);
    const across = -Math.cos(Math.PI * (side === 1 ? 1 - u : u));
    const x = halfWidthAt(look, share) * across;
    const lens = Math.sqrt(Math.max(0, 1 - across * across));
    const folds = 0.0016 * Math.cos(x * 330 + look.salt) * lens;
    const crinkled = folds * smoothStep(0.5, 0.75, share) * smoothStep(1 - SEAM, 0.8, share);
    const out = wall.bulge(share) * lens + crinkled;
    return [x, side * out, look.height * share - sagAt(look, wall, x, share)];
  });
}

/** The print by x and share of the height: a brand, maybe a heap of printed crisps, fine ribs in the seam. */
function frontPrint(look: SnackBagLook, x: number, share: number): Rgb {
  const { ground, second, ink, width, height } = look;
  if (share > 1 - SEAM) return ribbed(look, x);
  const [u, v] = [x / width, (share - 0.62) / 0.17];
  const slant = look.print === "sash" ? v - 2.2 * u : v;
  const within =
    look.print === "oval"
      ? u * u * 6.5 + v * v < 1
      : Math.abs(slant) < (look.print === "sash" ? 0.8 : 0.7);
  if (within) {
    const letters =
      Math.abs(slant) < 0.34 && Math.abs(u) < 0.3 && (u + 1) * 11 - Math.floor((u + 1) * 11) < 0.66;
    return letters ? ink : second;
  }
  if (look.crispsOnIt && share > 0.1 && share < 0.4) {
    const [i, j] = [x / 0.027, (share * height) / 0.02];
    const column = i + (Math.floor(j) % 2) * 0.5;
    const [a, b] = [column - Math.floor(column) - 0.5, j - Math.floor(j) - 0.5];
    const r = a * a * 5 + b * b * 5;
    if (r < 1 && Math.abs(u) < 0.36) return mix(CRISP, shaded(CRISP, 0.6), r);
  }
  return mix(ground.rgb, shaded(ground.rgb, 0.7), smoothStep(0.3, 0, share));
}

/** The back: small print on a pale field. */
function backPrint(look: SnackBagLook, x: number, share: number): Rgb {
  if (share > 1 - SEAM) return ribbed(look, x);
  const [left, down] = [look.width * 0.3 - x, (0.62 - share) * look.height];
  if (Math.abs(x) > look.width * 0.34 || down < -0.006 || share < 0.24) return look.ground.rgb;
  return isText(left, down, look.width * 0.58, 0.0085) ? COLOURS.black : COLOURS.white;
}

const ribbed = (look: SnackBagLook, x: number): Rgb =>
  shaded(look.ground.rgb, ((x + 1) * 190) % 1 < 0.5 ? 0.66 : 1.12);

/** Both walls, printed outside and silver inside. */
function walls(look: SnackBagLook, front: Wall, back: Wall): Part[] {
  const shareAt = ([x, , z]: Vec3): number => {
    let share = z / look.height;
    for (let k = 0; k < 8; k++) share = (z + sagAt(look, front, x, share)) / look.height;
    return share;
  };
  const foil = (wall: Wall, side: 1 | -1): Part => {
    const paint = (p: Vec3, normal: Vec3): Rgb => {
      if (normal[1] * side < 0) return lining(look, p);
      return side < 0
        ? frontPrint(look, p[0], shareAt(p))
        : backPrint(look, p[0], p[2] / look.height);
    };
    const shape = twoSided(sheet(look, wall, side), 0.00008);
    return part({ colour: look.ground.rgb, paint, gloss: look.gloss }, shape);
  };
  return [foil(front, -1), foil(back, 1)];
}

const lining = (look: SnackBagLook, p: Vec3): Rgb =>
  mix(SILVER, shaded(SILVER, 0.6), noise(p, 0.012, look.salt));

/** A level sheet across the bag, within its walls; `rise` lifts it by x. */
const across = (look: SnackBagLook, share: number, rise: (x: number) => number): BufferGeometry =>
  surface(8, 2, (u, v) => {
    const out = 2 * u - 1;
    const x = out * halfWidthAt(look, share) * 0.94;
    const lens = 0.9 * Math.sqrt(1 - 0.94 * out * out) * (2 * v - 1);
    const wall = v < 0.5 ? pulled(look) : shut(look);
    return [x, lens * wall.bulge(share), look.height * share + rise(x)];
  });

/** The back wall stands as in a sealed bag, so that from behind the open mouth does not show. */
const opened = (look: SnackBagLook): Part[] => [
  ...walls(look, pulled(look), shut(look)),
  part(
    { colour: SILVER, gloss: 0.8 },
    across(look, 0.05, () => 0),
  ),
];

/** A crisp: a round slice, bent like a saddle. */
function crisp(random: Random, at: Vec3): BufferGeometry {
  const size = random.between(0.013, 0.017);
  const bend = random.between(12, 24);
  const slice = surface(
    7,
    2,
    (u, v) => {
      const r = size * (1 - v);
      const [x, y] = [r * Math.cos(2 * Math.PI * u), 0.8 * r * Math.sin(2 * Math.PI * u)];
      return [x, y, bend * (x * x - y * y)];
    },
    true,
  );
  return place(twoSided(slice, 0.0012), {
    roll: random.between(-0.9, 0.9),
    pitch: random.between(-0.8, 0.8),
    yaw: random.between(0, 6),
    at,
  });
}

/** Crisps heaped against the back wall, highest in the middle: no side wall lets them be seen. */
function open(look: SnackBagLook, random: Random): Part[] {
  const level = look.height * 0.6;
  const crisps: BufferGeometry[] = [];
  for (let k = 0; k < 13; k++) {
    const x = (((k * 5) % 13) / 12 - 0.5) * look.width * 0.46 + random.between(-0.003, 0.003);
    const y = -look.belly * random.between(0.25, 0.75);
    const high = 0.012 * (1 + y / look.belly) + 0.012 * (1 - Math.abs(x) / (look.width * 0.26));
    crisps.push(crisp(random, [x, y, level + high]));
  }
  const heap = across(look, 0.6, (x) => 0.003 - 3 * x * x);
  const fried = (p: Vec3) =>
    mix(CRISP, [0.36, 0.17, 0.03], smoothStep(0.45, 0.85, noise(p, 0.008, 7)));
  return [
    ...opened(look),
    part({ colour: shaded(CRISP, 0.5), paint: (p) => shaded(fried(p), 0.6) }, heap),
    part({ colour: CRISP, paint: fried, gloss: 0.15 }, ...crisps),
  ];
}

/** The top is rolled down to the front and held in the jaws of a bar clip, which show from front and back. */
function clipped(look: SnackBagLook, random: Random): Part[] {
  const z = look.height * 0.8;
  const radius = 0.0075;
  const half = look.width / 2;
  const ends = [-half, half].map((x): Vec3 => [x, -radius * 0.7, z]);
  const long = look.width * random.between(0.78, 0.9);
  const aside = random.between(-0.08, 0.08) * look.width;
  const jaw = (y: number, thick: number) => box([long, thick, 0.017], [aside, y, z + 0.001]);
  const spring = box([0.012, 0.03, 0.02], [aside + long / 2, -radius * 0.6, z + 0.001]);
  const choice = CLIP_COLOURS.filter((name) => name !== look.ground.name);
  const colour = drawColour(random, choice).rgb;
  const wound = ({ 1: y, 2: up }: Vec3, x: number): Rgb => {
    const turn = Math.atan2(up - z, y + radius * 0.7);
    return Math.abs(x) > half - 0.0005 && Math.cos(3 * turn) > 0.4
      ? SILVER
      : shaded(look.ground.rgb, 0.85);
  };
  return [
    ...walls(look, closedWall(look, 0.76, 0.3, 0.79), closedWall(look, 0.76, 0.3, 0.79)),
    part(
      { colour: look.ground.rgb, paint: (p) => wound(p, p[0]), gloss: look.gloss },
      tube(ends, radius, 12),
    ),
    part(
      { colour, gloss: 0.4 },
      merge(jaw(-radius * 1.7 - 0.003, 0.006), jaw(0.005, 0.006), spring),
    ),
  ];
}

/** A bag of crisps: foil, opaque, so that what is in it shows over the front of its mouth only. */
export const snackBag = kind<SnackBagLook>({
  name: "snack-bag",
  drawLook,
  states: {
    sealed: (look) => walls(look, shut(look), shut(look)),
    open,
    empty: (look) => opened(look),
    clipped,
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is the mouth of the bag open?",
      wordings: [
        "Has the bag been opened at the top?",
        "Does the top of the bag gape open?",
        "Can one see into the bag through its opening?",
        "Is the bag open at its mouth?",
      ],
      truth: { sealed: "no", open: "yes", empty: "yes", clipped: "no" },
    },
    {
      ask: "Are there crisps in the bag?",
      wordings: [
        "Can crisps be seen inside the bag?",
        "Does the open bag still hold some crisps?",
        "Is there anything left to eat in the opened bag?",
        "Are some crisps left inside the open bag?",
      ],
      truth: { sealed: "no", open: "yes", empty: "no", clipped: "no" },
    },
    {
      ask: "Is there a clip on the rolled top?",
      wordings: [
        "Is the top of the bag rolled down and held by a clip?",
        "Does a clip keep the bag shut?",
        "Has somebody closed the bag with a clip?",
        "Is the rolled bag held shut by a clip at the top?",
      ],
      truth: { sealed: "no", open: "no", empty: "no", clipped: "yes" },
    },
  ],
  colourName: (look) => look.ground.name,
  materialName: () => "plastic",
  stateWords: {
    sealed: "a flat straight top seam",
    open: "crisps in the open mouth",
    empty: "open, only silver inside",
    clipped: "a clip on the rolled top",
  },
});
