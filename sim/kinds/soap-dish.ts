import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise, smoothStep } from "./patterns.ts";
import { box, deform, ellipsoid, type Oval, ovalPoint, place, surface } from "./shapes.ts";

/** A deep dish with a ridged floor, and the soap that belongs to it; metres. */
type SoapDishLook = {
  readonly dish: Colour;
  readonly second: Rgb;
  readonly made: "ceramic" | "plastic";
  readonly decor: "plain" | "rim" | "band" | "speckles";
  readonly oval: Oval;
  readonly height: number;
  readonly ridges: number;
  /** Dark slots between the ridges, to let water out. */
  readonly slots: boolean;
  readonly soap: Rgb;
  readonly bar: Oval;
  readonly thick: number;
  readonly imprint: "none" | "ring" | "bars";
  readonly gloss: number;
  readonly salt: number;
};

const WALL = 0.004;
const FLOOR = 0.003;
const RIDGE_TOP = 0.006;
/** Covers the ridges, and is too low to be seen over the rim from a side. */
const WATER = 0.0088;
const AROUND = 32;
const SOAPS: readonly ColourName[] = ["white", "pink", "green", "orange", "yellow", "blue"];

function drawLook(random: Random): SoapDishLook {
  const dish = drawColour(random, [
    "white",
    "white",
    "grey",
    "black",
    "blue",
    "green",
    "pink",
    "brown",
    "beige",
    "red",
  ]);
  const pale = dish.name === "white" || dish.name === "beige" || dish.name === "pink";
  const others = SOAPS.filter((name) => name !== dish.name && !(pale && name === "white"));
  const halfX = random.between(0.056, 0.06);
  return {
    dish,
    second: drawColour(random, pale ? ["blue", "green", "grey", "red"] : ["white", "beige"]).rgb,
    made: random.pick(["ceramic", "ceramic", "plastic"] as const),
    decor: random.pick(["plain", "plain", "rim", "band", "speckles"] as const),
    oval: { halfX, halfY: random.between(0.04, 0.0425), square: random.between(0, 0.2) },
    height: random.between(0.042, 0.0445),
    ridges: 4 + random.below(3),
    slots: random.chance(0.5),
    soap: mix(drawColour(random, others).rgb, [0.8, 0.79, 0.75], random.between(0.15, 0.4)),
    bar: {
      halfX: random.between(0.033, 0.035),
      halfY: random.between(0.022, 0.0245),
      square: random.between(0.3, 1),
    },
    thick: random.between(0.026, 0.03),
    imprint: random.pick(["none", "ring", "bars"] as const),
    gloss: random.between(0.2, 0.6),
    salt: random.below(1_000_000),
  };
}

/** Rows of points, each so far within an outline and so high. */
const shell = (oval: Oval, rows: readonly (readonly [within: number, z: number])[]) =>
  surface(
    AROUND,
    rows.length - 1,
    (u, v) => {
      const [within, z] = rows[Math.round(v * (rows.length - 1))]!;
      const [x, y] = ovalPoint(oval, 2 * Math.PI * u, within);
      return [x, y, z];
    },
    true,
  );

const MIDDLE = 1;

function glaze(look: SoapDishLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  const marked =
    (look.decor === "rim" && share > 0.86) ||
    (look.decor === "band" && share > 0.4 && share < 0.62) ||
    (look.decor === "speckles" && noise(point, 0.003, look.salt) > 0.82);
  return marked ? look.second : look.dish.rgb;
}

/** Bars across the floor on which soap dries; they end short of the wall. */
function ridges(look: SoapDishLook): BufferGeometry[] {
  const reach = look.oval.halfX - 0.02;
  return Array.from({ length: look.ridges }, (_, k) => {
    const x = reach * ((2 * k) / (look.ridges - 1) - 1);
    const share = x / look.oval.halfX;
    const half = look.oval.halfY * Math.sqrt(1 - share * share) - 0.0165;
    return box([0.0042, 2 * half, RIDGE_TOP - FLOOR], [x, 0, (RIDGE_TOP + FLOOR) / 2]);
  });
}

