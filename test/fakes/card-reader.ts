import sharp from "sharp";
import type { Heard } from "./strict-openai-server.ts";

type Corners = readonly [number, number, number, number];
type Size = { readonly width: number; readonly height: number };
/** How boxes are written, given them as shares of the picture's sides. */
export type Hand = (shares: Corners, size: Size) => readonly number[];

export const inThousandths: Hand = (shares) => shares.map((share) => Math.round(share * 1000));
export const inFractionsYFirst: Hand = ([x0, y0, x1, y1]) =>
  [y0, x0, y1, x1].map((share) => Math.round(share * 1000) / 1000);

const INKS = {
  red: [224, 24, 24],
  green: [16, 154, 40],
  blue: [24, 72, 224],
  yellow: [244, 216, 0],
  black: [16, 16, 16],
  purple: [138, 32, 176],
  wood: [154, 106, 58],
} as const;
type Ink = keyof typeof INKS;

/**
 * A model that looks at the pixels of test cards and answers what it sees, in prose where nothing
 * holds it to JSON. `guesses`: it says the colour of nothing that it does not see as unknown, but
 * takes a closed box for an empty one.
 */
export const cardReader =
  ({ hand = inThousandths, guesses = false }: { hand?: Hand; guesses?: boolean } = {}) =>
  async (heard: Heard): Promise<unknown> => {
    const { user, images, held, shape } = heard;
    if (/ripe banana/.test(user)) {
      const fruit = { kind_of_fruit: "banana", colour_when_ripe: "yellow" };
      return held ? fruit : /JSON/.test(user) ? { colour: "yellow" } : "A ripe banana is yellow.";
    }
    switch (shape) {
      case "card":
        return readCard(images[0]!);
      case "cards":
        return { cards: await Promise.all(images.map(readCard)) };
      case "things":
        return { things: await readBoxes(images[0]!, hand) };
      case "answers":
        return { answers: await readTray(images[0]!, user, guesses) };
      default:
        return "I do not know what you want.";
    }
  };

/** A model without eyes that answers all the same, always alike. */
export const blindGuesser = ({ user, held, shape }: Heard): unknown => {
  if (/ripe banana/.test(user))
    return held ? { kind_of_fruit: "banana", colour_when_ripe: "yellow" } : "{}";
  return shape === "card" ? { shape: "circle", colour: "red", number: 42 } : "A lovely picture!";
};

async function readCard(bytes: Buffer) {
  const { data, info } = await pixels(bytes, 512, 384);
  const colour = (Object.keys(INKS) as Ink[]).find((ink) => isInk(data, info.width, ink, 170, 192));
  if (colour === undefined) return { shape: "unknown", colour: "unknown", number: 0 };
  const inked = (x: number, y: number) => isInk(data, info.width, colour, x, y);
  const shape = inked(88, 110)
    ? "square"
    : inked(110, 150)
      ? "circle"
      : inked(100, 280)
        ? "triangle"
        : "plus";
  const lit = (x: number, y: number) => isInk(data, info.width, "black", x, y);
  const digit = (x: number) => {
    const bars = [
      lit(x + 22, 142),
      lit(x, 167),
      lit(x + 44, 167),
      lit(x + 22, 192),
      lit(x, 217),
      lit(x + 44, 217),
      lit(x + 22, 242),
    ];
    return DIGITS.indexOf(bars.map((on) => (on ? "1" : "0")).join(""));
  };
  return { shape, colour, number: 10 * digit(350) + digit(426) };
}

/** Segments lit for 0 to 9: top, upper left, upper right, middle, lower left, lower right, bottom. */
const DIGITS = [
  "1110111",
  "0010010",
  "1011101",
  "1011011",
  "0111010",
  "1101011",
  "1101111",
  "1010010",
  "1111111",
  "1111011",
];

/** The pure colours of the box cards, by their names in SVG. */
const PURE = {
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  black: [0, 0, 0],
} as const;

async function readBoxes(bytes: Buffer, hand: Hand) {
  const { data, info } = await pixels(bytes);
  const { width, height } = info;
  return Object.entries(PURE).map(([label, rgb]) => {
    const [x0, y0, x1, y1] = bounds(spots(data, width, rgb));
    const shares = [x0 / width, y0 / height, (x1 + 1) / width, (y1 + 1) / height] as const;
    return { label, box: hand(shares, { width, height }), confidence: 0.9 };
  });
}

async function readTray(bytes: Buffer, user: string, guesses: boolean) {
  const { data, info } = await pixels(bytes, 768, 320);
  const asked = [...user.matchAll(/^(\d+)\. "Is there a (\w+) disc in the (\w+) box\?"$/gm)];
  return asked.map(([, number, colour, place]) => {
    const x = 134 + 250 * ["left", "middle", "right"].indexOf(place!);
    const lid = isInk(data, info.width, "wood", x - 60, 120);
    const there = isInk(data, info.width, INKS[colour as Ink], x, 160);
    const answer = lid ? (guesses ? "no" : "unknown") : there ? "yes" : "no";
    return { question: Number(number), evidence: "the box", answer, confidence: 0.9 };
  });
}

type Rgb = readonly [number, number, number];

async function pixels(bytes: Buffer, width?: number, height?: number) {
  const picture = sharp(bytes).removeAlpha();
  const sized = width === undefined ? picture : picture.resize(width, height, { fit: "fill" });
  return sized.raw().toBuffer({ resolveWithObject: true });
}

function isInk(data: Buffer, width: number, ink: Ink | Rgb, x: number, y: number): boolean {
  const rgb = typeof ink === "string" ? INKS[ink] : ink;
  return rgb.every((level, i) => Math.abs(data[(y * width + x) * 3 + i]! - level) < 40);
}

function spots(
  data: Buffer,
  width: number,
  ink: Ink | Rgb,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let at = 0; at < data.length / 3; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (isInk(data, width, ink, x, y)) found.push([x, y]);
  }
  return found;
}

function bounds(found: readonly (readonly [number, number])[]): Corners {
  return found.reduce<Corners>(
    ([x0, y0, x1, y1], [x, y]) => [
      Math.min(x0, x),
      Math.min(y0, y),
      Math.max(x1, x),
      Math.max(y1, y),
    ],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0],
  );
}
