import { acceptedVerbs, isUntold, loadKey } from "../../datasets/key.ts";
import type { Angle } from "../../perception/photo.ts";
import type { Situation } from "../../perception/situation.ts";
import type { Verb } from "../../perception/tidy-action.ts";
import { closeUpView, sceneView } from "../surface-views.ts";
import { kindNamed } from "../world.ts";
import type { ArrangedSurface } from "./arrange.ts";
import type { PlannedSurface } from "./plan.ts";

export type ViewName = "scene" | Angle;

/** The same of every view. */
export const byView = <T>(of: (view: ViewName) => T): Readonly<Record<ViewName, T>> => ({
  scene: of("scene"),
  top: of("top"),
  front: of("front"),
  back: of("back"),
  left: of("left"),
  right: of("right"),
});

/** What the photos of one object leave open. */
export type ObservedObject = {
  readonly surface: string;
  readonly situation: Situation;
  readonly kind: string;
  readonly state: string;
  readonly unseen: boolean;
  readonly untold: boolean;
  readonly accepted: readonly Verb[];
  /** By view: other states that could have given the same photo; none where it decides. */
  readonly open: Readonly<Record<ViewName, readonly string[]>>;
};

/** Looks at every object of a surface from everywhere, by rendering what else it might be. */
export function observe(
  { id, objects: planned }: PlannedSurface,
  surface: ArrangedSurface,
): readonly ObservedObject[] {
  const key = loadKey();
  const { situation } = surface.drawn.world;
  return planned.map(({ kind, state }, index): ObservedObject => {
    return {
      surface: id,
      situation,
      kind,
      state,
      unseen: key.unseen[kind] !== undefined,
      untold: isUntold(key, kind, state),
      accepted: acceptedVerbs(key, kind, state, situation),
      open: openIn(surface, index),
    };
  });
}

/** By view: the other states of an object that could have given the same photo. */
export const openIn = (surface: ArrangedSurface, index: number): ObservedObject["open"] =>
  byView((view) => openFrom(surface, index, view));

/** The same of one view. */
export function openFrom(
  { drawn, objects }: ArrangedSurface,
  index: number,
  view: ViewName,
): readonly string[] {
  const object = objects[index]!;
  const { kind, state } = drawn.world.objects[index]!;
  const others = Object.keys(kindNamed(kind).states).filter((other) => other !== state);
  const seen =
    view === "scene" ? sceneView(drawn, object, index) : closeUpView(drawn, object, index, view);
  return others.filter((other) => seen?.excluded[other] !== true);
}
