import { BoxGeometry } from "three";
import { loadKey } from "../../datasets/key.ts";
import { type Kind, kind } from "../../sim/kinds/kind.ts";

const NAMES = ["cup", "can", "book", "apple", "cable", "pill-bottle", "laptop", "letter"];

/** Boxes under the names of real kinds: worlds of them are drawn in no time. */
export const PLAIN_KINDS: readonly Kind[] = NAMES.map((name) =>
  kind<{ readonly shade: number }>({
    name,
    drawLook: (random) => ({ shade: random.next() }),
    states: Object.fromEntries(
      Object.keys(loadKey().kinds[name]!.states).map((state, i) => [
        state,
        (look) => [
          {
            geometry: new BoxGeometry(0.08, 0.06, 0.05 + 0.01 * i).translate(0, 0, 0.04),
            material: { colour: [look.shade, 0.3, 0.3] },
          },
        ],
      ]),
    ),
    turnsUnseen: false,
    questions: [],
    colourName: () => "red",
    materialName: () => "plastic",
    stateWords: {},
  }),
);
