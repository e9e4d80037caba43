import type { Verb } from "../perception/tidy-action.ts";

/** What is gone if the object is discarded, emptied, washed off or taken apart wrongly. */
export type Loss = "none" | "low" | "high";

/** A state the object may be in, and what would then be right, in the situation at hand. */
export type Hypothesis = {
  readonly id: string;
  /** The state in words. */
  readonly means: string;
  /** How common it is; the priors of one object's hypotheses sum to 1. */
  readonly prior: number;
  /** P(a considerate person calls the verb right); a verb left out is 0. */
  readonly right: Readonly<Partial<Record<Verb, number>>>;
  /** The right thing in words. */
  readonly do: string;
  readonly loss: Loss;
};

/** The hypothesis that stands for every state nobody thought of. */
export const NONE_OF_THESE = "other";

/** Probabilities over the hypotheses of one object, by id; they sum to 1. */
export type Belief = Readonly<Record<string, number>>;
