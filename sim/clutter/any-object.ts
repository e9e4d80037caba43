import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { curve, laid, part } from "../kinds/flat-shapes.ts";
import type { Material, Part, Rgb } from "../kinds/kind.ts";
import { around, noise } from "../kinds/patterns.ts";
import { box, cylinder, deform, ellipsoid, lathe, slab } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Random } from "../random.ts";
import type { Clutter } from "./clutter.ts";
import { block, faced, hoop, rod, roundedOutline, settled } from "./forms.ts";
import { drawMetal, drawPattern, drawWood, isLit, onSides, roundWall } from "./prints.ts";

const DARK: Rgb = [0.03, 0.03, 0.034];

/** Wood, metal, one colour or a print. */
function drawMaterial(random: Random, radius?: number): Material {
  const gloss = random.between(0, 0.8);
  const colour = drawColour(random, COLOUR_NAMES).rgb;
  switch (random.pick(["plain", "plain", "wood", "metal", "print", "print", "grains"] as const)) {
    case "plain":
      return { colour, gloss };
    case "wood":
      return { colour, paint: drawWood(random), gloss: gloss / 2 };
    case "metal":
      return { colour: drawMetal(random), gloss: 0.9 };
    case "print": {
      const pattern = drawPattern(random);
      const paint = radius === undefined ? onSides(pattern) : roundWall(pattern, radius);
      return { colour, paint, gloss };
    }
    case "grains": {
      const [size, salt] = [random.between(0.0015, 0.006), random.below(1000)];
      return { colour, paint: (point) => shaded(colour, 0.6 + 0.8 * noise(point, size, salt)) };
    }
  }
}

/** A profile of a few random swells turned around z, round, oval or fluted, closed above. */
const turnedThing: Clutter = {
  name: "turned thing",
  build(random) {
    const high = random.between(0.042, 0.22);
    const widest = Math.min(random.between(0.025, 0.09), 0.03 + high * 0.5);
    const swells = 3 + random.below(4);
    const isHard = random.chance(0.3);
    const knots = Array.from(
      { length: swells },
      (_, k): Vec3 => [
        widest * random.between(0.22, 1),
        0,
        (high * (k + random.between(-0.2, 0.2) * Math.sign(k))) / (swells - 1),
      ],
    );
    const wall = (isHard ? knots : curve(knots, 4)).map(
      ([r, , z]) => [Math.max(0.004, r), Math.max(0, z)] as const,
    );
    const [first, last] = [wall[0]!, wall.at(-1)!];
    const body = lathe(
      [
        [0, first[1]],
        first,
        ...wall.flatMap((point) => (isHard ? [point, point] : [point])),
        last,
        [0, last[1] + Math.min(0.015, random.between(-0.05, 0.6) * last[0])],
      ],
      24,
    );
    const lobes = random.pick([0, 0, 2, 3, 4, 6, 8]);
    const depth = lobes === 2 ? 0.3 : random.between(0.03, 0.12);
    deform(body, (point) => {
      const swell = lobes === 0 ? 1 : 1 + depth * (Math.cos(lobes * around(point)) - 0.5);
      return [point[0] * swell, point[1] * swell, point[2]];
    });
    return settled([part(drawMaterial(random, widest), body)]);
  },
};

function drawOutline(random: Random, reach: number): readonly (readonly [number, number])[] {
  const [wide, deep] = [reach * random.between(0.5, 1), reach * random.between(0.5, 1)];
  const sides = random.pick([0, 0, 3, 5, 6, 8, 20]);
  if (sides === 0) return roundedOutline(2 * wide, 2 * deep, reach * random.between(0.02, 0.5));
  return Array.from({ length: sides }, (_, k) => {
    const angle = (2 * Math.PI * k) / sides;
    return [wide * Math.cos(angle), wide * Math.sin(angle)] as const;
  });
}

