import { type Pose, rotate } from "../../perception/geometry/pose.ts";
import { distance, dot, length, subtract, type Vec3 } from "../../perception/geometry/vec3.ts";
import type { World, WorldObject } from "../world.ts";

/** A camera that near to the scene photo's place takes no close-up, metres. */
const SAME_PLACE_M = 0.01;

/** The object that a camera is aimed at: whose axis is nearest to its line of sight; none from the scene photo's place. */
export function lookedAt(
  camera: Pose,
  { objects, sceneCameraPose }: Pick<World, "objects" | "sceneCameraPose">,
): string | undefined {
  if (distance(camera.position, sceneCameraPose.position) < SAME_PLACE_M) return undefined;
  const ahead = rotate(camera.orientation, [0, 0, 1]);
  const towards = (point: Vec3): number => {
    const away = subtract(point, camera.position);
    return dot(away, ahead) / Math.max(1e-9, length(away));
  };
  // From right above, all of an axis is passed; a tall thing's top may be behind the camera.
  const nearness = (object: WorldObject): number =>
    Math.max(towards(object.position), towards(nearestOnAxis(object, camera.position, ahead)));
  return objects.toSorted((a, b) => nearness(b) - nearness(a))[0]?.id;
}

/** Where a line of sight, seen from above, passes a thing's axis: at what height, within the thing's own. */
function nearestOnAxis(
  { position: [x, y], extent: { heightM } }: WorldObject,
  from: Vec3,
  ahead: Vec3,
): Vec3 {
  const level = ahead[0] ** 2 + ahead[1] ** 2;
  const along = ((x - from[0]) * ahead[0] + (y - from[1]) * ahead[1]) / Math.max(1e-9, level);
  const height = from[2] + Math.max(0, along) * ahead[2];
  return [x, y, Math.min(heightM, Math.max(0, height))];
}
