import type { Solid } from "./solid.ts";

/** Where a ray met a solid, in the solid's frame: distance, triangle, and place inside the triangle. */
export type Hit = { t: number; triangle: number; u: number; v: number };

const stack = new Int32Array(128);
/** Nearest triangle closer than `hit.t`, written into `hit`; false where there is none. */
export function traceNearest(
  solid: Solid,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  hit: Hit,
): boolean {
  const { bounds, links, corners } = solid;
  const ix = 1 / (dx === 0 ? 1e-12 : dx);
  const iy = 1 / (dy === 0 ? 1e-12 : dy);
  const iz = 1 / (dz === 0 ? 1e-12 : dz);
  // Which of a box's two faces across each axis the ray meets first.
  const sx = ix < 0 ? 3 : 0;
  const sy = iy < 0 ? 4 : 1;
  const sz = iz < 0 ? 5 : 2;
  let found = false;
  let top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const node = stack[--top]!;
    const b = node * 6;
    let near = (bounds[b + sx]! - ox) * ix;
    let far = (bounds[b + 3 - sx]! - ox) * ix;
    const nearY = (bounds[b + sy]! - oy) * iy;
    const farY = (bounds[b + 5 - sy]! - oy) * iy;
    const nearZ = (bounds[b + sz]! - oz) * iz;
    const farZ = (bounds[b + 7 - sz]! - oz) * iz;
    if (nearY > near) near = nearY;
    if (nearZ > near) near = nearZ;
    if (farY < far) far = farY;
    if (farZ < far) far = farZ;
    if (near > far || far < 0 || near > hit.t) continue;
    const second = links[node * 2]!;
    const kind = links[node * 2 + 1]!;
    if (kind < 0) {
      const along = kind === -1 ? dx : kind === -2 ? dy : dz;
      if (along >= 0) {
        stack[top++] = second;
        stack[top++] = node + 1;
      } else {
        stack[top++] = node + 1;
        stack[top++] = second;
      }
      continue;
    }
    for (let triangle = second; triangle < second + kind; triangle++) {
      // Moeller and Trumbore 1997, both faces.
      const c = triangle * 9;
      const e1x = corners[c + 3]!;
      const e1y = corners[c + 4]!;
      const e1z = corners[c + 5]!;
      const e2x = corners[c + 6]!;
      const e2y = corners[c + 7]!;
      const e2z = corners[c + 8]!;
      const px = dy * e2z - dz * e2y;
      const py = dz * e2x - dx * e2z;
      const pz = dx * e2y - dy * e2x;
      const det = e1x * px + e1y * py + e1z * pz;
      if (det === 0) continue;
      const inverse = 1 / det;
      const rx = ox - corners[c]!;
      const ry = oy - corners[c + 1]!;
      const rz = oz - corners[c + 2]!;
      const u = (rx * px + ry * py + rz * pz) * inverse;
      if (u < -1e-9 || u > 1 + 1e-9) continue;
      const qx = ry * e1z - rz * e1y;
      const qy = rz * e1x - rx * e1z;
      const qz = rx * e1y - ry * e1x;
      const v = (dx * qx + dy * qy + dz * qz) * inverse;
      if (v < -1e-9 || u + v > 1 + 1e-9) continue;
      const t = (e2x * qx + e2y * qy + e2z * qz) * inverse;
      if (t > 1e-7 && t < hit.t) {
        hit.t = t;
        hit.triangle = triangle;
        hit.u = u;
        hit.v = v;
        found = true;
      }
    }
  }
  return found;
}

/**
 * Share of light, 0..1, that gets through the solid within `most` along a ray: 1 where nothing is in
 * the way, clear parts let their share through.
 */
export function traceLight(
  solid: Solid,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
  most: number,
): number {
  const { bounds, links, corners, partOf, materials } = solid;
  const ix = 1 / (dx === 0 ? 1e-12 : dx);
  const iy = 1 / (dy === 0 ? 1e-12 : dy);
  const iz = 1 / (dz === 0 ? 1e-12 : dz);
  // Which of a box's two faces across each axis the ray meets first.
  const sx = ix < 0 ? 3 : 0;
  const sy = iy < 0 ? 4 : 1;
  const sz = iz < 0 ? 5 : 2;
  let light = 1;
  let top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const node = stack[--top]!;
    const b = node * 6;
    let near = (bounds[b + sx]! - ox) * ix;
    let far = (bounds[b + 3 - sx]! - ox) * ix;
    const nearY = (bounds[b + sy]! - oy) * iy;
    const farY = (bounds[b + 5 - sy]! - oy) * iy;
    const nearZ = (bounds[b + sz]! - oz) * iz;
    const farZ = (bounds[b + 7 - sz]! - oz) * iz;
    if (nearY > near) near = nearY;
    if (nearZ > near) near = nearZ;
    if (farY < far) far = farY;
    if (farZ < far) far = farZ;
    if (near > far || far < 0 || near > most) continue;
    const second = links[node * 2]!;
    const kind = links[node * 2 + 1]!;
    if (kind < 0) {
      stack[top++] = second;
      stack[top++] = node + 1;
      continue;
    }
    for (let triangle = second; triangle < second + kind; triangle++) {
      const c = triangle * 9;
      const e1x = corners[c + 3]!;
      const e1y = corners[c + 4]!;
      const e1z = corners[c + 5]!;
      const e2x = corners[c + 6]!;
      const e2y = corners[c + 7]!;
      const e2z = corners[c + 8]!;
      const px = dy * e2z - dz * e2y;
      const py = dz * e2x - dx * e2z;
      const pz = dx * e2y - dy * e2x;
      const det = e1x * px + e1y * py + e1z * pz;
      if (det === 0) continue;
      const inverse = 1 / det;
      const rx = ox - corners[c]!;
      const ry = oy - corners[c + 1]!;
      const rz = oz - corners[c + 2]!;
      const u = (rx * px + ry * py + rz * pz) * inverse;
      if (u < 0 || u > 1) continue;
      const qx = ry * e1z - rz * e1y;
      const qy = rz * e1x - rx * e1z;
      const qz = rx * e1y - ry * e1x;
      const v = (dx * qx + dy * qy + dz * qz) * inverse;
      if (v < 0 || u + v > 1) continue;
      const t = (e2x * qx + e2y * qy + e2z * qz) * inverse;
      if (t <= 1e-7 || t >= most) continue;
      light *= materials[partOf[triangle]!]!.clear ?? 0;
      if (light === 0) return 0;
    }
  }
  return light;
}
