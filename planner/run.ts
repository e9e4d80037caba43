import type { Angle } from "../perception/photo.ts";
import type { SceneObject, Surface } from "../perception/surface.ts";
import type { TidyAction, Verb } from "../perception/tidy-action.ts";
import type { AnswerLikelihoods, ViewClass } from "../perception/vision-model.ts";
import type { Evidence } from "./evidence.ts";
import type { Belief, Hypothesis } from "./hypothesis.ts";
import type { TellingQuestion } from "./reasoner.ts";

/** What is to be done with one object, how sure that is, and what it rests on. */
export type Decision = {
  readonly objectId: string;
  readonly action: TidyAction;
  /** The likeliest hypothesis in which the action is the best; `other` where there is none. */
  readonly hypothesis?: string;
  /** P(the action is appropriate), by the belief and the norms. */
  readonly probability: number;
  readonly belief: Belief;
  /** Hypotheses that are still possible: the smallest set holding 0.9 of the belief. */
  readonly set: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Why this, in one line for people; says so where the agent is unsure or beyond its norms. */
  readonly because: string;
};

/** All that is known about one object so far. */
export type ObjectRecord = {
  readonly object: SceneObject;
  readonly hypotheses: readonly Hypothesis[];
  readonly questions: readonly TellingQuestion[];
  readonly evidence: readonly Evidence[];
  /** Close-ups taken. */
  readonly looks: readonly Angle[];
  /** Views that could not be had, and why. */
  readonly refused: readonly { readonly angle: Angle; readonly reason: string }[];
  readonly decision?: Decision;
};

/** Everything one surface saw, asked, was told and decided, as a policy reads it. */
export type Run = {
  readonly surface: Surface;
  readonly angles: readonly Angle[];
  readonly skills: readonly Verb[];
  readonly likelihoods: AnswerLikelihoods;
  readonly objects: readonly ObjectRecord[];
  /** Most close-ups the whole run may take. */
  readonly budget: number;
};

/** How a view shows: the four sides alike, the top and the scene apart. */
export const viewClass = (view: "scene" | Angle): ViewClass =>
  view === "scene" ? "scene" : view === "top" ? "above" : "side";
