import type { Kind, KindQuestion, TrueAnswer } from "./kinds/kind.ts";
import { type Compared, wouldDiffer } from "./render/alternative.ts";
import type { Solid } from "./render/solid.ts";
import { solidIn, thingAt } from "./render/stage.ts";
import { kindNamed } from "./world.ts";

/** For each other state of an object's kind, told or not: whether it could not have given this photo. */
export type Excluded = Readonly<Record<string, boolean>>;

/** Solids of states that an object is not in, kept for the next photo of it. */
export type OtherStates = Map<string, Solid>;

/**
 * Puts each other state in the object's place, where turns are not seen turned to all four sides: a state
 * is excluded where each of these renderings differs from the photo.
 */
export function excludedStates(
  compared: Compared,
  index: number,
  others: OtherStates,
  kinds?: readonly Kind[],
): Excluded {
  const { stage } = compared;
  const object = stage.world.objects[index]!;
  const kind = kindNamed(object.kind, kinds);
  const turns = kind.turnsUnseen ? QUARTERS : [0];
  const excluded: Record<string, boolean> = {};
  for (const state of Object.keys(kind.states)) {
    if (state === object.state) continue;
    const solid = keptSolid(others, `${index}/${state}`, () => solidIn(object, state, kind));
    excluded[state] = turns.every((turn) =>
      wouldDiffer(compared, index, thingAt(solid, object, stage.lightDirections, turn)),
    );
  }
  return excluded;
}

const QUARTERS = [0, Math.PI / 2, Math.PI, 1.5 * Math.PI];

function keptSolid(others: OtherStates, name: string, build: () => Solid): Solid {
  const solid = others.get(name) ?? build();
  others.set(name, solid);
  return solid;
}

/**
 * What a photo shows of a question about an object in `state`: the true answer where no state with
 * the other answer could have given the photo, else unknown.
 */
export function shownAnswer(
  question: KindQuestion,
  state: string,
  excluded: Excluded,
): TrueAnswer | "unknown" {
  const truth = question.truth[state]!;
  const shown = Object.entries(question.truth).every(
    ([other, answer]) => answer === truth || excluded[other] === true,
  );
  return shown ? truth : "unknown";
}

/** Whether a photo decides the object: no other state could have given it. */
export const decides = (excluded: Excluded): boolean => Object.values(excluded).every(Boolean);
