import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { box, cylinder, lathe, place, slab } from "./shapes.ts";

/** A car, van or house of bricks, its length along x; what is unfinished or broken is at its back, +y. */
type ModelLook = {
  readonly shape: "car" | "van" | "house";
  readonly colour: ColourName;
  readonly second: Rgb;
  readonly roof: Rgb;
  readonly shade: number;
  /** Distance of two studs, metres. */
  readonly studM: number;
  readonly longStuds: number;
  /** Loose bricks that lie behind it whatever its state. */
  readonly spares: readonly { readonly x: number; readonly yaw: number; readonly colour: Rgb }[];
};

type Back = "whole" | "open";

const DARK: Rgb = [0.03, 0.03, 0.035];
const GLASS: Rgb = [0.18, 0.3, 0.4];

const main = (look: ModelLook) => shaded(COLOURS[look.colour], look.shade);

const stud = (p: number, x: number, y: number, z: number): BufferGeometry =>
  place(
    lathe(
      [
        [0.3 * p, 0],
        [0.3 * p, 0.2 * p],
        [0.3 * p, 0.2 * p],
        [0, 0.2 * p],
      ],
      6,
    ),
    { at: [x, y, z] },
  );

/** Studs on a plate of nx x ny around a middle, at height z. */
function studs(p: number, nx: number, ny: number, [x, y, z]: Vec3): BufferGeometry[] {
  return Array.from({ length: nx * ny }, (_, k) =>
    stud(p, x + ((k % nx) - (nx - 1) / 2) * p, y + (Math.floor(k / nx) - (ny - 1) / 2) * p, z),
  );
}

const brick = (p: number, nx: number, ny: number): BufferGeometry[] => [
  box([nx * p - 0.0004, ny * p - 0.0004, 1.2 * p], [0, 0, 0.6 * p]),
  ...studs(p, nx, ny, [0, 0, 1.2 * p]),
];

/** A box given by its corners in studs. */
const block = (p: number, from: Vec3, to: Vec3): BufferGeometry =>
  box(
    [(to[0] - from[0]) * p, (to[1] - from[1]) * p, (to[2] - from[2]) * p],
    [((from[0] + to[0]) / 2) * p, ((from[1] + to[1]) / 2) * p, ((from[2] + to[2]) / 2) * p],
  );

/**
 * Front wall and end walls from z0 to z1 (in studs), the back wall between the end walls where it is
 * built. Outer size: x0 to x1 by -2 to 2 studs.
 */
function storey(p: number, x0: number, x1: number, z0: number, z1: number, back: Back) {
  const walls = [
    block(p, [x0, -2, z0], [x1, -1, z1]),
    block(p, [x0, -1, z0], [x0 + 1, 2, z1]),
    block(p, [x1 - 1, -1, z0], [x1, 2, z1]),
  ];
  return back === "open" ? walls : [...walls, block(p, [x0 + 1, 1, z0], [x1 - 1, 2, z1])];
}

/** A wheel around z, lying flat on z = 0. */
const wheel = (p: number): { tyre: BufferGeometry; hub: BufferGeometry } => ({
  tyre: cylinder(1.05 * p, 1.05 * p, 0, 0.9 * p, 14),
  hub: cylinder(0.55 * p, 0.5 * p, 0.9 * p, 1.0 * p, 8),
});

