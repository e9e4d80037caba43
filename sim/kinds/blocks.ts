import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { laid, part, within } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { mix, noise } from "./patterns.ts";
import { box, cylinder, ellipsoid, place, slab } from "./shapes.ts";

/** Length, depth and height of the lying block, in units: the edges of a cube. */
const SIZES = {
  cube: [1, 1, 1],
  brick: [2, 1, 1],
  plank: [3.2, 1, 0.5],
  column: [0.9, 0.9, 2],
  wedge: [2, 1, 1],
  cone: [1.1, 1.1, 1.3],
} as const;
type Shape = keyof typeof SIZES;
const SHAPES = Object.keys(SIZES) as Shape[];

/** A block of a tower: where the middle of its foot is, in units; bricks may stand on end. */
type Laid = {
  readonly shape: Shape;
  readonly at: Vec3;
  readonly yaw: number;
  readonly upright: boolean;
};

/** One bag of blocks, and the tower that its owner builds of them. */
type BlocksLook = {
  /** The edge of a cube, metres. */
  readonly unitM: number;
  readonly main: Colour;
  readonly tower: readonly Laid[];
  /** What the tower leaves over lies around it. */
  readonly spares: readonly Shape[];
  readonly colours: readonly Rgb[];
  readonly finish: "painted" | "grain" | "framed";
  readonly gloss: number;
  readonly paper: Colour;
  readonly boxM: Vec3;
  readonly ribbon: Rgb;
  readonly salt: number;
};

/** A gate, two towers, a house and a castle, in units from the ground up; each ends in a roof. */
const TOWERS: readonly (readonly Laid[])[] = [
  "post -1 0 0, post 1 0 0, plank 0 0 2, cube -.8 0 2.5, cube .8 0 2.5, plank 0 0 3.5, cube 0 0 4, wedge 0 0 5",
  "brick 0 -.5 0, brick 0 .5 0, wall 0 0 1, cube 0 0 2, column 0 0 3, cube 0 0 5, wedge 0 0 6",
  "brick 0 -.5 0, brick 0 .5 0, column -.5 0 1, column .5 0 1, plank 0 0 3, cube 0 0 3.5, wedge 0 0 4.5",
  "wall -1 0 0, wall 1 0 0, wall -1 0 1, wall 1 0 1, plank 0 -.5 2, plank 0 .5 2, " +
    "brick 0 -.5 2.5, brick 0 .5 2.5, wedge 0 -.5 3.5, wedge 0 .5 3.5",
  "post -1 0 0, post 1 0 0, cube 0 0 0, plank 0 0 2, column -.95 0 2.5, cone -.95 0 4.5, brick .6 0 2.5, wedge .6 0 3.5",
].map((plan) => plan.split(", ").map(read));

/** A post is a brick on end, a wall a brick that runs from front to back. */
function read(text: string): Laid {
  const [name, ...numbers] = text.split(" ");
  const [x, y, z] = numbers.map(Number);
  const shape = name === "post" || name === "wall" ? "brick" : (name as Shape);
  return {
    shape,
    at: [x!, y!, z!],
    yaw: name === "wall" ? Math.PI / 2 : 0,
    upright: name === "post",
  };
}

const PAINTS: readonly ColourName[] = ["red", "blue", "green", "yellow", "orange", "white"];
const PALE: readonly ColourName[] = ["yellow", "pink", "white"];
const DARK_RIBBONS: readonly ColourName[] = ["red", "blue", "black"];
const PALE_RIBBONS: readonly ColourName[] = ["white", "yellow"];

function drawLook(random: Random): BlocksLook {
  const main = drawColour(random, ["beige", "beige", "red", "blue", "green", "yellow", "orange"]);
  const others = PAINTS.filter((name) => name !== main.name);
  const accents = [drawColour(random, others).rgb, drawColour(random, others).rgb];
  const paper = drawColour(random, ["blue", "red", "green", "brown", ...PALE]);
  return {
    unitM: random.between(0.0225, 0.0265),
    main,
    tower: random.pick(TOWERS),
    spares: Array.from({ length: 1 + random.below(3) }, () => random.pick(SHAPES)),
    colours: Array.from({ length: 16 }, (_, k) =>
      k % 2 === 0 || random.chance(0.2) ? main.rgb : random.pick(accents),
    ),
    finish: random.pick(["painted", "grain", "framed"] as const),
    gloss: random.between(0.1, 0.4),
    paper,
    boxM: [random.between(0.17, 0.2), random.between(0.12, 0.145), random.between(0.085, 0.12)],
    ribbon: COLOURS[random.pick(PALE.includes(paper.name) ? DARK_RIBBONS : PALE_RIBBONS)],
    salt: random.below(1_000_000),
  };
}

