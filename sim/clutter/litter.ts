import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { curve, part } from "../kinds/flat-shapes.ts";
import type { Rgb } from "../kinds/kind.ts";
import { around, mix, noise } from "../kinds/patterns.ts";
import { deform, ellipsoid, surface, tube } from "../kinds/shapes.ts";
import { COLOUR_NAMES } from "../kinds/words.ts";
import type { Clutter } from "./clutter.ts";
import { collar, hoop, settled } from "./forms.ts";
import { POCKET_LITTER } from "./pocket-litter.ts";

/** A loop that lies as it fell; soft and thick for the hair, thin for a bundle. */
function loop(
  name: string,
  reach: readonly [number, number],
  wire: readonly [number, number],
  isRibbed: boolean,
): Clutter {
  return {
    name,
    build(random) {
      const r = random.between(...reach);
      const [waves, depth, turn] = [
        2 + random.below(2),
        random.between(0.05, 0.3),
        random.between(0, 6),
      ];
      const colour = drawColour(random, COLOUR_NAMES).rgb;
      const ring = deform(hoop(r, random.between(...wire), 28, 5), (point) => {
        const swell = 1 - depth / 2 + depth * Math.sin(waves * around(point) + turn);
        return [point[0] * swell, point[1] * swell, point[2]];
      });
      const paint = (point: Vec3) => {
        const rib = around(point) * 14;
        return shaded(colour, isRibbed && rib - Math.floor(rib) < 0.4 ? 0.6 : 1);
      };
      return settled([part({ colour, paint, gloss: 0.15 }, ring)]);
    },
  };
}

/** A few crumbs of bread or cake. */
const crumbs: Clutter = {
  name: "crumbs",
  build(random) {
    const colour = drawColour(random, ["beige", "brown", "orange"]).rgb;
    const crumb = () => {
      const size = random.between(0.0012, 0.0034);
      const egg = ellipsoid([size * random.between(0.8, 1.4), size, size * 0.7], 6, 4);
      return egg.translate(
        random.between(-0.022, 0.022),
        random.between(-0.018, 0.018),
        size * 0.7,
      );
    };
    const paint = (point: Vec3) => shaded(colour, 0.7 + 0.6 * noise(point, 0.0015, 5));
    return settled([
      part({ colour, paint }, ...Array.from({ length: 4 + random.below(4) }, crumb)),
    ]);
  },
};

/** A dry leaf, bent along its rib. */
const leaf: Clutter = {
  name: "leaf",
  build(random) {
    const long = random.between(0.03, 0.052);
    const wide = long * random.between(0.2, 0.3);
    const colour = drawColour(random, ["green", "brown", "orange", "yellow"]).rgb;
    const [bend, cup] = [random.between(-0.15, 0.15), random.between(0.05, 0.14)];
    const at = (u: number, v: number): Vec3 => {
      const angle = 2 * Math.PI * u;
      const [a, b] = [v * Math.cos(angle), v * Math.sin(angle)];
      const pointed = 1 - a * a * 0.5;
      const side = b * wide * pointed;
      return [
        (a * long) / 2,
        side + bend * long * (a * a - 0.5),
        cup * long * (0.4 * a * a + 1.1 * b * b) * 0.5,
      ];
    };
    const top = surface(20, 3, (u, v) => at(u, 1 - v), true);
    const below = surface(
      20,
      3,
      (u, v) => {
        const [x, y, z] = at(u, v);
        return [x, y, z - 0.0004 * (1 - v)];
      },
      true,
    );
    const paint = ([x, y]: Vec3): Rgb => {
      const aside = y - bend * long * ((4 * x * x) / (long * long) - 0.5);
      const vein = (x + Math.abs(aside) * 0.8) * 190;
      return Math.abs(aside) < 0.0006 || vein - Math.floor(vein + 10) + 10 < 0.14
        ? shaded(colour, 1.5)
        : colour;
    };
    const stem = tube(
      [
        [long * 0.44, bend * long * 0.3, 0.003],
        [long * 0.62, bend * long * 0.55, 0.002],
      ],
      0.0006,
      5,
    );
    return settled([
      part({ colour, paint }, top, below),
      part({ colour: shaded(colour, 0.6) }, stem),
    ]);
  },
};

/** A short end of yarn. */
const thread: Clutter = {
  name: "thread",
  build(random) {
    const step = random.between(0.006, 0.009);
    const path = Array.from(
      { length: 6 },
      (_, k): Vec3 => [k * step, random.between(-0.011, 0.011), 0.0006],
    );
    const colour = drawColour(random, COLOUR_NAMES).rgb;
    return settled([part({ colour }, tube(curve(path, 4), random.between(0.0004, 0.0008), 5))]);
  },
};

/** What a wet foot of a glass left on the table when it dried: a faint broken ring. */
const waterRing: Clutter = {
  name: "dried water ring",
  build(random) {
    const r = random.between(0.02, 0.028);
    const [salt, pale] = [random.below(1000), random.between(0.35, 0.6)];
    const paint = (point: Vec3): Rgb =>
      mix([0.3, 0.27, 0.23], [pale, pale, pale], noise(point, 0.01, salt));
    return settled([
      part(
        { colour: [0.5, 0.5, 0.48], paint, clear: 0.72, gloss: 0.3 },
        collar(r - random.between(0.0012, 0.003), r, 0, 0.0002, 32),
      ),
    ]);
  },
};

/** A flat stone, polished or rough. */
const pebble: Clutter = {
  name: "pebble",
  build(random) {
    const half: Vec3 = [random.between(0.007, 0.014), random.between(0.005, 0.01), 0.0036];
    const [colour, salt] = [
      drawColour(random, ["grey", "beige", "black", "white", "brown"]).rgb,
      random.below(1000),
    ];
    const stone = deform(ellipsoid(half, 14, 8), ([x, y, z]) => {
      const swell = 0.85 + 0.3 * noise([x + 1, y + 1, 0], 0.012, salt);
      return [x * swell, y * swell, z];
    });
    const paint = (point: Vec3) => shaded(colour, 0.7 + 0.5 * noise(point, 0.003, salt));
    return settled([part({ colour, paint, gloss: random.between(0, 0.6) }, stone)]);
  },
};

/** Small flat things, under 8 mm high and 6 cm across, that one would sweep up. */
export const LITTER: readonly Clutter[] = [
  ...POCKET_LITTER,
  loop("rubber band", [0.016, 0.024], [0.0006, 0.001], false),
  loop("hair tie", [0.015, 0.02], [0.0018, 0.0032], true),
  crumbs,
  leaf,
  thread,
  waterRing,
  pebble,
];
