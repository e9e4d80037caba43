import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { isText, laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { box, place, slab } from "./shapes.ts";

/**
 * An envelope that stands in a holder between two panels; the address looks to -y, the flap to +y. It leans
 * a little to the front, so that from above its address is hidden and its back is not.
 */
type LetterLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly leanRad: number;
  /** Share of the height that the closed flap reaches down. */
  readonly flapShare: number;
  readonly liner: Rgb;
  readonly logoColour: Rgb;
  readonly hasLogo: boolean;
  readonly addressX: number;
  readonly holderColour: Rgb;
};

type Face = (x: number, z: number) => Rgb;

const THICK = 0.004;
const FOOT = 0.007;
const WALL = 0.005;
/** The holder's depth, most of it behind the envelope. */
const DEEP = 0.064;
const MIDDLE = 0.015;
const FLAP_SHADE = 0.9;
const INK: Rgb = [0.04, 0.04, 0.07];

const paper = (look: LetterLook) => shaded(COLOURS[look.colour], look.shade);

/** A floor between two end panels: from either end nothing shows of what hangs out of the back. */
function holder(look: LetterLook): Part {
  const { widthM: w, heightM: h } = look;
  const high = h + 0.036;
  const panel = (x: number) => box([WALL, DEEP, high], [x, MIDDLE, high / 2]);
  return part(
    { colour: look.holderColour, gloss: 0.15 },
    box([w, DEEP, FOOT], [0, MIDDLE, FOOT / 2]),
    panel((w + WALL) / 2),
    panel(-(w + WALL) / 2),
  );
}

/** A sender's mark at the upper left and an address behind a window. */
function addressFace(look: LetterLook): Face {
  const { widthM: w, heightM: h } = look;
  const ground = paper(look);
  const wide = w * 0.46;
  const glass: Rgb = [0.72, 0.75, 0.78];
  return (x, z) => {
    if (look.hasLogo && within(x, -w * 0.44, -w * 0.3) && within(z, h * 0.78, h * 0.92)) {
      return look.logoColour;
    }
    const u = x - look.addressX * w;
    if (!within(u, 0, wide) || !within(z, h * 0.2, h * 0.58)) return ground;
    return isText(u - 0.006, h * 0.53 - z, wide * 0.8, 0.011) ? INK : glass;
  };
}

function flyerFace(look: LetterLook, random: Random): Face {
  const { widthM: w, heightM: h } = look;
  const bright: ColourName[] = ["red", "yellow", "green", "blue", "orange", "pink"];
  const [columns, rows] = [3 + random.below(2), 2 + random.below(2)];
  const blocks = Array.from(
    { length: columns * rows },
    (_, k) => COLOURS[bright[(k * 2 + random.below(3)) % bright.length]!],
  );
  const title = COLOURS[random.pick(bright)];
  return (x, z) => {
    const v = z / h;
    if (v > 0.74) {
      const letters = ((x / w + 0.5) * 14) % 1 < 0.62 && within(v, 0.8, 0.92);
      return letters && Math.abs(x) < w * 0.42 ? COLOURS.white : title;
    }
    const [i, j] = [(x / w + 0.5) * columns, (v / 0.74) * rows];
    const inBlock = within(i % 1, 0.06, 0.94) && within(j % 1, 0.06, 0.94);
    if (!inBlock) return COLOURS.white;
    const block =
      Math.min(columns - 1, Math.floor(i)) + columns * Math.min(rows - 1, Math.floor(j));
    return blocks[block] ?? COLOURS.white;
  };
}

function stampedFace(look: LetterLook, random: Random): Face {
  const rest = addressFace(look);
  const { widthM: w, heightM: h } = look;
  const wide = random.between(0.024, 0.028);
  const high = random.between(0.028, 0.034);
  const picture = COLOURS[random.pick<ColourName>(["red", "blue", "green", "orange"])];
  const shape = COLOURS[random.pick<ColourName>(["yellow", "white", "black"])];
  const edge: Rgb = look.colour === "white" ? [0.45, 0.45, 0.45] : [0.9, 0.9, 0.88];
  return (x, z) => {
    const u = (x - (w / 2 - 0.007 - wide)) / wide;
    const v = (z - (h - 0.007 - high)) / high;
    if (!within(u, 0, 1) || !within(v, 0, 1)) return rest(x, z);
    if (!within(u, 0.1, 0.9) || !within(v, 0.1, 0.9)) return edge;
    const [du, dv] = [u - 0.5, v - 0.55];
    return du * du + dv * dv < 0.06 ? shape : picture;
  };
}

