import { setTimeout as delay } from "node:timers/promises";
import { transform } from "../../perception/geometry/pose.ts";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Verb } from "../../perception/tidy-action.ts";
import type { Obstacle } from "./camera-arm.ts";
import type { RosGraph } from "./graph.ts";

import type { RosMessage } from "./ros-message.ts";
import { framePose } from "./stamped-pose.ts";
import { readPose } from "./transforms.ts";

/** One thing that the robot did, for the world's own record. */
export type Act = {
  readonly verb: Verb;
  /** Of the obstacle that stood nearest to the target. */
  readonly objectId: string;
  /** Where it was told to act, in the surface frame. */
  readonly target: Vec3;
  /** What it was told, word for word: what the thing is, what to do and with whose consent. */
  readonly label: string;
  readonly text: string;
  /** Whether the thing is no longer on the surface. */
  readonly removed: boolean;
};

/** How long an act takes at speed 1, and how far beside a thing a target may lie. */
const ACT_MS = 1500;
const REACH_BESIDE_M = 0.06;
const REMOVING: readonly Verb[] = ["relocate", "store", "recycle", "discard"];

export type SkillsOptions = {
  readonly graph: RosGraph;
  readonly skills: Readonly<
    Partial<Record<Verb, { readonly service: string; readonly type: string } | undefined>>
  >;
  readonly frames: { readonly surface: string; readonly base: string };
  readonly speed: number;
  readonly obstacles: () => readonly Obstacle[];
  readonly onAct: (act: Act) => void | Promise<void>;
  /** Aborted when what stands before the robot now is gone. */
  readonly signal: () => AbortSignal;
};

/** The robot's hands: one service a verb, one act at a time, done to what stands at the target. */
export function addSkills(options: SkillsOptions): void {
  let last: Promise<unknown> = Promise.resolve();
  for (const [verb, skill] of Object.entries(options.skills)) {
    if (skill === undefined) continue;
    options.graph.services.set(skill.service, {
      type: skill.type,
      call: (request) => {
        const signal = options.signal();
        const act = last.then(() => perform(options, verb as Verb, request, signal));
        last = act.catch(() => {});
        return act;
      },
    });
  }
}

async function perform(
  { frames, speed, obstacles, onAct }: SkillsOptions,
  verb: Verb,
  request: RosMessage,
  signal: AbortSignal,
): Promise<RosMessage> {
  const stamped = request.target as RosMessage;
  const frame = framePose(frames, String((stamped.header as RosMessage).frame_id));
  const pose = readPose({ ...(stamped.pose as RosMessage), orientation: UPRIGHT });
  if (frame === undefined || pose === undefined) return failed("no transform from that frame");
  const target = transform(frame, pose.position);
  await delay(ACT_MS / speed, undefined, { signal });
  const found = nearest(obstacles(), target);
  if (found === undefined) return failed("nothing stands there");
  await onAct({
    verb,
    objectId: found.id,
    target,
    label: String(request.label),
    text: String(request.text),
    removed: REMOVING.includes(verb),
  });
  return { success: true, message: "done" };
}

// A target needs a place, not a direction.
const UPRIGHT: RosMessage = { x: 0, y: 0, z: 0, w: 1 };

const failed = (message: string): RosMessage => ({ success: false, message });

function nearest(obstacles: readonly Obstacle[], target: Vec3): Obstacle | undefined {
  const away = (one: Obstacle) =>
    Math.hypot(target[0] - one.position[0], target[1] - one.position[1]);
  return obstacles
    .filter((one) => away(one) <= one.radiusM + REACH_BESIDE_M)
    .sort((a, b) => away(a) - away(b))[0];
}
