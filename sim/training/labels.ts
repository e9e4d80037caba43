import type { Angle } from "../../perception/photo.ts";
import type { Box } from "../../perception/surface.ts";
import type { ViewClass } from "../../perception/vision-model.ts";
import { viewClass } from "../../planner/run.ts";
import { lookOf, partsOf } from "../exemplar.ts";
import type { TrueAnswer } from "../kinds/kind.ts";
import type { ColourWord } from "../kinds/words.ts";
import type { Drawing } from "../render/draw.ts";
import { decides, type Excluded, shownAnswer } from "../shown.ts";
import type { DrawnSurface } from "../surface-views.ts";
import { kindNamed, type WorldObject } from "../world.ts";
import { type Facts, sizeOf } from "./factoids.ts";

/** One picture of 128 x 128 and what may be said of it; `unknown` where it does not show the answer. */
export type LabelledView = {
  /** Which of the surface's things: the key to its true state. */
  readonly object: string;
  readonly kind: string;
  readonly view: ViewClass;
  readonly angle: "scene" | Angle;
  readonly answers: Readonly<Record<string, TrueAnswer | "unknown">>;
  /** Absent where too little of it shows to say, or where nobody says it. */
  readonly facts?: Facts;
  readonly caption: string;
};

/** What stands about is learnt under this name: no kind of the key. */
export const PROP = "object";

export const PROP_CAPTION = "an object";

/** What is said of a picture; its state only where it shows. */
export const captionOf = (colour: ColourWord, kind: string, stateWords?: string): string =>
  `a ${colour} ${kind.replaceAll("-", " ")}${stateWords === undefined ? "" : `, ${stateWords}`}`;

/** A thing of fewer pixels on a photo is not made out. */
const LEAST_PIXELS = 300;

/** What the detector learns to find: objects by kind, and whatever else stands about. */
export const labelledBoxes = ({
  world,
  visible,
  props,
}: DrawnSurface): readonly { readonly kind: string; readonly box: Box }[] => [
  ...visible.map(({ index, box }) => ({ kind: world.objects[index]!.kind, box })),
  ...props.map(({ box }) => ({ kind: PROP, box })),
];

/** What a photo says of an object in a state. */
export function labelOf(
  object: WorldObject,
  state: string,
  excluded: Excluded,
  angle: "scene" | Angle,
  madeOut: boolean,
): LabelledView {
  const kind = kindNamed(object.kind);
  const look = lookOf(kind, object);
  const colour = kind.colourName(look, state);
  const decided = decides(excluded) ? kind.stateWords[state] : undefined;
  const facts: Facts = {
    colour,
    material: kind.materialName(look, state),
    size: sizeOf(partsOf(kind, object, state)),
  };
  const answers = kind.questions.map((question) => [
    question.ask,
    shownAnswer(question, state, excluded),
  ]);
  return {
    object: object.id,
    kind: kind.name,
    view: viewClass(angle),
    angle,
    answers: Object.fromEntries(answers),
    ...(madeOut && { facts }),
    caption: captionOf(colour, kind.name, decided),
  };
}

/** What is said of something that is no kind of the key. */
export const propLabel = (id: string, angle: "scene" | Angle): LabelledView => ({
  object: id,
  kind: PROP,
  view: viewClass(angle),
  angle,
  answers: {},
  caption: PROP_CAPTION,
});

/** Whether enough of thing `index` shows for its kind and looks to be made out. */
export function isMadeOut({ film }: Drawing, index: number): boolean {
  let pixels = 0;
  for (const owner of film.owner) if (owner === index && ++pixels >= LEAST_PIXELS) return true;
  return false;
}
