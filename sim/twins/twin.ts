import type { DatasetObject } from "../../datasets/dataset-format.ts";
import type { Situation } from "../../perception/situation.ts";
import type { ArrangedSurface } from "../benchmark/arrange.ts";
import type { Random } from "../random.ts";

/** What two twins differ in: what is told of the people, what state the object is in, or how it looks. */
export const TWIN_KINDS = ["situation", "state", "look"] as const;
export type TwinKind = (typeof TWIN_KINDS)[number];

/** What of its looks: the exemplar's colour, the light, or how it is turned. */
export const LOOK_CHANGES = ["colour", "light", "yaw"] as const;
export type LookChange = (typeof LOOK_CHANGES)[number];

/** A surface, and one object on it that something is asked about. */
export type Asked = {
  readonly surface: ArrangedSurface;
  /** The object's place in the world. */
  readonly index: number;
};

/** One of two twins: photos of an object, what is told of the people, and which option is right. */
export type Twin = Asked & { readonly situation: Situation; readonly accepted: number };

/** Two that are alike but for one thing; their options are the same. */
export type Twins = {
  readonly options: NonNullable<DatasetObject["options"]>;
  readonly twins: readonly [Twin, Twin];
};

/** Makes twins of an object; `undefined` where it has none. */
export type MakeTwins = (asked: Asked, random: Random) => Twins | undefined;
