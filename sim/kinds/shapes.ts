import { BoxGeometry, BufferGeometry, Float32BufferAttribute } from "three";
import { mergeGeometries } from "three/examples/jsm/utils/BufferGeometryUtils.js";
import {
  add,
  cross,
  dot,
  normalize,
  scale,
  subtract,
  type Vec3,
} from "../../perception/geometry/vec3.ts";

/** A point of a profile that is turned around the z axis: distance from the axis and height, metres. */
export type ProfilePoint = readonly [radius: number, z: number];

/** Where and how a shape lies: scaled, turned by roll (x), pitch (y), yaw (z), then moved. */
export type Placement = {
  readonly at?: Vec3;
  readonly roll?: number;
  readonly pitch?: number;
  readonly yaw?: number;
  readonly scale?: Vec3;
};

/** Indexed triangles with smooth normals, counter-clockwise seen from outside; no texture coordinates. */
export function mesh(points: readonly Vec3[], triangles: readonly number[]): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(points.flat(), 3));
  geometry.setIndex(withoutFlatTriangles(points, triangles));
  geometry.computeVertexNormals();
  return geometry;
}

/** One object's triangles in one geometry. */
export function merge(...geometries: readonly BufferGeometry[]): BufferGeometry {
  const merged = mergeGeometries([...geometries]);
  if (merged === null) throw new Error("shapes to merge must have the same attributes");
  return merged;
}

/**
 * A surface over u, v in 0..1, in `across` x `along` quads; its outside is where (u direction) x (v
 * direction) points. `closed` joins u = 1 to u = 0.
 */
export function surface(
  across: number,
  along: number,
  at: (u: number, v: number) => Vec3,
  closed = false,
): BufferGeometry {
  const columns = closed ? across : across + 1;
  const points: Vec3[] = [];
  const triangles: number[] = [];
  for (let j = 0; j <= along; j++) {
    for (let i = 0; i < columns; i++) points.push(at(i / across, j / along));
  }
  for (let j = 0; j < along; j++) {
    for (let i = 0; i < across; i++) {
      const a = j * columns + i;
      const b = j * columns + ((i + 1) % columns);
      triangles.push(a, b, b + columns, a, b + columns, a + columns);
    }
  }
  return mesh(points, triangles);
}

/**
 * A profile turned around z. Going up the outside, over the rim, down the inside and to the axis, the
 * normals point out of the material. A point given twice makes a hard edge. `from` and `to` (radians
 * from x, counter-clockwise) leave out a part of the turn.
 */
export function lathe(
  profile: readonly ProfilePoint[],
  segments = 28,
  from = 0,
  to = 2 * Math.PI,
): BufferGeometry {
  const closed = to - from >= 2 * Math.PI - 1e-9;
  const rows = profile.length - 1;
  return surface(
    segments,
    rows,
    (u, v) => {
      const [radius, z] = profile[Math.round(v * rows)]!;
      const angle = from + (to - from) * u;
      return [radius * Math.cos(angle), radius * Math.sin(angle), z];
    },
    closed,
  );
}

/** An outline between an ellipse (`square` 0) and nearly a rectangle (1), metres. */
export type Oval = { readonly halfX: number; readonly halfY: number; readonly square: number };

/** The outline's point at an angle from x, or a point so far within it on the way to the middle. */
export function ovalPoint(oval: Oval, angle: number, within = 0): [x: number, y: number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [cos / oval.halfX, sin / oval.halfY];
  const [x2, y2] = [x * x, y * y];
  const round = 1 / Math.sqrt(x2 + y2);
  const boxy = 1 / Math.sqrt(Math.sqrt(x2 * x2 + y2 * y2));
  const radius = Math.max(0, round + (boxy - round) * oval.square - within);
  return [radius * cos, radius * sin];
}

/** A closed cylinder or cone standing on `z0`, with hard edges. */
export const cylinder = (
  bottomRadius: number,
  topRadius: number,
  z0: number,
  z1: number,
  segments = 20,
): BufferGeometry =>
  lathe(
    [
      [0, z0],
      [bottomRadius, z0],
      [bottomRadius, z0],
      [topRadius, z1],
      [topRadius, z1],
      [0, z1],
    ],
    segments,
  );

/** A flat disc or, with `innerRadius`, a ring at height z that faces up. */
export const disc = (radius: number, z: number, segments = 24, innerRadius = 0): BufferGeometry =>
  lathe(
    [
      [radius, z],
      [innerRadius, z],
    ],
    segments,
  );

