import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { isText, laid, part, within } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { box } from "./shapes.ts";

type BookLook = {
  readonly colour: ColourName;
  readonly shade: number;
  /** Along the spine (x). */
  readonly longM: number;
  /** From the spine (+y) to the page side (-y). */
  readonly wideM: number;
  readonly thickM: number;
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly picture: "none" | "square" | "band";
  readonly pictureColour: Rgb;
  readonly blockColour: Rgb;
  /** Half of the tent's opening, radians from level. */
  readonly tentRad: number;
};

const COVER = 0.0028;
/** How far the covers stand over the pages. */
const LIP = 0.009;

/** The front cover's print, x along the spine, y from the spine (0) to the page side (-wide). */
function coverMaterial(look: BookLook): Material {
  const ground = shaded(COLOURS[look.colour], look.shade);
  const { longM, wideM, ink, picture, pictureColour } = look;
  return {
    colour: ground,
    gloss: 0.3,
    paint: ([x, y], normal) => {
      if (Math.abs(normal[2]) < 0.5) return ground;
      // Read with the spine to the left: lines run from the spine outwards.
      const across = -y - wideM * 0.2;
      const down = longM * 0.38 - x;
      if (isText(across, down, wideM * 0.65, 0.016) && down < 0.032) return ink;
      if (picture === "square" && Math.abs(x + longM * 0.12) < longM * 0.16) {
        return within(-y, wideM * 0.25, wideM * 0.75) ? pictureColour : ground;
      }
      return picture === "band" && within(x, -longM * 0.4, -longM * 0.28) ? pictureColour : ground;
    },
  };
}

function spineMaterial(look: BookLook): Material {
  const ground = shaded(COLOURS[look.colour], look.shade * 0.9);
  const { longM, ink, blockColour } = look;
  return {
    colour: ground,
    gloss: 0.3,
    paint: ([x]) => {
      if (within(x, longM * 0.3, longM * 0.42)) return blockColour;
      return within(x, -longM * 0.08, longM * 0.22) && (((x + 1) * 140) | 0) % 3 !== 0
        ? ink
        : ground;
    },
  };
}

function pages(look: BookLook, thick: number, wide: number, z: number, y: number): Part {
  const dark = shaded(look.paper, 0.72);
  return part(
    {
      colour: look.paper,
      paint: ([, , pz], normal) =>
        Math.abs(normal[2]) < 0.5 && (((pz + 1) * 1100) | 0) % 2 === 0 ? dark : look.paper,
    },
    box([look.longM - 2 * LIP, wide, thick], [0, y, z]),
  );
}

/** Lying shut, spine at +y, no further out than the covers: from above nothing on it shows. */
function shut(look: BookLook): Part[] {
  const { longM, wideM, thickM } = look;
  const cover = coverMaterial(look);
  return [
    laid(part(cover, box([longM, wideM, COVER], [0, -wideM / 2, 0])), {
      at: [0, wideM / 2, thickM - COVER / 2],
    }),
    laid(part(cover, box([longM, wideM, COVER], [0, -wideM / 2, 0])), {
      at: [0, wideM / 2, COVER / 2],
    }),
    part(
      spineMaterial(look),
      box([longM, COVER, thickM - 0.0004], [0, wideM / 2 - COVER / 2 + 0.0002, thickM / 2]),
    ),
    pages(look, thickM - 2 * COVER, wideM - LIP - COVER, thickM / 2, LIP / 2 - COVER / 2),
  ];
}

/** Open in the middle, face down: two halves that lean from the spine down to both sides. */
function tent(look: BookLook, random: Random): Part[] {
  const { longM, wideM, thickM, tentRad } = look;
  const cover = coverMaterial(look);
  const half = thickM / 2 - COVER;
  const [sin, cos] = [Math.sin(tentRad), Math.cos(tentRad)];
  const rise = Math.max(sin * wideM + cos * COVER, sin * (wideM - LIP) + cos * (half + COVER));
  const skew = random.between(-0.05, 0.05);
  const leaf = (flip: boolean) =>
    [
      part(cover, box([longM, wideM, COVER], [0, -wideM / 2, -COVER / 2])),
      pages(look, half, wideM - LIP, -COVER - half / 2, -(wideM - LIP) / 2),
    ].map((piece) =>
      laid(laid(piece, { roll: tentRad, at: [0, -thickM * 0.3, rise] }), {
        yaw: skew + (flip ? Math.PI : 0),
      }),
    );
  const spine = part(
    spineMaterial(look),
    box([longM, thickM * 0.66, COVER], [0, 0, rise - COVER * 0.3]),
  );
  return [...leaf(false), ...leaf(true), laid(spine, { yaw: skew })];
}

