import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { drawColour, shaded } from "../kinds/colours.ts";
import { part } from "../kinds/flat-shapes.ts";
import { place, surface } from "../kinds/shapes.ts";
import type { Clutter } from "./clutter.ts";
import { hoop, settled } from "./forms.ts";
import { drawMetal } from "./prints.ts";

/** A belt rolled up, standing on its edge, with its buckle outside. */
export const rolledBelt: Clutter = {
  name: "rolled belt",
  build(random) {
    const [inner, turns] = [random.between(0.01, 0.016), random.between(2.6, 4.2)];
    const [high, thick] = [random.between(0.038, 0.046), 0.0034];
    const pitch = random.between(0.0046, 0.0058);
    const leather = drawColour(random, ["brown", "black", "beige", "red", "blue", "white"]).rgb;
    const stitch = shaded(leather, 1.7);
    // Corners given twice, for hard edges.
    const section = [
      [0, 0],
      [0, high],
      [0, high],
      [thick, high],
      [thick, high],
      [thick, 0],
      [thick, 0],
      [0, 0],
    ] as const;
    const steps = Math.round(turns * 15);
    const at = (u: number, v: number): Vec3 => {
      const [out, z] = section[Math.round(u * 8) % 8]!;
      const turn = v * turns;
      const r = inner + turn * pitch + out;
      return [r * Math.cos(2 * Math.PI * turn), r * Math.sin(2 * Math.PI * turn), z];
    };
    const end = (v: number, flip: boolean) =>
      surface(1, 1, (a, b) => {
        const [side, up] = flip ? [1 - a, b] : [a, b];
        return at((side === 0 ? (up === 0 ? 0 : 1) : up === 0 ? 5 : 3) / 8, v);
      });
    const last = 2 * Math.PI * turns;
    const outside = inner + turns * pitch + thick;
    const buckle = place(hoop(high * 0.62, 0.0022, 4, 6), { yaw: Math.PI / 4 });
    return settled([
      part(
        {
          colour: leather,
          gloss: 0.35,
          paint: ([x, y, z]) => {
            const isSeam = Math.min(z, high - z) > 0.003 && Math.min(z, high - z) < 0.0042;
            const dash = Math.atan2(y, x) * 22;
            return isSeam && dash - Math.floor(dash) < 0.6 ? stitch : leather;
          },
        },
        surface(8, steps, at, true),
        end(0, false),
        end(1, true),
      ),
      part(
        { colour: drawMetal(random), gloss: 0.9 },
        place(buckle, {
          pitch: Math.PI / 2,
          yaw: last,
          at: [outside * Math.cos(last), outside * Math.sin(last), high / 2],
        }),
      ),
    ]);
  },
};