/** Two to five slabs, discs and cones one on another, each turned and shifted a little. */
const pile: Clutter = {
  name: "pile",
  build(random) {
    const tiers = 2 + random.below(4);
    const parts: Part[] = [];
    let reach = random.between(0.045, 0.085);
    let [x, y, z] = [0, 0, 0];
    for (let k = 0; k < tiers; k++) {
      const high = random.between(k === 0 ? 0.034 : 0.006, 0.2 / tiers);
      const tier = random.chance(0.25)
        ? cylinder(reach, reach * random.between(0.3, 1), 0, high, 22)
        : slab(drawOutline(random, reach), 0, high);
      parts.push(
        laid(part(drawMaterial(random), tier), { yaw: random.between(-0.6, 0.6), at: [x, y, z] }),
      );
      z += high;
      reach *= random.between(0.5, 1.02);
      x += random.between(-0.12, 0.12) * reach;
      y += random.between(-0.12, 0.12) * reach;
    }
    return settled(parts);
  },
};

type Panel = {
  readonly wide: number;
  readonly high: number;
  readonly z: number;
  readonly x: number;
};

/** A screen with digits, rows of buttons, a knob or a grille, as parts that lie face up. */
function drawControls(random: Random, { wide, high }: Panel): Part[] {
  const colour = drawColour(random, COLOUR_NAMES).rgb;
  const small = Math.min(wide, high);
  switch (random.pick(["screen", "buttons", "buttons", "knob", "grille"] as const)) {
    case "screen": {
      const [back, ink] = random.pick<readonly [Rgb, Rgb]>([
        [DARK, [0.3, 0.75, 0.4]],
        [DARK, [0.75, 0.75, 0.7]],
        [[0.38, 0.44, 0.35], DARK],
        [
          [0.1, 0.25, 0.5],
          [0.8, 0.8, 0.8],
        ],
      ]);
      const tall = small * random.between(0.3, 0.6);
      const count = Math.min(8, Math.max(1, Math.floor((wide * 0.8) / (tall * 0.75))));
      const digits = Array.from({ length: count }, () => random.below(10));
      const paint = ([x, y]: Vec3) =>
        isLit(digits, x + count * tall * 0.36, y + tall / 2, tall) ? ink : back;
      return [part({ colour: back, paint, gloss: 0.7 }, box([wide * 0.9, high * 0.86, 0.003]))];
    }
    case "buttons": {
      const [columns, rows] = [2 + random.below(3), 1 + random.below(3)];
      const step = [(wide * 0.9) / columns, (high * 0.86) / rows] as const;
      const size = Math.min(step[0], step[1]) * random.between(0.5, 0.8);
      const isRound = random.chance(0.5) && columns * rows < 7;
      const button = (k: number): BufferGeometry => {
        const face = isRound
          ? cylinder(size / 2, size * 0.46, 0, 0.005, 8)
          : box([size, size, 0.01]);
        return face.translate(
          ((k % columns) - (columns - 1) / 2) * step[0],
          (Math.floor(k / columns) - (rows - 1) / 2) * step[1],
          0,
        );
      };
      const all = Array.from({ length: columns * rows }, (_, k) => k);
      return [
        part({ colour, gloss: 0.4 }, ...all.slice(1).map(button)),
        part({ colour: drawColour(random, COLOUR_NAMES).rgb, gloss: 0.4 }, button(0)),
      ];
    }
    case "knob": {
      const r = small * 0.4;
      const mark = box([r * 0.12, r * 0.7, 0.002], [0, r * 0.5, 0.012]);
      return [
        part({ colour, gloss: 0.5 }, cylinder(r, r * 0.85, 0, 0.012, 20)),
        part({ colour: colour[1] > 0.2 ? DARK : [0.8, 0.8, 0.78] }, mark),
      ];
    }
    case "grille": {
      const [size, isRows] = [random.between(0.004, 0.008), random.chance(0.5)];
      const paint = ([x, y]: Vec3): Rgb => {
        const [a, b] = [x / size - Math.floor(x / size), y / size - Math.floor(y / size)];
        return b > 0.35 && (isRows || a > 0.35) ? DARK : [0.3, 0.3, 0.31];
      };
      return [part({ colour: DARK, paint }, box([wide * 0.86, high * 0.86, 0.002]))];
    }
  }
}

