import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, mix, noise, turnBetween } from "./patterns.ts";
import {
  box,
  deform,
  disc,
  ellipsoid,
  lathe,
  merge,
  type ProfilePoint,
  place,
  tube,
} from "./shapes.ts";

/** One drinks can: its print and proportions, metres. */
export type CanLook = {
  readonly print: Colour;
  readonly second: Rgb;
  readonly decor: "band" | "logo" | "diagonal" | "bare" | "swirl";
  readonly turn: number;
  readonly radius: number;
  readonly height: number;
  readonly salt: number;
};

const ALUMINIUM: Rgb = [0.5, 0.51, 0.53];
/** The lid lies this far under the rim, so that it shows from above only. */
const RECESS = 0.0075;

function drawLook(random: Random): CanLook {
  const slim = random.chance(0.3);
  return {
    print: drawColour(random, [
      "red",
      "red",
      "blue",
      "green",
      "orange",
      "black",
      "white",
      "yellow",
      "grey",
      "pink",
    ]),
    second: drawColour(random, ["white", "white", "yellow", "red", "black", "blue"]).rgb,
    decor: random.pick(["band", "logo", "diagonal", "bare", "swirl"] as const),
    turn: random.between(0, 2 * Math.PI),
    radius: slim ? random.between(0.0265, 0.029) : random.between(0.031, 0.034),
    height: slim ? random.between(0.125, 0.142) : random.between(0.105, 0.122),
    salt: random.below(1_000_000),
  };
}

/** The print; light and dark swirls are a look-alike of dents. */
function colourAt(look: CanLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  if (share < 0.05 || share > 0.9) return ALUMINIUM;
  const turn = turnBetween(look.turn, around(point));
  const { rgb } = look.print;
  if (look.decor === "band") return share > 0.42 && share < 0.66 ? look.second : rgb;
  if (look.decor === "diagonal") {
    const wave = share * 2.2 + turn / Math.PI;
    return wave - Math.floor(wave) < 0.3 ? look.second : rgb;
  }
  if (look.decor === "swirl") {
    const grain = noise([point[0], point[1], point[2] * 0.5], 0.016, look.salt);
    return mix(rgb, mix(rgb, look.second, 0.6), grain > 0.55 ? 1 : grain);
  }
  if (look.decor === "logo") {
    const x = Math.abs(turn) > 1.57 ? Math.PI - Math.abs(turn) : Math.abs(turn);
    const y = (share - 0.5) / 0.24;
    const r = (x * x) / 0.5 + y * y;
    return r < 1 && (r > 0.7 || Math.abs(y) < 0.3) ? look.second : rgb;
  }
  return share > 0.12 && share < 0.16 ? look.second : rgb;
}

const rimRadius = (look: CanLook): number => look.radius * 0.85;
const lidHeight = (look: CanLook): number => look.height - RECESS;

function shell(look: CanLook): Part {
  const { radius, height } = look;
  const rim = rimRadius(look);
  const rows: ProfilePoint[] = [];
  const low = 0.009;
  const high = height - 0.014;
  for (let k = 0; k <= 8; k++) rows.push([radius, low + ((high - low) * k) / 8]);
  const profile: ProfilePoint[] = [
    [0, 0.006],
    [radius * 0.7, 0.001],
    [radius * 0.76, 0],
    ...rows,
    [rim * 1.02, height - 0.0035],
    [rim * 1.02, height - 0.0035],
    [rim * 1.05, height - 0.0015],
    [rim * 1.02, height],
    [rim * 0.98, height - 0.0008],
  ];
  return {
    geometry: lathe(profile, 32),
    material: { colour: look.print.rgb, paint: (point) => colourAt(look, point), gloss: 0.75 },
  };
}

/** The lid with its tab: the same on a sealed and on an opened can; `scored` where it would break. */
function lid(look: CanLook, scored = true): Part[] {
  const rim = rimRadius(look) * 0.98;
  const z = lidHeight(look);
  const plane = lathe(
    [
      [rim, look.height - 0.0008],
      [rim * 0.94, z],
      [rim * 0.94, z],
      [rim * 0.5, z],
      [0, z],
    ],
    32,
  );
  const tab = merge(
    box([0.013, 0.0105, 0.0012], [-0.009, 0, 0.0018]),
    place(ellipsoid([0.003, 0.003, 0.0016], 8, 4), { at: [-0.0025, 0, 0.0014] }),
  );
  place(tab, { yaw: look.turn, at: [0, 0, z] });
  const hole = openingAt(look);
  const score: Rgb = [0.37, 0.375, 0.39];
  return [
    {
      geometry: plane,
      material: {
        colour: ALUMINIUM,
        paint: (p) => {
          const r = hole(p);
          return scored && r > 0.88 && r < 1.04 && p[2] < z + 0.001 ? score : ALUMINIUM;
        },
        gloss: 0.7,
      },
    },
    { geometry: tab, material: { colour: [0.4, 0.41, 0.43], gloss: 0.8 } },
  ];
}

const openingAxes = (look: CanLook) => {
  const rim = rimRadius(look);
  return { out: rim * 0.44, long: rim * 0.45, wide: rim * 0.62 };
};

