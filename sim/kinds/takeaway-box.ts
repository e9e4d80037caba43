import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { isText, laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise, smoothStep } from "./patterns.ts";
import { box, ellipsoid, place, surface } from "./shapes.ts";

/**
 * A box with a fixed roof over its back half and a flap that closes its front half. Sides and back
 * are so high that only from above or through the open front one sees what is in it.
 */
type BoxLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly inside: Rgb;
  readonly widthM: number;
  readonly depthM: number;
  readonly heightM: number;
  readonly frontM: number;
  readonly print: "plain" | "band" | "blots" | "stripes";
  readonly printColour: Rgb;
};

type Paint = (point: Vec3, normal: Vec3) => Rgb;

const WALL = 0.0016;
/** The roof ends a little in front of the middle. */
const RIDGE_Y = -0.008;

function printed(look: BoxLook): Paint {
  const plain = shaded(COLOURS[look.colour], look.shade);
  const { print, printColour, heightM } = look;
  return (point) => {
    const [x, y, z] = point;
    const marked =
      print === "band"
        ? z > heightM * 0.22 && z < heightM * 0.38
        : print === "blots"
          ? noise(point, 0.018, 7) > 0.66
          : print === "stripes" && (((x + y + 1) * 55) | 0) % 2 === 0;
    return marked ? printColour : plain;
  };
}

/** Walls, floor and roof; `stain` (0..1) darkens board inside and under the front rim. */
function shell(look: BoxLook, stain: (point: Vec3) => number): Part[] {
  const { widthM: w, depthM: d, heightM: h, frontM: f, inside } = look;
  const outside = printed(look);
  const grease: Rgb = [0.05, 0.022, 0.008];
  const dirty: Paint = (point) => mix(inside, grease, stain(point));
  const wall = (size: Vec3, at: Vec3, isInside: (normal: Vec3) => boolean, rim = false) =>
    part(
      {
        colour: inside,
        paint: (point, normal) => {
          if (isInside(normal)) return dirty(point, normal);
          const front = rim && normal[1] < -0.5 && point[2] > f * 0.3;
          return front ? mix(outside(point, normal), grease, stain(point)) : outside(point, normal);
        },
        gloss: 0.06,
      },
      box(size, at),
    );
  const roof = d / 2 - RIDGE_Y;
  return [
    wall([w, d, WALL], [0, 0, WALL / 2], (n) => n[2] > 0.5),
    wall([WALL, d, h], [-w / 2, 0, h / 2], (n) => n[0] > 0.5),
    wall([WALL, d, h], [w / 2, 0, h / 2], (n) => n[0] < -0.5),
    wall([w, WALL, h], [0, d / 2, h / 2], (n) => n[1] < -0.5),
    wall([w, WALL, f], [0, -d / 2, f / 2], (n) => n[1] > 0.5, true),
    part(
      { colour: inside, gloss: 0.05 },
      box([w, roof, WALL], [0, RIDGE_Y + roof / 2, h + WALL / 2]),
    ),
  ];
}

const clean = () => 0;
const flapLength = (look: BoxLook) => {
  const dy = look.depthM / 2 + RIDGE_Y;
  const dz = look.heightM - look.frontM;
  return Math.sqrt(dy * dy + dz * dz);
};

/** The flap folded back, flat on the roof: from behind the box looks the same as with it closed. */
function foldedFlap(look: BoxLook): Part {
  const long = Math.min(flapLength(look), look.depthM / 2 - RIDGE_Y);
  return part(
    { colour: look.inside, gloss: 0.05 },
    box([look.widthM - 0.004, long, WALL], [0, RIDGE_Y + long / 2, look.heightM + WALL * 1.5]),
  );
}

/** Parts given in the closed flap's frame: y from the front rim up to the ridge, z out of the box. */
function onFlap(look: BoxLook, parts: readonly Part[]): Part[] {
  const slope = Math.asin((look.heightM - look.frontM) / flapLength(look));
  return parts.map((piece) => laid(piece, { roll: slope, at: [0, -look.depthM / 2, look.frontM] }));
}

const open = (look: BoxLook, stain: (point: Vec3) => number) => [
  ...shell(look, stain),
  foldedFlap(look),
];

