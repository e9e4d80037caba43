import { z } from "zod";
import { type Pose, quaternionFromAxes } from "../geometry/pose.ts";
import {
  add,
  cross,
  dot,
  length,
  normalize,
  scale,
  subtract,
  type Vec3,
} from "../geometry/vec3.ts";

/** Three points that somebody touched, in a frame of the robot, metres. */
export type TouchedPoints = {
  /** The middle of the surface. */
  readonly middle: Vec3;
  /** A point to the right of it, as the scene camera sees it. */
  readonly right: Vec3;
  /** A point of the surface farther away from the scene camera. */
  readonly away: Vec3;
};

/** Closer points say too little about a direction. */
const APART_M = 0.05;
/** Least sine of the angle between the two directions. */
const OPEN = 0.2;

/** Why three points make no surface, or `undefined` where they do. */
export function touchedProblem({ middle, right, away }: TouchedPoints): string | undefined {
  const x = subtract(right, middle);
  const y = subtract(away, middle);
  if (Math.min(length(x), length(y), length(subtract(right, away))) < APART_M)
    return `two of the three points are less than ${APART_M * 100} cm apart: touch farther ones`;
  if (length(cross(x, y)) < OPEN * length(x) * length(y))
    return "the three points lie almost on one line: touch one more to the side";
  return undefined;
}

/** The surface's frame: x from middle to right, y towards away, z up out of the three's plane. */
export function touchedPose({ middle, right, away }: TouchedPoints): Pose {
  const x = normalize(subtract(right, middle));
  const towards = subtract(away, middle);
  const y = normalize(add(towards, scale(x, -dot(towards, x))));
  return { position: middle, orientation: quaternionFromAxes(x, y, cross(x, y)) };
}

const metres = z.number();
export const vec3Schema = z.tuple([metres, metres, metres]).readonly();
export const poseSchema = z.strictObject({
  position: vec3Schema,
  orientation: z
    .tuple([metres, metres, metres, metres])
    .readonly()
    .refine((q) => Math.abs(Math.hypot(...q) - 1) < 1e-3, "is not a unit quaternion"),
});

/** Where the surface's frame is, for a robot whose TF does not tell. */
export const surfaceFrameSchema = z
  .strictObject({
    /** A frame that TF knows. */
    in: z.string().min(1),
    pose: poseSchema.optional(),
    touched: z
      .strictObject({ middle: vec3Schema, right: vec3Schema, away: vec3Schema })
      .superRefine((points, context) => {
        const message = touchedProblem(points);
        if (message !== undefined) context.addIssue({ code: "custom", message });
      })
      .optional(),
  })
  .refine(
    ({ pose, touched }) => (pose === undefined) !== (touched === undefined),
    "needs either pose or touched",
  );

export type SurfaceFrame = z.infer<typeof surfaceFrameSchema>;

/** The surface's frame in `in`. */
export const surfacePose = ({ pose, touched }: SurfaceFrame): Pose => pose ?? touchedPose(touched!);