/** A box of the given size around `centre`. */
export function box(size: Vec3, centre: Vec3 = [0, 0, 0]): BufferGeometry {
  const geometry = new BoxGeometry(size[0], size[1], size[2]);
  geometry.deleteAttribute("uv");
  return geometry.translate(centre[0], centre[1], centre[2]);
}

/** A ball or egg with the given half axes around the origin. */
export const ellipsoid = (halfAxes: Vec3, around = 10, upwards = 6): BufferGeometry =>
  surface(
    around,
    upwards,
    (u, v) => {
      const turn = 2 * Math.PI * u;
      const rise = Math.PI * (v - 0.5);
      const flat = v === 0 || v === 1 ? 0 : Math.cos(rise);
      return [
        halfAxes[0] * flat * Math.cos(turn),
        halfAxes[1] * flat * Math.sin(turn),
        halfAxes[2] * Math.sin(rise),
      ];
    },
    true,
  );

/** A round rod along a path (two points or more), with flat ends; the radius may change along it (0..1). */
export function tube(
  path: readonly Vec3[],
  radius: number | ((share: number) => number),
  sides = 8,
): BufferGeometry {
  const radiusAt = typeof radius === "number" ? () => radius : radius;
  const last = path.length - 1;
  const frames = framesAlong(path);
  const ring = (k: number, u: number): Vec3 => {
    const frame = frames[k]!;
    const angle = 2 * Math.PI * u;
    const r = radiusAt(k / last);
    const offset = add(
      scale(frame.side, r * Math.cos(angle)),
      scale(frame.other, r * Math.sin(angle)),
    );
    return add(path[k]!, offset);
  };
  const wall = surface(sides, last, (u, v) => ring(Math.round(v * last), u), true);
  const start = surface(sides, 1, (u, v) => (v === 0 ? path[0]! : ring(0, u)), true);
  const end = surface(sides, 1, (u, v) => (v === 0 ? ring(last, u) : path[last]!), true);
  return merge(wall, start, end);
}

/**
 * A flat strip along a line, thickest in its middle, in two halves that need not be alike: `upper` on the
 * side of (line x `across`), to which its edges are lifted by `curl`.
 */
export function ribbon(
  line: readonly Vec3[],
  across: (share: number) => Vec3,
  halfWidth: (share: number) => number,
  thickness: number,
  curl = 0,
): { readonly upper: BufferGeometry; readonly lower: BufferGeometry } {
  const last = line.length - 1;
  const at = (x: number, v: number, side: 1 | -1): Vec3 => {
    const k = Math.round(v * last);
    const forward = subtract(line[Math.min(last, k + 1)]!, line[Math.max(0, k - 1)]!);
    const aside = normalize(across(v));
    const rise = side * (thickness / 2) * (1 - x * x * x * x) + curl * x * x;
    const up = scale(normalize(cross(forward, aside)), rise);
    return add(add(line[k]!, scale(aside, halfWidth(v) * x)), up);
  };
  return {
    upper: surface(4, last, (u, v) => at(1 - 2 * u, v, 1)),
    lower: surface(4, last, (u, v) => at(2 * u - 1, v, -1)),
  };
}

/** A flat outline (counter-clockwise, star-shaped around its middle) raised from z0 to z1, hard edges. */
export function slab(
  outline: readonly (readonly [x: number, y: number])[],
  z0: number,
  z1: number,
): BufferGeometry {
  const n = outline.length;
  const middle = [0, 1].map((k) => outline.reduce((sum, p) => sum + p[k]!, 0) / n);
  const points: Vec3[] = [];
  const triangles: number[] = [];
  const lid = (z: number, up: boolean) => {
    const start = points.length;
    points.push([middle[0]!, middle[1]!, z], ...outline.map(([x, y]): Vec3 => [x, y, z]));
    for (let i = 0; i < n; i++) {
      const a = start + 1 + i;
      const b = start + 1 + ((i + 1) % n);
      triangles.push(start, ...(up ? [a, b] : [b, a]));
    }
  };
  lid(z0, false);
  lid(z1, true);
  for (let i = 0; i < n; i++) {
    const [ax, ay] = outline[i]!;
    const [bx, by] = outline[(i + 1) % n]!;
    const k = points.length;
    points.push([ax, ay, z0], [bx, by, z0], [bx, by, z1], [ax, ay, z1]);
    triangles.push(k, k + 1, k + 2, k, k + 2, k + 3);
  }
  return mesh(points, triangles);
}

