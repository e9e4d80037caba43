import { z } from "zod";
import { ANGLES } from "../photo.ts";
import { bridgeUrlProblem } from "./bridge-url.ts";
import { SKILL_PLACEHOLDERS, succeededWhenSchema, templateSchema } from "./message-template.ts";
import {
  type ActionMoverSettings,
  actionMoverSchema,
  humanMoverSchema,
  jointsMoverSchema,
  serviceMoverSchema,
  topicMoverSchema,
} from "./mover-settings.ts";
import { poseSchema, surfaceFrameSchema, vec3Schema } from "./surface-frame.ts";

const name = z.string().min(1);
const ms = z.number().int().positive();
const share = z.number().min(0).max(1);

const skill = z.strictObject({
  service: name,
  type: name,
  deadlineMs: ms,
  request: templateSchema(SKILL_PLACEHOLDERS).default({
    target: "$poseStamped",
    label: "$label",
    text: "$text",
  }),
  /** Without it the reply's `success` counts, and its `message` is kept. */
  succeededWhen: succeededWhenSchema.optional(),
});

const bridgeUrl = z.string().superRefine((text, context) => {
  const message = bridgeUrlProblem(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

const headers = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header"),
    z.string().regex(/^[\t\x20-\x7e]*$/, "a header is one line of plain characters"),
  )
  .optional();

const box = { min: vec3Schema, max: vec3Schema };
const isBox = ({ min, max }: { min: readonly number[]; max: readonly number[] }) =>
  min.every((low, i) => low < max[i]!);
const notABox = "min is not below max";

const camera = z
  .strictObject({
    /** By the topic's type where it is absent, else by its name. */
    encoding: z.enum(["compressed", "raw"]).optional(),
    throttleMs: z.number().int().nonnegative().default(0),
    /** How long a frame newer than the arrival may take. */
    freshWithinMs: ms.default(10_000),
    /** Least variance of the Laplacian (grey, 256 px wide, 0..255 levels) of a sharp photo. */
    sharpnessFloor: z.number().nonnegative().default(4),
    /** A close-up must be at least this share as sharp as the scene photo. */
    sharpnessShare: share.default(0.05),
    /** Mean luminance that a photo may have, and the share of its pixels that may be black or white. */
    exposure: z
      .strictObject({
        darkest: share.default(0.03),
        brightest: share.default(0.97),
        mostClipped: share.default(0.6),
      })
      .refine(({ darkest, brightest }) => darkest < brightest, "darkest is not below brightest")
      .prefault({}),
    /** Photos taken of one view before giving up. */
    attempts: z.number().int().min(1).max(10).default(3),
  })
  .prefault({});

/** What every profile has. */
const anyRobot = {
  name,
  url: bridgeUrl,
  /** Sent when connecting; `${NAME}` stands for a variable of the environment. */
  headers,
  /** Found out by connecting where it is absent. */
  dialect: z.enum(["ros1", "ros2"]).optional(),
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
  camera,
  skills: z
    .strictObject({
      relocate: skill.optional(),
      store: skill.optional(),
      clean: skill.optional(),
      empty: skill.optional(),
      recycle: skill.optional(),
      discard: skill.optional(),
    })
    .prefault({}),
};

const angles = z.array(z.enum(ANGLES)).min(1).readonly();

const armTopics = z.strictObject({
  image: name,
  cameraInfo: name,
  tf: name,
  tfStatic: name,
  jointStates: name.optional(),
  /** std_msgs/String, spoken to people; without it the robot cannot ask. */
  say: name.optional(),
});

/** What a profile has whose camera is moved by a machine that TF follows. */
const anyArm = {
  ...anyRobot,
  topics: armTopics,
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
  mount: poseSchema.optional(),
  surface: surfaceFrameSchema.optional(),
  /** Where camera and commanded frame may be, in the surface frame. Without it nothing real moves. */
  workspace: z.strictObject(box).refine(isBox, notABox).optional(),
  /** Where neither may be nor pass, in the surface frame. */
  keepOut: z
    .array(z.strictObject({ name, ...box }).refine(isBox, notABox))
    .default([])
    .readonly(),
  /** At rest: within these for so long of the robot's time. */
  settle: z.strictObject({
    stillM: z.number().positive(),
    stillRad: z.number().positive(),
    forMs: ms,
    withinMs: ms,
  }),
};

/** A robot that takes its camera to any pose. */
export const poseProfileSchema = z.strictObject({
  ...anyArm,
  /** Instead of a frame for it: the scene photo's optical frame in the surface frame. */
  scenePose: poseSchema.optional(),
  angles: angles.default([...ANGLES]),
  orbit: z.strictObject({
    radii: z.number().positive(),
    nearestM: z.number().positive(),
    farthestM: z.number().positive(),
    elevationRad: z
      .number()
      .positive()
      .max(Math.PI / 2),
  }),
  mover: z.discriminatedUnion("kind", [actionMoverSchema, serviceMoverSchema, topicMoverSchema]),
});

/** A robot that takes its camera to the places it was taught; its joints tell whether it is there. */
export const jointsProfileSchema = z.strictObject({
  ...anyArm,
  topics: armTopics.extend({ jointStates: name }),
  mover: jointsMoverSchema,
});

/** A camera that a person holds: no TF, no calibration. */
export const handProfileSchema = z.strictObject({
  ...anyRobot,
  topics: z.strictObject({ image: name, say: name.optional() }),
  angles: angles.default([...ANGLES]),
  mover: humanMoverSchema,
});

/** A robot.yaml. Milliseconds, metres, radians. */
export const profileSchema = z.union([poseProfileSchema, jointsProfileSchema, handProfileSchema]);

/** Which of them a profile is, by its mover's kind. */
export const PROFILE_BY_MOVER = {
  action: poseProfileSchema,
  service: poseProfileSchema,
  topic: poseProfileSchema,
  joints: jointsProfileSchema,
  human: handProfileSchema,
} as const;

export type PoseProfile = z.infer<typeof poseProfileSchema>;
export type ActionProfile = PoseProfile & { readonly mover: ActionMoverSettings };
export type JointsProfile = z.infer<typeof jointsProfileSchema>;
export type HandProfile = z.infer<typeof handProfileSchema>;
/** A robot whose camera TF follows. */
export type ArmProfile = PoseProfile | JointsProfile;
/** A robot behind a rosbridge: its names, limits and skills. */
export type RobotProfile = ArmProfile | HandProfile;

/** Whether a person holds the camera: then there is no TF, no pose and no calibration. */
export const isHeld = (profile: RobotProfile): profile is HandProfile =>
  profile.mover.kind === "human";

/** Whether the camera only goes where it was taught. */
export const isTaught = (profile: RobotProfile): profile is JointsProfile =>
  profile.mover.kind === "joints";

/** The angles from which a robot looks. */
export const anglesOf = (profile: RobotProfile) =>
  isTaught(profile)
    ? ANGLES.filter((angle) => profile.mover.poses[angle] !== undefined)
    : profile.angles;
