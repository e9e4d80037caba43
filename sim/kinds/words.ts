/** Plain colours by the names that captions and questions use. */
export const COLOUR_NAMES = [
  "white",
  "grey",
  "black",
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "brown",
  "pink",
  "beige",
] as const;
export type ColourName = (typeof COLOUR_NAMES)[number];

/** A word for the colour of a thing: see-through things are `clear`. */
export type ColourWord = ColourName | "clear";

/** What a thing is made of. */
export const MATERIAL_NAMES = [
  "ceramic",
  "glass",
  "metal",
  "plastic",
  "paper",
  "cardboard",
  "cloth",
  "wood",
  "food",
  "plant",
] as const;
export type MaterialName = (typeof MATERIAL_NAMES)[number];
