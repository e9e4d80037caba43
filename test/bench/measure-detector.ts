import type { Detection } from "../../perception/detector.ts";
import { overlap } from "../../perception/geometry/overlap.ts";
import type { BenchScene } from "./shards.ts";
import { type Share, Tally } from "./share.ts";

export type DetectorFigures = {
  /** Things found: a box of any label at IoU 0.5 or more. */
  readonly recall: Share;
  /** Things found under their own name. */
  readonly recallWithLabel: Share;
  /** The same once the eyes have named what was found, each on its crop of the scene photo. */
  readonly recallNamedByEyes: Share;
  /** Boxes that are a thing. */
  readonly precision: Share;
  readonly recallByKind: Readonly<Record<string, Share>>;
};

/** Matches detections to things, best score first, each to one, and counts. */
export async function measureDetector(
  detect: (picture: Uint8Array) => Promise<readonly Detection[]>,
  name: (crop: Uint8Array, label: string) => Promise<string>,
  scenes: readonly BenchScene[],
): Promise<DetectorFigures> {
  const recall = new Tally();
  const labelled = new Tally();
  const byEyes = new Tally();
  const precision = new Tally();
  const byKind = new Map<string, Tally>();
  for (const { picture, boxes, crops } of scenes) {
    const left = new Set(boxes);
    const named = new Set<(typeof boxes)[number]>();
    const labels = new Map<(typeof boxes)[number], string>();
    for (const { box, label } of await detect(picture)) {
      const best = [...left]
        .map((thing) => ({ thing, share: overlap(thing.box, box) }))
        .sort((a, b) => b.share - a.share)[0];
      const hit = best !== undefined && best.share >= 0.5;
      precision.add(hit);
      if (!hit) continue;
      left.delete(best.thing);
      labels.set(best.thing, label);
      if (best.thing.kind === label) named.add(best.thing);
    }
    for (const thing of boxes) {
      const kind = byKind.get(thing.kind) ?? new Tally();
      byKind.set(thing.kind, kind);
      recall.add(!left.has(thing));
      kind.add(!left.has(thing));
      labelled.add(named.has(thing));
      const label = labels.get(thing);
      const crop = crops?.[boxes.indexOf(thing)];
      if (crop === undefined) continue;
      byEyes.add(label !== undefined && (await name(crop, label)) === thing.kind);
    }
  }
  return {
    recall: recall.share,
    recallWithLabel: labelled.share,
    recallNamedByEyes: byEyes.share,
    precision: precision.share,
    recallByKind: Object.fromEntries([...byKind].sort().map(([kind, t]) => [kind, t.share])),
  };
}