function food(look: BoxLook, random: Random): Part[] {
  const [w, d] = [look.widthM - 0.006, look.depthM - 0.006];
  const high = random.between(0.026, 0.034);
  const salt = random.below(1000);
  const [first, second] = random.pick<readonly [Rgb, Rgb]>([
    [
      [0.72, 0.46, 0.12],
      [0.5, 0.26, 0.05],
    ],
    [
      [0.85, 0.82, 0.7],
      [0.6, 0.55, 0.42],
    ],
    [
      [0.5, 0.1, 0.03],
      [0.65, 0.25, 0.05],
    ],
  ]);
  const mound = surface(10, 10, (u, v) => {
    const [x, y] = [(u - 0.5) * w, (v - 0.5) * d];
    const edge = Math.min(u, 1 - u, v, 1 - v);
    return [
      x,
      y,
      0.004 +
        high * (0.55 + 0.45 * noise([x, y, 0], 0.014, salt)) * (0.6 + Math.min(edge, 0.2) * 2),
    ];
  });
  const bit = random.pick<ColourName>(["green", "red", "orange"]);
  const bits = Array.from({ length: 7 }, (_, k) =>
    place(ellipsoid([0.009, 0.006, 0.005], 6, 4), {
      yaw: random.between(0, 3),
      at: [((k % 3) - 1) * w * 0.28, -d * 0.36 + Math.floor(k / 3) * d * 0.24, high * 0.95],
    }),
  );
  return [
    part(
      {
        colour: first,
        paint: (point) => mix(first, second, smoothStep(0.35, 0.65, noise(point, 0.007, salt + 1))),
        gloss: 0.25,
      },
      mound,
    ),
    part({ colour: COLOURS[bit], gloss: 0.2 }, ...bits),
  ];
}

export const takeawayBox = kind<BoxLook>({
  name: "takeaway-box",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>(["brown", "beige", "white", "red", "black", "green"]);
    const print = random.pick(["plain", "band", "blots", "stripes"] as const);
    const heightM = random.between(0.095, 0.11);
    return {
      colour,
      shade: random.between(0.85, 1.15),
      inside: shaded(
        random.pick<Rgb>([
          [0.66, 0.5, 0.32],
          [0.76, 0.73, 0.66],
        ]),
        random.between(0.9, 1.08),
      ),
      widthM: random.between(0.105, 0.125),
      depthM: random.between(0.12, 0.14),
      heightM,
      frontM: random.between(0.042, 0.048),
      print,
      printColour: COLOURS[random.pick<ColourName>(["red", "brown", "black", "orange", "white"])],
    };
  },
  states: {
    empty: (look) => open(look, clean),
    greasy: (look, random) => {
      const salt = random.below(1000);
      const size = random.between(0.02, 0.028);
      const top = random.between(0.042, 0.046);
      const [low, high] = [0.42, 0.5];
      return open(look, (point) =>
        point[2] > top ? 0 : 0.9 * smoothStep(low, high, noise(point, size, salt)),
      );
    },
    half: (look, random) => [...open(look, clean), ...food(look, random)],
    sealed: (look, random) => {
      const long = flapLength(look);
      const w = random.between(0.034, 0.046);
      const x0 = random.between(-0.015, 0.015);
      const up = long * random.between(0.5, 0.7);
      const down = look.frontM * random.between(0.5, 0.65);
      const ground = random.pick<Rgb>([COLOURS.white, COLOURS.yellow, COLOURS.orange]);
      const ink = random.pick<Rgb>([COLOURS.red, COLOURS.blue, COLOURS.black]);
      const sticker = { colour: ground, gloss: 0.35 };
      const print: Paint = ([x, y]) =>
        isText(x - x0 + w * 0.36, up * 0.8 - y, w * 0.72, 0.009) ? ink : ground;
      return [
        ...shell(look, clean),
        ...onFlap(look, [
          part(
            { colour: COLOURS[look.colour], paint: printed(look), gloss: 0.06 },
            box([look.widthM - 0.004, long, WALL], [0, long / 2, WALL / 2]),
          ),
          part({ ...sticker, paint: print }, box([w, up, 0.0008], [x0, up / 2, WALL + 0.0004])),
        ]),
        part(
          sticker,
          box(
            [w, 0.0016, down + 0.002],
            [x0, -look.depthM / 2 - WALL / 2 - 0.0008, look.frontM - down / 2 + 0.001],
          ),
        ),
      ];
    },
  },
  questions: [
    {
      ask: "Is the box closed with a sticker across the flaps?",
      wordings: [
        "Does a sticker hold the flaps of the box shut?",
        "Is there a sticker over the closed flap?",
        "Has the box been sealed and not opened yet?",
        "Is the box shut, with a sticker over the flaps?",
      ],
      truth: { empty: "no", greasy: "no", half: "no", sealed: "yes" },
    },
    {
      ask: "Is there food in the open box?",
      wordings: [
        "Does the box still hold something to eat?",
        "Is some of the meal left in the box?",
        "Can you see food inside the box?",
        "Is there still food left inside the open box?",
      ],
      truth: { empty: "no", greasy: "no", half: "yes", sealed: "no" },
    },
    {
      ask: "Are there dark grease stains inside or under the rim?",
      wordings: [
        "Is the board inside dark with grease?",
        "Are there greasy stains on the board of the box?",
        "Has grease soaked into the inside or the rim?",
        "Is the board stained dark with grease inside or at the rim?",
      ],
      truth: { empty: "no", greasy: "yes", half: "no", sealed: "no" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "cardboard",
  stateWords: {
    empty: "bare clean board inside",
    greasy: "dark grease stains inside",
    half: "food in the box",
    sealed: "a sticker across the flaps",
  },
});
