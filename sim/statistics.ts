import { ANGLES } from "../perception/photo.ts";
import type { ViewClass } from "../perception/vision-model.ts";
import { viewClass } from "../planner/run.ts";
import { randomFrom } from "./random.ts";
import { decides, shownAnswer } from "./shown.ts";
import {
  asDetected,
  closeUpView,
  type DrawnSurface,
  drawSurface,
  type ObjectView,
  sceneView,
} from "./surface-views.ts";
import { kindNamed, makeWorld } from "./world.ts";

/** How often something was so, of how many. */
export type Share = { readonly yes: number; readonly of: number };

/** What photos of simulated surfaces show. */
export type ShownStatistics = {
  readonly surfaces: number;
  readonly objects: number;
  /** Objects of which the scene photo shows enough for a box. */
  readonly visible: Share;
  /** Objects that the scene photo decides; a missed object is not decided. */
  readonly sceneDecides: Share;
  readonly byKind: Readonly<Record<string, Share>>;
  /** Objects that a close-up decides, by kind of view. */
  readonly closeUpDecides: Readonly<Partial<Record<ViewClass, Share>>>;
  /** Answers that a view shows, by question, view and true answer. */
  readonly shown: Readonly<Record<string, Share>>;
};

/** Counts over surfaces, one after another; close-ups only where asked for, for they take long. */
export function shownStatistics(
  seeds: readonly number[],
  { closeUps = false }: { readonly closeUps?: boolean } = {},
): ShownStatistics {
  const tally = new Map<string, { yes: number; of: number }>();
  const count = (name: string, yes: boolean) => {
    const entry = tally.get(name) ?? { yes: 0, of: 0 };
    tally.set(name, entry);
    entry.of++;
    if (yes) entry.yes++;
  };
  for (const seed of seeds) {
    const surface = drawSurface(makeWorld(seed));
    for (const { view, name } of viewsOf(surface, closeUps)) {
      const { kind, state } = surface.world.objects[view.index]!;
      if (name === "scene") {
        count("visible", view.seen !== undefined);
        const decided = view.seen !== undefined && decides(view.seen.excluded);
        count("scene", decided);
        count(`kind ${kind}`, decided);
      } else if (view.seen !== undefined) count(`close-up ${name}`, decides(view.seen.excluded));
      if (view.seen === undefined) continue;
      for (const question of kindNamed(kind).questions) {
        const answer = shownAnswer(question, state, view.seen.excluded);
        count(`shown ${name} ${question.truth[state]} ${question.ask}`, answer !== "unknown");
      }
    }
  }
  const share = (name: string): Share => tally.get(name) ?? { yes: 0, of: 0 };
  const under = (prefix: string): Record<string, Share> =>
    Object.fromEntries(
      [...tally]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, entry]) => [name.slice(prefix.length), entry]),
    );
  return {
    surfaces: seeds.length,
    objects: share("scene").of,
    visible: share("visible"),
    sceneDecides: share("scene"),
    byKind: under("kind "),
    closeUpDecides: under("close-up "),
    shown: under("shown "),
  };
}

type Looked = { readonly index: number; readonly seen: ObjectView | undefined };

function* viewsOf(
  surface: DrawnSurface,
  closeUps: boolean,
): Generator<{ readonly view: Looked; readonly name: ViewClass }> {
  const { world, visible } = surface;
  const random = randomFrom(world.seed, "detection");
  for (let index = 0; index < world.objects.length; index++) {
    const found = visible.find((object) => object.index === index);
    const object = found && asDetected(surface, found, random);
    const scene = object && sceneView(surface, object, index);
    yield { view: { index, seen: scene }, name: "scene" };
    if (!closeUps || object === undefined) continue;
    for (const angle of ANGLES) {
      const seen = closeUpView(surface, object, index, angle);
      if (seen !== undefined) yield { view: { index, seen }, name: viewClass(angle) };
    }
  }
}