/** 1 on the edge of the mouthpiece, less inside. */
const openingAt = (look: CanLook) => {
  const { out, long, wide } = openingAxes(look);
  const c = Math.cos(look.turn);
  const s = Math.sin(look.turn);
  return (p: Vec3): number => {
    const x = (p[0] * c + p[1] * s - out) / long;
    const y = (p[1] * c - p[0] * s) / wide;
    return x * x + y * y;
  };
};

/** Nothing but darkness in the opening. */
function opening(look: CanLook): Part {
  const { out, long, wide } = openingAxes(look);
  const z = lidHeight(look) + 0.0004;
  const hole = place(disc(1, 0, 24), {
    scale: [long, wide, 1],
    yaw: look.turn,
    at: [out * Math.cos(look.turn), out * Math.sin(look.turn), z],
  });
  return { geometry: hole, material: { colour: [0.006, 0.005, 0.005] } };
}

const sealed = (look: CanLook): Part[] => [shell(look), ...lid(look)];
const open = (look: CanLook): Part[] => [...sealed(look), opening(look)];

/** Drunk up and pressed together: buckled all round, shorter, a little askew. */
function crushed(look: CanLook, random: Random): Part[] {
  const phase = random.between(0, 2 * Math.PI);
  const folds = 3 + random.below(2);
  const shorter = random.between(0.7, 0.82);
  const lean = random.between(0.005, 0.009);
  const depth = random.between(0.25, 0.33);
  const squeeze = (p: Vec3): Vec3 => {
    const share = p[2] / look.height;
    const middle = Math.max(0, 1 - Math.abs(share - 0.48) / 0.4);
    const buckle = 0.5 + 0.5 * Math.cos(folds * (around(p) - phase) + 9 * share);
    const inwards = 1 - depth * middle * (0.35 + 0.65 * buckle);
    const side = p[0] * Math.cos(phase) + p[1] * Math.sin(phase);
    const drop = share > 0.5 ? (share - 0.5) * 0.32 * side : 0;
    const shift = lean * share * share;
    return [
      p[0] * inwards + shift * Math.cos(phase),
      p[1] * inwards + shift * Math.sin(phase),
      p[2] * shorter + drop,
    ];
  };
  return [shell(look), ...lid(look, false), opening(look)].map((part) => ({
    ...part,
    geometry: deform(part.geometry, squeeze),
  }));
}

/** The lid is cut off; brushes stand in the dark inside. */
function brushes(look: CanLook, random: Random): Part[] {
  const rim = rimRadius(look) * 0.98;
  const inside = lathe(
    [
      [rim, look.height - 0.0008],
      [look.radius * 0.95, look.height - 0.014],
      [look.radius * 0.95, 0.008],
      [0, 0.008],
    ],
    28,
  );
  const parts: Part[] = [
    shell(look),
    { geometry: inside, material: { colour: [0.2, 0.2, 0.21], gloss: 0.4 } },
  ];
  const start = random.between(0, 2 * Math.PI);
  const count = 3 + random.below(2);
  for (let k = 0; k < count; k++) {
    const turn = start + (k * 2 * Math.PI) / count + random.between(-0.3, 0.3);
    const reach = look.height + random.between(0.05, 0.075);
    const foot = look.radius * 0.6;
    const slope = (rim * 0.8 + foot) / look.height;
    const at = (z: number): Vec3 => {
      const out = slope * (z - 0.01) - foot;
      return [out * Math.cos(turn), out * Math.sin(turn), z];
    };
    const wood = drawColour(random, ["beige", "brown", "red", "blue", "yellow"]).rgb;
    const hair = random.pick<Rgb>([
      [0.05, 0.03, 0.02],
      [0.3, 0.17, 0.06],
      [0.55, 0.5, 0.42],
    ]);
    parts.push(
      {
        geometry: tube([at(0.012), at(reach - 0.034)], 0.003, 6),
        material: { colour: wood, gloss: 0.4 },
      },
      {
        geometry: tube([at(reach - 0.034), at(reach - 0.02)], (t) => 0.0034 + 0.0016 * t, 8),
        material: { colour: [0.45, 0.45, 0.46], gloss: 0.8 },
      },
      {
        geometry: tube(
          [at(reach - 0.02), at(reach - 0.01), at(reach)],
          (t) => 0.0055 - 0.0048 * t * t,
          8,
        ),
        material: { colour: hair },
      },
    );
  }
  return parts;
}

/** A drinks can: its lid lies deep enough to show from above only. */
export const can = kind<CanLook>({
  name: "can",
  drawLook,
  states: { sealed, open, crushed, brushes },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there a dark opening in the lid?",
      wordings: [
        "Is the lid of the can open, with a dark hole in it?",
        "Does the lid have a dark hole to drink from?",
        "Has the can been opened, leaving a dark opening on top?",
        "Is there a dark hole or opening on top of the can?",
      ],
      truth: { sealed: "no", open: "yes", crushed: "yes", brushes: "yes" },
    },
    {
      ask: "Is the body dented or crushed?",
      wordings: [
        "Is the can crushed or full of dents?",
        "Has the body of the can been pressed in or dented?",
        "Are there dents in the side of the can?",
        "Has the can been crushed, its side dented?",
      ],
      truth: { sealed: "no", open: "no", crushed: "yes", brushes: "no" },
    },
  ],
  colourName: (look) => look.print.name,
  materialName: () => "metal",
  stateWords: {
    sealed: "an unbroken lid",
    open: "an opening in the lid",
    crushed: "a crushed body",
    brushes: "brushes standing in it",
  },
});
