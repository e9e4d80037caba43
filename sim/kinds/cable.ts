import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { curve, laid, part, within } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { cellNoise } from "./patterns.ts";
import { box, cylinder, place, tube } from "./shapes.ts";

/**
 * A cable that lies in front of a small box and runs round behind it: a socket box when it is plugged
 * in, otherwise a holder that looks the same from the front.
 */
type CableLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly radiusM: number;
  /** Which way the free end points, 1 is +x. */
  readonly freeSide: 1 | -1;
  /** On which side it runs round the box. */
  readonly roundSide: 1 | -1;
  readonly wander: readonly Vec3[];
  readonly plugColour: Rgb;
  readonly boxSize: Vec3;
  readonly boxColour: Rgb;
  readonly boxStripe: Rgb | undefined;
};

const BOX_Y = 0.045;
const SLEEVE_R = 0.011;
const SLEEVE_LONG = 0.05;
const SLEEVE_Y = -0.072;

const boxBack = (look: CableLook) => BOX_Y + look.boxSize[1] / 2;
const cableColour = (look: CableLook) => shaded(COLOURS[look.colour], look.shade);

/** The box as it looks from in front and from the sides, whether it has a socket or not. */
function holder({ boxSize: [w, d, h], boxColour, boxStripe }: CableLook): Part {
  return part(
    {
      colour: boxColour,
      gloss: 0.2,
      paint: ([x, , z], normal) =>
        boxStripe !== undefined &&
        normal[1] < -0.5 &&
        within(z, h * 0.55, h * 0.75) &&
        Math.abs(x) < w * 0.38
          ? boxStripe
          : boxColour,
    },
    box([w, d, h], [0, BOX_Y, h / 2]),
  );
}

/** The free end in front: metal tip, plug and sleeve, along x. */
function freeEnd(look: CableLook, sleeve: Material): Part[] {
  const s = look.freeSide;
  const plug = box([0.024, 0.014, 0.012], [s * 0.085, SLEEVE_Y, 0.008]);
  const tip = box([0.014, 0.01, 0.006], [s * 0.104, SLEEVE_Y, 0.008]);
  const rod = tube(
    [
      [s * 0.074, SLEEVE_Y, SLEEVE_R],
      [s * (0.074 - SLEEVE_LONG / 2), SLEEVE_Y, SLEEVE_R],
      [s * (0.074 - SLEEVE_LONG), SLEEVE_Y, SLEEVE_R],
    ],
    (share) => SLEEVE_R * (1 - 0.15 * share),
    14,
  );
  return [
    part({ colour: look.plugColour, gloss: 0.2 }, plug),
    part({ colour: [0.5, 0.5, 0.52], gloss: 0.6 }, tip),
    part(sleeve, rod),
  ];
}

/** The line of the cable from the sleeve, past the box, to the points of its hidden end. */
function cord(look: CableLook, end: readonly Vec3[]): Part {
  const { freeSide: s, roundSide: t, radiusM: r, boxSize } = look;
  const at = (x: number, y: number): Vec3 => [x, y, r];
  const start = s * (0.074 - SLEEVE_LONG);
  const points: Vec3[] = [
    [start + s * 0.006, SLEEVE_Y, SLEEVE_R],
    at(start - s * 0.018, SLEEVE_Y),
    ...look.wander,
    at(t * (boxSize[0] / 2 + 0.028), 0.02),
    at(t * (boxSize[0] / 2 + 0.026), 0.062),
    at(t * (boxSize[0] / 2 - 0.001), 0.096),
    ...end,
  ];
  // The smooth line swings below its points where it starts to rise.
  const line = curve(points, 6).map(([x, y, z]): Vec3 => [x, y, Math.max(z, r)]);
  return part({ colour: cableColour(look), gloss: 0.25 }, tube(line, r, 7));
}

/** The hidden end lies free behind the box. */
function looseEnd(look: CableLook): Part[] {
  const t = look.roundSide;
  const y = boxBack(look) + 0.045;
  const plug = part({ colour: look.plugColour, gloss: 0.2 }, box([0.028, 0.018, 0.014], [0, 0, 0]));
  const tip = part(
    { colour: [0.5, 0.5, 0.52], gloss: 0.6 },
    box([0.014, 0.011, 0.006], [0.02, 0, 0]),
  );
  const lay = (piece: Part) =>
    laid(piece, { yaw: t === 1 ? Math.PI - 0.15 : 0.15, at: [-t * 0.012, y, 0.008] });
  return [cord(look, [[t * 0.001, y, 0.007]]), lay(plug), lay(tip)];
}

/** The hidden end is pushed into a socket at the back of the box. */
function pluggedEnd(look: CableLook): Part[] {
  const t = look.roundSide;
  const back = boxBack(look);
  const z = look.boxSize[2] * 0.45;
  const disc = place(cylinder(0.022, 0.022, 0, 0.002, 16), {
    roll: -Math.PI / 2,
    at: [0, back, z],
  });
  return [
    cord(look, [
      [t * 0.012, back + 0.034, z * 0.8],
      [0, back + 0.022, z],
    ]),
    part({ colour: [0.03, 0.03, 0.035], gloss: 0.3 }, disc),
    part({ colour: look.plugColour, gloss: 0.2 }, box([0.02, 0.024, 0.018], [0, back + 0.012, z])),
  ];
}

