import type { ToldObject } from "../datasets/objects-file.ts";
import type { CallOptions } from "../perception/call-options.ts";
import type { Angle, Photo } from "../perception/photo.ts";
import type { Robot } from "../perception/robot.ts";
import type { Situation } from "../perception/situation.ts";
import type { SceneObject } from "../perception/surface.ts";
import { reversibilityOf } from "../perception/tidy-action.ts";
import { TidyError } from "../perception/tidy-error.ts";
import { wordsOf } from "./find-objects.ts";

/** What a person tells of a surface before the run, and where each object was told (file and place). */
export type Told = {
  readonly kind?: string;
  readonly instruction?: string;
  readonly situation?: Situation;
  readonly angles?: readonly Angle[];
  readonly objects: readonly { readonly object: ToldObject; readonly place: string }[];
};

/**
 * The robot, knowing what it was told: it takes the scene photo, holds the boxes to its size, and then
 * is one that knows its surface, as a dataset is. What it knew before is kept where nothing was told of
 * it; objects are the told ones alone, each with what the robot knew of that id or label. The photo
 * already taken is the run's scene photo. Rejects `bad-input` for a box that reaches out of it.
 */
export async function toldRobot(robot: Robot, told: Told, call: CallOptions = {}): Promise<Robot> {
  const scene = await robot.photograph({ kind: "scene" }, call);
  for (const { object, place } of told.objects) holdInside(scene, object, place);
  const { abilities } = robot;
  const known = abilities.surface;
  let waiting: Photo | undefined = scene;
  return {
    ...robot,
    abilities: {
      ...abilities,
      angles: abilities.angles.filter((angle) => told.angles?.includes(angle) ?? true),
      surface: {
        id: known?.id ?? "surface",
        kind: told.kind ?? known?.kind ?? "surface",
        instruction: told.instruction ?? known?.instruction ?? "Clean the surface.",
        situation: told.situation ?? known?.situation ?? {},
        objects: sceneObjects(
          told.objects.map(({ object }) => object),
          known?.objects ?? [],
          scene,
        ),
      },
    },
    photograph: async (view, options) => {
      const taken = waiting;
      waiting = undefined;
      return view.kind === "scene" && taken ? taken : robot.photograph(view, options);
    },
  };
}

function holdInside({ widthPx, heightPx }: Photo, { box }: ToldObject, place: string): void {
  if (!box || (box.x + box.width <= widthPx + 1 && box.y + box.height <= heightPx + 1)) return;
  const size = `${widthPx} x ${heightPx} pixels`;
  throw new TidyError("bad-input", `${place}: box: reaches out of the scene photo (${size})`);
}

/** Told objects as the loop knows objects; each has a name of its own, and a box or the whole photo. */
function sceneObjects(
  told: readonly ToldObject[],
  known: readonly SceneObject[],
  { widthPx, heightPx }: Photo,
): readonly SceneObject[] {
  const taken = new Set(told.flatMap(({ id }) => id ?? []));
  return told.map(({ options, ...object }) => {
    const like = known.find(
      ({ id, label }) =>
        object.id === id || (!object.id && !taken.has(id) && sameWords(label, object.label)),
    );
    const id = object.id ?? like?.id ?? freeName(object.label, taken);
    taken.add(id);
    return {
      ...like,
      box: like?.box ?? { x: 0, y: 0, width: widthPx, height: heightPx },
      ...object,
      id,
      ...(options && {
        options: options.map((option) => ({
          ...option,
          reversibility: option.reversibility ?? reversibilityOf(option.verb),
        })),
      }),
    };
  });
}

const sameWords = (a: string, b: string) => wordsOf(a).join(" ") === wordsOf(b).join(" ");

function freeName(label: string, taken: ReadonlySet<string>): string {
  const name = wordsOf(label).join("-") || "object";
  let number = 1;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
