import type { CallOptions } from "./call-options.ts";
import type { Angle, Photo, View } from "./photo.ts";
import type { SceneObject, Surface } from "./surface.ts";
import type { TidyAction, Verb } from "./tidy-action.ts";

/** What a robot can do; known before anything is asked of it. */
export type Abilities = {
  readonly name: string;
  readonly angles: readonly Angle[];
  /** Verbs it can carry out; `leave` is always one. */
  readonly skills: readonly Verb[];
  /** What it already knows of the surface: a dataset does, a camera does not. */
  readonly surface?: Surface;
  /** Whether acting changes anything in a real room. */
  readonly physical: boolean;
};

/** What was done, not what was asked. */
export type ActionReport = {
  readonly done: boolean;
  readonly text: string;
};

/** Eyes and hands. A ROS robot, a folder of photos and a recording all look like this. */
export interface Robot {
  readonly abilities: Abilities;
  /** Rejects with `view-unavailable` where the view cannot be had, `aborted` when told to stop. */
  photograph(view: View, options?: CallOptions): Promise<Photo>;
  perform(action: TidyAction, object: SceneObject, options?: CallOptions): Promise<ActionReport>;
  close(): Promise<void>;
}