/** Seams of the pocket; with `torn` it is ripped open to its dark lining from one side to the other. */
function backFace(look: LetterLook, torn: boolean): Face {
  const ground = paper(look);
  const seam = shaded(ground, 0.62);
  const { widthM: w, heightM: h, flapShare } = look;
  return (x, z) => {
    if (torn && Math.abs(x) < w * 0.47) {
      const above = z - h * (0.44 + 0.16 * zigzag(x / w + 0.5));
      if (above > 0.003) return look.liner;
      if (above > 0) return COLOURS.white;
    }
    const share = 1 - Math.abs(x) / (w / 2);
    const edge = h - h * flapShare * share;
    if (!torn && Math.abs(z - edge) < 0.0016) return seam;
    const pocket = h * 0.62 * share;
    return Math.abs(z - pocket) < 0.0012 ? shaded(ground, 0.8) : ground;
  };
}

/** A ragged line over 0..1, from 0 up to 1. */
const zigzag = (u: number) => Math.abs(((u * 7.3) % 1) - 0.5) + Math.abs(((u * 3.1) % 1) - 0.5);

/** Parts in the envelope's own frame (z from its lower edge), leaning in the holder. */
function standing(look: LetterLook, front: Face, back: Face, more: readonly Part[]): Part[] {
  const { widthM: w, heightM: h } = look;
  const ground = paper(look);
  const sheet = part(
    {
      colour: ground,
      gloss: 0.05,
      paint: ([x, , z], normal) =>
        normal[1] < -0.5 ? front(x, z) : normal[1] > 0.5 ? back(x, z) : ground,
    },
    box([w, THICK, h], [0, 0, h / 2]),
  );
  // What is left of the flap, torn or not: the top edge looks the same from the front.
  const hinge = part(
    { colour: shaded(ground, FLAP_SHADE), gloss: 0.05 },
    box([w - 0.002, 0.0009, 0.004], [0, THICK / 2 + 0.00045, h - 0.002]),
  );
  const lean = (piece: Part) => laid(piece, { roll: look.leanRad, at: [0, 0.006, FOOT + 0.0006] });
  return [holder(look), ...[sheet, hinge, ...more].map(lean)];
}

/** The flap lies shut: a triangle on the back, its point down. */
function closedFlap(look: LetterLook): Part {
  const { widthM: w, heightM: h, flapShare } = look;
  const long = h * flapShare;
  const triangle = slab(
    [
      [-w / 2 + 0.001, 0],
      [0, -long],
      [w / 2 - 0.001, 0],
    ],
    0,
    0.0009,
  );
  // Laid with its face to +y: x turns over, so the outline is symmetric.
  const upright = place(triangle, { roll: Math.PI / 2, yaw: Math.PI });
  return part(
    { colour: shaded(paper(look), FLAP_SHADE), gloss: 0.05 },
    upright.translate(0, THICK / 2, h - 0.001),
  );
}