/** Four wheels, or three and the bare axle where one has come off: at the back, near where it lies. */
function wheels(look: ModelLook, broken: boolean): Part[] {
  const { studM: p, longStuds } = look;
  const axle = longStuds / 2 - 1.7;
  const tyres: BufferGeometry[] = [];
  const hubs: BufferGeometry[] = [];
  const pins: BufferGeometry[] = [];
  for (const y of [-1, 1]) {
    for (const x of [-axle, axle]) {
      const how = { roll: -y * (Math.PI / 2), at: [x * p, y * 1.7 * p, 1.05 * p] as Vec3 };
      if (broken && y === 1 && x > 0) {
        pins.push(place(cylinder(0.28 * p, 0.28 * p, 0, 0.75 * p, 8), how));
        continue;
      }
      const { tyre, hub } = wheel(p);
      tyres.push(place(tyre, how));
      hubs.push(place(hub, how));
    }
  }
  return [
    part({ colour: DARK, gloss: 0.1 }, ...tyres),
    part({ colour: [0.6, 0.6, 0.6], gloss: 0.3 }, ...hubs),
    ...(pins.length > 0 ? [part({ colour: [0.55, 0.5, 0.4] }, ...pins)] : []),
  ];
}

/** The wheel that came off lies behind. */
function fallenWheel({ studM: p }: ModelLook, x: number): Part[] {
  const { tyre, hub } = wheel(p);
  const at: Vec3 = [x * p, 4.1 * p, 0];
  return [
    part({ colour: DARK, gloss: 0.1 }, place(tyre, { at })),
    part({ colour: [0.6, 0.6, 0.6], gloss: 0.3 }, place(hub, { at })),
  ];
}

function spares(look: ModelLook): Part[] {
  const p = look.studM;
  return look.spares.map(({ x, yaw, colour }) =>
    part(
      { colour, gloss: 0.25 },
      ...brick(p, 2, 1).map((piece) => place(piece, { yaw, at: [x * p, 3.7 * p, 0] })),
    ),
  );
}

/** Bricks that wait inside the open back. */
function waiting(look: ModelLook, floor: number): Part[] {
  const p = look.studM;
  const lay = (x: number, y: number, yaw: number) => (piece: BufferGeometry) =>
    place(piece, { yaw, at: [x * p, y * p, floor * p] });
  return [
    part({ colour: look.second, gloss: 0.25 }, ...brick(p, 2, 1).map(lay(-1.1, 1.1, 0.3))),
    part({ colour: look.roof, gloss: 0.25 }, ...brick(p, 1, 1).map(lay(0.9, 1.2, 0.7))),
  ];
}

function vehicle(look: ModelLook, back: Back): Part[] {
  const { studM: p, longStuds: n, shape } = look;
  const [x0, x1] = [-n / 2, n / 2];
  const van = shape === "van";
  const [c0, c1] = van ? [x0, x1 - 1] : [x0 + 1.5, x1 - 2];
  const top = van ? 4 : 3.7;
  const windows = [
    block(p, [c0 + 0.8, -2.03, 2.6], [(c0 + c1) / 2 - 0.2, -1.9, top - 0.2]),
    block(p, [(c0 + c1) / 2 + 0.2, -2.03, 2.6], [c1 - 0.6, -1.9, top - 0.2]),
    block(p, [c1 - 0.1, -1.5, 2.6], [c1 + 0.03, 1.5, top - 0.2]),
  ];
  const parts = [
    part({ colour: [0.1, 0.1, 0.11], gloss: 0.2 }, block(p, [x0, -1.6, 0.9], [x1, 1.6, 1.2])),
    part(
      { colour: main(look), gloss: 0.3 },
      ...storey(p, x0, x1, 1.2, 2.4, back),
      block(p, [x0, -2, 2.25], [c0 + 1, 2, 2.4]),
      block(p, [c1 - 1, -2, 2.25], [x1, 2, 2.4]),
      ...studs(p, 1, 4, [(x1 - 0.5) * p, 0, 2.4 * p]),
    ),
    part({ colour: look.second, gloss: 0.3 }, ...storey(p, c0, c1, 2.4, top, back)),
    part({ colour: GLASS, gloss: 0.6 }, ...windows),
    part(
      { colour: look.roof, gloss: 0.3 },
      block(p, [c0, -2, top], [c1, 2, top + 0.4]),
      ...studs(p, 4, 2, [((c0 + c1) / 2) * p, 0, (top + 0.4) * p]),
    ),
    part(
      { colour: [0.85, 0.75, 0.4], gloss: 0.4 },
      block(p, [x1 - 0.05, -1.7, 1.5], [x1 + 0.06, -1, 2]),
      block(p, [x1 - 0.05, 1, 1.5], [x1 + 0.06, 1.7, 2]),
    ),
  ];
  if (back === "whole") {
    const rear = block(p, [c0 + 1.2, 1.9, 2.6], [c1 - 1.2, 2.03, top - 0.2]);
    return [...parts, part({ colour: GLASS, gloss: 0.6 }, rear)];
  }
  return [...parts, ...waiting(look, 1.2)];
}

