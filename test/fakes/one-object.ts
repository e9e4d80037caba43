import type { Angle } from "../../perception/photo.ts";
import { ANGLES } from "../../perception/photo.ts";
import type { Reply } from "../../perception/question.ts";
import type { SceneObject } from "../../perception/surface.ts";
import { VERBS } from "../../perception/tidy-action.ts";
import type { AnswerLikelihoods } from "../../perception/vision-model.ts";
import type { Evidence } from "../../planner/evidence.ts";
import type { Hypothesis } from "../../planner/hypothesis.ts";
import type { TellingQuestion } from "../../planner/reasoner.ts";
import type { ObjectRecord, Run } from "../../planner/run.ts";

export const aThing: SceneObject = {
  id: "thing-1",
  label: "thing",
  box: { x: 0, y: 0, width: 10, height: 10 },
};

/** Eyes that are right in nine of ten cases, and err evenly. */
export const goodEyes: AnswerLikelihoods = {
  reply: {
    yes: { yes: 0.9, no: 0.05, unknown: 0.05 },
    no: { yes: 0.05, no: 0.9, unknown: 0.05 },
    hidden: { yes: 0.05, no: 0.05, unknown: 0.9 },
  },
};

export const hypothesis = (id: string, more: Partial<Hypothesis> = {}): Hypothesis => ({
  id,
  means: `it is ${id}`,
  prior: 0.5,
  right: { leave: 1 },
  do: "leave it",
  loss: "none",
  ...more,
});

export const asked = (
  text: string,
  yes: Readonly<Record<string, number>>,
  seen = { scene: 0.1, above: 0.95, side: 0.25 },
): TellingQuestion => ({ object: aThing, text, because: "it matters", yes, seen });

export const heard = (
  view: "scene" | Angle,
  question: string,
  word: keyof Reply | Reply,
): Evidence => ({
  view,
  question,
  answer: {
    ...(typeof word === "string" ? { yes: 0, no: 0, unknown: 0, [word]: 1 } : word),
    question,
    objectId: aThing.id,
    photo: view,
    model: "fake",
  },
});

/** A finished or a wasted thing, told apart by one question; nothing seen yet. */
export const aRecord = (more: Partial<ObjectRecord> = {}): ObjectRecord => ({
  object: aThing,
  hypotheses: [
    hypothesis("good", { right: { leave: 1 } }),
    hypothesis("waste", { right: { discard: 1 }, do: "throw it away" }),
  ],
  questions: [asked("Is it waste?", { good: 0, waste: 1 })],
  evidence: [],
  looks: [],
  refused: [],
  ...more,
});

export const aRun = (objects: readonly ObjectRecord[], more: Partial<Run> = {}): Run => ({
  surface: {
    id: "surface",
    kind: "table",
    instruction: "tidy up",
    situation: {},
    objects: objects.map(({ object }) => object),
  },
  angles: ANGLES,
  skills: VERBS,
  likelihoods: goodEyes,
  objects,
  budget: 20,
  ...more,
});
