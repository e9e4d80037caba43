import { BufferAttribute, BufferGeometry } from "three";
import { MeshBVH, SAH } from "three-mesh-bvh";
import type { Material, Part } from "../kinds/kind.ts";

/** One object's triangles in its own frame, metres, laid out flat for fast ray casting. */
export type Solid = {
  /** Six numbers a node: least and greatest corner. The first node holds all. */
  readonly bounds: Float64Array;
  /** Two a node: of a leaf first triangle and count; else second child and -1 - split axis. */
  readonly links: Int32Array;
  /** Nine a triangle: a corner and the two edges from it. */
  readonly corners: Float64Array;
  /** Nine a triangle: the three corners' normals. */
  readonly normals: Float32Array;
  /** Index into `materials` of each triangle. */
  readonly partOf: Uint16Array;
  readonly materials: readonly Material[];
};

/** Joins an object's parts and sorts their triangles into a bounding volume hierarchy. */
export function solidOf(parts: readonly Part[]): Solid {
  const geometries = parts.map(({ geometry }) => withNormals(geometry));
  const count = geometries.reduce((sum, geometry) => sum + cornerCount(geometry), 0);
  const position = new Float32Array(count * 3);
  const normal = new Float32Array(count * 3);
  const partOfCorner = new Uint16Array(count);
  let at = 0;
  geometries.forEach((geometry, part) => {
    const from = geometry.getAttribute("position");
    const normals = geometry.getAttribute("normal");
    const index = geometry.getIndex();
    for (let k = 0; k < cornerCount(geometry); k++, at++) {
      const i = index === null ? k : index.getX(k);
      position.set([from.getX(i), from.getY(i), from.getZ(i)], at * 3);
      normal.set([normals.getX(i), normals.getY(i), normals.getZ(i)], at * 3);
      partOfCorner[at] = part;
    }
  });
  return sorted(
    position,
    normal,
    partOfCorner,
    parts.map((part) => part.material),
  );
}

const cornerCount = (geometry: BufferGeometry): number =>
  geometry.getIndex()?.count ?? geometry.getAttribute("position").count;

function withNormals(geometry: BufferGeometry): BufferGeometry {
  if (!geometry.hasAttribute("normal")) geometry.computeVertexNormals();
  return geometry;
}

function sorted(
  position: Float32Array,
  normal: Float32Array,
  partOfCorner: Uint16Array,
  materials: readonly Material[],
): Solid {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(position, 3));
  const tree = new MeshBVH(geometry, { strategy: SAH, targetLeafSize: 4 });
  const order = geometry.getIndex()!;
  const triangles = order.count / 3;
  const corners = new Float64Array(triangles * 9);
  const normals = new Float32Array(triangles * 9);
  const partOf = new Uint16Array(triangles);
  for (let t = 0; t < triangles; t++) {
    const [a, b, c] = [order.getX(t * 3), order.getX(t * 3 + 1), order.getX(t * 3 + 2)];
    partOf[t] = partOfCorner[a]!;
    for (let k = 0; k < 3; k++) {
      const from = position[a * 3 + k]!;
      corners[t * 9 + k] = from;
      corners[t * 9 + 3 + k] = position[b * 3 + k]! - from;
      corners[t * 9 + 6 + k] = position[c * 3 + k]! - from;
      normals[t * 9 + k] = normal[a * 3 + k]!;
      normals[t * 9 + 3 + k] = normal[b * 3 + k]!;
      normals[t * 9 + 6 + k] = normal[c * 3 + k]!;
    }
  }
  return { ...flattened(tree), corners, normals, partOf, materials };
}

/** Keeps a ray along a flat part from slipping past its bounds, which have no thickness. */
const SLACK_M = 1e-7;

function flattened(tree: MeshBVH): Pick<Solid, "bounds" | "links"> {
  const bounds: number[] = [];
  const links: number[] = [];
  const openAt: number[] = [];
  // The library visits a node, then its first child's tree, then its second's: so a first child
  // always follows its parent, and only the second needs a link.
  tree.traverse((depth, isLeaf, box, offsetOrAxis, count) => {
    const node = links.length / 2;
    const parent = openAt[depth - 1];
    if (parent !== undefined && node !== parent + 1) links[parent * 2] = node;
    openAt[depth] = node;
    for (let k = 0; k < 6; k++) bounds.push(box[k]! + (k < 3 ? -SLACK_M : SLACK_M));
    if (isLeaf) links.push(offsetOrAxis, count);
    else links.push(0, -1 - offsetOrAxis);
  });
  return { bounds: Float64Array.from(bounds), links: Int32Array.from(links) };
}