const wholeSleeve = (look: CableLook): Material => ({
  colour: shaded(cableColour(look), 0.85),
  gloss: 0.2,
});

export const cable = kind<CableLook>({
  name: "cable",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>(["black", "white", "grey", "blue", "red", "green"]);
    const freeSide = random.pick([1, -1] as const);
    const roundSide = random.pick([1, -1] as const);
    const radiusM = random.between(0.0032, 0.0045);
    const boxSize: Vec3 = [
      random.between(0.084, 0.1),
      random.between(0.032, 0.042),
      random.between(0.055, 0.065),
    ];
    const jitter = () => random.between(-0.008, 0.008);
    const point = (x: number, y: number, high = 1): Vec3 => [
      x + jitter(),
      y + jitter(),
      radiusM * high,
    ];
    // From the sleeve's inner end in wide bends to the side on which it goes round the box.
    const wander =
      freeSide === roundSide
        ? [point(-freeSide * 0.05, -0.055), point(-freeSide * 0.06, -0.018), point(0, -0.02)]
        : [point(-freeSide * 0.05, -0.06), point(-freeSide * 0.085, -0.035)];
    if (freeSide !== roundSide && random.chance(0.5)) {
      wander.splice(1, 0, point(-freeSide * 0.02, -0.03), point(-freeSide * 0.055, -0.02));
    }
    return {
      colour,
      shade: random.between(0.85, 1.2),
      radiusM,
      freeSide,
      roundSide,
      wander,
      plugColour: colour === "black" ? COLOURS.white : random.pick([COLOURS.black, COLOURS.grey]),
      boxSize,
      boxColour: shaded(
        COLOURS[random.pick<ColourName>(["white", "white", "grey", "beige", "yellow"])],
        random.between(0.85, 1.05),
      ),
      boxStripe: random.chance(0.5)
        ? COLOURS[random.pick<ColourName>(["red", "blue", "black", "green"])]
        : undefined,
    };
  },
  states: {
    loose: (look) => [holder(look), ...freeEnd(look, wholeSleeve(look)), ...looseEnd(look)],
    plugged: (look) => [holder(look), ...freeEnd(look, wholeSleeve(look)), ...pluggedEnd(look)],
    frayed: (look, random) => {
      const whole = wholeSleeve(look);
      const middle = look.freeSide * (0.074 - SLEEVE_LONG / 2 + random.between(-0.004, 0.004));
      const long = random.between(0.034, 0.04);
      const salt = random.below(1000);
      const copper: Rgb = [1, 0.42, 0.1];
      const gap: Rgb = [0.25, 0.07, 0.02];
      const sleeve: Material = {
        ...whole,
        gloss: 0.35,
        paint: ([x, , z], normal) => {
          const ragged = cellNoise(Math.floor(x * 350), 0, 0, salt);
          const bare =
            normal[1] < 0 &&
            within(normal[2], -0.8 - 0.2 * ragged, 0.85 - 0.25 * ragged) &&
            Math.abs(x - middle) < long / 2;
          if (!bare) return whole.colour;
          return (((x + z + 1) * 420) | 0) % 3 === 0 ? gap : copper;
        },
      };
      const wires = Array.from({ length: 6 }, (_, k) => {
        const x = middle + ((k - 2.5) / 6) * long;
        const reach = random.between(0.016, 0.026);
        const bend = random.between(-0.008, 0.008);
        return tube(
          [
            [x, SLEEVE_Y - SLEEVE_R * 0.8, 0.009],
            [x + bend * 0.4, SLEEVE_Y - SLEEVE_R - reach * 0.5, 0.008],
            [x + bend, SLEEVE_Y - SLEEVE_R - reach, 0.002],
          ],
          0.0014,
          5,
        );
      });
      const bare = part({ colour: copper, gloss: 0.5 }, ...wires);
      return [holder(look), ...freeEnd(look, sleeve), bare, ...looseEnd(look)];
    },
  },
  questions: [
    {
      ask: "Does one end run into a device or a socket?",
      wordings: [
        "Is one end of the cable plugged into a socket?",
        "Is the cable plugged in at one end?",
        "Does an end of the cable go into a device or socket box?",
        "Is an end of the cable plugged into a device or a socket box?",
      ],
      truth: { loose: "no", plugged: "yes", frayed: "no" },
    },
    {
      ask: "Is bare copper or torn insulation showing?",
      wordings: [
        "Is the cable frayed, with copper showing?",
        "Does bare copper show near the end?",
        "Is the insulation of the cable torn?",
        "Is bare copper showing where the insulation is torn?",
      ],
      truth: { loose: "no", plugged: "no", frayed: "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "plastic",
  stateWords: {
    loose: "both ends free",
    plugged: "one end in a socket",
    frayed: "bare copper near one end",
  },
});
