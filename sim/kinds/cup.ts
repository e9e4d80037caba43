import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { type Colour, drawColour } from "./colours.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise, smoothStep, turnBetween } from "./patterns.ts";
import { deform, disc, lathe, type ProfilePoint, tube } from "./shapes.ts";

type Decor = "plain" | "stripes" | "print" | "dip" | "speckles";

/** One cup: its clay, glaze and proportions, metres. */
export type CupLook = {
  readonly glaze: Colour;
  readonly second: Rgb;
  readonly inside: Rgb;
  readonly decor: Decor;
  readonly decorTurn: number;
  readonly rimRadius: number;
  readonly footRadius: number;
  readonly height: number;
  readonly wall: number;
  readonly gloss: number;
  readonly salt: number;
};

const FLOOR = 0.006;
const PORCELAIN: Rgb = [0.78, 0.77, 0.73];
const DRINKS: readonly Rgb[] = [
  [0.022, 0.01, 0.005],
  [0.05, 0.022, 0.01],
  [0.12, 0.05, 0.018],
  [0.2, 0.09, 0.035],
];
const CRUST: Rgb = [0.13, 0.055, 0.018];

function drawLook(random: Random): CupLook {
  const glaze = drawColour(random, [
    "white",
    "white",
    "white",
    "grey",
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "blue",
    "pink",
    "beige",
    "black",
  ]);
  const rimRadius = random.between(0.035, 0.042);
  return {
    glaze,
    second: drawColour(random, ["white", "brown", "blue", "red", "green", "black"]).rgb,
    inside: random.chance(0.8) ? PORCELAIN : mix(glaze.rgb, PORCELAIN, 0.65),
    decor: random.pick(["plain", "plain", "stripes", "print", "dip", "speckles"] as const),
    decorTurn: random.between(0, 2 * Math.PI),
    rimRadius,
    footRadius: rimRadius * random.between(0.7, 1),
    height: random.between(0.088, 0.105),
    wall: random.between(0.003, 0.0042),
    gloss: random.between(0.2, 0.55),
    salt: random.below(1_000_000),
  };
}

/** Radius of the outer wall at a share of the height: mugs bulge a little at the foot. */
const outerRadius = (look: CupLook, share: number): number =>
  look.footRadius + (look.rimRadius - look.footRadius) * smoothStep(-0.1, 0.75, share);

const innerRadius = (look: CupLook, z: number): number =>
  outerRadius(look, z / look.height) - look.wall;

const HEIGHTS = [0.05, 0.2, 0.36, 0.52, 0.68, 0.84, 0.985];

function wallProfile(look: CupLook): ProfilePoint[] {
  const { height, footRadius, wall } = look;
  const outside = HEIGHTS.map((s): ProfilePoint => [outerRadius(look, s), s * height]);
  const rim: ProfilePoint = [look.rimRadius - wall / 2, height];
  return [[0, 0], [footRadius * 0.9, 0], [footRadius * 0.96, 0.001], ...outside, rim];
}

function insideProfile(look: CupLook): ProfilePoint[] {
  const { height, wall } = look;
  const walls = [...HEIGHTS]
    .reverse()
    .filter((s) => s * height > FLOOR + 0.006)
    .map((s): ProfilePoint => [innerRadius(look, s * height), s * height]);
  const floor = innerRadius(look, FLOOR);
  return [
    [look.rimRadius - wall / 2, height],
    ...walls,
    [floor * 0.97, FLOOR + 0.004],
    [floor * 0.86, FLOOR],
    [floor * 0.4, FLOOR],
    [0, FLOOR],
  ];
}

function handleShape(look: CupLook) {
  const low = look.height * 0.24;
  const high = look.height * 0.8;
  const reach = look.rimRadius + 0.026;
  const path: Vec3[] = [];
  for (let k = 0; k <= 8; k++) {
    const turn = Math.PI * (k / 8 - 0.5);
    const z = (low + high) / 2 + ((high - low) / 2) * Math.sin(turn);
    const root = outerRadius(look, z / look.height) - 0.001;
    path.push([root + (reach - root) * Math.cos(turn), 0, z]);
  }
  return tube(path, 0.0048, 8);
}

