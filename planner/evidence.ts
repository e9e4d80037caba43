import type { Angle } from "../perception/photo.ts";
import type { Answer } from "../perception/question.ts";

/** One question answered on one photo, of one view. */
export type Evidence = {
  readonly view: "scene" | Angle;
  readonly question: string;
  readonly answer: Answer;
};
