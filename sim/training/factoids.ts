import { extentOfParts } from "../exemplar.ts";
import type { Part } from "../kinds/kind.ts";
import {
  COLOUR_NAMES,
  type ColourWord,
  MATERIAL_NAMES,
  type MaterialName,
} from "../kinds/words.ts";

/** What may be said of any thing, whatever it is and however people mean to use it. */
export type Facts = {
  readonly colour: ColourWord;
  readonly material: MaterialName;
  readonly size: Size;
};

export type Size = "small" | "middling" | "large";

/** A question about a fact, that is true where the fact has this value. */
export type Factoid = {
  readonly about: keyof Facts;
  readonly value: string;
  readonly ask: string;
  /** Four more wordings; the last one is held out of training. */
  readonly wordings: readonly [string, string, string, string];
};

/** Longest side, metres: a fist, and a hand with its fingers stretched. */
const FIST_M = 0.09;
const HAND_M = 0.18;

/** How large something is by its longest side. */
export function sizeOf(parts: readonly Part[]): Size {
  const { minX, maxX, minY, maxY, heightM } = extentOfParts([parts]);
  const longest = Math.max(maxX - minX, maxY - minY, heightM);
  return longest < FIST_M ? "small" : longest > HAND_M ? "large" : "middling";
}

const colourQuestion = (value: ColourWord): Factoid => ({
  about: "colour",
  value,
  ask: `Is it ${value}?`,
  wordings: [
    `Is the thing mostly ${value}?`,
    `Does it look ${value}?`,
    `Is its colour ${value}?`,
    `Is ${value} its colour?`,
  ],
});

/** What something of a material is, in the words of a question. */
const OF_MATERIAL: Readonly<Record<MaterialName, string>> = {
  ceramic: "made of ceramic",
  glass: "made of glass",
  metal: "made of metal",
  plastic: "made of plastic",
  paper: "made of paper",
  cardboard: "made of cardboard",
  cloth: "made of cloth",
  wood: "made of wood",
  food: "something to eat",
  plant: "a living plant",
};

const materialQuestion = (value: MaterialName): Factoid => ({
  about: "material",
  value,
  ask: `Is it ${OF_MATERIAL[value]}?`,
  wordings: [
    `Is the thing ${OF_MATERIAL[value]}?`,
    `Does it look as if it were ${OF_MATERIAL[value]}?`,
    `Would you say that it is ${OF_MATERIAL[value]}?`,
    `Is this thing here ${OF_MATERIAL[value]}?`,
  ],
});

/** Every question about colour, material and size. */
export const FACTOIDS: readonly Factoid[] = [
  ...[...COLOUR_NAMES, "clear" as const].map(colourQuestion),
  ...MATERIAL_NAMES.map(materialQuestion),
  {
    about: "size",
    value: "small",
    ask: "Is it smaller than a fist?",
    wordings: [
      "Is the thing smaller than a fist?",
      "Would it fit inside a closed hand?",
      "Is its size below that of a fist?",
      "Is this thing smaller than a closed hand?",
    ],
  },
  {
    about: "size",
    value: "large",
    ask: "Is it larger than a hand?",
    wordings: [
      "Is the thing larger than an open hand?",
      "Is it longer or taller than a hand?",
      "Is its size above that of an open hand?",
      "Is this thing longer than an open hand?",
    ],
  },
];
