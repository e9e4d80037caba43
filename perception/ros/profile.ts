import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { packageFile } from "../package-file.ts";
import { ANGLES } from "../photo.ts";
import { TidyError } from "../tidy-error.ts";

const name = z.string().min(1);
const ms = z.number().int().positive();
const metres = z.number().finite();
const vec3 = z.tuple([metres, metres, metres]).readonly();
const unitQuaternion = z
  .tuple([metres, metres, metres, metres])
  .readonly()
  .refine((q) => Math.abs(Math.hypot(...q) - 1) < 1e-3, "is not a unit quaternion");
const pose = z.strictObject({ position: vec3, orientation: unitQuaternion });

const serviceSkill = z.strictObject({ service: name, type: name, deadlineMs: ms });

const bridgeUrl = z.string().superRefine((text, context) => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
  if (protocol !== "ws:" && protocol !== "wss:")
    context.addIssue({ code: "custom", message: "is not a ws:// or wss:// address" });
});

/** A robot behind a rosbridge: its names, limits and skills. Milliseconds, metres, radians. */
export const profileSchema = z.strictObject({
  name,
  url: bridgeUrl,
  dialect: z.enum(["ros1", "ros2"]),
  /** True of our own simulator alone: it is reached on loopback only and moves nothing real. */
  simulated: z.boolean().default(false),
  link: z
    .strictObject({
      connectWithinMs: ms.default(5000),
      /** How often it is asked for a sign of life, and how many may go unanswered. */
      heartbeatMs: ms.default(1000),
      missedHeartbeats: z.number().int().min(1).default(2),
      /** Waits between attempts to reconnect: doubled each time, between these, with jitter. */
      retryFromMs: ms.default(250),
      retryToMs: ms.default(5000),
      callWithinMs: ms.default(5000),
    })
    .prefault({}),
  topics: z.strictObject({
    image: name,
    cameraInfo: name,
    tf: name,
    tfStatic: name,
    /** std_msgs/String, spoken to people; without it the robot cannot ask. */
    say: name.optional(),
  }),
  frames: z.strictObject({
    /** x right and y away as the scene camera sees it, z up, origin in the middle of the top. */
    surface: name,
    base: name,
    /** The frame whose pose the mover is given. */
    commanded: name,
    /** x right, y down, z forward. */
    optical: name,
    /** Where the camera (optical frame) takes the scene photo from; TF knows it as a frame. */
    scene: name.optional(),
  }),
  /** Optical frame in the commanded frame, where the robot's TF does not tell. */
  mount: pose.optional(),
  /** Instead of a frame for it: the scene photo's optical frame in the surface frame. */
  scenePose: pose.optional(),
  camera: z.strictObject({
    throttleMs: z.number().int().nonnegative(),
    /** How long a frame newer than the arrival may take. */
    freshWithinMs: ms,
    /** Least variance of the Laplacian (grey, 256 px wide, 0..255 levels) of a sharp photo. */
    sharpnessFloor: z.number().nonnegative(),
    /** Photos taken of one view before giving up. */
    attempts: z.number().int().min(1).max(10),
  }),
  angles: z
    .array(z.enum(ANGLES))
    .default([...ANGLES])
    .readonly(),
  orbit: z.strictObject({
    radii: z.number().positive(),
    nearestM: z.number().positive(),
    farthestM: z.number().positive(),
    elevationRad: z
      .number()
      .positive()
      .max(Math.PI / 2),
  }),
  /** Where camera and commanded frame may be, in the surface frame. Without it nothing real moves. */
  workspace: z
    .strictObject({ min: vec3, max: vec3 })
    .refine((box) => box.min.every((low, i) => low < box.max[i]!), "min is not below max")
    .optional(),
  mover: z.strictObject({
    kind: z.literal("action"),
    name,
    /** Without the `Action` that actionlib adds. */
    type: name,
    deadlineMs: ms,
    /** How long it may take to acknowledge that it stopped. */
    cancelWithinMs: ms,
    toleranceM: z.number().positive(),
    toleranceRad: z.number().positive(),
  }),
  /** At rest: within these for so long of the robot's time. */
  settle: z.strictObject({
    stillM: z.number().positive(),
    stillRad: z.number().positive(),
    forMs: ms,
    withinMs: ms,
  }),
  skills: z
    .strictObject({
      relocate: serviceSkill.optional(),
      store: serviceSkill.optional(),
      clean: serviceSkill.optional(),
      empty: serviceSkill.optional(),
      recycle: serviceSkill.optional(),
      discard: serviceSkill.optional(),
    })
    .prefault({}),
});

export type RobotProfile = z.infer<typeof profileSchema>;

/** The profile of our own simulator, which is the default. */
export const simulatedRobotProfile: string = packageFile("perception/ros/simulated-robot.yaml");

/** Reads a robot's profile (YAML). Rejects with `bad-input`: one line that names file and place. */
export async function loadProfile(path: string = simulatedRobotProfile): Promise<RobotProfile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new TidyError("bad-input", `${path}: cannot be read`, { cause });
  });
  return parseProfile(text, path);
}

/** The same from text; `source` is what the error names. Throws `bad-input`. */
export function parseProfile(text: string, source: string): RobotProfile {
  let data: unknown;
  try {
    data = parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new TidyError("bad-input", `${source}: not YAML: ${why}`, { cause });
  }
  const result = profileSchema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = issue.path.length > 0 ? issue.path.join(".") : "top level";
  throw new TidyError("bad-input", `${source}: ${place}: ${issue.message}`, {
    details: { place },
    cause: result.error,
  });
}
