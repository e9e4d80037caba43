import type { Vec3 } from "./geometry/vec3.ts";
import type { Situation } from "./situation.ts";
import type { Reversibility, Verb } from "./tidy-action.ts";

/** A rectangle in a photo: pixels from the top left corner, y down. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** One of a dataset object's answers: a state it may be in, and what would then be right. */
export type ObjectOption = {
  readonly state: string;
  readonly action: string;
  readonly verb: Verb;
  readonly reversibility: Reversibility;
};

/** A name for a thing, and what its detector gives for it, 0..1: the detector's word, no probability. */
export type Named = { readonly label: string; readonly score: number };

/** One thing on the surface, as far as the scene photo tells. */
export type SceneObject = {
  readonly id: string;
  readonly label: string;
  /** Where it is in the scene photo. */
  readonly box: Box;
  /** Middle of its footprint in the surface frame, metres; absent where no camera pose is known. */
  readonly position?: Vec3;
  /** Radius in metres of a sphere around it, estimated from its box; absent with `position`. */
  readonly radiusM?: number;
  /** From a detector only: its score for the label, and what else the thing may be, likeliest first. */
  readonly detected?: { readonly score: number; readonly orElse?: readonly Named[] };
  /** From a dataset only. */
  readonly options?: readonly ObjectOption[];
};

/** What is to be tidied, and what the agent was told about it. */
export type Surface = {
  readonly id: string;
  readonly kind: string;
  readonly instruction: string;
  readonly situation: Situation;
  readonly objects: readonly SceneObject[];
};
