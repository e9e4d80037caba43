import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Material } from "../kinds/kind.ts";
import type { Solid } from "./solid.ts";
import type { Thing } from "./stage.ts";
import type { Hit } from "./trace.ts";

/** A surface point that faces the camera: place, normals in the surface frame, and what it is made of. */
export type Appearance = {
  x: number;
  y: number;
  z: number;
  /** Of the flat triangle: which side is lit. */
  flat: [number, number, number];
  /** Smooth, for shading. */
  normal: [number, number, number];
  colour: Vec3;
  material: Material;
};

export const emptyAppearance = (): Appearance => ({
  x: 0,
  y: 0,
  z: 0,
  flat: [0, 0, 1],
  normal: [0, 0, 1],
  colour: [0, 0, 0],
  material: { colour: [0, 0, 0] },
});

/** What a ray (surface frame) sees where it hit a thing. */
export function appearanceAt(
  thing: Thing,
  hit: Hit,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  out: Appearance,
): void {
  const { solid, cos, sin } = thing;
  const { corners } = solid;
  const c = hit.triangle * 9;
  const { u, v } = hit;
  const smooth = smoothNormal(solid, hit.triangle, u, v);
  const [sx, sy, sz] = smooth;
  const fx = corners[c + 4]! * corners[c + 8]! - corners[c + 5]! * corners[c + 7]!;
  const fy = corners[c + 5]! * corners[c + 6]! - corners[c + 3]! * corners[c + 8]!;
  const fz = corners[c + 3]! * corners[c + 7]! - corners[c + 4]! * corners[c + 6]!;
  const f = 1 / Math.sqrt(fx * fx + fy * fy + fz * fz || 1);
  const wx = (cos * fx - sin * fy) * f;
  const wy = (sin * fx + cos * fy) * f;
  const wz = fz * f;
  const facing = wx * dx + wy * dy + wz * dz > 0 ? -1 : 1;
  out.flat[0] = wx * facing;
  out.flat[1] = wy * facing;
  out.flat[2] = wz * facing;
  const mx = cos * sx - sin * sy;
  const my = sin * sx + cos * sy;
  const mz = sz;
  const side = mx * out.flat[0] + my * out.flat[1] + mz * out.flat[2] < 0 ? -1 : 1;
  out.normal[0] = mx * side;
  out.normal[1] = my * side;
  out.normal[2] = mz * side;
  out.x = ox + dx * hit.t;
  out.y = oy + dy * hit.t;
  out.z = oz + dz * hit.t;
  const material = solid.materials[solid.partOf[hit.triangle]!]!;
  out.material = material;
  out.colour = colourOf(material, solid, hit.triangle, u, v, smooth);
}

/** A triangle's normal at a place inside it, in the thing's own frame, as it was modelled. */
export function smoothNormal({ normals }: Solid, triangle: number, u: number, v: number): Vec3 {
  const c = triangle * 9;
  const w = 1 - u - v;
  const x = normals[c]! * w + normals[c + 3]! * u + normals[c + 6]! * v;
  const y = normals[c + 1]! * w + normals[c + 4]! * u + normals[c + 7]! * v;
  const z = normals[c + 2]! * w + normals[c + 5]! * u + normals[c + 8]! * v;
  const s = 1 / Math.sqrt(x * x + y * y + z * z || 1);
  return [x * s, y * s, z * s];
}

/** A material's colour at a place inside a triangle, painted in the thing's own frame. */
export function colourOf(
  material: Material,
  { corners }: Solid,
  triangle: number,
  u: number,
  v: number,
  normal: Vec3,
): Vec3 {
  if (material.paint === undefined) return material.colour;
  const c = triangle * 9;
  // From the triangle, not from the ray: the same place in every state, wherever it stands.
  return material.paint(
    [
      corners[c]! + corners[c + 3]! * u + corners[c + 6]! * v,
      corners[c + 1]! + corners[c + 4]! * u + corners[c + 7]! * v,
      corners[c + 2]! + corners[c + 5]! * u + corners[c + 8]! * v,
    ],
    normal,
  );
}
