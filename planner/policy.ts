import type { CallOptions } from "../perception/call-options.ts";
import type { Angle } from "../perception/photo.ts";
import type { Verb } from "../perception/tidy-action.ts";
import type { Run } from "./run.ts";

/** What a person wants done with an object, and which of its hypotheses they take to be true, if any. */
export type PersonsChoice = { readonly verb: Verb; readonly hypothesis?: string };

/** One step of a run: a closer look at an object from an angle, or the decision about it. */
export type Step =
  | {
      readonly kind: "look";
      readonly objectId: string;
      readonly angle: Angle;
      /** What is asked on that photo, most telling first. */
      readonly questions: readonly string[];
      /** Expected gain in utility, less the cost of the look. */
      readonly gain: number;
    }
  | {
      readonly kind: "decide";
      readonly objectId: string;
      /** Decided by a person; left out, the belief and the norms decide. */
      readonly chosen?: PersonsChoice;
    };

/** Decides what to do next, from nothing but the run so far; all but a person without chance. */
export interface Policy {
  readonly name: string;
  /** Whether it has use for a model's answers to questions; where not, none are asked. */
  readonly readsAnswers: boolean;
  /**
   * `undefined` when every object that is not busy has its decision. An object is busy while its
   * last photo is still being answered: it is passed over.
   */
  next(
    run: Run,
    busy: ReadonlySet<string>,
    options?: CallOptions,
  ): Step | undefined | Promise<Step | undefined>;
}

/** A policy that is a function of the run alone. */
export interface PurePolicy extends Policy {
  next(run: Run, busy: ReadonlySet<string>): Step | undefined;
}
