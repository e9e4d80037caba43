import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { part } from "./flat-shapes.ts";
import type { Part, Rgb } from "./kind.ts";
import { box, cylinder, lathe, place, slab } from "./shapes.ts";

/** A car, van or house of bricks, its length along x. Roofs and decks jut out over its back, +y. */
export type Build = {
  readonly shape: "car" | "van" | "house";
  readonly colour: ColourName;
  readonly second: Rgb;
  readonly roof: Rgb;
  /** Hubs of wheels, balcony. */
  readonly bright: Rgb;
  readonly shade: number;
  /** Distance of two studs, metres. */
  readonly studM: number;
};

/** What its back, or what hangs there, has come to. */
export type Back = "whole" | "open" | "broken";

/** Where the part that has come off lies: from the middle and turned. */
export type Fallen = { readonly x: number; readonly yaw: number };

const DARK: Rgb = [0.03, 0.03, 0.035];
const BARE: Rgb = [0.78, 0.7, 0.5];
const DOOR: Rgb = [0.2, 0.09, 0.03];
const GLASS: Rgb = [0.18, 0.3, 0.4];

export const mainColour = ({ colour, shade }: Build): Rgb => shaded(COLOURS[colour], shade);

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

export const brick = (p: number, nx: number, ny: number): BufferGeometry[] => [
  box([nx * p - 0.0004, ny * p - 0.0004, 1.2 * p], [0, 0, 0.6 * p]),
  ...studs(p, nx, ny, [0, 0, 1.2 * p]),
];

/** A box given by its corners in studs. */
const block = (p: number, from: Vec3, to: Vec3): BufferGeometry =>
  box(
    [(to[0] - from[0]) * p, (to[1] - from[1]) * p, (to[2] - from[2]) * p],
    [((from[0] + to[0]) / 2) * p, ((from[1] + to[1]) / 2) * p, ((from[2] + to[2]) / 2) * p],
  );

/** Walls around x0 to x1, `y` to either side and z0 to z1, in studs; the back one may not be there yet. */
function storey(
  p: number,
  [x0, x1]: readonly number[],
  y: number,
  z0: number,
  z1: number,
  back: Back,
) {
  const [a, b] = [x0!, x1!];
  const walls = [
    block(p, [a, -y, z0], [b, 1 - y, z1]),
    block(p, [a, 1 - y, z0], [a + 1, y, z1]),
    block(p, [b - 1, 1 - y, z0], [b, y, z1]),
  ];
  return back === "open" ? walls : [...walls, block(p, [a + 1, y - 1, z0], [b - 1, y, z1])];
}

/** Bricks that wait inside the open back, up to the plane of its wall. */
function waiting({ studM: p, second, roof }: Build, y: number, floor: number): Part[] {
  const lay = (x: number, yaw: number) => (piece: BufferGeometry) =>
    place(piece, { yaw, at: [x * p, (y - 0.9) * p, floor * p] });
  return [
    part({ colour: second, gloss: 0.25 }, ...brick(p, 2, 1).map(lay(-1.2, 0.3))),
    part({ colour: roof, gloss: 0.25 }, ...brick(p, 1, 1).map(lay(1, 0.7))),
  ];
}

const LONG = 4.5;
const AXLE = 2.7;
/** The body reaches out over the wheels, which turn on narrow axles under it. */
const BODY = 2.7;
const FLOOR = 2.1;

