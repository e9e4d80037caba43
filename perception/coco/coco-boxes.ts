import type { Detection } from "../detector.ts";
import { overlap } from "../geometry/overlap.ts";
import type { Named } from "../surface.ts";
import type { CocoFile } from "./coco-file.ts";

/** Two boxes of one class that share more than this are one thing; of two classes, than `SAME_PLACE`. */
const SAME_THING = 0.5;
const SAME_PLACE = 0.75;

/**
 * The detections in the detector's picture, pixels of it, best first. Each cell of each grid has a score
 * a class, and for each side of its box a distribution over distances of 0, 1, 2 .. strides from the
 * cell's middle; the distance is its mean (Li et al. 2020, Generalized Focal Loss, arXiv 2006.04388).
 */
export function cocoBoxes(
  scores: Float32Array,
  distances: Float32Array,
  file: CocoFile,
): Detection[] {
  const { classes, size, strides, bins, threshold } = file;
  const kept = classes.map((label) => !file.notThings.includes(label));
  const found: Detection[] = [];
  let cell = 0;
  for (const stride of strides) {
    const across = Math.ceil(size / stride);
    for (let i = 0; i < across * across; i++, cell++) {
      const named = classes.flatMap((label, which) => {
        const score = scores[cell * classes.length + which]!;
        return score >= threshold && kept[which] ? [{ label, score }] : [];
      });
      if (named.length === 0) continue;
      const x = ((i % across) + 0.5) * stride;
      const y = (Math.floor(i / across) + 0.5) * stride;
      const side = (which: number) => {
        const from = (4 * cell + which) * bins;
        return stride * meanOf(distances.subarray(from, from + bins));
      };
      const [left, top, right, bottom] = [side(0), side(1), side(2), side(3)];
      const box = { x: x - left, y: y - top, width: left + right, height: top + bottom };
      found.push(...named.map((it) => ({ ...it, box })));
    }
  }
  return onlyBest(found);
}

/** One detection a place: the best, with the other names that the place was given. */
function onlyBest(found: readonly Detection[]): Detection[] {
  const kept: { best: Detection; orElse: Named[] }[] = [];
  for (const { label, box, score } of found.toSorted((a, b) => b.score - a.score)) {
    const there = kept.find(
      ({ best }) => overlap(best.box, box) > (best.label === label ? SAME_THING : SAME_PLACE),
    );
    if (there === undefined) kept.push({ best: { label, box, score }, orElse: [] });
    else if (![there.best, ...there.orElse].some((it) => it.label === label)) {
      there.orElse.push({ label, score });
    }
  }
  return kept.map(({ best, orElse }) => (orElse.length > 0 ? { ...best, orElse } : best));
}

/** The mean of 0, 1, 2 .. under the softmax of `logits`. */
function meanOf(logits: Float32Array): number {
  const most = Math.max(...logits);
  let sum = 0;
  let weighted = 0;
  logits.forEach((logit, i) => {
    const weight = Math.exp(logit - most);
    sum += weight;
    weighted += i * weight;
  });
  return weighted / sum;
}
