import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { box, cylinder, place, tube } from "./shapes.ts";

type LaptopLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly widthM: number;
  readonly depthM: number;
  readonly caseM: number;
  readonly lidM: number;
  /** Lid against the keyboard when in use, radians: not quite upright, so that from above the screen hides. */
  readonly openRad: number;
  readonly keys: Rgb;
  readonly emblem: "disc" | "bar" | "none";
  readonly emblemColour: Rgb;
  readonly stickers: readonly { x: number; y: number; size: number; colour: Rgb }[];
  /** Side of the port and the lamp: 1 is +x. */
  readonly portSide: 1 | -1;
  readonly cordColour: Rgb;
  readonly lampColour: Rgb;
  readonly desktop: Rgb;
};

const DECK = 0.007;
/** How far the deck stands over the case at the back; cord and adapter lie under it. */
const OVERHANG = 0.022;
const GAP = 0.004;

const deckTop = (look: LaptopLook) => look.caseM + DECK;
const body = (look: LaptopLook) => shaded(COLOURS[look.colour], look.shade);

function base(look: LaptopLook, lamp: "on" | "off"): Part[] {
  const { widthM: w, depthM: d, caseM, keys, portSide } = look;
  const lampMaterial =
    lamp === "on"
      ? { colour: look.lampColour, emission: look.lampColour }
      : { colour: [0.035, 0.035, 0.035] as Rgb, gloss: 0.3 };
  const keyRow = d * 0.085;
  const isKey = (x: number, y: number) => {
    const i = x / keyRow;
    const j = y / keyRow;
    return i - Math.floor(i) > 0.14 && j - Math.floor(j) > 0.14;
  };
  return [
    part(
      { colour: shaded(body(look), 0.75), gloss: 0.15 },
      box([w - 0.004, d - OVERHANG, caseM], [0, -OVERHANG / 2, caseM / 2]),
    ),
    part({ colour: body(look), gloss: 0.25 }, box([w, d, DECK], [0, 0, caseM + DECK / 2])),
    part(
      {
        colour: keys,
        paint: ([x, y], n) => (n[2] > 0.5 && isKey(x, y) ? keys : shaded(body(look), 0.7)),
        gloss: 0.1,
      },
      box([w * 0.88, d * 0.48, 0.0016], [0, d * 0.12, deckTop(look) + 0.0008]),
    ),
    part(
      { colour: shaded(body(look), 0.8), gloss: 0.3 },
      box([w * 0.3, d * 0.26, 0.0008], [0, -d * 0.33, deckTop(look) + 0.0004]),
    ),
    part(
      { colour: [0.02, 0.02, 0.02] },
      ...[-1, 0, 1, 2, 3].map((k) =>
        box([0.001, 0.005, caseM * 0.5], [(-portSide * w) / 2, d * 0.1 + k * 0.011, caseM * 0.5]),
      ),
    ),
    part(
      lampMaterial,
      box([0.07, 0.002, DECK * 0.9], [portSide * w * 0.25, d / 2 - 0.0008, caseM + DECK / 2]),
      box(
        [0.002, 0.05, caseM * 0.7],
        [portSide * (w / 2 - 0.002), d / 2 - OVERHANG - 0.032, caseM * 0.55],
      ),
    ),
  ];
}

/** In its own frame the lid hinges at y = 0 and lies towards -y; the screen faces down. */
function lid(look: LaptopLook, openRad: number, lit: readonly Part[]): Part[] {
  const { widthM: w, depthM: d, lidM, emblemColour } = look;
  const long = d - 0.006;
  const parts: Part[] = [
    part({ colour: body(look), gloss: 0.3 }, box([w, long, lidM], [0, -long / 2, lidM / 2])),
    part(
      { colour: [0.016, 0.017, 0.02], gloss: 0.55 },
      box([w - 0.01, long - 0.012, 0.001], [0, -long / 2, -0.0005]),
    ),
    ...look.stickers.map(({ x, y, size, colour }) =>
      part(
        { colour, gloss: 0.2 },
        box([size, size * 0.8, 0.0006], [x * w, -long * (0.5 + y), lidM + 0.0003]),
      ),
    ),
    ...lit,
  ];
  if (look.emblem === "disc") {
    const disc = place(cylinder(0.016, 0.016, 0, 0.0006, 14), { at: [0, -long / 2, lidM] });
    parts.push(part({ colour: emblemColour, gloss: 0.5 }, disc));
  } else if (look.emblem === "bar") {
    parts.push(
      part({ colour: emblemColour, gloss: 0.5 }, box([0.07, 0.013, 0.0006], [0, -long / 2, lidM])),
    );
  }
  return parts.map((piece) =>
    laid(piece, { roll: -openRad, at: [0, d / 2 - 0.006, deckTop(look) + GAP] }),
  );
}