/** A ribbon that comes out at the page side and lies flat along the pages, deep within the covers' lip. */
function ribbon(look: BookLook, random: Random): Part {
  const { longM, wideM, thickM } = look;
  const inner = thickM - 2 * COVER;
  const colour =
    COLOURS[
      random.pick<ColourName>(look.colour === "red" ? ["blue", "green"] : ["red", "blue", "green"])
    ];
  const broad = 0.018;
  const run = random.between(0.066, 0.078);
  const fall = (inner - broad) * random.between(0.5, 0.75);
  const lean = Math.atan2(fall, run);
  const long = Math.sqrt(run * run + fall * fall);
  const strip = part({ colour, gloss: 0.3 }, box([long, 0.0012, broad], [0, 0, 0]));
  const z = thickM / 2;
  const along = random.between(-0.09, 0.09) * longM;
  return laid(strip, { pitch: lean, at: [along, -wideM / 2 + LIP - 0.0006, z] });
}

/** A lending library's label near the lower end of the spine. */
function label(look: BookLook, random: Random): Part {
  const { longM, wideM, thickM } = look;
  const wide = random.between(0.034, 0.042);
  const x0 = -longM / 2 + wide / 2 + random.between(0.008, 0.014);
  const high = thickM - 0.006;
  const white: Rgb = [0.85, 0.85, 0.83];
  const salt = 60 + random.below(40);
  return part(
    {
      colour: white,
      gloss: 0.15,
      paint: ([x, , z]) => {
        const u = x - x0 + wide / 2;
        if (within(u, wide * 0.15, wide * 0.85) && z > thickM * 0.45 && z < thickM * 0.8) {
          return ((u * 1000 * salt) / 60 / 2.2) % 2 < 1 ? [0.03, 0.03, 0.03] : white;
        }
        return within(u, wide * 0.2, wide * 0.7) && z > thickM * 0.18 && z < thickM * 0.32
          ? [0.03, 0.03, 0.03]
          : white;
      },
    },
    box([wide, 0.0006, high], [x0, wideM / 2 + 0.0003, thickM / 2]),
  );
}

export const book = kind<BookLook>({
  name: "book",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>([
      "red",
      "blue",
      "green",
      "brown",
      "black",
      "orange",
      "white",
      "yellow",
      "grey",
    ]);
    const light = colour === "white" || colour === "yellow" || colour === "orange";
    const longM = random.between(0.155, 0.195);
    return {
      colour,
      shade: random.between(0.8, 1.2),
      longM,
      wideM: longM * random.between(0.64, 0.72),
      thickM: random.between(0.035, 0.045),
      paper: random.pick<Rgb>([
        [0.8, 0.76, 0.64],
        [0.82, 0.81, 0.77],
      ]),
      ink: light ? COLOURS.black : random.pick<Rgb>([COLOURS.white, COLOURS.yellow]),
      picture: random.pick(["none", "square", "band"] as const),
      pictureColour:
        COLOURS[random.pick<ColourName>(["beige", "pink", "grey", "orange", "white", "black"])],
      blockColour: random.pick<Rgb>([COLOURS.white, COLOURS.beige, COLOURS.black, COLOURS.yellow]),
      tentRad: random.between(0.45, 0.65),
    };
  },
  states: {
    closed: (look) => shut(look),
    bookmark: (look, random) => [...shut(look), ribbon(look, random)],
    facedown: (look, random) => tent(look, random),
    library: (look, random) => [...shut(look), label(look, random)],
  },
  questions: [
    {
      ask: "Is the book lying open, face down like a tent?",
      wordings: [
        "Does the book stand like a tent, open and face down?",
        "Has the book been laid down open on its pages?",
        "Is the open book turned face down?",
        "Is the book open, its pages face down like a tent?",
      ],
      truth: { closed: "no", bookmark: "no", facedown: "yes", library: "no" },
    },
    {
      ask: "Is a ribbon or bookmark hanging out of the pages?",
      wordings: [
        "Does a ribbon stick out of the page side?",
        "Is there a bookmark between the pages?",
        "Does a bookmark or ribbon mark the reader's place?",
        "Is there a ribbon hanging out between the pages?",
      ],
      truth: { closed: "no", bookmark: "yes", facedown: "no", library: "no" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "paper",
  stateWords: {
    closed: "no ribbon in the pages",
    bookmark: "a ribbon between the pages",
    facedown: "open like a tent",
    library: "a label on the spine",
  },
});
