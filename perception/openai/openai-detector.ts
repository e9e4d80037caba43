import sharp from "sharp";
import * as z from "zod";
import type { CallOptions } from "../call-options.ts";
import type { Detection, Detector } from "../detector.ts";
import { overlap } from "../geometry/overlap.ts";
import type { Photo } from "../photo.ts";
import type { Box } from "../surface.ts";
import { TidyError } from "../tidy-error.ts";
import { type BoxConvention, bestConvention, boxFrom } from "./box-convention.ts";
import type { ChatImage, Endpoint } from "./endpoint.ts";
import { CARD_USER, DETECT, DETECT_USER } from "./vision-prompts.ts";

const MOST_THINGS = 60;
/** A box that covers more of the photo than this is the surface, not a thing on it. */
const LARGEST_SHARE = 0.9;
/** Two boxes that share more than this are one thing named twice. */
const SAME_THING = 0.85;
/** Below this mean overlap on the card, a model cannot be trusted with boxes at all. */
const LEAST_ON_CARD = 0.5;

const boxesSchema = z.strictObject({
  things: z
    .array(
      z.strictObject({
        label: z
          .string()
          .trim()
          .min(1)
          .max(60)
          .regex(/^[^\p{Cc}]*$/u),
        box: z.array(z.number()).length(4),
        confidence: z.number().min(0).max(1),
      }),
    )
    .max(MOST_THINGS),
});

/**
 * Finds things by asking a model. Before its first photo it shows the model a drawn card of known
 * boxes, to learn how the model writes them; a model that cannot place those is refused with
 * `model-unavailable`, a box that makes no sense with `model-reply`. Scores are the model's own word.
 */
export function openaiDetector(endpoint: Endpoint): Detector {
  const name = `openai:${endpoint.model}`;
  const known = new Map<string, BoxConvention>();

  async function boxesOn(image: ChatImage, user: string, call: CallOptions) {
    const images = [image];
    const request = { name: "things", schema: boxesSchema, system: DETECT, user, images };
    return endpoint.ask(request, call);
  }

  async function convention({ widthPx, heightPx }: Photo, call: CallOptions) {
    const size = `${widthPx}x${heightPx}`;
    const before = known.get(size);
    if (before !== undefined) return before;
    const { bytes, boxes } = await drawCard(widthPx, heightPx);
    const { value } = await boxesOn({ bytes, mediaType: "image/png" }, CARD_USER, call);
    const pairs = [...boxes].map(([colour, box]) => {
      const thing = value.things.find(({ label }) => label.toLowerCase().includes(colour));
      return { written: thing?.box ?? [], known: box };
    });
    const best = bestConvention(pairs, { widthPx, heightPx });
    if (best.overlap < LEAST_ON_CARD) {
      const why = `boxes on a test card are off (mean overlap ${best.overlap.toFixed(2)})`;
      throw new TidyError("model-unavailable", `${name} cannot be used as detector: ${why}`);
    }
    known.set(size, best.convention);
    return best.convention;
  }

  return {
    name,
    async detect(photo, call = {}) {
      const written = await convention(photo, call);
      const { bytes, mediaType, sha256 } = photo;
      const reply = await boxesOn({ bytes, mediaType, photo: sha256 }, DETECT_USER, call);
      const found = reply.value.things.map(({ label, box: corners, confidence }): Detection => {
        const box = boxFrom(corners, written, photo);
        if (box !== undefined) return { label, box, score: confidence };
        const text = `${name}: a box makes no sense: [${corners.join(", ")}]`;
        const details = { class: "unparseable", raw: reply.raw, convention: written };
        throw new TidyError("model-reply", text, { details });
      });
      const largest = LARGEST_SHARE * photo.widthPx * photo.heightPx;
      return withoutTwins(found.filter(({ box }) => box.width * box.height < largest));
    },
  };
}

function withoutTwins(found: readonly Detection[]): readonly Detection[] {
  const kept: Detection[] = [];
  for (const next of found.toSorted((a, b) => b.score - a.score))
    if (kept.every(({ box }) => overlap(box, next.box) < SAME_THING)) kept.push(next);
  return kept;
}

/** Four rectangles whose places read differently in every convention; as large as the photo. */
async function drawCard(widthPx: number, heightPx: number) {
  const at = (x: number, y: number, width: number, height: number): Box => ({
    x: Math.round(x * widthPx),
    y: Math.round(y * heightPx),
    width: Math.round(width * widthPx),
    height: Math.round(height * heightPx),
  });
  const boxes = new Map([
    ["red", at(0.06, 0.12, 0.18, 0.3)],
    ["green", at(0.55, 0.08, 0.35, 0.15)],
    ["blue", at(0.3, 0.5, 0.12, 0.4)],
    ["black", at(0.7, 0.6, 0.2, 0.25)],
  ]);
  const drawn = [...boxes].map(
    ([colour, b]) =>
      `<rect x="${b.x}" y="${b.y}" width="${b.width}" height="${b.height}" fill="${colour}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="white"/>${drawn.join("")}</svg>`;
  return { bytes: await sharp(Buffer.from(svg)).png().toBuffer(), boxes };
}