/** The glaze and its decoration; brown drips and dark prints are look-alikes of a dried trail. */
function outsideColour(look: CupLook, point: Vec3): Rgb {
  const share = point[2] / look.height;
  const turn = turnBetween(look.decorTurn, around(point));
  switch (look.decor) {
    case "plain":
      return look.glaze.rgb;
    case "stripes":
      return (share > 0.22 && share < 0.32) || (share > 0.68 && share < 0.78)
        ? look.second
        : look.glaze.rgb;
    case "print": {
      const x = (turn * look.rimRadius) / 0.016;
      const y = (share - 0.5) / 0.2;
      const r = x * x + y * y;
      return r < 1 && (r > 0.55 || r < 0.2) ? look.second : look.glaze.rgb;
    }
    case "dip": {
      const edge = 0.74 + 0.16 * noise([point[0], point[1], 0], 0.014, look.salt);
      return share > edge ? look.second : look.glaze.rgb;
    }
    case "speckles":
      return noise(point, 0.0028, look.salt) > 0.82 ? look.second : look.glaze.rgb;
  }
}

type Stain = (point: Vec3, clean: Rgb) => Rgb;
const noStain: Stain = (_point, clean) => clean;

function body(look: CupLook, outer: Stain = noStain, inner: Stain = noStain): Part[] {
  const outside = lathe(wallProfile(look), 28);
  return [
    {
      geometry: outside,
      material: {
        colour: look.glaze.rgb,
        paint: (point) => outer(point, outsideColour(look, point)),
        gloss: look.gloss,
      },
    },
    {
      geometry: lathe(insideProfile(look), 28),
      material: { colour: look.inside, paint: (point) => inner(point, look.inside), gloss: 0.3 },
    },
    { geometry: handleShape(look), material: { colour: look.glaze.rgb, gloss: look.gloss } },
  ];
}

/** The drink's surface: a pale rim of foam where it meets the wall, and the window's shine in it. */
function full(look: CupLook, random: Random): Part[] {
  const drink = random.pick(DRINKS);
  const z = look.height * random.between(0.57, 0.62);
  const radius = innerRadius(look, z) + 0.0003;
  const foam = mix(drink, [0.62, 0.45, 0.26], 0.85);
  const shine = mix(drink, [0.8, 0.8, 0.78], 0.75);
  const shineTurn = random.between(0, 2 * Math.PI);
  const paint = (point: Vec3): Rgb => {
    const out = fromAxis(point) / radius;
    const aside = Math.abs(turnBetween(shineTurn, around(point)));
    const bow = smoothStep(0.75, 0.55, aside) * smoothStep(0.13, 0.08, Math.abs(out - 0.58));
    return mix(mix(drink, shine, bow), foam, smoothStep(0.86, 0.92, out));
  };
  const surface: Part = {
    geometry: disc(radius, z, 32, 0),
    // No more gloss: with the lamp mirrored all over it, the drink would look pale.
    material: { colour: drink, paint, gloss: 0.25 },
  };
  return [...body(look), surface];
}

/** What is left of a drink lies in a shiny ring along the foot of the wall; the floor's middle is bare. */
function rest(look: CupLook, random: Random): Part[] {
  const drink = random.pick(DRINKS);
  const wetness = mix(drink, look.inside, 0.08);
  const floor = innerRadius(look, FLOOR);
  const inner = floor * random.between(0.58, 0.66);
  const lean = random.between(0, 2 * Math.PI);
  const middle: Vec3 = [floor * 0.1 * Math.cos(lean), floor * 0.1 * Math.sin(lean), 0];
  const ring = lathe(
    [
      [floor * 0.965, FLOOR + 0.0042],
      [floor * 0.89, FLOOR + 0.0022],
      [floor * 0.8, FLOOR + 0.0014],
      [inner, FLOOR + 0.0002],
    ],
    28,
  );
  deform(ring, (point) =>
    fromAxis(point) > inner * 1.01 ? point : [point[0] + middle[0], point[1] + middle[1], point[2]],
  );
  return [...body(look), { geometry: ring, material: { colour: wetness, gloss: 1 } }];
}

