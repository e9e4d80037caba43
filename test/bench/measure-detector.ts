import type { Detection } from "../../perception/detector.ts";
import { overlap } from "../../perception/geometry/overlap.ts";
import type { BenchShards } from "./shards.ts";
import { type Share, Tally } from "./share.ts";

export type DetectorFigures = {
  /** Things of told kinds found: a box of any label at IoU 0.5 or more. */
  readonly recall: Share;
  /** The same of kinds that nobody was told of. */
  readonly recallUnseen: Share;
  /** The same of what else stands about. */
  readonly recallProps: Share;
  /** Told kinds found and rightly named by the eyes, each on its crop of the scene photo. */
  readonly recallNamedByEyes: Share;
  /** Boxes that are a thing. */
  readonly precision: Share;
  readonly recallByKind: Readonly<Record<string, Share>>;
};

/** Matches detections to things, best score first, each to one, and counts. */
export async function measureDetector(
  detect: (picture: Uint8Array) => Promise<readonly Detection[]>,
  name: (crop: Uint8Array, label: string) => Promise<string>,
  { scenes, questions }: Pick<BenchShards, "scenes" | "questions">,
): Promise<DetectorFigures> {
  const recall = new Tally();
  const unseen = new Tally();
  const props = new Tally();
  const byEyes = new Tally();
  const precision = new Tally();
  const byKind = new Map<string, Tally>();
  for (const { picture, boxes, crops } of scenes) {
    const left = new Set(boxes);
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
    }
    for (const thing of boxes) {
      const kind = byKind.get(thing.kind) ?? new Tally();
      byKind.set(thing.kind, kind);
      kind.add(!left.has(thing));
      const isTold = (questions[thing.kind]?.length ?? 0) > 0;
      const among = isTold ? recall : thing.kind in questions ? props : unseen;
      among.add(!left.has(thing));
      if (!isTold) continue;
      const label = labels.get(thing);
      const crop = crops?.[boxes.indexOf(thing)];
      if (crop === undefined) continue;
      byEyes.add(label !== undefined && (await name(crop, label)) === thing.kind);
    }
  }
  return {
    recall: recall.share,
    recallUnseen: unseen.share,
    recallProps: props.share,
    recallNamedByEyes: byEyes.share,
    precision: precision.share,
    recallByKind: Object.fromEntries([...byKind].sort().map(([kind, t]) => [kind, t.share])),
  };
}
