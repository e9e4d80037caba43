import type { CallOptions } from "../call-options.ts";
import type { Detection, Detector } from "../detector.ts";
import { overlap } from "../geometry/overlap.ts";
import { TidyError } from "../tidy-error.ts";
import { askForBoxes, readBoxCard } from "./ask-for-boxes.ts";
import { bestConvention, boxFrom, boxScaled } from "./box-convention.ts";
import type { Endpoint, Size } from "./endpoint.ts";
import type { BoxConvention } from "./endpoint-knowledge.ts";
import { DETECT_USER } from "./vision-prompts.ts";

/** A box that covers more of the photo than this is the surface, not a thing on it. */
const LARGEST_SHARE = 0.9;
/** Two boxes that share more than this are one thing named twice. */
const SAME_THING = 0.85;
/** Below this mean overlap on cards, a model cannot be trusted with boxes at all. */
export const LEAST_ON_CARD = 0.5;

/**
 * Finds things by asking a model. Where nobody measured how the model writes boxes, it is shown a
 * drawn card of known boxes before its first photo of each size; a model that cannot place those is
 * refused with `model-unavailable`, a box that makes no sense with `model-reply`. Scores are the
 * model's own word.
 */
export function openaiDetector(endpoint: Endpoint): Detector {
  const name = `openai:${endpoint.model}`;
  const seen = new Map<string, BoxConvention>();

  async function convention(size: Size, call: CallOptions): Promise<BoxConvention> {
    const measured = endpoint.boxes;
    const longest = Math.max(size.widthPx, size.heightPx);
    // Pixels of a scaled picture were measured up to a size; above it the server may scale further.
    if (measured && (measured.convention.unit !== "pixels" || longest <= measured.upToPx))
      return measured.convention;
    const key = `${size.widthPx}x${size.heightPx}`;
    const before = seen.get(key);
    if (before !== undefined) return before;
    const best = bestConvention([await readBoxCard(endpoint, size, call)]);
    if (best.overlap < LEAST_ON_CARD) {
      const why = `boxes on a test card are off (mean overlap ${best.overlap.toFixed(2)})`;
      throw new TidyError("model-unavailable", `${name} cannot be used as detector: ${why}`);
    }
    seen.set(key, best.convention);
    return best.convention;
  }

  return {
    name,
    async detect(photo, call = {}) {
      const { bytes, mediaType, sha256 } = photo;
      const image = { bytes, mediaType, photo: sha256 };
      const written = await convention(await endpoint.fit(image), call);
      const reply = await askForBoxes(endpoint, image, DETECT_USER, call);
      const sent = reply.pictures?.[0] ?? photo;
      const found = reply.value.things.map(({ label, box: corners, confidence }): Detection => {
        const box = boxFrom(corners, written, sent);
        if (box !== undefined)
          return { label, box: boxScaled(box, sent, photo), score: confidence };
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
