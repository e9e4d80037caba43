import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { isHandwriting, isText, laid, leaf, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { cellNoise, mix, noise } from "./patterns.ts";
import { box, place, slab, tube } from "./shapes.ts";

/** A notebook hinged at its upper end, which looks to -y. */
type NotebookLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly wideM: number;
  /** From the hinge (-y) to the free edge (+y). */
  readonly longM: number;
  readonly thickM: number;
  /** How far the cover stands open, radians. */
  readonly openRad: number;
  readonly print: "none" | "label" | "stripe" | "corners";
  readonly printColour: Rgb;
  readonly bandColour: Rgb;
  readonly lining: Rgb;
  readonly wireColour: Rgb;
  readonly ringCount: number;
  readonly paper: Rgb;
  readonly ruling: "lines" | "grid" | "plain";
  readonly penColour: Rgb;
};

type Face = (x: number, y: number) => Rgb;

const COVER = 0.003;
/** How far the cover stands over the pages. */
const LIP = 0.004;
const INKS: readonly Rgb[] = [COLOURS.black, [0.02, 0.035, 0.2], [0.02, 0.05, 0.1]];
const COVERS = (Object.keys(COLOURS) as ColourName[]).filter((name) => name !== "white");

const coverColour = (look: NotebookLook) => shaded(COLOURS[look.colour], look.shade);

/** What is printed on the outside of the cover, x across and y down from the hinge. */
function print(look: NotebookLook): Face {
  const ground = coverColour(look);
  const { wideM: w, longM: l, printColour } = look;
  return (x, y) => {
    if (look.print === "stripe" && within(x, -w * 0.42, -w * 0.28)) return printColour;
    if (look.print === "corners" && w / 2 - Math.abs(x) + Math.min(y, l - y) < 0.028) {
      return printColour;
    }
    if (look.print === "label" && Math.abs(x) < w * 0.28 && within(y, l * 0.2, l * 0.45)) {
      return isText(x + w * 0.2, y - l * 0.25, w * 0.4, 0.011) ? COLOURS.black : printColour;
    }
    return ground;
  };
}

/** The cover with its elastic, and the pages' lower half: all but what lies on the pages. */
function bound(look: NotebookLook, openRad: number, page: Face): Part[] {
  const { wideM: w, longM: l, thickM, lining } = look;
  const ground = coverColour(look);
  const outside = print(look);
  const dark = shaded(look.paper, 0.7);
  const lid = part(
    {
      colour: ground,
      gloss: 0.25,
      paint: ([x, y], n) => (n[2] > 0.5 ? outside(x, y) : n[2] < -0.5 ? lining : ground),
    },
    box([w, l, COVER], [0, l / 2, COVER / 2]),
  );
  // Shut, the elastic goes round the whole notebook; open, it stays on the cover.
  const shut = openRad === 0;
  const high = shut ? thickM + 0.0008 : COVER + 0.0016;
  const band = part(
    { colour: look.bandColour, gloss: 0.1 },
    box([w + 0.0024, 0.011, high], [0, l * 0.76, shut ? COVER + 0.0008 - high / 2 : COVER / 2]),
  );
  const hinge: Vec3 = [0, -l / 2, thickM - COVER];
  return [
    part({ colour: ground, gloss: 0.25 }, box([w, l, COVER], [0, 0, COVER / 2])),
    part(
      {
        colour: look.paper,
        paint: ([x, y, z], n) =>
          n[2] > 0.5 ? page(x, y) : (((z + 1) * 900) | 0) % 2 === 0 ? dark : look.paper,
      },
      box([w - 2 * LIP, l - 2 * LIP, thickM - 2 * COVER], [0, 0, COVER + (thickM - 2 * COVER) / 2]),
    ),
    rings(look),
    laid(lid, { roll: openRad, at: hinge }),
    laid(band, { roll: openRad, at: hinge }),
  ];
}