function floorColour(look: SoapDishLook, [x, y, z]: Vec3): Rgb {
  if (!look.slots || z > FLOOR + 0.001) return look.dish.rgb;
  const reach = look.oval.halfX - 0.02;
  const cell = ((x / reach + 1) / 2) * (look.ridges - 1);
  const aside = Math.abs(cell - Math.floor(cell) - 0.5);
  const within = Math.abs(x) < reach && Math.abs(y) < look.oval.halfY * 0.45;
  return within && aside < 0.2 ? [0.02, 0.02, 0.02] : look.dish.rgb;
}

function dish(look: SoapDishLook): Part[] {
  const { oval, height } = look;
  const outside = shell(oval, [
    [MIDDLE, 0],
    [0.014, 0],
    [0.009, 0.002],
    [0.0025, height * 0.45],
    [0.0002, height - 0.002],
    [WALL * 0.4, height],
    [WALL, height - 0.001],
  ]);
  const inside = shell(oval, [
    [WALL, height - 0.001],
    [WALL + 0.002, height * 0.5],
    [WALL + 0.004, FLOOR + 0.007],
    [WALL + 0.008, FLOOR + 0.001],
    [WALL + 0.011, FLOOR],
    [MIDDLE, FLOOR],
  ]);
  const paint = (point: Vec3) => glaze(look, point);
  return [
    part({ colour: look.dish.rgb, paint, gloss: look.gloss }, outside),
    part(
      { colour: look.dish.rgb, paint: (point) => floorColour(look, point), gloss: look.gloss },
      inside,
    ),
    part({ colour: shaded(look.dish.rgb, 0.9), gloss: look.gloss }, ...ridges(look)),
  ];
}

/** A good bar leans on the rim at +x: its thick end stands above it, the other is down on the ridges. */
function bar(look: SoapDishLook, random: Random): Part {
  const { thick } = look;
  const shape = shell(look.bar, [
    [MIDDLE, 0],
    [0.006, 0],
    [0.0012, 0.004],
    [0, 0.009],
    [0, thick - 0.008],
    [0.0015, thick - 0.0035],
    [0.006, thick - 0.0006],
    [0.012, thick],
    [MIDDLE, thick],
  ]);
  const groove = shaded(look.soap, 0.68);
  const paint = ([x, y]: Vec3, normal: Vec3): Rgb => {
    if (normal[2] < 0.8) return look.soap;
    const r =
      (x * x) / (look.bar.halfX * look.bar.halfX) + (y * y) / (look.bar.halfY * look.bar.halfY);
    const stamped = {
      none: false,
      ring: r < 0.34 && r > 0.22,
      bars: Math.abs(Math.abs(y) - 0.005) < 0.0016 && Math.abs(x) < look.bar.halfX * 0.5,
    }[look.imprint];
    return stamped ? groove : look.soap;
  };
  const onRim = 1.86 * look.bar.halfX;
  const sin = (look.height + 0.001 - RIDGE_TOP) / onRim;
  const cos = Math.sqrt(1 - sin * sin);
  const foot = look.oval.halfX - WALL * 0.6 - onRim * cos;
  const flat = laid(part({ colour: look.soap, paint, gloss: 0.4 }, shape), {
    yaw: random.between(-0.06, 0.06),
    at: [look.bar.halfX, 0, 0],
  });
  return laid(flat, { pitch: -Math.atan2(sin, cos), at: [foot, 0, RIDGE_TOP] });
}

