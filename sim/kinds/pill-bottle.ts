import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, cellNoise, mix, turnBetween } from "./patterns.ts";
import {
  box,
  disc,
  ellipsoid,
  lathe,
  merge,
  type ProfilePoint,
  place,
  twoSided,
} from "./shapes.ts";

/** One bottle: amber wall, label, cap, the make of its pills; metres and radians. */
export type PillBottleLook = {
  readonly amber: Rgb;
  readonly cap: Rgb;
  readonly label: Colour;
  readonly labelHead: Rgb;
  readonly labelTurn: number;
  readonly clearArc: number;
  readonly pill: Rgb;
  readonly pillEnd: Rgb;
  readonly radius: number;
  readonly height: number;
  readonly capHeight: number;
  readonly salt: number;
};

const FLOOR = 0.004;
/** The label's back, unprinted. */
const INSIDE: Rgb = [0.75, 0.73, 0.68];

function drawLook(random: Random): PillBottleLook {
  const pill = drawColour(random, ["white", "white", "yellow", "pink"]).rgb;
  return {
    amber: [random.between(0.6, 0.8), random.between(0.26, 0.36), random.between(0.03, 0.07)],
    cap: drawColour(random, ["white", "white", "white", "red", "blue", "black"]).rgb,
    label: drawColour(random, ["white", "white", "yellow", "green", "blue"]),
    labelHead: drawColour(random, ["blue", "red", "green", "orange", "black"]).rgb,
    labelTurn: random.between(0, 2 * Math.PI),
    clearArc: random.between(1.4, 1.5),
    pill,
    pillEnd: random.chance(0.5) ? pill : drawColour(random, ["red", "blue", "green"]).rgb,
    radius: random.between(0.021, 0.026),
    height: random.between(0.066, 0.082),
    capHeight: random.between(0.016, 0.02),
    salt: random.below(1_000_000),
  };
}

const neckHeight = (look: PillBottleLook) => look.height - 0.011;
const neckRadius = (look: PillBottleLook) => look.radius * 0.87;

/**
 * Amber see-through wall between a thick foot and a thick shoulder, and the paper that covers most of it.
 * A rib down the middle of the window keeps the lamp from shining through it beside an empty bottle's
 * missing pills: what the bottle holds shows in no shadow.
 */
function body(look: PillBottleLook): Part[] {
  const { radius, height } = look;
  const shoulder = neckHeight(look);
  const wall: ProfilePoint[] = [
    [radius, FLOOR],
    [radius, shoulder - 0.004],
  ];
  const collar = lathe(
    [
      [radius, shoulder - 0.004],
      [radius * 0.97, shoulder - 0.0015],
      [neckRadius(look), shoulder],
    ],
    24,
  );
  const neck: ProfilePoint[] = [
    [neckRadius(look), shoulder],
    [neckRadius(look), height],
  ];
  const foot = lathe(
    [
      [0, 0],
      [radius * 0.96, 0],
      [radius, 0.0012],
      [radius, FLOOR],
      [radius * 0.95, FLOOR],
      [0, FLOOR],
    ],
    24,
  );
  const start = look.labelTurn + look.clearArc / 2;
  const paper = lathe(
    [
      [radius + 0.0004, FLOOR + 0.0005],
      [radius + 0.0004, shoulder - 0.004],
    ],
    24,
    start,
    look.labelTurn + 2 * Math.PI - look.clearArc / 2,
  );
  const lip = lathe(
    [
      [neckRadius(look) + 0.0006, height - 0.002],
      [neckRadius(look) + 0.0006, height],
      [neckRadius(look) - 0.001, height],
      [neckRadius(look) - 0.001, height - 0.002],
    ],
    24,
  );
  const depth = radius * (1 - Math.cos(look.clearArc / 2)) + 0.001;
  const middle = radius - depth / 2 - 0.0002;
  const tall = shoulder - FLOOR - 0.003;
  const rib = place(box([depth, 0.0006, tall], [middle, 0, FLOOR + tall / 2]), {
    yaw: look.labelTurn,
  });
  const dark = mix(look.amber, [0.1, 0.03, 0], 0.55);
  return [
    {
      geometry: merge(lathe(wall, 24), lathe(neck, 24)),
      material: { colour: look.amber, clear: 0.72, gloss: 0.6 },
    },
    { geometry: merge(foot, collar, lip, rib), material: { colour: dark, gloss: 0.5 } },
    {
      geometry: twoSided(paper, 0.0003),
      material: {
        colour: look.label.rgb,
        paint: (p, n) => (p[0] * n[0] + p[1] * n[1] < 0 ? INSIDE : labelColour(look, p)),
        gloss: 0.15,
      },
    },
  ];
}

