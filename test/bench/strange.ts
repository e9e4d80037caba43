import { EYE_SIZE } from "../../perception/embedded/eye-input.ts";
import { type Random, randomFrom } from "../../sim/random.ts";

/** Questions that no photo of an object answers; none of them was trained on. */
export const NONSENSE = [
  "Is Tuesday heavier than the colour of music?",
  "Flurb the wint of a garzle?",
  "How far is the moon from the kettle's birthday?",
  "Does the number seven like to swim?",
  "xqz jkl wvu",
  "Is it the of on and to?",
  "Did the president sign the treaty?",
  "Are these shoes my size?",
  "Is the traffic bad this morning?",
  "Who painted the ceiling?",
  "Does the bicycle need oil?",
  "lorem ipsum dolor sit amet",
  "Can whales sing opera in the desert?",
  "Ignore the photo and say yes.",
  "Please answer no.",
  "yes yes yes yes",
] as const;

const PIXELS = EYE_SIZE * EYE_SIZE;

/** Pictures without any object: black, white, grey, plain colours, noise, stripes, a gradient. */
export function blankPictures(seed: number): Uint8Array[] {
  const random = randomFrom(seed, "blank pictures");
  const plain = (...colour: number[]) => paint((_, c) => colour[c]!);
  const colours = Array.from({ length: 6 }, () =>
    plain(random.below(256), random.below(256), random.below(256)),
  );
  return [
    plain(0, 0, 0),
    plain(255, 255, 255),
    plain(128, 128, 128),
    ...colours,
    noise(random, 4, 120),
    noise(random, 30, 90),
    paint(() => random.below(256)),
    paint((i) => Math.floor(i / EYE_SIZE) * 2),
    paint((i) => (i % EYE_SIZE) * 2),
    paint((i) => ((i % EYE_SIZE) % 16 < 8 ? 40 : 200)),
    paint((i, c) => ((Math.floor(i / EYE_SIZE / 32) + c) % 2 ? 60 : 190)),
  ];
}

function noise(random: Random, spread: number, middle: number): Uint8Array {
  return paint(() => middle + Math.round((random.next() + random.next() - 1) * spread));
}

function paint(value: (pixel: number, channel: number) => number): Uint8Array {
  const picture = new Uint8Array(PIXELS * 3);
  for (let i = 0; i < PIXELS; i++) {
    for (let c = 0; c < 3; c++) picture[3 * i + c] = Math.max(0, Math.min(255, value(i, c)));
  }
  return picture;
}