/** The awning over the back door of the house: what breaks off there. */
const awning = (p: number): BufferGeometry => box([2.4 * p, 1.1 * p, 0.5 * p], [0, 0, 0.25 * p]);

function house(look: ModelLook, back: Back, hasAwning: boolean): Part[] {
  const { studM: p, longStuds: n } = look;
  const [x0, x1] = [-n / 2, n / 2];
  const gable = place(
    slab(
      [
        [-2.5 * p, 0],
        [2.5 * p, 0],
        [0, 1.9 * p],
      ],
      (x0 - 0.3) * p,
      (x1 + 0.3) * p,
    ),
    { roll: Math.PI / 2, yaw: Math.PI / 2, at: [0, 0, 3.6 * p] },
  );
  const parts = [
    part(
      { colour: [0.06, 0.25, 0.08], gloss: 0.2 },
      block(p, [x0 - 0.5, -2.5, 0], [x1 + 0.5, 2.5, 0.3]),
    ),
    part({ colour: main(look), gloss: 0.3 }, ...storey(p, x0, x1, 0.3, 2.4, back)),
    part({ colour: look.second, gloss: 0.3 }, ...storey(p, x0, x1, 2.4, 3.6, back)),
    part(
      { colour: look.roof, gloss: 0.3 },
      gable,
      block(p, [x0 + 0.6, -1.6, 4.2], [x0 + 1.6, -0.6, 5.7]),
    ),
    part(
      { colour: GLASS, gloss: 0.6 },
      block(p, [x0 + 0.7, -2.03, 1.1], [x0 + 2, -1.9, 2.2]),
      block(p, [x1 - 2, -2.03, 1.1], [x1 - 0.7, -1.9, 2.2]),
    ),
    part({ colour: [0.2, 0.09, 0.03], gloss: 0.2 }, block(p, [-0.6, -2.05, 0.3], [0.6, -1.9, 2.1])),
    part(
      { colour: look.second, gloss: 0.3 },
      ...studs(p, 1, 4, [(x0 - 0.1) * p, 0, 0.3 * p]),
      ...studs(p, 1, 4, [(x1 + 0.1) * p, 0, 0.3 * p]),
    ),
  ];
  if (hasAwning) {
    const at: Vec3 = [0, 2.5 * p, 2.3 * p];
    parts.push(part({ colour: look.roof, gloss: 0.3 }, place(awning(p), { at })));
  }
  const below =
    back === "whole"
      ? part(
          { colour: [0.2, 0.09, 0.03], gloss: 0.2 },
          block(p, [-0.6, 1.9, 0.3], [0.6, 2.05, 2.1]),
        )
      : // The beam that the awning hangs on is up already.
        part({ colour: look.second, gloss: 0.3 }, block(p, [x0 + 1, 1, 2.4], [x1 - 1, 2, 2.8]));
  return [...parts, below, ...(back === "open" ? waiting(look, 0.3) : [])];
}