/** A car or van: from above only its decks and roof show. */
export function vehicle(build: Build, back: Back, fallen: Fallen): Part[] {
  const { studM: p, shape } = build;
  const cabin = shape === "van" ? [-LONG, LONG - 1.5] : [2 - LONG, LONG - 2.5];
  const [c0, c1] = [cabin[0]!, cabin[1]!];
  const [deck, top] = [FLOOR + 1.5, FLOOR + 2.9];
  const [eave, pane, rim] = [BODY + 0.25, BODY + 0.03, top - 0.25];
  const middle = (c0 + c1) / 2;
  const windows = (["front", "back"] as const).flatMap((side) => {
    const [y0, y1] = side === "front" ? [-pane, -BODY + 0.1] : [BODY - 0.1, pane];
    return side === "back" && back === "open"
      ? []
      : [
          block(p, [c0 + 0.8, y0, deck + 0.3], [middle - 0.2, y1, rim]),
          block(p, [middle + 0.2, y0, deck + 0.3], [c1 - 0.6, y1, rim]),
        ];
  });
  return [
    part(
      { colour: [0.1, 0.1, 0.11], gloss: 0.2 },
      block(p, [-LONG, -1.2, 0.75], [LONG, 1.2, FLOOR]),
      // Bumpers, so low that no light passes under a corner whose wheel is off.
      block(p, [-LONG, -BODY, 0.4], [-AXLE - 1.1, BODY, FLOOR]),
      block(p, [AXLE + 1.1, -BODY, 0.4], [LONG, BODY, FLOOR]),
    ),
    part(
      { colour: mainColour(build), gloss: 0.3 },
      block(p, [-LONG, -BODY, FLOOR], [LONG, BODY, FLOOR + 0.25]),
      ...storey(p, [-LONG, LONG], BODY, FLOOR + 0.25, deck - 0.2, back),
      block(p, [-LONG - 0.05, -eave, deck - 0.2], [c0 + 1, eave, deck]),
      block(p, [c1 - 1, -eave, deck - 0.2], [LONG + 0.05, eave, deck]),
      ...studs(p, 1, 4, [(LONG - 0.6) * p, 0, deck * p]),
    ),
    part({ colour: build.second, gloss: 0.3 }, ...storey(p, cabin, BODY, deck, top, back)),
    part(
      { colour: GLASS, gloss: 0.6 },
      ...windows,
      block(p, [c1 - 0.1, -2, deck + 0.3], [c1 + 0.03, 2, rim]),
    ),
    part(
      { colour: build.roof, gloss: 0.3 },
      block(p, [c0 - 0.1, -eave, top], [c1 + 0.1, eave, top + 0.4]),
      ...studs(p, 4, 2, [middle * p, 0, (top + 0.4) * p]),
    ),
    part(
      { colour: [0.85, 0.75, 0.4], gloss: 0.4 },
      block(p, [LONG - 0.05, -2.2, FLOOR + 0.4], [LONG + 0.06, -1.4, FLOOR + 1]),
      block(p, [LONG - 0.05, 1.4, FLOOR + 0.4], [LONG + 0.06, 2.2, FLOOR + 1]),
    ),
    ...wheels(build, back === "broken" ? fallen : undefined),
    ...(back === "open" ? waiting(build, BODY, FLOOR + 0.25) : []),
  ];
}

/** Four wheels; one may have come off its axle and lean against the frame between the other axle and it. */
function wheels({ studM: p, bright }: Build, fallen: Fallen | undefined): Part[] {
  const places = [-1, 1].flatMap((y) => [-AXLE, AXLE].map((x) => [x, y] as const));
  const lost = fallen === undefined ? -1 : 3;
  const spots = places.map(([x, y], k) =>
    k === lost
      ? { roll: -1.05, yaw: fallen!.yaw, at: [fallen!.x * p, 1.75 * p, 0.87 * p] as Vec3 }
      : { roll: -y * (Math.PI / 2), at: [x * p, y * 1.65 * p, p] as Vec3 },
  );
  const round = (radius: number, from: number, to: number, sides: number) =>
    spots.map((how) => place(cylinder(radius * p, radius * p, from * p, to * p, sides), how));
  const pin = place(cylinder(0.3 * p, 0.3 * p, 0, 1.2 * p, 8), {
    roll: -Math.PI / 2,
    at: [AXLE * p, 1.1 * p, p],
  });
  return [
    part({ colour: DARK, gloss: 0.1 }, ...round(1, 0, 0.8, 14)),
    part({ colour: bright, gloss: 0.3 }, ...round(0.6, 0.8, 0.88, 10)),
    ...(lost < 0 ? [] : [part({ colour: BARE }, pin)]),
  ];
}