function geometryOf(shape: Shape, u: number): BufferGeometry {
  const [x, y, z] = SIZES[shape];
  if (shape === "column") return cylinder((x / 2) * u, (x / 2) * u, 0, z * u, 16);
  if (shape === "cone") return cylinder((x / 2) * u, 0.002, 0, z * u, 16);
  if (shape !== "wedge") return box([x * u, y * u, z * u], [0, 0, (z * u) / 2]);
  const gable: [number, number][] = [
    [-u, 0],
    [u, 0],
    [0, z * u],
  ];
  return place(slab(gable, -u / 2, u / 2), { roll: Math.PI / 2 });
}

/** Worn edges, grain or a printed frame: so that blocks of one colour are told apart. */
function finishOf(look: BlocksLook, shape: Shape, k: number): Material {
  const { unitM: u, finish, gloss, salt } = look;
  const colour = look.colours[k % look.colours.length]!;
  const [x, y, z] = SIZES[shape];
  const pale = mix(colour, COLOURS.white, 0.75);
  const worn = shaded(colour, 0.6);
  const straight = shape === "cube" || shape === "brick" || shape === "plank";
  const paint = (p: Vec3): Rgb => {
    const fromEdge = [
      x / 2 - Math.abs(p[0] / u),
      y / 2 - Math.abs(p[1] / u),
      z / 2 - Math.abs(p[2] / u - z / 2),
    ].toSorted((a, b) => a - b);
    if (straight && fromEdge[1]! < 0.06) return worn;
    if (finish === "framed" && shape === "cube")
      return within(fromEdge[1]!, 0.06, 0.16) || fromEdge[1]! > 0.33 ? colour : pale;
    if (finish !== "grain") return colour;
    return mix(colour, worn, 0.8 * noise([p[0] * 0.12, p[1], p[2]], 0.0026, salt + k));
  };
  return { colour, paint, gloss };
}

/** Stands on its foot at `at`, in units: upright, or the other way round. */
function blockPart(look: BlocksLook, k: number, { shape, at, yaw, upright }: Laid): Part {
  const u = look.unitM;
  const piece = part(finishOf(look, shape, k), geometryOf(shape, u));
  const to: Vec3 = [at[0] * u, at[1] * u, at[2] * u];
  if (!upright) return laid(piece, { yaw, at: to });
  const aboutItsMiddle = laid(piece, { at: [0, 0, -u / 2] });
  return laid(aboutItsMiddle, { pitch: Math.PI / 2, yaw, at: [to[0], to[1], to[2] + u] });
}

/** Built by hand: each block is a little off. The spares lie singly at its foot. */
function tower(look: BlocksLook, random: Random): Part[] {
  const off = (most: number) => random.between(-most, most);
  const built = look.tower.map((it, k) =>
    blockPart(look, k, {
      ...it,
      at: [it.at[0] + off(0.05), it.at[1] + off(0.05), it.at[2]],
      yaw: it.yaw + off(0.07),
    }),
  );
  const start = random.between(0, 2 * Math.PI);
  const around = look.spares.map((shape, k) => {
    const turn = start + ((k + off(0.2)) * 2 * Math.PI) / look.spares.length;
    return single(look, random, look.tower.length + k, shape, [
      3.4 * Math.cos(turn),
      3.1 * Math.sin(turn),
      turn + Math.PI / 2 + off(0.4),
    ]);
  });
  return [...built, ...around];
}

/** One block on the surface at x, y (units) and yaw: columns lie, a wedge may lie on its side. */
function single(look: BlocksLook, random: Random, k: number, shape: Shape, where: Vec3): Part {
  const [x, y, yaw] = where;
  const u = look.unitM;
  const onSide = shape === "column" || (shape === "wedge" && random.chance(0.5));
  if (!onSide) return blockPart(look, k, { shape, at: [x, y, 0], yaw, upright: false });
  const piece = part(finishOf(look, shape, k), geometryOf(shape, u));
  const [, depth, height] = SIZES[shape];
  const onItsSide = laid(piece, { roll: Math.PI / 2, at: [0, (height * u) / 2, (depth * u) / 2] });
  return laid(onItsSide, { yaw, at: [x * u, y * u, 0] });
}

/** All of the bag, one by one where there is still room, the long ones first. */
function strewn(look: BlocksLook, random: Random): Part[] {
  const longOf = (shape: Shape) => Math.max(...SIZES[shape]);
  const shapes = [...look.tower.map(({ shape }) => shape), ...look.spares];
  const taken: (readonly [x: number, y: number])[] = [];
  const parts: Part[] = [];
  const order = shapes.map((_, k) => k).toSorted((a, b) => longOf(shapes[b]!) - longOf(shapes[a]!));
  for (const k of order) {
    const half = longOf(shapes[k]!) / 2;
    for (let tries = 0; ; tries++) {
      // A round spread that grows only where nothing else is free; begun anew before it grows much.
      if (tries > 500) return strewn(look, random);
      const far = (4.4 + tries / 700 - half) * Math.sqrt(random.next());
      const turn = random.between(0, 2 * Math.PI);
      const yaw = random.between(0, Math.PI);
      const [x, y] = [far * Math.cos(turn), far * Math.sin(turn)];
      const covers = [-1, -0.33, 0.33, 1].map((share) => {
        const along = share * Math.max(0, half - 0.5);
        return [x + along * Math.cos(yaw), y + along * Math.sin(yaw)] as const;
      });
      const free = covers.every(([a, b]) =>
        taken.every(([c, d]) => (a - c) * (a - c) + (b - d) * (b - d) > 1.9),
      );
      if (!free) continue;
      taken.push(...covers);
      parts.push(single(look, random, k, shapes[k]!, [x, y, yaw]));
      break;
    }
  }
  return parts;
}

