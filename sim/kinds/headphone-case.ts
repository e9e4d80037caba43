import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { fromAxis, smoothStep } from "./patterns.ts";
import { box, cylinder, ellipsoid, type Oval, ovalPoint, place, surface, tube } from "./shapes.ts";

/** A charging case that lies flat and opens to -y, its hinge at +y; metres and radians. */
type HeadphoneCaseLook = {
  readonly shell: Colour;
  readonly second: Rgb;
  readonly liner: Rgb;
  readonly oval: Oval;
  readonly baseHeight: number;
  readonly lidHeight: number;
  /** How far the lid is laid back when it is up. */
  readonly lidTurn: number;
  readonly decor: "plain" | "ring" | "pair" | "band";
  readonly bud: "stem" | "bean";
  readonly white: Rgb;
  readonly gloss: number;
};

const WALL = 0.0028;
const DECK = 0.006;
/** The front wall is cut down to here, so that one looks in from there and from no other side. */
const DIP = 0.0105;
/** Back by so much that lid and base together are in the middle. */
const SHIFT = -0.009;
const AROUND = 32;

function drawLook(random: Random): HeadphoneCaseLook {
  const shell = drawColour(random, [
    "white",
    "white",
    "black",
    "grey",
    "blue",
    "green",
    "red",
    "pink",
    "beige",
    "yellow",
    "orange",
  ]);
  const halfX = random.between(0.034, 0.039);
  const light = shell.name === "white" || shell.name === "beige" || shell.name === "yellow";
  return {
    shell,
    second: drawColour(random, light ? ["black", "grey", "red", "blue"] : ["white", "beige"]).rgb,
    liner: shaded(drawColour(random, ["black", "black", "blue", "red", "brown"]).rgb, 0.6),
    oval: { halfX, halfY: halfX * random.between(0.76, 0.9), square: random.between(0.1, 1) },
    baseHeight: random.between(0.0285, 0.032),
    lidHeight: random.between(0.011, 0.016),
    lidTurn: random.between(1.65, 1.95),
    decor: random.pick(["plain", "plain", "ring", "pair", "band"] as const),
    bud: random.pick(["stem", "stem", "bean"] as const),
    white: shaded([0.8, 0.8, 0.79], random.between(0.95, 1.08)),
    gloss: random.between(0.2, 0.7),
  };
}

/** Height of the seam between base and lid: lower across the front. */
function seam({ oval, baseHeight }: HeadphoneCaseLook, angle: number): number {
  const [x, y] = ovalPoint(oval, angle);
  if (y > 0) return baseHeight;
  const share = smoothStep(0.9, 0.72, Math.abs(x) / oval.halfX);
  return baseHeight + (DIP - baseHeight) * share;
}

/** A row of a shell: how far within the outline, and at what height at an angle. */
type Row = readonly [within: number, z: (angle: number) => number];

const shell = (look: HeadphoneCaseLook, rows: readonly Row[]) =>
  surface(
    AROUND,
    rows.length - 1,
    (u, v) => {
      const angle = 2 * Math.PI * u;
      const [within, z] = rows[Math.round(v * (rows.length - 1))]!;
      const [x, y] = ovalPoint(look.oval, angle, within);
      return [x, y, z(angle)];
    },
    true,
  );

const level = (z: number) => () => z;
const MIDDLE = 1;

/** The lower half: a tray with a wall between the two hollows, each with its two contacts. */
function base(look: HeadphoneCaseLook): Part[] {
  const rim = (angle: number) => seam(look, angle);
  const { halfX, halfY } = look.oval;
  const outside = shell(look, [
    [MIDDLE, level(0)],
    [0.007, level(0)],
    [0.002, level(0.003)],
    [0, level(0.008)],
    [0, rim],
    [0, rim],
    [WALL, rim],
  ]);
  const inside = shell(look, [
    [WALL, rim],
    [WALL + 0.0006, level(DECK)],
    [WALL + 0.0006, level(DECK)],
    [MIDDLE, level(DECK)],
  ]);
  const top = look.baseHeight - 0.0006;
  const back = halfY - WALL * 0.5;
  const front = -halfY * 0.72;
  const divider = box([0.006, back - front, top - DECK], [0, (back + front) / 2, (top + DECK) / 2]);
  const contacts = [-1, 1].flatMap((side) =>
    [-0.003, 0.003].map((x) =>
      place(cylinder(0.0013, 0.0013, 0, 0.0006, 8), { at: [side * halfX * 0.48 + x, 0.002, DECK] }),
    ),
  );
  return [
    part({ colour: look.shell.rgb, gloss: look.gloss }, outside),
    part({ colour: look.liner, gloss: 0.15 }, inside, divider),
    part({ colour: [0.45, 0.3, 0.08], gloss: 0.7 }, ...contacts),
  ];
}

