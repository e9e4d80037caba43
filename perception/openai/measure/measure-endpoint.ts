import type { CallOptions } from "../../call-options.ts";
import type { MediaType, PictureLimit } from "../../images/fit-picture.ts";
import { TidyError } from "../../tidy-error.ts";
import { readBoxCard } from "../ask-for-boxes.ts";
import { bestConvention, type ReadCard } from "../box-convention.ts";
import { type ClientOptions, chatClient } from "../chat-client.ts";
import { openaiEndpoint, USUAL_LIMIT } from "../endpoint.ts";
import type { EndpointKnowledge } from "../endpoint-knowledge.ts";
import type { Concessions } from "../ladder.ts";
import { LEAST_ON_CARD } from "../openai-detector.ts";
import type { Delay } from "../with-retry.ts";
import {
  CARD_WIDTH_PX,
  drawShapeCard,
  heavyCardWidthPx,
  randomBy,
  shapeCards,
} from "./draw-cards.ts";
import type { EndpointMeasurement, Outcome } from "./measurement.ts";
import { probeAnswers, TRAYS } from "./probe-answers.ts";
import { JSON_PROBES, probeJson } from "./probe-json.ts";
import {
  isSeeing,
  probeEncoding,
  probeSeveral,
  probeSide,
  probeSight,
  probeWeight,
  SIGHT_CARDS,
} from "./probe-sight.ts";
import { type Prober, prober } from "./prober.ts";

export type MeasureOptions = ClientOptions & {
  /** Draws the cards. */
  readonly seed: number;
  /** The version that measures. */
  readonly tactful: string;
  /** Told before each request goes. */
  readonly onRequest?: (what: string, number: number) => void;
  readonly delay?: Delay;
};

/** Of two different proportions, so that a scaled longest side is told from a scaled shortest. */
const BOX_CARDS = [
  { widthPx: 1280, heightPx: 720 },
  { widthPx: 900, heightPx: 1200 },
];
const CARD_BOXES = 4;
const UNREAD_BOX = { written: [], known: { x: 0, y: 0, width: 1, height: 1 } };
const ENCODINGS: readonly MediaType[] = ["image/png", "image/webp"];
const SEVERAL = 3;
/** Widths of cards in pixels, and their weights in bytes, tried until one is not read. */
const SIDES_PX = [1024, 2048, 4096];
const WEIGHTS = [250_000, 1_000_000, 4_000_000, 8_000_000];

/** No measurement makes more requests than this, retries of a busy server apart. */
export const MOST_REQUESTS =
  JSON_PROBES +
  SIGHT_CARDS +
  ENCODINGS.length +
  TRAYS +
  BOX_CARDS.length +
  1 +
  SIDES_PX.length +
  WEIGHTS.length;

/**
 * Measures a model behind a server with drawn cards: no photo is sent. What cannot be measured
 * because the model does not see is left out. Rejects with `bad-input`, `model-unavailable`,
 * `deadline` or `aborted`.
 */
export async function measureEndpoint(
  options: MeasureOptions,
  call: CallOptions = {},
): Promise<EndpointMeasurement> {
  const { seed, tactful, onRequest = () => {}, now = Date.now, delay } = options;
  const started = now();
  const client = chatClient(options);
  const probing = prober(client, { call, onRequest, ...(delay ? { delay } : {}) });
  const random = randomBy(seed);
  const cards = shapeCards(SIGHT_CARDS + ENCODINGS.length + SEVERAL, random);
  const { modes, how } = await probeJson(probing);
  const sight = await probeSight(probing, cards.slice(0, SIGHT_CARDS), how, now);
  const { right, numbers, unreadable, of, seconds, usage, takesNoPictures } = sight;
  const known: EndpointKnowledge = {
    baseUrl: client.address.baseUrl,
    model: client.model,
    measuredAt: new Date(started).toISOString(),
    sees: isSeeing(right, of),
    ...how,
    logprobs: false,
    pictures: USUAL_LIMIT,
  };
  const shown = known.sees
    ? await measureSeeing(probing, options, { known, how, random, cards: cards.slice(SIGHT_CARDS) })
    : {};
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return {
    ...known,
    ...shown,
    tactful,
    seed,
    modes,
    shapes: { right, numbers, unreadable, of },
    ...(takesNoPictures === undefined ? {} : { takesNoPictures }),
    ...(seconds.length > 0
      ? { answerSeconds: { median: median(seconds), of: seconds.length } }
      : {}),
    ...(usage.length > 0
      ? {
          tokens: {
            prompt: Math.round(mean(usage.map((it) => it.promptTokens))),
            completion: Math.round(mean(usage.map((it) => it.completionTokens))),
          },
        }
      : {}),
    requests: probing.requests(),
    seconds: (now() - started) / 1000,
  };
}

