import type { Vec3 } from "../perception/geometry/vec3.ts";
import { laid } from "./kinds/flat-shapes.ts";
import type { Extent, Kind, Part } from "./kinds/kind.ts";
import { randomFrom } from "./random.ts";

/** One thing, whatever its state: what it looks like, and how each of its states would turn out. */
export type Exemplar = {
  readonly kind: string;
  readonly lookSeed: number;
  readonly stateSeed: number;
};

/** Its geometry in one state. All its states draw from the same seed, so only the state differs. */
export function partsOf(kind: Kind, exemplar: Exemplar, state: string): readonly Part[] {
  const build = kind.states[state];
  if (build === undefined) throw new Error(`${kind.name} has no state ${state}`);
  return build(lookOf(kind, exemplar), randomFrom(exemplar.stateSeed, "state"));
}

/** The same where it stands on something: lifted, with its paint. */
export function lifted(parts: readonly Part[], [, , z]: Vec3): readonly Part[] {
  return z === 0 ? parts : parts.map((part) => laid(part, { at: [0, 0, z] }));
}

/** What it looks like in every state. */
export const lookOf = (kind: Kind, exemplar: Exemplar): unknown =>
  kind.drawLook(randomFrom(exemplar.lookSeed, "look"));

/** Over all states, so that neither place nor extent tells which state it is in. */
export const extentOf = (kind: Kind, exemplar: Exemplar): Extent =>
  extentOfParts(Object.keys(kind.states).map((state) => partsOf(kind, exemplar, state)));

/** The room that any of the shapes takes. */
export function extentOfParts(shapes: readonly (readonly Part[])[]): Extent {
  let [minX, maxX, minY, maxY, radius, height] = [0, 0, 0, 0, 0, 0];
  for (const { geometry } of shapes.flat()) {
    const position = geometry.getAttribute("position");
    for (let i = 0; i < position.count; i++) {
      const x = position.getX(i);
      const y = position.getY(i);
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
      radius = Math.max(radius, x * x + y * y);
      height = Math.max(height, position.getZ(i));
    }
  }
  return { minX, maxX, minY, maxY, radiusM: Math.sqrt(radius), heightM: height };
}