/** Wire through holes along the hinge. */
function rings({ wideM, longM, thickM, wireColour, ringCount }: NotebookLook): Part {
  const radius = thickM / 2 + 0.0012;
  const ring = (x: number) =>
    tube(
      Array.from({ length: 11 }, (_, k): Vec3 => {
        const turn = (2 * Math.PI * k) / 10;
        const [out, up] = [radius * Math.cos(turn), radius * Math.sin(turn)];
        return [x, out - longM / 2 + 0.002, up + thickM / 2 + 0.003];
      }),
      0.0017,
      5,
    );
  const step = (wideM - 0.022) / (ringCount - 1);
  const wires = Array.from({ length: ringCount }, (_, k) => ring(k * step - wideM / 2 + 0.011));
  return part({ colour: wireColour, gloss: 0.6 }, ...wires);
}

/** Cloth at both sides that holds the cover upright: what is on the page hides behind it and the cover. */
function gussets(look: NotebookLook): Part {
  const { wideM: w, longM: l, thickM, openRad } = look;
  const reach = l * 0.86;
  const triangle = (x: number) =>
    place(
      slab(
        [
          [-l / 2 + 0.002, 0.004],
          [l * 0.46, 0.004],
          [l * 0.46, thickM - COVER],
          [-l / 2 + reach * Math.cos(openRad), thickM + reach * Math.sin(openRad)],
        ],
        x - 0.0006,
        x + 0.0006,
      ),
      { roll: Math.PI / 2, yaw: Math.PI / 2 },
    );
  const inset = w / 2 - 0.0012;
  return part({ colour: mix(look.lining, COLOURS.black, 0.35) }, triangle(inset), triangle(-inset));
}

/** An empty page, its top at the hinge. */
function emptyPage(look: NotebookLook): Face {
  const faint = mix(look.paper, [0.2, 0.3, 0.5], 0.35);
  const isRule = (x: number) => x - Math.floor(x) < 0.1;
  return (x, y) => {
    if (look.ruling === "plain") return look.paper;
    const down = (y + look.longM) / 0.011;
    const across = (x + look.wideM) / 0.011;
    return isRule(down) || (look.ruling === "grid" && isRule(across)) ? faint : look.paper;
  };
}

/** Writing fills the page's upper half and more. */
function writtenPage(look: NotebookLook, random: Random): Face {
  const rest = emptyPage(look);
  const { wideM: w, longM: l } = look;
  const ink = random.pick(INKS);
  const salt = random.below(1000);
  const lines = 5 + random.below(2);
  const lineHeight = 0.014;
  return (x, y) => {
    const down = y + l / 2 - LIP - 0.009;
    return down < lines * lineHeight &&
      isHandwriting(w * 0.41 - x, down, w * 0.82, lineHeight, salt)
      ? ink
      : rest(x, y);
  };
}

const open = (look: NotebookLook, page: Face): Part[] => [
  ...bound(look, look.openRad, page),
  gussets(look),
];

const closed = (look: NotebookLook): Part[] => bound(look, 0, emptyPage(look));

function pen(look: NotebookLook, random: Random): Part[] {
  const half = look.wideM * 0.4;
  const on = look.thickM - COVER + 0.0052;
  const yaw = random.pick([1, -1]) * random.between(0.25, 0.5);
  const at: Vec3 = [0, random.between(-0.016, 0.002), on];
  const along = (share: number): Vec3 => [share * half, 0, 0];
  const tip = tube([along(0.72), along(1)], (share) => 0.0046 - 0.0036 * share, 10);
  const clip = box([half * 0.5, 0.003, 0.002], [-half * 0.7, 0, 0.006]);
  return [
    part({ colour: look.penColour, gloss: 0.5 }, tube([along(-1), along(0.72)], 0.0052, 10)),
    part({ colour: [0.35, 0.35, 0.37], gloss: 0.8 }, tip, clip),
  ].map((piece) => laid(piece, { yaw, at }));
}