type Seeing = {
  readonly known: EndpointKnowledge;
  readonly how: Concessions;
  readonly random: () => number;
  readonly cards: ReturnType<typeof shapeCards>;
};

/** What only a model that sees can be asked. */
async function measureSeeing(
  probing: Prober,
  options: MeasureOptions,
  { known, how, random, cards }: Seeing,
) {
  const { delay } = options;
  const encodings: Partial<Record<MediaType, Outcome>> = {};
  for (const [i, type] of ENCODINGS.entries())
    encodings[type] = await probeEncoding(probing, cards[i]!, type, how);
  const types = ENCODINGS.filter((type) => encodings[type] === "read");
  const together = cards.slice(ENCODINGS.length);
  const several = await probeSeveral(probing, together, how);
  const { sides, weights, limit } = await probeLimit(probing, cards[0]!, how);
  const pictures = { ...limit, types: ["image/jpeg" as const, ...types] };
  // From here on as in a run, with pictures that are known to be taken.
  const asking = { ...known, logprobs: true, pictures };
  const endpoint = openaiEndpoint({ ...options, known: asking, ...(delay ? { delay } : {}) });
  const { counts, tokenProbabilities } = await probeAnswers(probing, endpoint, random);
  const read: ReadCard[] = [];
  for (const [turn, size] of BOX_CARDS.entries())
    read.push(
      await probing
        .counted("boxes", () => readBoxCard(endpoint, size, probing.call, turn))
        .catch(unreadable({ size, pairs: Array(CARD_BOXES).fill(UNREAD_BOX) })),
    );
  const of = read.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const { convention, overlap } = bestConvention(read);
  const upToPx = Math.min(...read.map(({ size }) => Math.max(size.widthPx, size.heightPx)));
  const usable = overlap >= LEAST_ON_CARD;
  return {
    logprobs: tokenProbabilities,
    answers: counts,
    cardBoxes: { convention, overlap, of },
    ...(usable ? { boxes: { convention, overlap, upToPx } } : {}),
    encodings,
    several: { pictures: together.length, outcome: several },
    sides,
    weights,
    pictures,
  };
}

/** Cards that grow until one is not read; the largest that was is the limit. */
async function probeLimit(
  probing: Prober,
  card: Seeing["cards"][number],
  how: Concessions,
): Promise<
  Required<Pick<EndpointMeasurement, "sides" | "weights">> & {
    readonly limit: Omit<PictureLimit, "types">;
  }
> {
  const sides = [];
  const weights = [];
  // The cards told right so far were like this one.
  let longestPx = CARD_WIDTH_PX;
  let heaviest = (await drawShapeCard(card)).bytes.byteLength;
  for (const px of SIDES_PX) {
    const { bytes, outcome } = await probeSide(probing, card, px, how);
    sides.push({ px, outcome });
    if (outcome !== "read") break;
    longestPx = px;
    heaviest = Math.max(heaviest, bytes);
  }
  for (const about of WEIGHTS) {
    if (heavyCardWidthPx(about) > longestPx) break;
    const { bytes, outcome } = await probeWeight(probing, card, about, how);
    weights.push({ bytes, outcome });
    if (outcome !== "read") break;
    heaviest = Math.max(heaviest, bytes);
  }
  return { sides, weights, limit: { longestPx, bytes: heaviest } };
}

/** A reply that cannot be read is a card not read; other errors end the measurement. */
const unreadable =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof TidyError && error.code === "model-reply") return instead;
    throw error;
  };

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1]!, sorted[Math.floor(middle)]!];
  return (low + high) / 2;
}