/** A matt, cracked crust inside, and one trail down the outside where one drinks, away from the handle. */
function dried(look: CupLook, random: Random): Part[] {
  const trailTurn = Math.PI + random.between(-0.25, 0.25);
  const trailEnd = look.height * random.between(0.08, 0.3);
  const trailWidth = random.between(0.007, 0.01);
  const salt = random.below(1_000_000);
  const level = FLOOR + random.between(0.006, 0.014);
  const outer: Stain = (point, clean) => {
    const top = look.height - 0.004;
    if (point[2] > top || point[2] < trailEnd) return clean;
    const radius = outerRadius(look, point[2] / look.height);
    const wave = (noise([0, 0, point[2]], 0.018, salt) - 0.5) * 0.008;
    const aside = Math.abs(turnBetween(trailTurn, around(point)) * radius + wave);
    const drop = point[2] - trailEnd < 0.012 ? 1.25 : 1;
    const width = trailWidth * drop * (0.75 + 0.25 * smoothStep(trailEnd, top, point[2]));
    if (aside > width) return clean;
    return mix(
      CRUST,
      clean,
      0.12 + 0.35 * noise(point, 0.004, salt) * smoothStep(0.4, 0, aside / width),
    );
  };
  const inner: Stain = (point, clean) => {
    const ragged = level + 0.012 * noise(point, 0.012, salt);
    if (point[2] > ragged) {
      const ring = point[2] < ragged + 0.004 ? 0.45 : 0;
      return mix(clean, CRUST, ring);
    }
    // Flaked off in places, so that it is no drink's even dark.
    if (noise(point, 0.011, salt + 2) > 0.62) return mix(clean, CRUST, 0.12);
    const crack = noise(point, 0.006, salt + 1);
    return mix(CRUST, clean, crack > 0.46 && crack < 0.54 ? 0.5 : 0.25 * crack);
  };
  return body(look, outer, inner);
}

const PEN_COLOURS = ["red", "blue", "green", "black", "yellow", "orange", "white"] as const;

/** Three to five pens, leaning on the rim and well above it. */
function pens(look: CupLook, random: Random): Part[] {
  const count = 3 + random.below(3);
  const start = random.between(0, 2 * Math.PI);
  const parts = body(look);
  for (let k = 0; k < count; k++) {
    const turn = start + ((k + random.between(-0.25, 0.25)) * 2 * Math.PI) / count;
    const radius = 0.0042;
    const foot = innerRadius(look, FLOOR) * 0.55;
    const rim = look.rimRadius - look.wall - radius - 0.0008;
    const reach = look.height + random.between(0.035, 0.06);
    const slope = (rim + foot) / (look.height - FLOOR);
    const at = (z: number): Vec3 => {
      const out = -foot + slope * (z - FLOOR - 0.001) * 0.96;
      return [out * Math.cos(turn), out * Math.sin(turn), z];
    };
    const colour = drawColour(random, PEN_COLOURS).rgb;
    const barrel = tube([at(FLOOR + 0.002), at(reach - 0.016)], radius, 8);
    const tip = tube([at(reach - 0.016), at(reach)], (share) => radius * (1 - 0.75 * share), 8);
    parts.push(
      { geometry: barrel, material: { colour, gloss: 0.5 } },
      { geometry: tip, material: { colour: mix(colour, [0.05, 0.05, 0.05], 0.6), gloss: 0.3 } },
    );
  }
  return parts;
}

/** A mug of clay: opaque, so that its inside shows from above only. */
export const cup = kind<CupLook>({
  name: "cup",
  drawLook,
  states: { clean: (look) => body(look), full, rest, dried, pens },
  turnsUnseen: false,
  questions: [
    {
      ask: "Does a drink fill the cup to about half or more?",
      wordings: [
        "Is the cup at least half full of a drink?",
        "Is there a lot of drink in the cup, up to half or higher?",
        "Has the cup still got half of its drink or more in it?",
        "Is the cup full of drink to half or more?",
      ],
      truth: { clean: "no", full: "yes", rest: "no", dried: "no", pens: "no" },
    },
    {
      ask: "Is there a wet, shiny ring or puddle of drink at the bottom only?",
      wordings: [
        "Is only a wet ring or puddle left at the bottom of the cup?",
        "Does a shiny puddle of drink cover just the bottom?",
        "Is there just a last wet drop of drink at the bottom?",
        "Is only a shiny wet puddle left at the bottom?",
      ],
      truth: { clean: "no", full: "no", rest: "yes", dried: "no", pens: "no" },
    },
    {
      ask: "Is there a brown dried crust inside or a dried trail down the outside?",
      wordings: [
        "Is the cup stained with a brown dried crust or trail?",
        "Has a drink dried to a brown crust inside or run down the outside and dried?",
        "Are there dried brown stains inside the cup or down its outside?",
        "Is there a dried brown crust or trail on the cup, inside or outside?",
      ],
      truth: { clean: "no", full: "no", rest: "no", dried: "yes", pens: "no" },
    },
  ],
  colourName: (look) => look.glaze.name,
  materialName: () => "ceramic",
  stateWords: {
    clean: "clean and empty inside",
    full: "a dark drink inside",
    rest: "a wet ring at the bottom",
    dried: "a dried brown stain",
    pens: "pens standing in it",
  },
});
