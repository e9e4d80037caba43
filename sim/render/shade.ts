import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { World } from "../world.ts";
import type { Appearance } from "./appearance.ts";
import type { Received } from "./light.ts";
import type { Ground } from "./surroundings.ts";

/** Linear light, red green blue. */
export type Light = [number, number, number];

/** Light that the table throws back onto what stands on it, as a share of its colour. */
const BOUNCE = 0.45;

/** What a surface point sends to the camera along -(dx, dy, dz), given the light that it gets. */
export function shadeThing(
  world: World,
  { normal, colour, material }: Appearance,
  received: Received,
  dx: number,
  dy: number,
  dz: number,
  out: Light,
): void {
  shade(world, normal, colour, material.gloss ?? 0, received, dx, dy, dz, out);
  const { emission, glare } = material;
  if (emission !== undefined) for (let k = 0; k < 3; k++) out[k]! += emission[k]!;
  if (glare !== undefined) mirrorWindow(world, normal, glare, dx, dy, out);
}

/** Cosine of half the bearing that the window takes, and of where its frame ends. */
const WINDOW = { edge: 0.7, inside: 0.78 } as const;

/**
 * A tall window on the lamp's side, from floor to ceiling, mirrored in smooth walls: it is there for
 * every ray whose mirrored bearing meets it, so it whitens one side of a clear thing and no other.
 */
function mirrorWindow(
  { light }: World,
  [nx, ny]: Vec3,
  glare: number,
  dx: number,
  dy: number,
  out: Light,
): void {
  const [lx, ly] = light.direction;
  const steep = Math.sqrt(nx * nx + ny * ny);
  if (steep < 0.3) return;
  const along = (2 * (dx * nx + dy * ny)) / (steep * steep);
  const rx = dx - along * nx;
  const ry = dy - along * ny;
  const across = Math.sqrt((rx * rx + ry * ry) * (lx * lx + ly * ly));
  if (across < 1e-6) return;
  const met = (rx * lx + ry * ly) / across;
  const share = Math.min(1, Math.max(0, (met - WINDOW.edge) / (WINDOW.inside - WINDOW.edge)));
  for (let k = 0; k < 3; k++) out[k]! += glare * share * steep * light.colour[k]! * 0.9;
}

const UP: Vec3 = [0, 0, 1];

/** The same for the table, the floor and the walls. */
export function shadeGround(
  world: World,
  ground: Ground,
  received: Received,
  dx: number,
  dy: number,
  dz: number,
  out: Light,
): void {
  if (ground.shaded) {
    shade(world, UP, ground.colour, ground.gloss, received, dx, dy, dz, out);
    return;
  }
  const { colour, ambient } = world.light;
  for (let k = 0; k < 3; k++) out[k] = ground.colour[k]! * (0.45 * colour[k]! + ambient[k]!);
}

function shade(
  { light, table }: World,
  [nx, ny, nz]: readonly [number, number, number],
  colour: Vec3,
  gloss: number,
  { key, around }: Received,
  dx: number,
  dy: number,
  dz: number,
  out: Light,
): void {
  const [lx, ly, lz] = light.direction;
  const towardsLight = nx * lx + ny * ly + nz * lz;
  const direct = towardsLight > 0 ? towardsLight * key : 0;
  const above = (0.55 + 0.45 * nz) * around;
  const below = (0.5 - 0.5 * nz) * BOUNCE * (0.35 + 0.65 * around);
  const lit = lz * 0.6;
  for (let k = 0; k < 3; k++) {
    const bounced = table.colour[k]! * (light.ambient[k]! + light.colour[k]! * lit) * below;
    out[k] = colour[k]! * (direct * light.colour[k]! + light.ambient[k]! * above + bounced);
  }
  if (gloss <= 0) return;
  // Blinn 1977 for the lamp, Schlick 1994 for the room's reflection; powers by squaring.
  const facing = Math.max(0, -(nx * dx + ny * dy + nz * dz));
  const steep = 1 - facing;
  const reflected = gloss * (0.04 + 0.5 * steep * steep * steep * steep * steep);
  const twice = 2 * facing;
  const rz = dz + twice * nz;
  const hx = lx - dx;
  const hy = ly - dy;
  const hz = lz - dz;
  const h = Math.max(0, nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
  let shine = h * h * h * h;
  const squarings = 1 + Math.floor(gloss * 4);
  for (let i = 0; i < squarings; i++) shine *= shine;
  const highlight = towardsLight > 0 ? shine * key * gloss * (0.08 + 0.5 * gloss) : 0;
  for (let k = 0; k < 3; k++) {
    const mirrored =
      rz > 0
        ? light.ambient[k]! * (1.1 + 0.9 * rz)
        : table.colour[k]! * (light.ambient[k]! + light.colour[k]! * lit);
    out[k]! += reflected * mirrored * (0.3 + 0.7 * around) + highlight * light.colour[k]!;
  }
}
