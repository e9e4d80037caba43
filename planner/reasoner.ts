import type { CallOptions } from "../perception/call-options.ts";
import type { Angle } from "../perception/photo.ts";
import type { Question } from "../perception/question.ts";
import type { SceneObject, Surface } from "../perception/surface.ts";
import type { ViewClass } from "../perception/vision-model.ts";
import type { Evidence } from "./evidence.ts";
import type { Belief, Hypothesis } from "./hypothesis.ts";

/** A question with what its answer would tell: P(true answer is yes | hypothesis), by id. */
export type TellingQuestion = Question & {
  readonly yes: Readonly<Record<string, number>>;
  /** P(such a view shows the answer), as believed before looking. */
  readonly seen: Readonly<Record<ViewClass, number>>;
  /** The angle the reasoner would look from, where it has a preference. */
  readonly angle?: Angle;
};

/** What a reasoner may lean on: the surface as told, and one line on the scene photo. */
export type Context = {
  readonly surface: Surface;
  readonly description: string;
};

/** Knows what things may be like and what is appropriate then: norms in a file, or a language model. */
export interface Reasoner {
  readonly name: string;
  /** Why the instruction is more than it understands, in one line. Left out: it takes any. */
  beyond?(instruction: string): string | undefined;
  /** What the object may be like. An object with options gets those, plus none-of-these. */
  propose(
    object: SceneObject,
    context: Context,
    options?: CallOptions,
  ): Promise<readonly Hypothesis[]>;
  /** Questions whose answers tell the hypotheses apart. None, where nothing is known of the object. */
  ask(
    object: SceneObject,
    hypotheses: readonly Hypothesis[],
    evidence: readonly Evidence[],
    context: Context,
    options?: CallOptions,
  ): Promise<readonly TellingQuestion[]>;
  /** The final word on the belief, given everything seen. The norms leave it as it is. */
  conclude(
    object: SceneObject,
    hypotheses: readonly Hypothesis[],
    belief: Belief,
    evidence: readonly Evidence[],
    context: Context,
    options?: CallOptions,
  ): Promise<Belief>;
}