/** A case with controls on two to six fields of its front, sometimes a handle or an aerial above. */
const device: Clutter = {
  name: "device",
  build(random) {
    const [wide, deep] = [random.between(0.07, 0.19), random.between(0.05, 0.12)];
    const high = random.between(0.05, 0.17);
    const [columns, rows] = [
      1 + random.below(wide > 0.11 ? 3 : 2),
      1 + random.below(high > 0.09 ? 2 : 1),
    ];
    const field = { wide: (wide * 0.92) / columns, high: (high * 0.9) / rows };
    const panels = Array.from(
      { length: columns * rows },
      (_, k): Panel => ({
        ...field,
        x: ((k % columns) - (columns - 1) / 2) * field.wide,
        z: high / 2 + (Math.floor(k / columns) - (rows - 1) / 2) * field.high,
      }),
    );
    const corner = random.between(0.002, 0.03);
    const parts: Part[] = [
      part(drawMaterial(random), block([wide, deep, high], corner, random.between(0.001, 0.006))),
      ...panels.flatMap((panel) =>
        drawControls(random, { ...panel, wide: panel.wide - corner / columns }).map((piece) =>
          faced(piece, [panel.x, -deep / 2, panel.z]),
        ),
      ),
    ];
    const metal = { colour: drawMetal(random), gloss: 0.8 };
    if (random.chance(0.3)) {
      const handle = hoop(Math.min(0.045, wide * 0.36), 0.004, 20, 6).rotateX(Math.PI / 2);
      parts.push(part(metal, handle.scale(1, 1, 0.6).translate(0, 0, high)));
    }
    if (random.chance(0.3)) {
      const tip: Vec3 = [wide * random.between(-0.3, 0.6), deep * 0.3, Math.min(0.23, high + 0.09)];
      parts.push(part(metal, rod([wide * 0.4, deep * 0.3, high - 0.004], tip, 0.0018, 6)));
    }
    return settled(parts);
  },
};

/** A lump of clay, stone or plush: an egg with random dents, flat below. */
const lump: Clutter = {
  name: "lump",
  build(random) {
    const half: Vec3 = [
      random.between(0.03, 0.085),
      random.between(0.03, 0.07),
      random.between(0.029, 0.07),
    ];
    const salt = random.below(1000);
    const [dents, size] = [random.between(0.2, 0.9), random.between(0.5, 1.3)];
    const body = deform(ellipsoid([1, 1, 1], 22, 14), ([x, y, z]) => {
      const swell = 1 + dents * (noise([x + 2, y + 2, z + 2], size, salt) - 0.5);
      return [half[0] * x * swell, half[1] * y * swell, half[2] * Math.max(-0.5, z * swell)];
    });
    return settled([part(drawMaterial(random, half[0]), body)]);
  },
};

/** Rods between balls above a round foot: a toy, a sculpture, a holder of something. */
const rodFigure: Clutter = {
  name: "rods and balls",
  build(random) {
    const [reach, high] = [random.between(0.03, 0.08), random.between(0.08, 0.2)];
    const count = 3 + random.below(4);
    const thick = random.between(0.002, 0.006);
    const points = Array.from(
      { length: count },
      (_, k): Vec3 => [
        reach * random.between(-1, 1),
        reach * random.between(-0.7, 0.7),
        (high * (k + 1)) / count,
      ],
    );
    const ball = (point: Vec3) => {
      const r = random.between(1.4, 3.4) * thick + 0.002;
      return ellipsoid([r, r, r], 10, 6).translate(...point);
    };
    const from = (k: number): Vec3 => (k === 0 ? [0, 0, 0.004] : points[random.below(k)]!);
    const [foot, rods] = [drawMaterial(random), drawMaterial(random)];
    return settled([
      part(
        foot,
        cylinder(
          reach * 0.9,
          reach * random.between(0.6, 0.9),
          0,
          random.between(0.005, 0.015),
          24,
        ),
      ),
      part(rods, ...points.map((point, k) => rod(from(k), point, thick, 7))),
      ...points.map((point) => part(drawMaterial(random), ball(point))),
    ]);
  },
};

/** Nothing in particular: no two of one of these are much alike. */
export const ANY_OBJECTS: readonly Clutter[] = [turnedThing, pile, device, lump, rodFigure];