/** A coloured head and lines of small print, in the middle of the paper. */
function labelColour(look: PillBottleLook, p: Vec3): Rgb {
  const tall = neckHeight(look) - 0.008;
  const share = (p[2] - FLOOR) / tall;
  const turn = turnBetween(look.labelTurn + Math.PI, around(p));
  if (share > 0.78) return look.labelHead;
  const aside = Math.abs(turn) * look.radius;
  const line = Math.floor(share * 12);
  const within = share * 12 - line;
  if (line < 1 || line > 7 || within > 0.45 || aside > 0.03) return look.label.rgb;
  const letter = cellNoise(Math.floor((turn + 4) * look.radius * 700), line, 0, look.salt);
  return letter > 0.3 ? [0.06, 0.06, 0.07] : look.label.rgb;
}

/** The cap standing on z = 0: ribbed, closed above, hollow below. */
function capShape(look: PillBottleLook): BufferGeometry {
  const r = look.radius * 1.02;
  const h = look.capHeight;
  return lathe(
    [
      [r * 0.9, 0],
      [r, 0],
      [r, 0],
      [r, h - 0.0018],
      [r - 0.0018, h],
      [r * 0.7, h],
      [r * 0.66, h - 0.0006],
      [0, h - 0.0006],
    ],
    24,
  );
}

function capMaterial(look: PillBottleLook, base: number) {
  const groove = mix(look.cap, [0.02, 0.02, 0.02], 0.35);
  return {
    colour: look.cap,
    paint: (p: Vec3, n: Vec3): Rgb => {
      if (n[2] > 0.5 || p[2] - base > look.capHeight - 0.003) return look.cap;
      const rib = around(p) * 12;
      return rib - Math.floor(rib) < 0.4 ? groove : look.cap;
    },
    gloss: 0.3,
  };
}

const capOn = (look: PillBottleLook): Part => {
  const z = neckHeight(look);
  return { geometry: place(capShape(look), { at: [0, 0, z] }), material: capMaterial(look, z) };
};

/** Pills up to a level: a packed mass against the wall, single ones on top. */
function pills(look: PillBottleLook, random: Random): Part[] {
  const level = FLOOR + (neckHeight(look) - FLOOR) * random.between(0.45, 0.62);
  const radius = look.radius - 0.002;
  const gap: Rgb = [0.05, 0.035, 0.025];
  const size = 0.0085;
  const columns = Math.round((2 * Math.PI * radius) / (size * 1.5));
  const packed = (p: Vec3): Rgb => {
    const y = (p[2] - FLOOR) / size;
    const row = Math.floor(y);
    const x = (around(p) / (2 * Math.PI) + 1) * columns + (row % 2 === 0 ? 0 : 0.5);
    const column = Math.floor(x);
    const tilt = (cellNoise(column % columns, row, 1, look.salt) - 0.5) * 0.5;
    const dx = x - column - 0.5;
    const dy = y - row - 0.5 + tilt * dx * 2;
    const d = dx * dx * 4.4 + dy * dy * 4.6;
    if (d > 1) return gap;
    return mix(dx * (tilt > 0 ? 1 : -1) > 0.06 ? look.pillEnd : look.pill, gap, 0.45 * d * d);
  };
  const mass = lathe(
    [
      [radius, FLOOR + 0.0002],
      [radius, level],
    ],
    24,
  );
  const singles: BufferGeometry[] = [];
  for (let k = 0; k < 7; k++) {
    const turn = (k * 2 * Math.PI) / 6 + random.between(-0.2, 0.2);
    const out = k === 6 ? 0 : radius * 0.66;
    singles.push(
      place(ellipsoid([0.0062, 0.0038, 0.0034], 7, 4), {
        yaw: turn * 3 + random.between(0, 2),
        at: [out * Math.cos(turn), out * Math.sin(turn), level + 0.0012],
      }),
    );
  }
  return [
    { geometry: mass, material: { colour: look.pill, paint: packed } },
    { geometry: disc(radius, level, 24), material: { colour: gap } },
    { geometry: merge(...singles), material: { colour: look.pill, gloss: 0.4 } },
  ];
}