/** The geometry itself, scaled, turned and moved. */
export function place(geometry: BufferGeometry, how: Placement): BufferGeometry {
  if (how.scale !== undefined) geometry.scale(how.scale[0], how.scale[1], how.scale[2]);
  if (how.roll !== undefined) geometry.rotateX(how.roll);
  if (how.pitch !== undefined) geometry.rotateY(how.pitch);
  if (how.yaw !== undefined) geometry.rotateZ(how.yaw);
  if (how.at !== undefined) geometry.translate(how.at[0], how.at[1], how.at[2]);
  return geometry;
}

/** The geometry itself with every point moved by `to`, its normals made anew. */
export function deform(geometry: BufferGeometry, to: (point: Vec3) => Vec3): BufferGeometry {
  const position = geometry.getAttribute("position");
  for (let i = 0; i < position.count; i++) {
    const [x, y, z] = to([position.getX(i), position.getY(i), position.getZ(i)]);
    position.setXYZ(i, x, y, z);
  }
  position.needsUpdate = true;
  geometry.computeVertexNormals();
  return geometry;
}

/**
 * The geometry itself, its round turned towards a rounded square by 0..1, which may change with the
 * height; its sides face x and y.
 */
export function squared(
  geometry: BufferGeometry,
  share: number | ((z: number) => number),
): BufferGeometry {
  if (share === 0) return geometry;
  const shareAt = typeof share === "number" ? () => share : share;
  return deform(geometry, ([x, y, z]) => {
    const r = x * x + y * y;
    const out = r === 0 ? 1 : Math.sqrt(r / Math.sqrt(x * x * x * x + y * y * y * y));
    // Its corners reach out a little and its sides stay back a little.
    const by = (1 + (out - 1) * shareAt(z)) / (1 + 0.12 * shareAt(z));
    return [x * by, y * by, z];
  });
}

/** The same triangles, each flat on its own: crumpled or cut things. */
export function faceted(geometry: BufferGeometry): BufferGeometry {
  const position = geometry.getAttribute("position");
  const index = geometry.getIndex()!;
  const points = Array.from({ length: index.count }, (_, k): Vec3 => {
    const i = index.getX(k);
    return [position.getX(i), position.getY(i), position.getZ(i)];
  });
  return mesh(
    points,
    points.map((_, k) => k),
  );
}

/** The same surface and its back, a hair below it, for thin sheets seen from both sides. */
export function twoSided(geometry: BufferGeometry, thickness = 0.0004): BufferGeometry {
  const back = geometry.clone();
  const position = back.getAttribute("position");
  const normal = back.getAttribute("normal");
  for (let i = 0; i < position.count; i++) {
    const n: Vec3 = [normal.getX(i), normal.getY(i), normal.getZ(i)];
    position.setXYZ(
      i,
      position.getX(i) - n[0] * thickness,
      position.getY(i) - n[1] * thickness,
      position.getZ(i) - n[2] * thickness,
    );
    normal.setXYZ(i, -n[0], -n[1], -n[2]);
  }
  const index = back.getIndex()!;
  for (let k = 0; k < index.count; k += 3) {
    const b = index.getX(k + 1);
    index.setX(k + 1, index.getX(k + 2));
    index.setX(k + 2, b);
  }
  return merge(geometry, back);
}

type Frame = { readonly side: Vec3; readonly other: Vec3 };

/** Axes across a path, carried along it without twist. */
function framesAlong(path: readonly Vec3[]): Frame[] {
  const last = path.length - 1;
  const frames: Frame[] = [];
  let side: Vec3 | undefined;
  for (let k = 0; k <= last; k++) {
    const forward = normalize(subtract(path[Math.min(last, k + 1)]!, path[Math.max(0, k - 1)]!));
    const hint: Vec3 = side ?? (Math.abs(forward[2]) > 0.9 ? [1, 0, 0] : [0, 0, 1]);
    side = normalize(subtract(hint, scale(forward, dot(hint, forward))));
    frames.push({ side, other: cross(forward, side) });
  }
  return frames;
}

/** Poles and hard edges leave triangles without area, which would give normals of no direction. */
function withoutFlatTriangles(points: readonly Vec3[], triangles: readonly number[]): number[] {
  const kept: number[] = [];
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [triangles[k]!, triangles[k + 1]!, triangles[k + 2]!];
    const area = cross(subtract(points[b]!, points[a]!), subtract(points[c]!, points[a]!));
    if (dot(area, area) > 1e-20) kept.push(a, b, c);
  }
  return kept;
}