/** What is left in the end: thin, bent and cracked, across the dish, where no side view reaches. */
function sliver(look: SoapDishLook, random: Random): Part {
  const half = { halfX: random.between(0.024, 0.027), halfY: random.between(0.015, 0.018) };
  const salt = random.below(1_000_000);
  const shape = shell({ ...half, square: 0 }, [
    [MIDDLE, 0],
    [0.002, 0],
    [0, 0.0013],
    [0.0025, 0.0032],
    [0.007, 0.0042],
    [MIDDLE, 0.0042],
  ]);
  // One end is worn narrower and curls down between the ridges.
  deform(shape, ([x, y, z]) => {
    const share = x / half.halfX;
    const worn =
      1 - 0.3 * smoothStep(-0.2, 1, share) + 0.24 * (noise([x, 0, 0], 0.014, salt) - 0.5);
    return [x, y * worn + 0.003 * share * share, z - 0.0015 * share * share];
  });
  const crack: Rgb = shaded(look.soap, 0.45);
  const paint = (point: Vec3): Rgb => {
    const [x, y] = point;
    const wave = 0.003 * noise([0, y, 0], 0.006, salt);
    return Math.abs(x - 0.006 + wave) < 0.0007
      ? crack
      : mix(look.soap, crack, 0.35 * noise(point, 0.012, salt));
  };
  return laid(part({ colour: look.soap, paint, gloss: 0.5 }, shape), {
    yaw: Math.PI / 2 + random.between(-0.35, 0.35),
    at: [random.between(-0.004, 0.004), random.between(-0.002, 0.002), RIDGE_TOP + 0.0008],
  });
}

/** Milky water over the ridges, with streaks and foam; darker than a pale dish, paler than a dark one. */
function water(look: SoapDishLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const [r, g, b] = look.dish.rgb;
  const pale = r + g + b > 1.1;
  const milk: Rgb = mix(pale ? [0.36, 0.38, 0.32] : [0.66, 0.68, 0.62], look.soap, 0.25);
  const foam: Rgb = [0.84, 0.85, 0.83];
  const paint = (point: Vec3): Rgb => {
    const streaks = noise([point[0], point[1], 0], 0.011, salt);
    const froth = noise([point[0], point[1], 1], 0.009, salt + 1);
    return mix(mix(milk, shaded(milk, 0.72), streaks), foam, 0.8 * smoothStep(0.54, 0.64, froth));
  };
  const pool = shell(look.oval, [
    [WALL + 0.0045, WATER],
    [0.018, WATER],
    [MIDDLE, WATER],
  ]);
  const bubbles = Array.from({ length: 14 }, () => {
    const [x, y] = ovalPoint(look.oval, random.between(0, 2 * Math.PI), WALL + 0.0095);
    const size = random.between(0.0014, 0.0028);
    return place(ellipsoid([size, size, size * 0.7], 6, 4), { at: [x, y, WATER] });
  });
  return [
    part({ colour: milk, paint, gloss: 0.95 }, pool),
    part({ colour: foam, gloss: 0.8 }, ...bubbles),
  ];
}

/** The walls hide floor and water from all sides; only a thick bar stands above them. */
export const soapDish = kind<SoapDishLook>({
  name: "soap-dish",
  drawLook,
  states: {
    bar: (look, random) => [...dish(look), bar(look, random)],
    sliver: (look, random) => [...dish(look), sliver(look, random)],
    swamp: (look, random) => [...dish(look), bar(look, random), ...water(look, random)],
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is there cloudy water in the dish?",
      wordings: [
        "Does the soap stand in cloudy water?",
        "Has murky, soapy water gathered at the bottom of the dish?",
        "Is the floor of the dish under milky water?",
        "Does cloudy, soapy water stand in the dish?",
      ],
      truth: { bar: "no", sliver: "no", swamp: "yes" },
    },
    {
      ask: "Is only a thin sliver of soap left?",
      wordings: [
        "Has the soap been used up but for a thin rest?",
        "Does just a thin sliver of soap lie in the dish?",
        "Is what is left of the soap thin and worn?",
        "Is just a thin rest of the soap left in the dish?",
      ],
      truth: { bar: "no", sliver: "yes", swamp: "no" },
    },
    {
      ask: "Is there a thick bar of soap?",
      wordings: [
        "Does a thick bar of soap lie in the dish?",
        "Can a good, thick bar be seen above the rim?",
        "Is the soap in the dish still a whole, thick bar?",
        "Is a good thick bar of soap in the dish?",
      ],
      truth: { bar: "yes", sliver: "no", swamp: "yes" },
    },
  ],
  colourName: (look) => look.dish.name,
  materialName: (look) => look.made,
  stateWords: {
    bar: "a thick bar of soap",
    sliver: "a thin sliver of soap",
    swamp: "soap in cloudy water",
  },
});
