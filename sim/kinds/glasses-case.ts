import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, drawColour, shaded } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise } from "./patterns.ts";
import { box, merge, mesh, surface, tube, twoSided } from "./shapes.ts";

/** One case, half open: its hinge lies at +y, its mouth looks to -y; and its spectacles. Metres, radians. */
type CaseLook = {
  readonly shell: Colour;
  readonly lining: Rgb;
  readonly decor: "plain" | "stripe" | "checks" | "leather";
  readonly second: Rgb;
  readonly halfWide: number;
  readonly deep: number;
  readonly low: number;
  readonly lidHigh: number;
  readonly openRad: number;
  readonly frame: Rgb;
  readonly lens: "round" | "square";
  readonly tint: Rgb;
  readonly gloss: number;
  readonly salt: number;
};

const WALL = 0.0025;
/** Half the width of folded spectacles, and of one lens. */
const SPECTACLES = { half: 0.06, lensWide: 0.0245, bar: 0.0024 } as const;

function drawLook(random: Random): CaseLook {
  const shell = drawColour(random, [
    "black",
    "brown",
    "blue",
    "red",
    "green",
    "grey",
    "beige",
    "pink",
  ]);
  const isDarkFrame = random.chance(0.7);
  return {
    shell,
    lining: isDarkFrame
      ? drawColour(random, ["beige", "grey", "white", "pink"]).rgb
      : [0.03, 0.035, 0.06],
    decor: random.pick(["plain", "stripe", "checks", "leather"] as const),
    second: drawColour(random, ["white", "orange", "yellow", "grey"]).rgb,
    halfWide: random.between(0.076, 0.082),
    deep: random.between(0.064, 0.07),
    low: random.between(0.018, 0.022),
    lidHigh: random.between(0.016, 0.02),
    openRad: random.between(1.2, 1.3),
    frame: isDarkFrame
      ? random.pick<Rgb>([
          COLOURS.black,
          [0.16, 0.02, 0.02],
          [0.03, 0.06, 0.2],
          [0.1, 0.045, 0.015],
        ])
      : random.pick<Rgb>([COLOURS.red, COLOURS.white, COLOURS.yellow]),
    lens: random.pick(["round", "square"] as const),
    tint: random.pick<Rgb>([
      [0.75, 0.8, 0.82],
      [0.3, 0.32, 0.34],
    ]),
    gloss: random.between(0.1, 0.45),
    salt: random.below(1_000_000),
  };
}

/** Leather, stripe or checks outside; the same on both halves. */
function shellColour({ shell, second, decor, halfWide, salt }: CaseLook, [x, y, z]: Vec3): Rgb {
  const { rgb } = shell;
  if (decor === "stripe") return Math.abs(x - halfWide * 0.5) < 0.006 ? second : rgb;
  if (decor === "leather") return mix(rgb, shaded(rgb, 0.55), noise([x, y, z], 0.005, salt));
  if (decor === "plain") return rgb;
  const odd = (Math.floor(x / 0.014) + Math.floor((y + z) / 0.014)) % 2 === 0;
  return odd ? shaded(rgb, 0.62) : rgb;
}

/**
 * Half a case: an oval shell, its rim at z = 0 and its belly below, from the hinge (y = 0) to the mouth
 * (-deep); lined inside.
 */
function half(look: CaseLook, belly: number): Part[] {
  const { halfWide, deep } = look;
  const bowl = (within: number, up: boolean) =>
    surface(
      24,
      5,
      (u, v) => {
        const angle = 2 * Math.PI * u;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        // A fourth power makes the oval boxy: corners wide enough for what lies in it.
        const boxy = 1 / Math.sqrt(Math.sqrt(cos * cos * cos * cos + sin * sin * sin * sin));
        const t = up ? v : 1 - v;
        const out = boxy * [1, 0.99, 0.95, 0.86, 0.6, 0][Math.round(t * 5)]!;
        const z = -(belly - within) * [0, 0.45, 0.8, 0.97, 1, 1][Math.round(t * 5)]!;
        return [out * cos * (halfWide - within), out * sin * (deep / 2 - within) - deep / 2, z];
      },
      true,
    );
  return [
    part(
      { colour: look.shell.rgb, gloss: look.gloss, paint: (p) => shellColour(look, p) },
      bowl(0, false),
    ),
    part({ colour: look.lining }, bowl(WALL, true)),
  ];
}

/** A lined strip behind the rims, so that nothing shows between the halves. */
function hinge({ halfWide, shell, lining }: CaseLook): Part[] {
  const strip = (y: number) => box([2 * halfWide - 0.012, 0.002, 0.026], [0, y, 0.001]);
  return [
    part({ colour: shaded(shell.rgb, 0.7), gloss: 0.2 }, strip(0.0005)),
    part({ colour: lining }, strip(-0.0015)),
  ];
}

