import * as z from "zod";
import type { DatasetSurface } from "../../datasets/dataset-format.ts";
import type { Pose } from "../../perception/geometry/pose.ts";

/** The topics of the arena, all of std_msgs/String, each message one JSON document. */
export const ARENA_TOPICS = {
  /** What stands before the robot, at the end that it is over; kept for those who join late. */
  surface: "/tactful/arena/surface",
  /** What an agent decides about it. */
  decisions: "/tactful/arena/decisions",
  /** What became of that. */
  outcome: "/tactful/arena/outcome",
} as const;

/** The n-th of so many surfaces. */
export type Turn = { readonly number: number; readonly of: number };

/** All that an agent is told of a surface; never what is right, nor how it truly is. */
export type ToldSurface = Turn & {
  readonly id: string;
  readonly kind: string;
  readonly instruction: string;
  readonly situation: DatasetSurface["situation"];
  /** Where the scene photo is taken from, and the camera is at first: optical frame, z ahead. */
  readonly scenePhotoFrom: {
    readonly frame: string;
    readonly position: { readonly x: number; readonly y: number; readonly z: number };
    readonly orientation: {
      readonly x: number;
      readonly y: number;
      readonly z: number;
      readonly w: number;
    };
  };
  readonly objects: readonly ToldObject[];
};

export type ToldObject = {
  readonly id: string;
  readonly label: string;
  /** Pixels of the scene photo, from its top left corner. */
  readonly box: DatasetSurface["objects"][number]["box"];
  readonly options: readonly {
    readonly number: number;
    readonly state: string;
    readonly action: string;
    readonly verb: string;
  }[];
};

export function toldSurface(
  { id, kind, instruction, situation, objects }: DatasetSurface,
  scenePhoto: { readonly frame: string; readonly pose: Pose },
  turn: Turn,
): ToldSurface {
  const [x, y, z] = scenePhoto.pose.position;
  const [qx, qy, qz, qw] = scenePhoto.pose.orientation;
  return {
    ...turn,
    id,
    kind,
    instruction,
    situation,
    scenePhotoFrom: {
      frame: scenePhoto.frame,
      position: { x, y, z },
      orientation: { x: qx, y: qy, z: qz, w: qw },
    },
    // Field by field: what is added to a dataset's objects one day is not told by itself.
    objects: objects.map(({ id, label, box, options = [] }) => ({
      id,
      label,
      box,
      options: options.map(({ state, action, verb }, i) => ({
        number: i + 1,
        state,
        action,
        verb,
      })),
    })),
  };
}

/** One object's decision: an option's number, from 1, or none of them. */
const decisionSchema = z.strictObject({
  object: z.string(),
  option: z.union([z.int().min(1), z.literal("none")], 'must be an option\'s number, or "none"'),
  probability: z.number().min(0).max(1).exactOptional(),
});
export type ArenaDecision = z.infer<typeof decisionSchema>;

/** What is decided about a surface, once and finally; an object that is left out is wrong. */
export const decisionsSchema = z.strictObject({
  surface: z.string(),
  decisions: z.array(decisionSchema).max(1000),
});

/** How many objects were decided rightly, of how many. */
export type Count = { readonly right: number; readonly objects: number };

/** What the arena says of decisions. */
export type Outcome =
  | { readonly surface: string; readonly refused: string }
  | (Turn & Count & { readonly surface: string });

/** What it says instead of another surface. */
export type Over = Count & { readonly over: true; readonly surfaces: number };