/** Sheets torn out and scribbled over, loose on the shut notebook. */
function tornSheets(look: NotebookLook, random: Random): Part[] {
  const start = random.between(0, 2 * Math.PI);
  return [0, 1, 2].map((k) => {
    const wide = look.wideM * random.between(0.56, 0.66);
    const long = look.longM * random.between(0.42, 0.5);
    const salt = random.below(1000);
    const curl = random.between(0.006, 0.011);
    const white = shaded(look.paper, [0.94, 1.02, 1.08][k]!);
    const ink = random.pick(INKS);
    const bend = (x: number, y: number): Vec3 => {
      const left = y > 0 ? 1 - 0.35 * cellNoise(Math.round(x * 400), 0, 0, salt) : 1;
      const [u, v] = [(2 * x) / wide, (2 * y) / long];
      const crease = 0.003 * noise([x, y, 0], 0.018, salt);
      return [x, y * left, crease + curl * Math.max(0, u * v) * u * v];
    };
    const paint = ([x, y]: Vec3) =>
      isHandwriting(wide * 0.42 - x, long * 0.4 - y, wide * 0.84, 0.013, salt) ? ink : white;
    const turn = start + (k * 2 * Math.PI) / 3;
    return laid(part({ colour: white, paint }, leaf(wide, long, bend, 10)), {
      yaw: start + k * 2 + random.between(-0.4, 0.4),
      at: [
        look.wideM * 0.16 * Math.cos(turn),
        look.longM * 0.18 * Math.sin(turn),
        look.thickM + 0.0025 + 0.0042 * k,
      ],
    });
  });
}

/** A notebook whose cover stands up when it is open, held by cloth: the page shows from above and behind. */
export const notebook = kind<NotebookLook>({
  name: "notebook",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick(COVERS);
    const wideM = random.between(0.105, 0.122);
    return {
      colour,
      shade: random.between(0.85, 1.2),
      wideM,
      longM: wideM * random.between(1.22, 1.36),
      thickM: random.between(0.017, 0.024),
      openRad: random.between(1.52, 1.66),
      print: random.pick(["none", "label", "stripe", "corners"] as const),
      printColour: COLOURS[random.pick(["white", "beige", "yellow"] as const)],
      bandColour: colour === "black" ? COLOURS.white : random.pick([COLOURS.black, COLOURS.white]),
      lining: COLOURS[random.pick(["beige", "grey", "brown", "blue"] as const)],
      wireColour: COLOURS[random.pick(["black", "grey"] as const)],
      ringCount: 5 + random.below(3),
      paper: random.pick<Rgb>([COLOURS.white, [0.8, 0.75, 0.62]]),
      ruling: random.pick(["lines", "grid", "plain"] as const),
      penColour: COLOURS[random.pick(["red", "blue", "black", "green", "orange"] as const)],
    };
  },
  states: {
    closed,
    writing: (look, random) => [...open(look, writtenPage(look, random)), ...pen(look, random)],
    blank: (look) => open(look, emptyPage(look)),
    torn: (look, random) => [...closed(look), ...tornSheets(look, random)],
  },
  questions: [
    {
      ask: "Is the notebook closed?",
      wordings: [
        "Is the cover of the notebook shut?",
        "Does the notebook lie there with its cover down?",
        "Has somebody closed the notebook?",
        "Is the notebook shut, its cover down?",
      ],
      truth: { closed: "yes", writing: "no", blank: "no", torn: "yes" },
    },
    {
      ask: "Are torn, loose sheets lying on top?",
      wordings: [
        "Do torn sheets lie loose on the notebook?",
        "Is there loose, scribbled paper on top of it?",
        "Have sheets been torn out and left on top of the notebook?",
        "Are there loose, torn sheets on top of the notebook?",
      ],
      truth: { closed: "no", writing: "no", blank: "no", torn: "yes" },
    },
    {
      ask: "Is it open at a page with writing on it?",
      wordings: [
        "Does the open notebook show a written page?",
        "Is there handwriting on the page where the notebook is open?",
        "Has somebody written on the open page?",
        "Is the notebook open at a written page?",
      ],
      truth: { closed: "no", writing: "yes", blank: "no", torn: "no" },
    },
    {
      ask: "Is a pen lying across an open page?",
      wordings: [
        "Does a pen lie on the open page?",
        "Is there a pen across the page of the open notebook?",
        "Has somebody left a pen on the page?",
        "Is a pen left lying on the open page of the notebook?",
      ],
      truth: { closed: "no", writing: "yes", blank: "no", torn: "no" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "paper",
  stateWords: {
    closed: "shut, the elastic around it",
    writing: "open, written page and pen",
    blank: "open on an empty page",
    torn: "torn sheets on top",
  },
});
