import type { StampedTransform } from "./dialect.ts";

/** A robot's frames as TF told them while it was listened to. */
export type HeardFrames = ReadonlyMap<string, { readonly parent: string; readonly fixed: boolean }>;

/** Frames of a robot, as their names and places in the tree suggest. */
export type GuessedFrames = {
  readonly base: string;
  readonly optical: string;
  /** Rigidly joined to the camera. */
  readonly commanded: string;
  /** Whether anything between camera and base moves. */
  readonly moves: boolean;
  /** Where TF has them. */
  readonly surface?: string;
  readonly scene?: string;
};

const BASES = [/^(\w*_)?base_link$/, /^(\w*_)?link_?0$/, /^(\w*_)?base$/, /base/];
const TOOLS = [/^(\w*_)?tool0$/, /tcp$/, /^(\w*_)?(ee|eef)(_link)?$/, /tool/, /flange/, /hand/];
const SURFACES = [/^(work_?)?surface$/, /^(table|desk|counter)(_?top)?$/, /table|desk|surface/];
const SCENES = [/^scene(_view)?$/, /scene_view/];

/** The tree as a map from each frame to its parent. */
export function framesOf(
  moving: readonly StampedTransform[],
  fixed: readonly StampedTransform[],
): HeardFrames {
  const of = (edges: readonly StampedTransform[], isFixed: boolean) =>
    edges.map(({ parent, child }) => [child, { parent, fixed: isFixed }] as const);
  return new Map([...of(moving, false), ...of(fixed, true)]);
}

/** The frames for a camera; `undefined` where TF does not know where the camera is. */
export function guessFrames(frames: HeardFrames, optical: string): GuessedFrames | undefined {
  const known = [...new Set([...frames].flatMap(([child, { parent }]) => [child, parent]))].sort();
  if (!known.includes(optical)) return undefined;
  const way = wayUp(frames, optical);
  const body = rigidWith(frames, optical);
  const top = way.findLast((frame) => body.has(frame))!;
  const others = known.filter((frame) => !body.has(frame));
  const base = byName(BASES, others) ?? way.at(-1)!;
  const surface = byName(SURFACES, others);
  const scene = byName(SCENES, others);
  return {
    base,
    optical,
    commanded: byName(TOOLS, [...body].sort()) ?? top,
    moves: !body.has(base),
    ...(surface !== undefined && { surface }),
    ...(scene !== undefined && { scene }),
  };
}

const byName = (likings: readonly RegExp[], names: readonly string[]): string | undefined =>
  likings.flatMap((liking) => names.filter((name) => liking.test(name)))[0];

/** The frame and its ancestors, nearest first; ends where TF goes in a circle. */
function wayUp(frames: HeardFrames, frame: string): readonly string[] {
  const way = [frame];
  for (let edge = frames.get(frame); edge !== undefined; edge = frames.get(edge.parent)) {
    if (way.includes(edge.parent)) break;
    way.push(edge.parent);
  }
  return way;
}

/** All frames that fixed edges join to this one. */
function rigidWith(frames: HeardFrames, frame: string): ReadonlySet<string> {
  const body = new Set([frame]);
  for (let grown = 0; grown !== body.size; ) {
    grown = body.size;
    for (const [child, { parent, fixed }] of frames)
      if (fixed && (body.has(child) || body.has(parent))) body.add(child).add(parent);
  }
  return body;
}