/** Cloth that joins both halves at each end, so that the open case lets one in over its mouth alone. */
function gussets(look: CaseLook): Part {
  const { halfWide, deep, openRad } = look;
  const steps = 7;
  const cloth = (s: 1 | -1) => {
    const x = s * (halfWide - 0.002);
    const bulge = (angle: number) => deep * (0.92 + 0.12 * Math.sin((Math.PI * angle) / openRad));
    const points: Vec3[] = [[x, -0.001, -0.001]];
    for (let k = 0; k <= steps; k++) {
      // A little into the lid, whose rim curves away from the cloth.
      const angle = ((openRad + 0.22) * k) / steps;
      const r = bulge(angle);
      points.push([
        x - s * 0.003 * Math.sin((k * Math.PI) / 2),
        -r * Math.cos(angle),
        r * Math.sin(angle),
      ]);
    }
    const triangles: number[] = [];
    for (let k = 1; k <= steps; k++) triangles.push(0, ...(s > 0 ? [k + 1, k] : [k, k + 1]));
    return twoSided(mesh(points, triangles), 0.0012);
  };
  return part({ colour: shaded(look.shell.rgb, 0.7) }, cloth(1), cloth(-1));
}

/** Parts in the hinge's frame stand on the table, hinge to the back. */
const onTable = (look: CaseLook, parts: readonly Part[]): Part[] =>
  parts.map((piece) => laid(piece, { at: [0, hingeY(look), look.low] }));

const hingeY = ({ deep }: CaseLook) => deep / 2 - 0.012;

function openCase(look: CaseLook): Part[] {
  const lid = half(look, look.lidHigh)
    .map((piece) => laid(piece, { roll: Math.PI, at: [0, -look.deep, 0] }))
    .map((piece) => laid(piece, { roll: -look.openRad }));
  return onTable(look, [...half(look, look.low), ...lid, ...hinge(look), gussets(look)]);
}

/** Folded, lenses up to -y: rims and a bridge in the plane y = 0, both arms laid flat behind them. */
function spectacles(look: CaseLook): Part[] {
  const { half: wide, lensWide: r, bar } = SPECTACLES;
  const tall = look.lens === "round" ? r * 0.86 : r * 0.7;
  const middle = wide - r - 0.006;
  const ring = (x: number, more: number, steps: number): Vec3[] =>
    Array.from({ length: steps + 1 }, (_, k): Vec3 => {
      const turn = (2 * Math.PI * k) / steps;
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const boxy =
        look.lens === "round"
          ? 1
          : 1 / Math.sqrt(Math.sqrt(cos * cos * cos * cos + sin * sin * sin * sin));
      return [x + (r + more) * boxy * cos, 0, tall + bar + (tall + more) * boxy * sin];
    });
  const rims = [-1, 1].map((s) => tube(ring(s * middle, 0, 16), bar, 6));
  const glass = [-1, 1].map((s) => {
    const points: Vec3[] = [[s * middle, 0, tall + bar], ...ring(s * middle, -0.001, 16)];
    const triangles = Array.from({ length: 16 }, (_, k) => [0, k + 1, k + 2]).flat();
    return twoSided(mesh(points, triangles), 0.0008);
  });
  const brow = tall + bar + tall * 0.55;
  const bridge = tube(
    [
      [-(middle - r), 0, brow],
      [0, 0, brow + 0.003],
      [middle - r, 0, brow],
    ],
    bar,
    6,
  );
  const arms = [-1, 1].map((s) => {
    const y = 0.007 + (s > 0 ? 0.006 : 0);
    return tube(
      [
        [s * wide, 0, brow],
        [s * wide, y, brow],
        [s * (wide - 0.012), y + 0.001, brow],
        [-s * (wide - 0.03), y + 0.001, brow - 0.003],
        [-s * (wide - 0.008), y + 0.001, brow - 0.018],
      ],
      bar,
      6,
    );
  });
  return [
    part({ colour: look.frame, gloss: 0.6 }, merge(...rims), bridge, ...arms),
    part({ colour: look.tint, clear: 0.6, gloss: 0.4 }, ...glass),
  ];
}

/** They lean back against the lid's lining, deep enough for the cloth to hide them from the ends. */
function inside(look: CaseLook, random: Random): Part[] {
  const yaw = random.between(-0.03, 0.03);
  const lying = spectacles(look).map((piece) =>
    laid(piece, { roll: -0.92, yaw, at: [0, hingeY(look) - look.deep + 0.019, WALL + 0.002] }),
  );
  return [...openCase(look), ...lying];
}

/** They stand folded close behind the case, which is higher than they are. */
function beside(look: CaseLook, random: Random): Part[] {
  const yaw = Math.PI + random.between(-0.06, 0.06);
  const y = hingeY(look) + look.lidHigh + 0.034;
  const lying = spectacles(look).map((piece) =>
    laid(piece, { roll: -0.5, yaw, at: [random.between(-0.006, 0.006), y, 0.0005] }),
  );
  return [...openCase(look), ...lying];
}

/** The case opens by less than a right angle, its ends closed by cloth. */
export const glassesCase = kind<CaseLook>({
  name: "glasses-case",
  drawLook,
  states: { inside, beside, empty: (look) => openCase(look) },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.shell.name,
  materialName: (look) => (look.decor === "leather" ? "cloth" : "plastic"),
  stateWords: {
    inside: "spectacles in the open case",
    beside: "spectacles behind the case",
    empty: "nothing in the case",
  },
});