/** Rags of the flap stand out, between them a sheet: low enough to be hidden from the front. */
function tornFlap(look: LetterLook, random: Random): Part[] {
  const { widthM: w, heightM: h, flapShare } = look;
  const white: Rgb = [0.88, 0.88, 0.86];
  const wide = w * random.between(0.46, 0.54);
  const long = h * random.between(0.6, 0.68);
  const askew = random.between(-0.06, 0.06);
  const out = random.between(0.34, 0.42);
  const sheet = laid(
    part(
      {
        colour: white,
        paint: ([x, , z]) =>
          isText(x + wide * 0.4, long * 0.4 - z, wide * 0.84, 0.0125) ? INK : white,
      },
      box([wide, 0.0012, long], [0, 0, 0]),
    ),
    {
      roll: out,
      pitch: askew,
      at: [
        0,
        THICK / 2 + 0.003 + (long / 2) * Math.sin(out),
        h - 0.01 - (long / 2) * Math.cos(out),
      ],
    },
  );
  const reach = h * flapShare * 0.6;
  const rag = (side: 1 | -1) => {
    const from = w / 2 - 0.004;
    const to = from - w * random.between(0.2, 0.24);
    const x = (share: number) => side * (from + (to - from) * share);
    const outline: [number, number][] = [
      [x(0), 0],
      [x(0.2), -reach * 0.35],
      [x(0.38), -reach * 0.5],
      [x(0.5), -reach * 0.95],
      [x(0.75), -reach * 0.7],
      [x(0.9), -reach * 0.5],
      [x(1), 0],
    ];
    // Drawn from the outer end inwards: counter-clockwise only on the left, mirrored on the right.
    const counterClockwise = side === 1 ? [...outline].reverse() : outline;
    const strip = slab(counterClockwise, 0, 0.0009);
    return place(strip, { roll: 0.6, yaw: Math.PI }).translate(0, THICK / 2, h - 0.005);
  };
  return [sheet, part({ colour: shaded(paper(look), FLAP_SHADE), gloss: 0.05 }, rag(1), rag(-1))];
}

export const letter = kind<LetterLook>({
  name: "letter",
  turnsUnseen: false,
  drawLook: (random) => {
    const widthM = random.between(0.15, 0.18);
    return {
      colour: random.pick<ColourName>(["white", "white", "beige", "brown", "grey", "blue", "pink"]),
      shade: random.between(0.92, 1.12),
      widthM,
      heightM: widthM * random.between(0.58, 0.65),
      leanRad: random.between(0.09, 0.12),
      flapShare: random.between(0.5, 0.62),
      liner: random.pick<Rgb>([
        [0.08, 0.1, 0.2],
        [0.12, 0.12, 0.13],
        [0.2, 0.08, 0.08],
      ]),
      logoColour: COLOURS[random.pick<ColourName>(["red", "blue", "green", "orange", "black"])],
      hasLogo: random.chance(0.65),
      addressX: random.between(-0.42, -0.05),
      holderColour: COLOURS[random.pick<ColourName>(["brown", "black", "beige", "grey", "red"])],
    };
  },
  states: {
    unopened: (look) =>
      standing(look, addressFace(look), backFace(look, false), [closedFlap(look)]),
    opened: (look, random) =>
      standing(look, addressFace(look), backFace(look, true), tornFlap(look, random)),
    flyer: (look, random) =>
      standing(look, flyerFace(look, random), backFace(look, false), [closedFlap(look)]),
    stamped: (look, random) =>
      standing(look, stampedFace(look, random), backFace(look, false), [closedFlap(look)]),
  },
  questions: [
    {
      ask: "Is the flap up or torn, with a sheet showing?",
      wordings: [
        "Has the letter been opened, so that a sheet shows?",
        "Is the flap torn and a sheet sticking out?",
        "Does a sheet show under the open flap?",
        "Is a sheet showing where the flap is torn open?",
      ],
      truth: { unopened: "no", opened: "yes", flyer: "no", stamped: "no" },
    },
    {
      ask: "Is it covered with bright printed blocks and without an address window?",
      wordings: [
        "Is it a flyer, printed all over in bright blocks?",
        "Do bright printed blocks cover it, with no address on it?",
        "Is it advertising without an address window?",
        "Is it covered all over in bright print, with no address window?",
      ],
      truth: { unopened: "no", opened: "no", flyer: "yes", stamped: "no" },
    },
    {
      ask: "Is there a stamp in the corner?",
      wordings: [
        "Does the letter have a stamp on it?",
        "Is a stamp stuck in the upper corner?",
        "Has it been stamped, ready to be posted?",
        "Is a stamp on the letter, up in the corner?",
      ],
      truth: { unopened: "no", opened: "no", flyer: "no", stamped: "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "paper",
  stateWords: {
    unopened: "the flap closed",
    opened: "torn flap, a sheet showing",
    flyer: "bright printed blocks",
    stamped: "a stamp in the corner",
  },
});
