import type { CallOptions } from "./call-options.ts";
import type { Photo } from "./photo.ts";
import type { Answer, Question, Reply } from "./question.ts";

/** Views that show alike: the scene photo, a close-up from above, a close-up from one side. */
export type ViewClass = "scene" | "above" | "side";

/** How far a model's answers can be trusted, measured on photos it was not trained on. */
export type AnswerLikelihoods = {
  readonly reply: ReplyRows;
  /** The same of one question, by its text; measured, where it was. */
  readonly replyTo?: Readonly<Record<string, ReplyRows>>;
  /** P(such a view shows the answer | the true answer), by question text; measured, where it was. */
  readonly shown?: Readonly<
    Record<string, Readonly<Record<ViewClass, { readonly yes: number; readonly no: number }>>>
  >;
};

/** P(reply | the photo shows yes, shows no, or does not show the answer); each row sums to 1. */
export type ReplyRows = { readonly yes: Reply; readonly no: Reply; readonly hidden: Reply };

/** Eyes that read words. Questions about an object on the scene photo are answered on its crop. */
export interface VisionModel {
  /** Name and version, as it stands in answers and runs. */
  readonly name: string;
  readonly likelihoods: AnswerLikelihoods;
  /** One line on what the photo shows. */
  describe(photo: Photo, options?: CallOptions): Promise<string>;
  /** One answer per question, in order. Not seeing it is `unknown`, never an error. */
  answer(
    photo: Photo,
    questions: readonly Question[],
    options?: CallOptions,
  ): Promise<readonly Answer[]>;
}
