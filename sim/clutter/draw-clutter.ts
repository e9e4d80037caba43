import type { Vec3 } from "../../perception/geometry/vec3.ts";
import { extentOfParts } from "../exemplar.ts";
import type { Extent, Part } from "../kinds/kind.ts";
import { ANYWHERE, CROWDED, type TableTop } from "../layout.ts";
import { randomFrom } from "../random.ts";
import { CLUTTER, LITTER, PROPS } from "./all-clutter.ts";

/** A piece of clutter where it stands or lies. */
export type WorldClutter = {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  readonly position: Vec3;
  readonly yawRad: number;
  readonly extent: Extent;
};

/** Its geometry, in its own frame. */
export function clutterParts({ name, seed }: Pick<WorldClutter, "name" | "seed">): readonly Part[] {
  const found = CLUTTER.find((it) => it.name === name);
  if (found === undefined) throw new Error(`no clutter ${name} is built`);
  return found.build(randomFrom(seed, "clutter"));
}

/** Whether it stands on the surface as things do, rather than lying about. */
export const isProp = ({ name }: Pick<WorldClutter, "name">): boolean =>
  !LITTER.some((piece) => piece.name === name);

/** Up to two things that stand about, and litter, where a table that is laid has room for them. */
export function drawClutter(seed: number, table: TableTop): readonly WorldClutter[] {
  const random = randomFrom(seed, "clutter");
  const clutter: WorldClutter[] = [];
  const put = (from: typeof PROPS, choices: number) => {
    const id = `clutter-${clutter.length + 1}`;
    const piece = { id, name: random.pick(from).name, seed: random.below(4294967296) };
    const extent = extentOfParts([clutterParts(piece)]);
    const place = table.putDown(random, extent, choices);
    if (place !== undefined) clutter.push({ ...piece, ...place });
  };
  const [props, litter] = [random.below(3), random.below(9)];
  for (let i = 0; i < props; i++) put(PROPS, CROWDED);
  for (let i = 0; i < litter; i++) put(LITTER, ANYWHERE);
  return clutter;
}