/** A lit patch of the screen; u, v from its lower left corner as shares of the screen. */
function lit(
  look: LaptopLook,
  [u0, v0, u1, v1]: readonly [number, number, number, number],
  layer: number,
  emission: Rgb,
): Part {
  const w = look.widthM - 0.018;
  const h = look.depthM - 0.028;
  return part(
    { colour: [0.02, 0.02, 0.02], emission },
    box(
      [(u1 - u0) * w, (v1 - v0) * h, 0.0004],
      [((u0 + u1) / 2 - 0.5) * w, -0.011 - ((v0 + v1) / 2) * h, -0.0012 - layer * 0.0004],
    ),
  );
}

const openAt = (look: LaptopLook, screen: readonly Part[]) => [
  ...base(look, "off"),
  ...lid(look, look.openRad, screen),
];

export const laptop = kind<LaptopLook>({
  name: "laptop",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>(["grey", "grey", "black", "white", "blue", "pink"]);
    const widthM = random.between(0.225, 0.265);
    return {
      colour,
      shade: random.between(0.85, 1.2) * (colour === "grey" ? 1.5 : 1),
      widthM,
      depthM: widthM * random.between(0.66, 0.74),
      caseM: random.between(0.0145, 0.018),
      lidM: random.between(0.0055, 0.008),
      openRad: random.between(1.25, 1.45),
      keys: colour === "white" && random.chance(0.6) ? [0.55, 0.55, 0.55] : [0.025, 0.025, 0.03],
      emblem: random.pick(["disc", "bar", "none"] as const),
      emblemColour: random.pick<Rgb>([COLOURS.white, COLOURS.black, [0.5, 0.5, 0.52]]),
      stickers: Array.from({ length: random.below(4) }, (_, k) => ({
        x: [-0.33, 0.3, 0.33][k]! + random.between(-0.05, 0.05),
        y: random.between(-0.3, 0.3),
        size: random.between(0.025, 0.05),
        colour: COLOURS[random.pick<ColourName>(["red", "yellow", "green", "orange", "blue"])],
      })),
      portSide: random.pick([1, -1] as const),
      cordColour: colour === "black" ? COLOURS.white : random.pick([COLOURS.black, COLOURS.white]),
      lampColour: random.pick<Rgb>([
        [0.15, 1, 0.2],
        [1, 0.45, 0.05],
        [0.85, 0.95, 1],
      ]),
      desktop: random.pick<Rgb>([
        [0.08, 0.25, 0.6],
        [0.1, 0.4, 0.35],
        [0.4, 0.2, 0.5],
        [0.5, 0.3, 0.12],
      ]),
    };
  },
  states: {
    closed: (look) => [...base(look, "off"), ...lid(look, 0, [])],
    off: (look) => openAt(look, []),
    working: (look, random) => {
      const split = random.between(0.4, 0.6);
      const top = random.between(0.8, 0.92);
      const pane: Rgb = random.chance(0.7) ? [0.9, 0.9, 0.88] : [0.62, 0.72, 0.85];
      const dark: Rgb = [0.09, 0.1, 0.13];
      const bar = COLOURS[random.pick<ColourName>(["blue", "red", "green", "orange"])];
      const lines = [0, 1, 2, 3, 4].map((k) =>
        lit(
          look,
          [0.09, top - 0.16 - k * 0.12, random.between(0.22, split - 0.06), top - 0.11 - k * 0.12],
          2,
          dark,
        ),
      );
      const low = random.between(0.25, 0.45);
      return openAt(look, [
        lit(look, [0, 0, 1, 1], 0, look.desktop),
        lit(look, [0.05, 0.14, split, top], 1, pane),
        lit(look, [0.05, top - 0.06, split, top], 2, bar),
        ...lines,
        lit(look, [split + 0.05, low, 0.94, 0.88], 1, random.chance(0.5) ? dark : pane),
        lit(look, [split + 0.05, 0.82, 0.94, 0.88], 2, bar),
        lit(look, [split + 0.1, low + 0.08, 0.8, low + 0.2], 2, bar),
        lit(look, [0, 0, 1, 0.05], 1, [0.05, 0.06, 0.08]),
      ]);
    },
    updating: (look, random) => {
      const done = random.between(0.3, 0.8);
      const rad = random.between(0.36, 0.42);
      const fill = random.pick<Rgb>([
        [0.1, 0.5, 1],
        [0.15, 0.9, 0.3],
      ]);
      const track: Rgb = [0.5, 0.52, 0.55];
      // From eye height the lid covers the screen; what shows in the gap is the bar shining on the deck.
      const y = -look.depthM / 2 + 0.07;
      const shine = (x0: number, x1: number, deep: number, layer: number, emission: Rgb) =>
        part(
          { colour: [0.05, 0.05, 0.05], emission },
          box([x1 - x0, deep, 0.0004], [(x0 + x1) / 2, y, deckTop(look) + 0.002 + layer * 0.0005]),
        );
      const half = 0.038;
      return [
        ...base(look, "off"),
        ...lid(look, rad, [
          lit(look, [0.2, 0.44, 0.8, 0.56], 0, track),
          lit(look, [0.2, 0.44, 0.2 + 0.6 * done, 0.56], 1, fill),
        ]),
        shine(-half - 0.006, half + 0.006, 0.034, 0, [0.02, 0.03, 0.05]),
        shine(-half, half, 0.02, 1, track),
        shine(-half, -half + 2 * half * done, 0.02, 2, fill),
      ];
    },
    "closed-charging": (look) => {
      const { depthM: d, widthM: w, caseM, portSide: s } = look;
      const wall = d / 2 - OVERHANG;
      const adapter = s * (w / 2 - 0.027);
      const plug = s * 0.025;
      const z = caseM * 0.55;
      const cord = tube(
        [
          [plug, wall + 0.009, z],
          [plug + s * 0.004, wall + 0.014, z * 0.8],
          [plug + s * 0.02, wall + 0.015, 0.004],
          [adapter - s * 0.018, wall + 0.012, 0.004],
        ],
        0.0034,
        6,
      );
      return [
        ...base(look, "on"),
        ...lid(look, 0, []),
        part(
          { colour: look.cordColour, gloss: 0.2 },
          cord,
          box([0.02, 0.01, 0.01], [plug, wall + 0.005, z]),
          box([0.042, 0.017, caseM - 0.002], [adapter, wall + 0.0095, caseM / 2 - 0.001]),
        ),
        part(
          { colour: look.lampColour, emission: look.lampColour },
          box([0.026, 0.001, caseM * 0.4], [adapter, wall + 0.0183, caseM * 0.35]),
        ),
      ];
    },
  },
  questions: [
    {
      ask: "Is the lid up?",
      wordings: [
        "Is the lid of the laptop open?",
        "Does the laptop stand open, its lid raised?",
        "Has the lid been opened all the way?",
        "Is the laptop open with the lid up?",
      ],
      truth: { closed: "no", working: "yes", off: "yes", updating: "no", "closed-charging": "no" },
    },
    {
      ask: "Is the screen bright, with windows on it?",
      wordings: [
        "Are there windows on a bright screen?",
        "Is the laptop's screen on and showing windows?",
        "Does the screen glow and show somebody's work?",
        "Is a bright screen showing work in windows?",
      ],
      truth: { closed: "no", working: "yes", off: "no", updating: "no", "closed-charging": "no" },
    },
    {
      ask: "Is a cable plugged into it, or a small light on at its edge?",
      wordings: [
        "Is there a charging cable in it or a small light at the edge?",
        "Is the laptop charging, with a cable plugged in or a little light on?",
        "Does a cable run into it, or does a light at its edge glow?",
        "Is it plugged in for charging, with a small light or a cable at its edge?",
      ],
      truth: { closed: "no", working: "no", off: "no", updating: "no", "closed-charging": "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "metal",
  stateWords: {
    closed: "lid down, no light",
    working: "a bright screen with windows",
    off: "lid up, dark screen",
    updating: "a bar in the gap",
    "closed-charging": "cable in and light on",
  },
});
