import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import sharp from "sharp";
import type { Encoded, MediaType } from "../../images/fit-picture.ts";

export const SHAPES = ["circle", "square", "triangle", "plus"] as const;
export const COLOURS = ["red", "green", "blue", "yellow", "black", "purple"] as const;
export type Shape = (typeof SHAPES)[number];
export type Colour = (typeof COLOURS)[number];

/** What a card shows: one coloured shape on the left, a number of two digits on the right. */
export type ShapeCard = {
  readonly shape: Shape;
  readonly colour: Colour;
  readonly number: number;
};

/** What lies in one of three boxes in a row: a disc, nothing, or who knows, for the lid is on. */
export type BoxContent = Colour | "nothing" | "lid";

const INKS: Readonly<Record<Colour, string>> = {
  red: "#e01818",
  green: "#109a28",
  blue: "#1848e0",
  yellow: "#f4d800",
  black: "#101010",
  purple: "#8a20b0",
};
const PAPER = "#f6f6f2";
/** Segments of a digit that are lit: top, upper left and right, middle, lower left and right, bottom. */
const SEGMENTS = [
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
/** Of a card that nobody asks to be larger. */
export const CARD_WIDTH_PX = 512;

const QUALITY = 92;

/** Numbers from 0 to below 1, fixed by a seed. */
export function randomBy(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < 8; i++) generator.next();
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/** So many different cards, drawn by lot: no answer fits two of them. */
export function shapeCards(count: number, random: () => number): readonly ShapeCard[] {
  const all = SHAPES.flatMap((shape) => COLOURS.map((colour) => ({ shape, colour })));
  return shuffled(all, random)
    .slice(0, count)
    .map((card) => ({ ...card, number: 10 + Math.floor(random() * 90) }));
}

/** The same items in an order drawn by lot (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}

/** A card in 4 : 3, so many pixels wide. Needs no fonts: digits are drawn as seven segments. */
export async function drawShapeCard(
  card: ShapeCard,
  widthPx = CARD_WIDTH_PX,
  mediaType: MediaType = "image/jpeg",
): Promise<Encoded> {
  const picture = sharp(Buffer.from(shapeSvg(card, widthPx)));
  switch (mediaType) {
    case "image/jpeg":
      return { bytes: await picture.jpeg({ quality: QUALITY }).toBuffer(), mediaType };
    case "image/png":
      return { bytes: await picture.png().toBuffer(), mediaType };
    case "image/webp":
      return { bytes: await picture.webp({ quality: QUALITY }).toBuffer(), mediaType };
  }
}

/** Bytes that a pixel of noise takes in a JPEG of quality 100. */
const NOISE_BYTES_PER_PX = 2.25;

/** How wide a card of about so many bytes is. */
export const heavyCardWidthPx = (bytes: number): number =>
  Math.round(Math.sqrt((bytes / NOISE_BYTES_PER_PX) * (4 / 3)));

/** A card as a JPEG of about so many bytes: its paper is noise that cannot be packed. */
export async function drawHeavyCard(card: ShapeCard, bytes: number): Promise<Encoded> {
  const widthPx = heavyCardWidthPx(bytes);
  const heightPx = Math.round((widthPx * 3) / 4);
  const noise = { type: "gaussian", mean: 200, sigma: 60 } as const;
  const paper = {
    width: widthPx,
    height: heightPx,
    channels: 3,
    background: "white",
    noise,
  } as const;
  const drawn = Buffer.from(shapeSvg(card, widthPx, "none"));
  const data = await sharp({ create: paper })
    .composite([
      { input: await sharp(drawn).resize(widthPx, heightPx, { fit: "fill" }).toBuffer() },
    ])
    .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
    .toBuffer();
  return { bytes: data, mediaType: "image/jpeg" };
}

/** Three boxes in a row on a table, as JPEG: open ones seen from above, closed ones with their lid. */
export async function drawTray(contents: readonly BoxContent[]): Promise<Encoded> {
  const boxes = contents.map((content, i) => {
    const x = 24 + i * 250;
    const inside = content === "nothing" || content === "lid" ? "" : disc(x + 110, content);
    return content === "lid"
      ? `<rect x="${x}" y="50" width="220" height="220" fill="#9a6a3a"/>
         <path d="M${x} 160 H${x + 220} M${x + 110} 50 V270" stroke="#6e4722" stroke-width="10"/>`
      : `<rect x="${x}" y="50" width="220" height="220" fill="#9a6a3a"/>
         <rect x="${x + 14}" y="64" width="192" height="192" fill="#fbfbf8"/>${inside}`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="768" height="320"><rect width="768" height="320" fill="#d8d4cc"/>${boxes.join("")}</svg>`;
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: QUALITY }).toBuffer();
  return { bytes, mediaType: "image/jpeg" };
}

const disc = (x: number, colour: Colour): string =>
  `<circle cx="${x}" cy="160" r="62" fill="${INKS[colour]}"/>`;

function shapeSvg({ shape, colour, number }: ShapeCard, widthPx: number, paper = PAPER): string {
  const digits = [...String(number)].map((digit, i) => segments(Number(digit), 350 + i * 76));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 384" width="${widthPx}" height="${Math.round((widthPx * 3) / 4)}"><rect width="512" height="384" fill="${paper}"/><path d="${OUTLINES[shape]}" fill="${INKS[colour]}"/>${digits.join("")}</svg>`;
}

/** Around (170, 192), at most 200 wide and high. */
const OUTLINES: Readonly<Record<Shape, string>> = {
  circle: "M70 192 a100 100 0 1 0 200 0 a100 100 0 1 0 -200 0 z",
  square: "M80 102 h180 v180 h-180 z",
  triangle: "M170 92 L270 292 H70 z",
  plus: "M137 92 h66 v67 h67 v66 h-67 v67 h-66 v-67 h-67 v-66 h67 z",
};

function segments(digit: number, x: number): string {
  const lit = SEGMENTS[digit]!;
  const [left, right, top, middle, bottom] = [x, x + 44, 142, 192, 242];
  const bars = [
    `M${left} ${top} H${right}`,
    `M${left} ${top} V${middle}`,
    `M${right} ${top} V${middle}`,
    `M${left} ${middle} H${right}`,
    `M${left} ${middle} V${bottom}`,
    `M${right} ${middle} V${bottom}`,
    `M${left} ${bottom} H${right}`,
  ];
  const path = bars.filter((_, i) => lit[i] === "1").join(" ");
  return `<path d="${path}" stroke="#101010" stroke-width="12" stroke-linecap="square" fill="none"/>`;
}
