import * as z from "zod";
import type { Encoded, MediaType } from "../../images/fit-picture.ts";
import type { Usage } from "../endpoint.ts";
import type { Concessions } from "../ladder.ts";
import {
  CARD_WIDTH_PX,
  COLOURS,
  drawHeavyCard,
  drawShapeCard,
  SHAPES,
  type ShapeCard,
} from "./draw-cards.ts";
import type { Outcome } from "./measurement.ts";
import { type Probed, type Prober, readValue } from "./prober.ts";

const seenSchema = z.strictObject({
  shape: z.enum([...SHAPES, "unknown"]),
  colour: z.enum([...COLOURS, "unknown"]),
  number: z.int(),
});
const severalSchema = z.strictObject({ cards: z.array(seenSchema) });

const SYSTEM = `You read test cards. On the left of a card is one coloured shape, on the right a number of two digits.
Say what the picture itself shows. Where you see no picture, write "unknown" and 0.`;
const USER = "What is on the card?";

export const SIGHT_CARDS = 6;
/** Chance of telling shape and colour of one card by guessing. */
const GUESS = 1 / (SHAPES.length * COLOURS.length);
/** A model that tells more cards than a guesser would in all but one of a hundred tries sees them. */
const BY_CHANCE = 0.01;

/** Cards told right, how long each took, and what the server counted. */
export type Sight = {
  readonly right: number;
  readonly numbers: number;
  /** Replies that were not the JSON that was asked for. */
  readonly unreadable: number;
  readonly of: number;
  readonly seconds: readonly number[];
  readonly usage: readonly Usage[];
  /** The server takes no pictures, in its words. */
  readonly takesNoPictures?: string;
};

/** P(a guesser tells at least `right` of `of` cards): the upper tail of the binomial. */
export function chanceOfGuessing(right: number, of: number): number {
  let tail = 0;
  let term = (1 - GUESS) ** of;
  for (let k = 0; k <= of; k++) {
    if (k >= right) tail += term;
    term *= ((of - k) / (k + 1)) * (GUESS / (1 - GUESS));
  }
  return tail;
}

/** Whether so many cards told right are more than guessing. */
export const isSeeing = (right: number, of: number): boolean =>
  of > 0 && chanceOfGuessing(right, of) < BY_CHANCE;

/** Shows cards drawn by lot, one a request, as JPEG. */
export async function probeSight(
  { probe }: Prober,
  cards: readonly ShapeCard[],
  how: Concessions,
  now: () => number,
): Promise<Sight> {
  let [right, numbers, unreadable] = [0, 0, 0];
  const seconds: number[] = [];
  const usage: Usage[] = [];
  for (const [i, card] of cards.entries()) {
    const picture = await drawShapeCard(card);
    const started = now();
    const probed = await probe("does it see", request([picture]), how);
    if (probed.kind === "refused") {
      if (i === 0) {
        const takesNoPictures = probed.why;
        return { right, numbers, unreadable, of: 0, seconds, usage, takesNoPictures };
      }
      continue;
    }
    seconds.push((now() - started) / 1000);
    const counted = probed.completion.usage;
    if (counted)
      usage.push({
        promptTokens: counted.prompt_tokens,
        completionTokens: counted.completion_tokens,
      });
    const seen = readValue(probed, seenSchema);
    if (seen === undefined) unreadable++;
    else if (isRight(seen, card)) right++;
    if (seen?.number === card.number) numbers++;
  }
  return { right, numbers, unreadable, of: cards.length, seconds, usage };
}

/** Whether a card in this encoding is taken, and read. */
export async function probeEncoding(
  { probe }: Prober,
  card: ShapeCard,
  mediaType: MediaType,
  how: Concessions,
): Promise<Outcome> {
  const picture = await drawShapeCard(card, CARD_WIDTH_PX, mediaType);
  return outcomeOf(await probe("encodings", request([picture]), how), card);
}

/** Whether a card so many pixels wide is taken, and read; and how many bytes it had. */
export async function probeSide(
  { probe }: Prober,
  card: ShapeCard,
  px: number,
  how: Concessions,
): Promise<{ readonly px: number; readonly bytes: number; readonly outcome: Outcome }> {
  const picture = await drawShapeCard(card, px);
  const outcome = outcomeOf(await probe("picture sizes", request([picture]), how), card);
  return { px, bytes: picture.bytes.byteLength, outcome };
}

/** Whether a card of about so many bytes is taken, and read. */
export async function probeWeight(
  { probe }: Prober,
  card: ShapeCard,
  about: number,
  how: Concessions,
): Promise<{ readonly bytes: number; readonly outcome: Outcome }> {
  const picture = await drawHeavyCard(card, about);
  const outcome = outcomeOf(await probe("picture sizes", request([picture]), how), card);
  return { bytes: picture.bytes.byteLength, outcome };
}

/** Whether several cards in one request are taken, and read in their order. */
export async function probeSeveral(
  { probe }: Prober,
  cards: readonly ShapeCard[],
  how: Concessions,
): Promise<Outcome> {
  const pictures = await Promise.all(cards.map((card) => drawShapeCard(card)));
  const user = `There are ${cards.length} cards. What is on each, in their order?`;
  const probed = await probe("several pictures", { ...request(pictures), user, ...SEVERAL }, how);
  if (probed.kind === "refused") return "refused";
  const seen = readValue(probed, severalSchema)?.cards ?? [];
  const inOrder = seen.length === cards.length && cards.every((card, i) => isRight(seen[i]!, card));
  return inOrder ? "read" : "misread";
}

const SEVERAL = { name: "cards", schema: severalSchema };

const request = (pictures: readonly Encoded[]) => ({
  name: "card",
  schema: seenSchema,
  system: SYSTEM,
  user: USER,
  pictures,
});

const isRight = (seen: z.infer<typeof seenSchema>, { shape, colour }: ShapeCard): boolean =>
  seen.shape === shape && seen.colour === colour;

function outcomeOf(probed: Probed, card: ShapeCard): Outcome {
  if (probed.kind === "refused") return "refused";
  const seen = readValue(probed, seenSchema);
  return seen !== undefined && isRight(seen, card) ? "read" : "misread";
}