/** Single bricks on a jittered grid: near one another, none joined. */
function loose(look: ModelLook, random: Random): Part[] {
  const p = look.studM;
  const step = 4.1 * p;
  const cells = Array.from({ length: 9 }, (_, k) => k);
  cells.splice(random.below(9), 1);
  if (random.chance(0.5)) cells.splice(random.below(8), 1);
  const colours = [main(look), look.second, look.roof, main(look)];
  return cells.map((cell) => {
    const [nx, ny] = random.pick<readonly [number, number]>([
      [2, 2],
      [3, 2],
      [2, 1],
      [3, 1],
    ]);
    const at: Vec3 = [
      ((cell % 3) - 1) * step + random.between(-0.2, 0.2) * p,
      (Math.floor(cell / 3) - 1) * step + random.between(-0.2, 0.2) * p,
      0,
    ];
    const yaw = random.between(0, Math.PI);
    return part(
      { colour: random.pick(colours), gloss: 0.25 },
      ...brick(p, nx, ny).map((piece) => place(piece, { yaw, at })),
    );
  });
}

const built = (look: ModelLook, back: Back): Part[] =>
  look.shape === "house"
    ? [...house(look, back, true), ...spares(look)]
    : [...vehicle(look, back), ...wheels(look, false), ...spares(look)];

export const brickModel = kind<ModelLook>({
  name: "brick-model",
  turnsUnseen: false,
  drawLook: (random) => {
    const shape = random.pick(["car", "van", "house"] as const);
    const colour = random.pick<ColourName>(["red", "blue", "green", "yellow", "orange", "white"]);
    const others = (["red", "blue", "yellow", "green", "white", "grey"] as const).filter(
      (name) => name !== colour,
    );
    const spot = [-2.6, -0.2];
    return {
      shape,
      colour,
      second: COLOURS[random.pick(others)],
      roof: COLOURS[random.pick(others)],
      shade: random.between(0.85, 1.15),
      studM: random.between(0.0135, 0.0155),
      longStuds: shape === "house" ? 7 : 8,
      spares: Array.from({ length: random.below(3) }, (_, k) => ({
        x: spot[k]! + random.between(-0.25, 0.25),
        yaw: random.between(-0.5, 0.5),
        colour: COLOURS[random.pick(others)],
      })),
    };
  },
  states: {
    finished: (look) => built(look, "whole"),
    half: (look) => built(look, "open"),
    broken: (look, random) => {
      const x = random.between(2.3, 2.8);
      if (look.shape === "house") {
        const p = look.studM;
        const fallen = place(awning(p), {
          yaw: random.between(-0.5, 0.5),
          at: [x * p, 4.1 * p, 0],
        });
        return [
          ...house(look, "whole", false),
          ...spares(look),
          part({ colour: look.roof, gloss: 0.3 }, fallen),
        ];
      }
      return [
        ...vehicle(look, "whole"),
        ...wheels(look, true),
        ...spares(look),
        ...fallenWheel(look, x),
      ];
    },
    loose: (look, random) => loose(look, random),
  },
  questions: [
    {
      ask: "Are any bricks joined together?",
      wordings: [
        "Have bricks been joined into a model?",
        "Are some of the bricks stuck together?",
        "Is anything built of the bricks?",
        "Have any bricks been stuck together?",
      ],
      truth: { finished: "yes", half: "yes", broken: "yes", loose: "no" },
    },
    {
      ask: "Is one side of the model open or unfinished?",
      wordings: [
        "Is the model open at one side?",
        "Is a wall of the model still unfinished?",
        "Is the model only half built, with one side open?",
        "Is one side of the model still open, only half built?",
      ],
      truth: { finished: "no", half: "yes", broken: "no", loose: "no" },
    },
    {
      ask: "Is a wheel or part broken off and lying by the model?",
      wordings: [
        "Has a wheel come off the model?",
        "Does a part that broke off lie by the model?",
        "Is the model broken, with a wheel or part lying beside it?",
        "Is a wheel or a part that came off lying beside the model?",
      ],
      truth: { finished: "no", half: "no", broken: "yes", loose: "no" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "plastic",
  stateWords: {
    finished: "whole on every side",
    half: "open at one side",
    broken: "a part broken off",
    loose: "only loose bricks",
  },
});
