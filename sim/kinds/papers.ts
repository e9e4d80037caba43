import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { childsDrawing, strokeAt } from "./childs-drawing.ts";
import { COLOURS, shaded } from "./colours.ts";
import { isHandwriting, isText, laid, leaf, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { noise } from "./patterns.ts";
import { box, deform, ellipsoid, faceted, place } from "./shapes.ts";

const TINTS = {
  white: [0.84, 0.83, 0.8],
  beige: [0.78, 0.71, 0.56],
  yellow: [0.82, 0.72, 0.4],
} as const satisfies Record<string, Rgb>;

type PapersLook = {
  readonly paper: Rgb;
  readonly colour: keyof typeof TINTS;
  readonly wideM: number;
  readonly longM: number;
  readonly thickM: number;
  /** How tightly the sheet on top still rolls up at its near edge. */
  readonly rollM: number;
  readonly header: "none" | "bar" | "logo" | "table";
  readonly headerColour: Rgb;
  readonly lineHeight: number;
};

/** A sheet's print: x from its left edge to the right, y down from its upper edge, metres. */
type Print = (x: number, y: number) => Rgb;

const INK: Rgb = [0.05, 0.05, 0.06];
/** So much of the top sheet's near end rolls up, and so much is bare at its far end, which is seen over the roll. */
const ROLLED = 0.068;
const BARE = 0.029;

/** A typed page; a coloured head is no mark of somebody's pen. */
function typed(look: PapersLook): Print {
  const { paper, wideM: w, longM: l, header, headerColour, lineHeight } = look;
  return (x, y) => {
    const down = y - BARE;
    const isLogo = within(x, w * 0.1, w * 0.3) && within(down, 0, 0.012);
    const isTable = within(x, w * 0.1, w * 0.9) && within(down, l * 0.4, l * 0.52);
    if (header === "bar" && within(down, 0, 0.01)) return headerColour;
    if (header === "logo" && isLogo) return headerColour;
    if (header === "table" && isTable) return ((x * 90) | 0) % 2 === 0 ? headerColour : paper;
    const isBody = isText(x - w * 0.1, down - 0.018, w * 0.8, lineHeight) && y < l * 0.94;
    return isBody ? INK : paper;
  };
}

/** A bundle with all its edges in one line. */
function bundle(look: PapersLook, top: Print): Part[] {
  const { paper, wideM: w, longM: l, thickM } = look;
  const edge = shaded(paper, 0.66);
  const below = typed(look);
  const block = part(
    {
      colour: paper,
      paint: ([x, y, z], n) =>
        n[2] > 0.5 ? below(x + w / 2, l / 2 - y) : (((z + 1) * 800) | 0) % 2 === 0 ? edge : paper,
    },
    box([w, l, thickM], [0, 0, thickM / 2]),
  );
  return [block, laid(rolledSheet(look, top), { at: [0, 0, thickM + 0.0012] })];
}

/** The near end rolls up, high enough to hide from in front what is on the sheet. */
function rolledSheet(look: PapersLook, print: Print): Part {
  const { wideM: w, longM: l, rollM } = look;
  const start = ROLLED - l / 2;
  const shape = leaf(
    w,
    l,
    (x, y) => {
      const turn = Math.max(0, (start - y) / rollM);
      return [x, Math.max(y, start) - rollM * Math.sin(turn), rollM * (1 - Math.cos(turn))];
    },
    2,
    24,
  );
  const unrolled = (y: number, z: number) =>
    y > start ? y : start - rollM * Math.atan2(start - y, rollM - z);
  return sheet(look, print, shape, unrolled);
}

/** Printed on its upper side; `flatY` tells where a bent point lay when the sheet was flat. */
function sheet(
  { paper, wideM: w, longM: l }: PapersLook,
  print: Print,
  shape: BufferGeometry,
  flatY = (y: number, _z: number) => y,
): Part {
  // A roll turns a little further than upright: its upper side then looks back and slightly down.
  const paint = ([x, y, z]: Vec3, n: Vec3) =>
    0.75 * n[1] + 0.66 * n[2] > 0 ? print(x + w / 2, l / 2 - flatY(y, z)) : paper;
  return part({ colour: paper, paint }, shape);
}

/** Five or six sheets, lying across one another, with rings, strokes and notes of a coloured pen. */
function spread(look: PapersLook, random: Random): Part[] {
  const count = 5 + random.below(2);
  const start = random.between(0, 2 * Math.PI);
  const { wideM: w, longM: l, paper } = look;
  const page = typed(look);
  return Array.from({ length: count }, (_, k): Part => {
    const pen = COLOURS[random.pick(["red", "red", "blue", "green"] as const)];
    const [cx, cy] = [w * random.between(0.32, 0.68), l * random.between(0.28, 0.42)];
    const [rx, ry] = [w * random.between(0.22, 0.3), l * random.between(0.08, 0.11)];
    const noteY = l * random.between(0.58, 0.66);
    const salt = random.below(1000);
    const curl = random.between(0.004, 0.012);
    const marked: Print = (x, y) => {
      const [u, v] = [(x - cx) / rx, (y - cy) / ry];
      const isRing = within(Math.sqrt(u * u + v * v), 0.84, 1.14);
      const down = y - noteY;
      const isNote = down < 0.034 && isHandwriting(x - w * 0.12, down, w * 0.76, 0.017, salt);
      if (isRing || isNote) return pen;
      return within(down, -0.004, 0.04) ? paper : page(x, y);
    };
    const bend = (x: number, y: number): Vec3 => {
      const [u, v] = [(2 * x) / w, (2 * y) / l];
      return [x, y, curl * Math.max(0, u * v) * u * v];
    };
    const turn = start + (k * 2 * Math.PI) / count;
    return laid(sheet(look, marked, leaf(w, l, bend)), {
      yaw: (k % 2 === 0 ? 1 : -1) * random.between(0.1, 0.75),
      at: [0.04 * Math.cos(turn), 0.036 * Math.sin(turn), 0.0012 + 0.002 * k],
    });
  });
}

/** Sheets crumpled into balls, the print in shreds on them. */
function scrap(look: PapersLook, random: Random): Part[] {
  const count = 3 + random.below(2);
  const start = random.between(0, 2 * Math.PI);
  return Array.from({ length: count }, (_, k): Part => {
    const size = random.between(0.027, 0.036);
    const salt = random.below(1000);
    const ball = ellipsoid([size, size * random.between(0.85, 1), size * 0.92], 16, 11);
    deform(ball, (p) => {
      const dent = 0.78 + 0.3 * noise(p, 0.024, salt) + 0.2 * noise(p, 0.009, salt + 1);
      return [p[0] * dent, p[1] * dent, Math.max(p[2] * dent, -0.72 * size)];
    });
    const out = 0.05 + random.between(0, 0.01);
    const turn = start + (k * 2 * Math.PI) / count;
    const at: Vec3 = [out * Math.cos(turn), out * Math.sin(turn), 0.72 * size];
    return part(
      {
        colour: look.paper,
        paint: (p) => {
          const shred = noise(p, 0.02, salt + 2);
          const line = (p[0] + p[2] * 0.7 + 1) / 0.006;
          return shred > 0.6 && line - Math.floor(line) < 0.4 ? INK : look.paper;
        },
      },
      place(faceted(ball), { at }),
    );
  });
}

/** A child's drawing on the stack, below a bare upper edge. */
function drawing(look: PapersLook, random: Random): Part[] {
  const strokes = childsDrawing(random);
  const salt = random.below(1000);
  const { wideM: w, longM: l, paper } = look;
  const long = l - ROLLED - BARE + 0.024;
  return bundle(look, (x, y) => {
    const wobble = 0.004 * (noise([x, y, 0], 0.015, salt) - 0.5);
    return strokeAt(strokes, w, long, x + wobble, y - BARE + wobble) ?? paper;
  });
}

/** Sheets of paper: how they lie shows from anywhere, what is on the uppermost one not from in front. */
export const papers = kind<PapersLook>({
  name: "papers",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick(["white", "white", "white", "beige", "yellow"] as const);
    const wideM = random.between(0.11, 0.122);
    return {
      colour,
      paper: TINTS[colour],
      wideM,
      longM: wideM * random.between(1.28, 1.36),
      thickM: random.between(0.014, 0.028),
      rollM: random.between(0.036, 0.04),
      header: random.pick(["none", "bar", "logo", "table"] as const),
      headerColour: COLOURS[random.pick(["blue", "red", "green", "grey", "orange"] as const)],
      lineHeight: random.between(0.0065, 0.008),
    };
  },
  states: { stack: (look) => bundle(look, typed(look)), spread, scrap, drawing },
  questions: [
    {
      ask: "Are the sheets crumpled into balls?",
      wordings: [
        "Has the paper been crumpled up?",
        "Is it paper squeezed into balls?",
        "Do balls of crumpled paper lie there?",
        "Has the paper been crumpled into balls?",
      ],
      truth: { stack: "no", spread: "no", scrap: "yes", drawing: "no" },
    },
    {
      ask: "Do the sheets lie overlapping and spread out?",
      wordings: [
        "Are the sheets spread out, one across another?",
        "Is the paper spread about in overlapping sheets?",
        "Have the papers been laid out so that they overlap?",
        "Are the papers spread out, with overlapping sheets?",
      ],
      truth: { stack: "no", spread: "yes", scrap: "no", drawing: "no" },
    },
    {
      ask: "Are the edges of the sheets aligned in one stack?",
      wordings: [
        "Do the sheets lie in one neat stack?",
        "Is the paper stacked edge on edge?",
        "Are the papers in a stack with their edges in line?",
        "Is it one stack of paper, its edges aligned?",
      ],
      truth: { stack: "yes", spread: "no", scrap: "no", drawing: "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "paper",
  stateWords: {
    stack: "one neat stack of sheets",
    spread: "marked sheets, spread out",
    scrap: "crumpled balls of paper",
    drawing: "bright crayon lines on top",
  },
});
