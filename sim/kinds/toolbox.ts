import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, drawColour, shaded } from "./colours.ts";
import { laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise } from "./patterns.ts";
import { box, cylinder, merge, place, tube } from "./shapes.ts";

/** One box: its hinge lies at +y, its latches look to -y; metres and radians. */
type ToolboxLook = {
  readonly shell: Colour;
  readonly lid: Rgb;
  readonly metal: Rgb;
  readonly wide: number;
  readonly deep: number;
  readonly high: number;
  readonly lidHigh: number;
  readonly handle: "bail" | "grip";
  readonly decor: "plain" | "stripe" | "badge" | "scuffs";
  readonly second: Rgb;
  readonly openRad: number;
  readonly tools: readonly Rgb[];
  readonly gloss: number;
  readonly salt: number;
};

const WALL = 0.003;
const STEEL: Rgb = [0.42, 0.43, 0.45];

function drawLook(random: Random): ToolboxLook {
  const shell = drawColour(random, [
    "red",
    "red",
    "blue",
    "green",
    "orange",
    "yellow",
    "grey",
    "black",
  ]);
  return {
    shell,
    lid: random.chance(0.6)
      ? shell.rgb
      : drawColour(random, ["black", "grey", "red", "yellow"]).rgb,
    metal: random.chance(0.6) ? STEEL : [0.05, 0.05, 0.055],
    wide: random.between(0.2, 0.235),
    deep: random.between(0.092, 0.108),
    high: random.between(0.062, 0.075),
    lidHigh: random.between(0.022, 0.03),
    handle: random.pick(["bail", "grip"] as const),
    decor: random.pick(["plain", "stripe", "badge", "scuffs"] as const),
    second: drawColour(random, ["white", "black", "yellow"]).rgb,
    openRad: random.between(1.6, 1.75),
    tools: [0, 1, 2].map(
      () => drawColour(random, ["red", "yellow", "blue", "orange", "green"]).rgb,
    ),
    gloss: random.between(0.2, 0.5),
    salt: random.below(1_000_000),
  };
}

function shellColour(
  { shell, second, decor, wide, high, salt }: ToolboxLook,
  [x, y, z]: Vec3,
): Rgb {
  if (decor === "stripe" && within(z, high * 0.4, high * 0.56)) return second;
  if (decor === "badge" && Math.abs(x) < wide * 0.14 && within(z, high * 0.34, high * 0.62))
    return second;
  if (decor !== "scuffs") return shell.rgb;
  return noise([x, y, z * 2], 0.012, salt) > 0.78 ? shaded(shell.rgb, 0.5) : shell.rgb;
}

/** A trough with a tray's dark floor, and plates of the latches on its front. */
function trough(look: ToolboxLook): Part[] {
  const { wide: w, deep: d, high: h, gloss } = look;
  const end = (s: number) => box([WALL, d, h], [(s * (w - WALL)) / 2, 0, h / 2]);
  const side = (s: number) => box([w - 2 * WALL, WALL, h], [0, (s * (d - WALL)) / 2, h / 2]);
  const latch = (x: number) => box([0.02, 0.004, 0.02], [x, -d / 2 - 0.0015, h - 0.012]);
  return [
    part(
      { colour: look.shell.rgb, gloss, paint: (p) => shellColour(look, p) },
      end(1),
      end(-1),
      side(1),
      side(-1),
    ),
    part(
      { colour: [0.06, 0.06, 0.065] },
      box([w - 2 * WALL, d - 2 * WALL, h * 0.45], [0, 0, h * 0.225]),
    ),
    part({ colour: look.metal, gloss: 0.6 }, latch(-w * 0.3), latch(w * 0.3)),
  ];
}

/** In its own frame the lid is hinged at y = 0 and lies towards -y, hollow below, its handle above. */
function lid(look: ToolboxLook, openRad: number): Part[] {
  const { wide: w, deep: d, lidHigh: h } = look;
  const end = (s: number) => box([WALL, d, h], [(s * (w - WALL)) / 2, -d / 2, h / 2]);
  const rim = (y: number) => box([w - 2 * WALL, WALL, h], [0, y, h / 2]);
  const ridge = (x: number) => box([0.012, d * 0.84, 0.003], [x, -d / 2, h + 0.0012]);
  const half = look.handle === "bail" ? w * 0.22 : w * 0.17;
  const rise = h + 0.02;
  const grip =
    look.handle === "bail"
      ? tube(
          [
            [-half, -d / 2, h],
            [-half * 0.92, -d / 2, rise],
            [half * 0.92, -d / 2, rise],
            [half, -d / 2, h],
          ],
          0.0048,
          8,
        )
      : merge(
          box([0.012, 0.02, 0.016], [-half, -d / 2, h + 0.007]),
          box([0.012, 0.02, 0.016], [half, -d / 2, h + 0.007]),
          box([half * 2 + 0.012, 0.022, 0.009], [0, -d / 2, rise - 0.003]),
        );
  return [
    part(
      { colour: look.lid, gloss: look.gloss },
      end(1),
      end(-1),
      rim(-WALL / 2),
      rim(-d + WALL / 2),
      box([w - 2 * WALL, d - 2 * WALL, WALL], [0, -d / 2, h - WALL / 2]),
      ridge(-w * 0.34),
      ridge(w * 0.34),
    ),
    part({ colour: look.handle === "bail" ? look.metal : [0.03, 0.03, 0.03], gloss: 0.4 }, grip),
  ].map((piece) => laid(piece, { roll: -openRad, at: [0, d / 2, look.high + 0.0008] }));
}