/** Prints on the lid; a pair of pale ovals is a look-alike of two buds. */
function lidColour(look: HeadphoneCaseLook, [x, y]: Vec3, normal: Vec3): Rgb {
  if (normal[2] < 0.4) return look.shell.rgb;
  const r = fromAxis([x, y, 0]);
  const aside = (Math.abs(x) - 0.0085) / 0.0045;
  const marked = {
    plain: false,
    ring: r < 0.0105 && r > 0.0075,
    pair: aside * aside + (y * y) / 0.00006 < 1,
    band: Math.abs(y + 0.004) < 0.004,
  }[look.decor];
  return marked ? look.second : look.shell.rgb;
}

/** The upper half, shut: the same outline, its lower edge along the seam. */
function lid(look: HeadphoneCaseLook): Part[] {
  const edge = (angle: number) => seam(look, angle) + 0.0005;
  const top = look.baseHeight + look.lidHeight;
  const inside = shell(look, [
    [MIDDLE, level(top - WALL)],
    [WALL + 0.003, level(top - WALL)],
    [WALL, level(look.baseHeight + 0.003)],
    [WALL, edge],
  ]);
  const outside = shell(look, [
    [WALL, edge],
    [0.0006, edge],
    [0.0006, edge],
    [0, (angle) => edge(angle) + 0.0008],
    [0, level(look.baseHeight + look.lidHeight * 0.3)],
    [0.002, level(top - 0.004)],
    [0.0075, level(top - 0.0008)],
    [0.016, level(top)],
    [MIDDLE, level(top)],
  ]);
  return [
    part({ colour: look.liner, gloss: 0.15 }, inside),
    part(
      {
        colour: look.shell.rgb,
        paint: (point, normal) => lidColour(look, point, normal),
        gloss: look.gloss,
      },
      outside,
    ),
  ];
}

/** The lid, turned up about its hinge: it covers the inside from behind. */
function openLid(look: HeadphoneCaseLook): Part[] {
  const [y, z] = [look.oval.halfY, look.baseHeight];
  return lid(look).map((piece) =>
    laid(laid(piece, { at: [0, -y, -z] }), { roll: -look.lidTurn, at: [0, y, z] }),
  );
}

/** One bud in its hollow, lower than the walls: with a stem to the front, or a bean. */
function bud(look: HeadphoneCaseLook, side: 1 | -1, random: Random): Part[] {
  const yaw = side * random.between(0.05, 0.22);
  const at: Vec3 = [side * (look.oval.halfX * 0.49 + 0.001), look.oval.halfY * 0.22, DECK + 0.0068];
  const long = look.bud === "bean" ? 0.0125 : 0.0095;
  const head = ellipsoid([0.0092, long, 0.0066], 12, 8);
  const pieces = [head];
  if (look.bud === "stem") {
    const end = look.oval.halfY * 0.98;
    pieces.push(
      tube(
        [
          [0, -0.002, -0.002],
          [0, -end * 0.5, -0.003],
          [0, -end * 0.86, -0.0036],
        ],
        (share) => 0.0042 - 0.0006 * share,
        9,
      ),
    );
  }
  const tip = place(ellipsoid([0.0035, 0.0055, 0.0045], 10, 6), { at: [-side * 0.0072, 0.004, 0] });
  return [
    part({ colour: look.white, gloss: 0.6 }, ...pieces),
    part({ colour: shaded(look.white, 0.6), gloss: 0.2 }, tip),
  ].map((piece) => laid(piece, { yaw, at }));
}

const standing = (pieces: readonly Part[]): Part[] =>
  pieces.map((piece) => laid(piece, { at: [0, SHIFT, 0] }));

/** Its walls hide what lies in it: it shows from above and over the low front. */
export const headphoneCase = kind<HeadphoneCaseLook>({
  name: "headphone-case",
  drawLook,
  states: {
    closed: (look) => standing([...base(look), ...lid(look)]),
    empty: (look) => standing([...base(look), ...openLid(look)]),
    both: (look, random) =>
      standing([
        ...base(look),
        ...openLid(look),
        ...bud(look, -1, random),
        ...bud(look, 1, random),
      ]),
  },
  turnsUnseen: false,
  questions: [
    {
      ask: "Is the lid up?",
      wordings: [
        "Does the case stand open?",
        "Has the lid of the case been opened?",
        "Is the case open, its lid standing up?",
        "Does the lid of the case stand open?",
      ],
      truth: { closed: "no", empty: "yes", both: "yes" },
    },
    {
      ask: "Are there white buds in the case?",
      wordings: [
        "Do two white earbuds lie in the hollows?",
        "Can the buds be seen in their case?",
        "Does the open case hold its white earbuds?",
        "Are two white earbuds lying in the case?",
      ],
      truth: { closed: "no", empty: "no", both: "yes" },
    },
  ],
  colourName: (look) => look.shell.name,
  materialName: () => "plastic",
  stateWords: {
    closed: "the lid shut",
    empty: "lid up, two empty hollows",
    both: "two white buds inside",
  },
});