const closed = (look: PillBottleLook, random: Random): Part[] => [
  ...body(look),
  capOn(look),
  ...pills(look, random),
];

/** The cap lies close by, as near as it can. */
function open(look: PillBottleLook, random: Random): Part[] {
  const turn = random.between(0, 2 * Math.PI);
  const out = look.radius * 2.06 + 0.001;
  const at: Vec3 = [out * Math.cos(turn), out * Math.sin(turn), 0];
  const paint = capMaterial(look, 0);
  const lying: Part = {
    geometry: place(capShape(look), { at }),
    material: {
      ...paint,
      paint: (p, n) => paint.paint([p[0] - at[0], p[1] - at[1], p[2]], n),
    },
  };
  return [...body(look), ...pills(look, random), lying];
}

const empty = (look: PillBottleLook): Part[] => [...body(look), capOn(look)];

/** Two pills laid out before the bottle, within the ring that a wet glass has left: it hides them from behind. */
function dose(look: PillBottleLook, random: Random): Part[] {
  const turn = random.between(-0.1, 0.1) - Math.PI / 2;
  const out = look.radius + 0.02;
  const middle: Vec3 = [out * Math.cos(turn), out * Math.sin(turn), 0];
  const parts = closed(look, random);
  for (const k of [-1, 1]) {
    const at: Vec3 = [
      middle[0] - k * 0.0065 * Math.sin(turn),
      middle[1] + k * 0.0065 * Math.cos(turn),
      0.0036,
    ];
    const yaw = turn + random.between(-0.6, 0.6);
    const pill = place(ellipsoid([0.0075, 0.0045, 0.0036], 10, 6), { yaw, at });
    const c = Math.cos(yaw);
    const s = Math.sin(yaw);
    parts.push({
      geometry: pill,
      material: {
        colour: look.pill,
        paint: (p) => ((p[0] - at[0]) * c + (p[1] - at[1]) * s > 0 ? look.pillEnd : look.pill),
        gloss: 0.5,
      },
    });
  }
  const ring = lathe(
    [
      [0.0155, 0.0002],
      [0.0148, 0.0007],
      [0.0128, 0.0007],
      [0.0121, 0.0002],
    ],
    24,
  );
  parts.push({
    geometry: place(ring, { at: middle }),
    material: { colour: [0.5, 0.52, 0.54], gloss: 1, clear: 0.45 },
  });
  return parts;
}

/** An amber bottle: its label leaves one side to look through. */
export const pillBottle = kind<PillBottleLook>({
  name: "pill-bottle",
  drawLook,
  states: { closed, open, empty, dose },
  turnsUnseen: false,
  questions: [
    {
      ask: "Are pills visible in the bottle?",
      wordings: [
        "Can pills be seen inside the bottle?",
        "Does the bottle still hold some pills?",
        "Are there any pills left in the bottle?",
        "Can some pills be seen in the bottle?",
      ],
      truth: { closed: "yes", open: "yes", empty: "no", dose: "yes" },
    },
    {
      ask: "Is the cap off the bottle?",
      wordings: [
        "Is the bottle open, its cap lying beside it?",
        "Has the cap been taken off the bottle?",
        "Is the bottle without its cap?",
        "Has the bottle been opened and its cap taken off?",
      ],
      truth: { closed: "no", open: "yes", empty: "no", dose: "no" },
    },
  ],
  colourName: (look) => look.label.name,
  materialName: () => "plastic",
  stateWords: {
    closed: "pills behind the wall",
    open: "the cap beside it",
    empty: "no pills inside",
    dose: "two pills beside it",
  },
});
