import type { SceneObject } from "./surface.ts";

/** Something about one object that a photo can answer with yes or no, and why it matters. */
export type Question = {
  readonly object: SceneObject;
  readonly text: string;
  readonly because: string;
};

/** Probabilities of the three replies; they sum to 1. */
export type Reply = { readonly yes: number; readonly no: number; readonly unknown: number };

/** What a model made of one question and one photo. */
export type Answer = Reply & {
  readonly question: string;
  readonly objectId: string;
  /** SHA-256 of the photo it looked at. */
  readonly photo: string;
  readonly model: string;
};