/** Handles and steel that lie in the open box, below its rim. */
function tools({ wide, deep, high, tools: colours }: ToolboxLook, random: Random): Part[] {
  const z = high * 0.45 + 0.0085;
  return colours.flatMap((colour, k) => {
    const long = wide * random.between(0.3, 0.36);
    const how = {
      yaw: random.between(-0.12, 0.12) + (random.chance(0.5) ? Math.PI : 0),
      at: [random.between(-0.02, 0.02), (k - 1) * deep * 0.27, z] as Vec3,
    };
    const grip = tube(
      [
        [-long, 0, 0],
        [-long * 0.1, 0, 0],
      ],
      0.008,
      10,
    );
    const blade = merge(
      tube(
        [
          [-long * 0.1, 0, 0],
          [long * 0.9, 0, 0],
        ],
        0.0034,
        8,
      ),
      k === 1
        ? box([0.022, 0.022, 0.008], [long * 0.85, 0, 0])
        : box([0.016, 0.009, 0.003], [long * 0.92, 0, 0]),
    );
    return [
      laid(part({ colour, gloss: 0.4 }, grip), how),
      laid(part({ colour: STEEL, gloss: 0.8 }, blade), how),
    ];
  });
}

/** Two pieces glued together and held in a clamp, near the hinge, lower than the open lid. */
function repair(look: ToolboxLook, random: Random): Part[] {
  const y = look.deep / 2 + look.lidHigh + 0.034;
  const x = random.between(-0.3, 0.3) * look.wide;
  const yaw = random.between(-0.35, 0.35);
  const wood: Rgb = random.pick<Rgb>([[0.55, 0.36, 0.16], COLOURS.white, [0.2, 0.42, 0.6]]);
  const frame = drawColour(random, ["red", "orange", "blue", "black"]).rgb;
  const glue: Rgb = [0.8, 0.74, 0.5];
  const [half, thick] = [0.038, 0.012];
  const high = random.between(0.034, 0.042);
  const slat = (side: number) =>
    part(
      {
        colour: wood,
        paint: ([px, , pz]) =>
          mix(wood, shaded(wood, 0.6), noise([px * 0.15, 0, pz], 0.004, look.salt)),
      },
      box([half * 2, thick, high], [side * 0.006, side * (thick / 2 + 0.001), high / 2]),
    );
  const seam = part(
    { colour: glue, gloss: 0.5 },
    box([half * 2 - 0.004, 0.003, high + 0.003], [0, 0, (high + 0.003) / 2]),
  );
  // A bow over the top, open below, with a screw that presses from +y.
  const [reach, top] = [0.0225, high + 0.026];
  const beam = box([0.013, 2 * reach + 0.016, 0.01], [0, 0, top - 0.005]);
  const arm = (s: number) =>
    box([0.013, 0.009, top - high * 0.4], [0, s * (reach + 0.0035), (top + high * 0.4) / 2]);
  const z = high * 0.62;
  const screw = merge(
    tube(
      [
        [0, thick + 0.002, z],
        [0, reach + 0.021, z],
      ],
      0.0034,
      8,
    ),
    place(cylinder(0.0085, 0.0085, 0, 0.004, 12), {
      roll: -Math.PI / 2,
      at: [0, thick + 0.001, z],
    }),
    box([0.032, 0.005, 0.005], [0, reach + 0.02, z]),
    box([0.014, 0.01, 0.014], [0, -thick - 0.006, z]),
  );
  return [
    slat(1),
    slat(-1),
    seam,
    part({ colour: frame, gloss: 0.4 }, beam, arm(1), arm(-1)),
    part({ colour: STEEL, gloss: 0.8 }, screw),
  ].map((piece) => laid(piece, { yaw, at: [x, y, 0] }));
}

/** The whole is moved so that box and clamp together stand in the middle. */
const centred = (parts: readonly Part[]): Part[] =>
  parts.map((piece) => laid(piece, { at: [0, -0.03, 0] }));

/** The lid shows from all sides; the clamp stands behind the box, where it covers it from the front. */
export const toolbox = kind<ToolboxLook>({
  name: "toolbox",
  drawLook,
  states: {
    shut: (look) => centred([...trough(look), ...lid(look, 0)]),
    repair: (look, random) =>
      centred([
        ...trough(look),
        ...lid(look, look.openRad),
        ...tools(look, random),
        ...repair(look, random),
      ]),
  },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.shell.name,
  materialName: () => "metal",
  stateWords: {
    shut: "the lid shut",
    repair: "lid up, a part clamped behind",
  },
});
