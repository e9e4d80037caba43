import type { Angle } from "../perception/photo.ts";
import type { Run } from "./run.ts";

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
  | { readonly kind: "decide"; readonly objectId: string };

/** Decides what to do next, from nothing but the run so far. Pure and without chance. */
export interface Policy {
  readonly name: string;
  /**
   * `undefined` when every object that is not busy has its decision. An object is busy while its
   * last photo is still being answered: it is passed over.
   */
  next(run: Run, busy: ReadonlySet<string>): Step | undefined;
}