/** Squares and roofs printed around a shut box: what is in it. */
function printedBox(look: BlocksLook): Part {
  const [x, y, z] = look.boxM;
  const ground = look.paper.rgb;
  const pitch = 0.042;
  return part(
    {
      colour: ground,
      gloss: 0.35,
      paint: (p, normal) => {
        const [a, b]: [number, number] =
          Math.abs(normal[2]) > 0.5 ? [p[0], p[1]] : [p[0] + p[1], p[2] - z / 2];
        if (Math.abs(normal[2]) < 0.5 && Math.abs(p[2] - z * 0.8) < 0.0012)
          return shaded(ground, 0.45);
        const [i, j] = [Math.floor(a / pitch + 0.5), Math.floor(b / pitch + 0.5)];
        const [s, t] = [a / pitch - i, b / pitch - j];
        const roof = (((i + j) % 2) + 2) % 2 === 0;
        const inside = roof
          ? within(t, -0.22, 0.26) && Math.abs(s) < (0.26 - t) * 0.55
          : Math.max(Math.abs(s), Math.abs(t)) < 0.2;
        return inside ? mix(ground, look.colours[(i * 5 + j * 3 + 40) % 16]!, 0.9) : ground;
      },
    },
    box([x, y, z], [0, 0, z / 2]),
  );
}

/** The ribbon crosses one side only, with a bow and a tag. */
function gift(look: BlocksLook, random: Random): Part[] {
  const [x, y, z] = look.boxM;
  const face = -y / 2;
  const knot: Vec3 = [random.between(-0.02, 0.02), face - 0.004, z * random.between(0.55, 0.65)];
  const loop = (side: 1 | -1) =>
    place(ellipsoid([0.021, 0.0055, 0.011], 10, 6), {
      pitch: side * 0.35,
      at: [knot[0] + side * 0.02, knot[1] - 0.002, knot[2] + 0.007],
    });
  const bands = [
    box([0.015, 0.002, z], [knot[0], face - 0.0005, z / 2]),
    box([x, 0.002, 0.015], [0, face - 0.0005, knot[2]]),
    box([0.012, 0.006, 0.012], knot),
  ];
  const isWritten = ([u, , w]: Vec3) => Math.abs(u) < 0.012 && within(Math.abs(w), 0.002, 0.006);
  const tag = part(
    { colour: COLOURS.white, paint: (p) => (isWritten(p) ? COLOURS.black : COLOURS.white) },
    box([0.036, 0.0016, 0.024]),
  );
  const side = random.chance(0.5) ? 1 : -1;
  const hung: Vec3 = [knot[0] + side * 0.033, face - 0.004, knot[2] - 0.026];
  return [
    printedBox(look),
    part({ colour: look.ribbon, gloss: 0.5 }, ...bands, loop(1), loop(-1)),
    laid(tag, { pitch: side * random.between(0.15, 0.4), at: hung }),
  ];
}

export const blocks = kind<BlocksLook>({
  name: "blocks",
  drawLook,
  states: { tower, strewn, gift },
  turnsUnseen: false,
  questions: [
    {
      ask: "Are blocks stacked on one another?",
      wordings: [
        "Do any blocks stand on top of other blocks?",
        "Has a tower been built of the blocks?",
        "Is there a stack of blocks with a roof on top?",
        "Have the blocks been stacked, one on top of another?",
      ],
      truth: { tower: "yes", strewn: "no", gift: "no" },
    },
    {
      ask: "Do most of the blocks lie singly, flat on the surface?",
      wordings: [
        "Are the blocks strewn about, each on the surface by itself?",
        "Have most of the blocks been scattered singly over the surface?",
        "Is nearly every block lying by itself and not on another?",
        "Are most blocks lying scattered, each by itself on the surface?",
      ],
      truth: { tower: "no", strewn: "yes", gift: "no" },
    },
  ],
  colourName: (look, state) => (state === "gift" ? look.paper.name : look.main.name),
  materialName: (_look, state) => (state === "gift" ? "cardboard" : "wood"),
  stateWords: {
    tower: "a tower with a roof",
    strewn: "strewn about singly",
    gift: "a shut box with a ribbon",
  },
});