const HOUSE = 3.5;
const WALL = 2;
const EAVES = 3.8;
/** How far the roof comes down behind, over a veranda. */
const VERANDA = 3.9;
const BALCONY = 2.1;

/** A house whose roof reaches over balcony and veranda behind. */
export function house(build: Build, back: Back, fallen: Fallen): Part[] {
  const { studM: p, roof, second } = build;
  const gable = place(
    slab(
      [
        [-2.6 * p, 0],
        [VERANDA * p, 0],
        [VERANDA * p, 0.25 * p],
        [0, 1.9 * p],
        [-2.6 * p, 0.25 * p],
      ],
      (-HOUSE - 0.3) * p,
      (HOUSE + 0.3) * p,
    ),
    { roll: Math.PI / 2, yaw: Math.PI / 2, at: [0, 0, EAVES * p] },
  );
  const balcony = box([2.6 * p, 1.1 * p, 0.65 * p], [0, 0, 0.325 * p]);
  const hung: Vec3 = [0, (WALL + 0.55) * p, BALCONY * p];
  const lying: Vec3 = [fallen.x * p, (WALL + 0.95) * p, 0.3 * p];
  const door = (y0: number, y1: number) => block(p, [-0.6, y0, 0.3], [0.6, y1, 2.1]);
  const walls = [-HOUSE, HOUSE];
  return [
    part(
      { colour: [0.06, 0.25, 0.08], gloss: 0.2 },
      block(p, [-HOUSE - 0.5, -2.5, 0], [HOUSE + 0.5, VERANDA - 0.1, 0.3]),
    ),
    part({ colour: mainColour(build), gloss: 0.3 }, ...storey(p, walls, WALL, 0.3, 2.5, back)),
    part({ colour: second, gloss: 0.3 }, ...storey(p, walls, WALL, 2.5, EAVES, back)),
    part(
      { colour: roof, gloss: 0.3 },
      gable,
      block(p, [0.6 - HOUSE, -1.6, EAVES + 0.6], [1.6 - HOUSE, -0.6, EAVES + 2.1]),
    ),
    part(
      { colour: build.bright, gloss: 0.3 },
      place(balcony, back === "broken" ? { yaw: fallen.yaw, at: lying } : { at: hung }),
    ),
    part(
      { colour: GLASS, gloss: 0.6 },
      block(p, [0.7 - HOUSE, -2.03, 1.1], [2 - HOUSE, -1.9, 2.2]),
      block(p, [HOUSE - 2, -2.03, 1.1], [HOUSE - 0.7, -1.9, 2.2]),
    ),
    part(
      { colour: DOOR, gloss: 0.2 },
      door(-2.05, -1.9),
      ...(back === "open" ? [] : [door(1.9, 2.05)]),
    ),
    part(
      { colour: second, gloss: 0.3 },
      ...studs(p, 1, 4, [(-HOUSE - 0.1) * p, 0, 0.3 * p]),
      ...studs(p, 1, 4, [(HOUSE + 0.1) * p, 0, 0.3 * p]),
      ...[0.2 - HOUSE, HOUSE - 0.2].map((x) =>
        block(p, [x - 0.2, VERANDA - 0.8, 0.3], [x + 0.2, VERANDA - 0.4, EAVES]),
      ),
    ),
    ...(back === "open"
      ? [
          // The beam that the balcony hangs on is up already.
          part(
            { colour: second, gloss: 0.3 },
            block(p, [1 - HOUSE, 1, BALCONY], [HOUSE - 1, 2, BALCONY + 0.5]),
          ),
          ...waiting(build, WALL, 0.3),
        ]
      : []),
    ...(back === "broken"
      ? [
          // The bare pegs that held it.
          part(
            { colour: BARE },
            ...[-0.8, 0.8].map((x) =>
              block(p, [x - 0.25, 1.9, BALCONY], [x + 0.25, 2.4, BALCONY + 0.5]),
            ),
          ),
        ]
      : []),
  ];
}
