import {
  angleBetween,
  compose,
  interpolate,
  invert,
  type Pose,
} from "../../perception/geometry/pose.ts";
import { distance, subtract, type Vec3 } from "../../perception/geometry/vec3.ts";
import { BASE_IN_SURFACE, CAMERA_IN_TOOL } from "./transforms.ts";

/** Something standing on the surface that the arm must not hit: an upright cylinder, metres. */
export type Obstacle = {
  readonly id: string;
  /** Middle of its footprint in the surface frame. */
  readonly position: Vec3;
  readonly radiusM: number;
  readonly heightM: number;
  /** Where it is no round thing: the rectangle that it takes in its own frame, and how that is turned. */
  readonly footprint?: Footprint;
};

type Footprint = {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
  readonly yawRad: number;
};

/** A box in the surface frame that neither camera nor tool leaves. */
export type WorkspaceBox = { readonly min: Vec3; readonly max: Vec3 };

/** How fast it moves at speed 1, how far it reaches, what it keeps away from. */
const METRES_PER_SECOND = 0.4;
const RADIANS_PER_SECOND = 1.2;
const REACH_M = 2.15;
const OBJECT_CLEARANCE_M = 0.03;
const SURFACE_CLEARANCE_M = 0.03;

type Motion = {
  readonly from: Pose;
  readonly to: Pose;
  readonly startMs: number;
  readonly durationMs: number;
};

/**
 * The arm that carries the camera: where the camera is at any moment (optical frame in the surface
 * frame, milliseconds of one clock), how long a way takes, and which poses it will not take. Only
 * the end of a way is checked.
 */
export class CameraArm {
  readonly #speed: number;
  readonly #box: WorkspaceBox;
  readonly #onlyWhere: ((pose: Pose) => string | undefined) | undefined;
  #motion: Motion;

  constructor(
    home: Pose,
    options: {
      readonly speed: number;
      readonly workspace: WorkspaceBox;
      /** Why a pose is refused, instead of box, reach and collisions. */
      readonly onlyWhere?: (pose: Pose) => string | undefined;
    },
  ) {
    this.#speed = options.speed;
    this.#box = options.workspace;
    this.#onlyWhere = options.onlyWhere;
    this.#motion = { from: home, to: home, startMs: 0, durationMs: 0 };
  }

  poseAt(ms: number): Pose {
    const { from, to, startMs, durationMs } = this.#motion;
    if (ms >= startMs + durationMs) return to;
    return interpolate(from, to, eased(Math.max(0, (ms - startMs) / durationMs)));
  }

  movingAt(ms: number): boolean {
    return ms < this.restsAt();
  }

  /** When the way it is on ends, or the last one ended. */
  restsAt(): number {
    return this.#motion.startMs + this.#motion.durationMs;
  }

  distanceLeftAt(ms: number): number {
    return distance(this.poseAt(ms).position, this.#motion.to.position);
  }

  /** Sets off from wherever it is, to be on the way for `leastMs` at speed 1; returns when it arrives. */
  start(to: Pose, nowMs: number, leastMs = 0): number {
    const from = this.poseAt(nowMs);
    const metres = distance(from.position, to.position) / METRES_PER_SECOND;
    const radians = angleBetween(from.orientation, to.orientation) / RADIANS_PER_SECOND;
    const durationMs = Math.max(metres * 1000, radians * 1000, leastMs) / this.#speed;
    this.#motion = { from, to, startMs: nowMs, durationMs };
    return nowMs + durationMs;
  }

  /** Puts it at rest there, without a way. */
  place(pose: Pose, nowMs: number): void {
    this.#motion = { from: pose, to: pose, startMs: nowMs, durationMs: 0 };
  }

  /** Stops on the spot; returns where that is. */
  stop(nowMs: number): Pose {
    const pose = this.poseAt(nowMs);
    this.place(pose, nowMs);
    return pose;
  }

  /** Why it will not bring the camera there, or `undefined` where it will. */
  refusal(pose: Pose, obstacles: readonly Obstacle[]): string | undefined {
    if (this.#onlyWhere !== undefined) return this.#onlyWhere(pose);
    const tool = toolOf(pose);
    const points = [pose.position, tool.position];
    if (!points.every((point) => inside(this.#box, point)))
      return "the pose is outside the workspace";
    if (distance(tool.position, BASE_IN_SURFACE.position) > REACH_M)
      return "the pose is farther away than the arm reaches";
    if (points.some((point) => point[2] < SURFACE_CLEARANCE_M))
      return "the camera would touch the surface";
    if (points.some((point) => obstacles.some((obstacle) => touches(obstacle, point))))
      return "the camera would touch something on the surface";
    return undefined;
  }
}

/** The tool's pose for a camera pose, and the other way round; both in the same frame. */
export const toolOf = (camera: Pose): Pose => compose(camera, invert(CAMERA_IN_TOOL));
export const cameraOf = (tool: Pose): Pose => compose(tool, CAMERA_IN_TOOL);

const inside = (box: WorkspaceBox, point: Vec3): boolean =>
  point.every((value, i) => value >= box.min[i]! && value <= box.max[i]!);

function touches(obstacle: Obstacle, point: Vec3): boolean {
  const { footprint, radiusM, heightM, position } = obstacle;
  const [dx, dy, dz] = subtract(point, position);
  const near = OBJECT_CLEARANCE_M;
  if (dz >= heightM + near || Math.hypot(dx, dy) >= radiusM + near) return false;
  return footprint === undefined || overRectangle(footprint, dx, dy, near);
}

function overRectangle(
  { minX, maxX, minY, maxY, yawRad }: Footprint,
  dx: number,
  dy: number,
  near: number,
): boolean {
  const [cos, sin] = [Math.cos(yawRad), Math.sin(yawRad)];
  const x = cos * dx + sin * dy;
  const y = cos * dy - sin * dx;
  return x > minX - near && x < maxX + near && y > minY - near && y < maxY + near;
}

const eased = (t: number): number => t * t * (3 - 2 * t);
